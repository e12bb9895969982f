"""Files that hold people's names: nobody else's to read, whole or not there, and one writer at a time."""

from __future__ import annotations

import fcntl
import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qorgan.identity.live.errors import Busy, Damaged
from qorgan.identity.saying import Message

PIECE = 1 << 22


@dataclass(frozen=True, slots=True)
class Entry:
    """A finished file: its length and what its bytes hash to."""

    bytes: int
    blake2b: str


def private_open(path: Path, flags: int) -> int:
    """A descriptor of a file that only its owner may read."""
    return os.open(path, flags | os.O_CLOEXEC, 0o600)


def sync_folder(folder: Path) -> None:
    """What was created, renamed or deleted in the folder is so after a power cut as well."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def write_all(fd: int, data: bytes | memoryview) -> None:
    """Every byte, however many calls it takes."""
    rest = memoryview(data).cast("B")
    while rest:
        rest = rest[os.write(fd, rest) :]


class Sink:
    """A new file, written from front to back and hashed on the way."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._fd = private_open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        self._hash = blake2b(digest_size=32)
        self._bytes = 0

    def write(self, data: bytes | NDArray[Any]) -> None:
        flat = (
            np.frombuffer(data, np.uint8)
            if isinstance(data, bytes)
            else np.ascontiguousarray(data).view(np.uint8)
        )
        if not flat.size:
            return
        view = flat.data
        write_all(self._fd, view)
        self._hash.update(view)
        self._bytes += view.nbytes

    def done(self) -> Entry:
        """Closes the file once it is on the disk."""
        os.fsync(self._fd)
        self.close()
        return Entry(self._bytes, self._hash.hexdigest())

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def replace(folder: Path, name: str, data: bytes) -> None:
    """The file holds either its old content or all of the new one, at any moment and after a power cut."""
    new = folder / f"{name}.new"
    fd = private_open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    try:
        write_all(fd, data)
        os.fsync(fd)
    finally:
        os.close(fd)
    os.rename(new, folder / name)
    sync_folder(folder)


def mapped(path: Path, dtype: np.dtype[Any], entry: Entry) -> NDArray[Any]:
    """The file as a read-only array. Raises Damaged if it is not as long as it was written, and
    FileNotFoundError if it is gone."""
    fd = private_open(path, os.O_RDONLY)
    try:
        size = os.fstat(fd).st_size
        if size != entry.bytes or size % dtype.itemsize:
            raise Damaged(
                f"{path.parent.name}/{path.name}",
                Message("has {size} bytes and was written with {written}", size=size, written=entry.bytes),
            )
        if not size:
            return np.empty(0, dtype)
        return np.frombuffer(mmap.mmap(fd, 0, access=mmap.ACCESS_READ), dtype)
    finally:
        os.close(fd)


def hash_of(path: Path) -> Entry:
    """Length and hash of a file as it is now."""
    found, size = blake2b(digest_size=32), 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            found.update(piece)
            size += len(piece)
    return Entry(size, found.hexdigest())


@contextmanager
def locked(path: Path, what: str, wait: bool) -> Iterator[None]:
    """One process and one thread at a time; the system lets go when the process dies. Raises Busy."""
    fd = private_open(path, os.O_RDWR | os.O_CREAT)
    try:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise Busy(what) from None
        yield
    finally:
        os.close(fd)
