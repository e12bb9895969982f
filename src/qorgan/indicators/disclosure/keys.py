"""Record keys: HMAC-SHA256 under a secret on an id that stays the same for as long as the record does.

Whoever holds the secret and the published figures can take the noise off again. It is never in the
repository, never printed, and a file of it that others on the machine may read is refused: a warning scrolls
by, and what was published under a secret that got out cannot be called back.
"""

from __future__ import annotations

import hmac
import os
import stat
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qorgan.indicators.disclosure.settings import settings
from qorgan.indicators.faults import BadInput, fault

RECORD, ZERO, CHECK = b"qorgan.disclosure.record.1\0", b"qorgan.disclosure.zero.1\0", b"qorgan.disclosure.1\0"
DISTINCT = 8  # 32 random bytes have about 30 different ones; hexadecimal digits about 14


class Secret:
    """The secret as bytes. It shows itself to nobody.

    >>> Secret(bytes(range(32)))
    Secret(...)
    """

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes, file: str = "key") -> None:
        """Raises BadInput: shorter than 32 bytes, or plainly not random."""
        least = settings().key_bytes
        if len(secret) < least:
            raise BadInput(fault(file, "short_key", part="disclosure", bytes=len(secret), least=least))
        if len(set(secret)) < DISTINCT:
            raise BadInput(fault(file, "plain_key", part="disclosure", least=least))
        self._secret = bytes(secret)

    def __repr__(self) -> str:
        return "Secret(...)"

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written down")

    def _keys(self, kind: bytes, names: Iterable[str]) -> npt.NDArray[np.uint64]:
        joined = b"".join(hmac.digest(self._secret, kind + name.encode(), "sha256")[:8] for name in names)
        return np.frombuffer(joined, dtype="<u8").astype(np.uint64)

    def record_keys(self, ids: Iterable[str]) -> npt.NDArray[np.uint64]:
        """The key of each id, uniform on 0..2^64-1. The same id has the same key in every release."""
        return self._keys(RECORD, map(plain, ids))

    def zero_keys(self, addresses: Iterable[str]) -> npt.NDArray[np.uint64]:
        """The key of cells that hold no record: by what the cell is, as there is no record to go by."""
        return self._keys(ZERO, addresses)

    def check(self) -> str:
        """Says whether two releases were made under one secret, and nothing else about it."""
        return hmac.digest(self._secret, CHECK, "sha256")[:8].hex()


def plain(name: str) -> str:
    """An id as it is compared: without space around it, composed (NFC)."""
    return unicodedata.normalize("NFC", name.strip())


def read_key_file(path: str) -> Secret:
    """The bytes of a file, less one end of line, unless too few were left: random bytes may end like a line.
    Raises BadInput: none, others may read it, too short."""
    try:
        if not Path(path).is_file():
            raise BadInput(fault(path, "no_file"))
        with open(path, "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            secret = file.read(1 << 16)
    except OSError as error:
        raise BadInput(fault(path, "unreadable", format="key", reason=error.strerror or "")) from error
    if mode & (stat.S_IROTH | stat.S_IWOTH | stat.S_IWGRP):
        raise BadInput(fault(path, "open_key", part="disclosure", mode=f"{stat.S_IMODE(mode):04o}"))
    bare = secret.removesuffix(b"\n").removesuffix(b"\r")
    return Secret(bare if len(bare) >= settings().key_bytes else secret, path)
