"""What one row of the index holds, how it lies on disk, and what is refused.

A row is one face of a person; the same `unique_id` may have several. Everything is little-endian.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from qorgan.identity.live.errors import BadRow
from qorgan.identity.saying import Message

WORDS = ("surname", "given", "group", "father", "sex", "region", "street")
NUMBERS = ("iin", "phone")
DAYS = ("born_from", "born_to")
NONE = -1  # the id of a word, and the number, that is not known
NO_DAY = -(2**31)
LONGEST = 2**16 - 1  # bytes of a word or a unique_id, and keys of a row

# One row is one line of the processor's cache: a candidate costs one miss, not eleven.
FACE = np.dtype(
    [
        ("owner", "<u8"),
        *((name, "<i8") for name in NUMBERS),
        *((name, "<i4") for name in (*DAYS, *WORDS, "spare")),
    ]
)
assert FACE.itemsize == 64

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]
Faces = NDArray[np.void]

SHAPES = {"iin": re.compile(r"[0-9]{12}"), "phone": re.compile(r"\+[1-9][0-9]{0,14}")}


class Face(Protocol):
    """A person as the index keeps them: "" or None where it is not known."""

    @property
    def surname(self) -> str: ...
    @property
    def given(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def father(self) -> str: ...
    @property
    def sex(self) -> str: ...
    @property
    def born_from(self) -> int | None: ...
    @property
    def born_to(self) -> int | None: ...
    @property
    def iin(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def street(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Row:
    """One face of one person, with the keys it is found by."""

    unique_id: str
    face: Face
    keys: U64 | Sequence[int]


def text_bytes(column: str, text: str) -> bytes:
    """Raises BadRow where the text cannot be kept: not Unicode, or longer than any name is."""
    try:
        found = text.encode()
    except UnicodeEncodeError:
        raise BadRow(column, "is not Unicode text") from None
    if len(found) > LONGEST:
        raise BadRow(column, Message("is longer than {most} bytes", most=LONGEST))
    return found


def mark(text: bytes) -> int:
    """64 bits that stand for a text; whoever must not mix up two texts compares the texts as well."""
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "little")


def number(column: str, text: str) -> int:
    """An IIN or a phone as an integer, -1 where it is "".

    >>> number("phone", "+77010000000"), number("iin", "000000000012"), number("iin", "")
    (77010000000, 12, -1)
    """
    if not text:
        return NONE
    if not SHAPES[column].fullmatch(text) or not text.isascii():
        raise BadRow(column, "is not in its canonical form")
    return int(text)


def number_text(column: str, value: int) -> str:
    """The text that `number` read."""
    if value < 0:
        return ""
    return f"{value:012d}" if column == "iin" else f"+{value}"


def day(column: str, value: int | None) -> int:
    """A day since 1970-01-01 as it is stored."""
    if value is None:
        return NO_DAY
    if not NO_DAY < value < 2**31:
        raise BadRow(column, "is not a day")
    return int(value)


def keys_from(keys: Any) -> U64:
    """Keys as an array of their own type. Raises BadRow; a float that was a key once is one no more."""
    if isinstance(keys, np.ndarray) and keys.dtype == np.uint64:
        return keys
    try:
        whole = [operator.index(key) for key in keys]
        return np.array(whole, np.uint64)
    except (OverflowError, TypeError):
        raise BadRow("keys", "are not integers of 64 bits") from None


def key_array(keys: Any) -> U64:
    """The keys of one row, each once, in ascending order."""
    found = np.unique(keys_from(keys))
    if len(found) > LONGEST:
        raise BadRow("keys", Message("are more than {most}", most=LONGEST))
    return found
