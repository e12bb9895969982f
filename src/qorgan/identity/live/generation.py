"""One generation as a process has it open: a base, its log, and what was read of the log."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

from qorgan.identity.live import layout, log
from qorgan.identity.live.base import Base
from qorgan.identity.live.delta import Delta
from qorgan.identity.live.errors import Damaged, NotWritten
from qorgan.identity.live.files import private_open, sync_folder, write_all
from qorgan.identity.saying import Message

AT_ONCE = 1 << 24  # bytes of the log read in one piece; far above the longest record


class Generation:
    """A base, its log and what was read of it."""

    def __init__(self, folder: Path, generation: int, sealed: str, keys_version: str | None) -> None:
        self.number = generation
        self.base = Base(folder, layout.manifest(folder, generation, sealed, keys_version))
        self.delta = Delta(self.base)
        self.named = f"{layout.name_of(generation)}/{layout.LOG}"
        self.fd = private_open(folder / self.named, os.O_RDWR | os.O_APPEND)
        head = log.head(generation, sealed)
        if os.pread(self.fd, len(head), 0) != head:
            raise Damaged(self.named, "its head was cut or changed")
        self.read_to = self.synced_to = len(head)
        self.applying = threading.Lock()
        self._syncing = threading.Lock()

    def __del__(self) -> None:
        fd, self.fd = getattr(self, "fd", -1), -1
        if fd >= 0:
            os.close(fd)

    def size(self) -> int:
        return os.fstat(self.fd).st_size

    def catch_up(self) -> None:
        """Reads what the log has grown by, whoever wrote it."""
        if self.size() == self.read_to:
            return
        with self.applying:
            while data := os.pread(self.fd, AT_ONCE, self.read_to):
                start = self.read_to
                for end, record in log.records(data):
                    self.delta.apply(record)
                    self.read_to = start + end
                if self.read_to == start:
                    return

    def read(self, start: int, end: int | None = None) -> bytes:
        """The records from one place of the log to another, or to the last whole one."""
        stop = self.read_to if end is None else end
        parts = []
        while start < stop and (data := os.pread(self.fd, min(AT_ONCE, stop - start), start)):
            parts.append(data)
            start += len(data)
        return b"".join(parts)

    def inserted(self, end: int) -> Iterator[log.Insert]:
        """Every insert before `end`, in the order of the delta's rows."""
        for _, record in log.records(self.read(log.HEAD.size, end)):
            if isinstance(record, log.Insert):
                yield record

    def unread(self) -> int:
        """How many bytes stand after the last whole record."""
        return max(0, self.size() - self.read_to)

    def tail_is_unfinished(self) -> bool:
        """Whether nothing stands there, or what an interrupted write leaves; else a record was changed."""
        return log.cut_short(os.pread(self.fd, AT_ONCE, self.read_to))

    def append(self, data: bytes) -> int:
        """Adds records at the end of the log; where it ends then. For whoever holds the lock of writers."""
        if not self.tail_is_unfinished():
            raise Damaged(self.named, Message("was changed at byte {byte}", byte=self.read_to))
        try:
            os.ftruncate(self.fd, self.read_to)
            try:
                write_all(self.fd, data)
            except OSError:
                os.ftruncate(self.fd, self.read_to)
                raise
        except OSError as failed:
            raise NotWritten(failed.strerror or "it is not known why") from None
        end = self.read_to + len(data)
        self.catch_up()
        return end

    def set_aside(self, folder: Path) -> Path | None:
        """Moves what `append` refuses to write over into a file of its own."""
        if self.tail_is_unfinished():
            return None
        aside = folder / f"damaged-{self.number}-{self.read_to}"
        fd = private_open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        try:
            write_all(fd, self.read(self.read_to, self.size()))
            os.fsync(fd)
        finally:
            os.close(fd)
        sync_folder(folder)
        os.ftruncate(self.fd, self.read_to)
        os.fdatasync(self.fd)
        return aside

    def sync(self, end: int) -> None:
        """Returns once everything before `end` is on the disk; threads that wait share one call."""
        with self._syncing:
            if self.synced_to >= end:
                return
            reached = self.read_to
            try:
                os.fdatasync(self.fd)
            except OSError as failed:
                raise NotWritten(failed.strerror or "it is not known why") from None
            self.synced_to = max(reached, end)
