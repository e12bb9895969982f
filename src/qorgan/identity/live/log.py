"""The log of a generation: what was inserted and removed since its base was written, record by record.

A record is its length, a checksum and its body. Only whole records are read; what follows the last whole one
is a write under way, a write that never ended, or damage. Nobody was told that it is there.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from qorgan.identity.live.errors import BadRow
from qorgan.identity.live.rows import DAYS, NUMBERS, U64, WORDS, Face, Row, day, key_array, number, text_bytes

MAGIC = b"qorganL1"
HEAD = struct.Struct("<8sQ16s")  # magic, generation, start of the manifest's hash
_FRAME = struct.Struct("<III")  # length of the body, its complement, CRC-32 of the body
_ALL = 2**32 - 1
_FIXED = struct.Struct("<qqii")
_LENGTH = struct.Struct("<H")
INSERT, REMOVE = 1, 2


@dataclass(frozen=True, slots=True)
class Insert:
    """A row as a record carries it."""

    unique_id: str
    numbers: tuple[int, int]
    days: tuple[int, int]
    words: tuple[str, ...]
    keys: U64


@dataclass(frozen=True, slots=True)
class Remove:
    """A tombstone: every row of this person that was there before it is gone."""

    unique_id: str


def head(generation: int, manifest_hash: str) -> bytes:
    return HEAD.pack(MAGIC, generation, bytes.fromhex(manifest_hash)[:16])


def _framed(body: bytes) -> bytes:
    return _FRAME.pack(len(body), len(body) ^ _ALL, zlib.crc32(body)) + body


def _text(column: str, text: str) -> bytes:
    raw = text_bytes(column, text)
    return _LENGTH.pack(len(raw)) + raw


def insertion(row: Row) -> bytes:
    """The record of an insert. Raises BadRow."""
    face: Face = row.face
    keys = key_array(row.keys)
    if not row.unique_id:
        raise BadRow("unique_id", "is empty")
    parts = [
        bytes((INSERT,)),
        _text("unique_id", row.unique_id),
        _FIXED.pack(
            *(number(column, getattr(face, column)) for column in NUMBERS),
            *(day(column, getattr(face, column)) for column in DAYS),
        ),
        *(_text(column, getattr(face, column)) for column in WORDS),
        _LENGTH.pack(len(keys)),
        keys.astype("<u8").tobytes(),
    ]
    return _framed(b"".join(parts))


def removal(unique_id: str) -> bytes:
    """The record of a removal. Raises BadRow."""
    return _framed(bytes((REMOVE,)) + _text("unique_id", unique_id))


def _taken(body: bytes, place: int) -> tuple[str, int]:
    (length,) = _LENGTH.unpack_from(body, place)
    end = place + _LENGTH.size + length
    return body[place + _LENGTH.size : end].decode(), end


def _read(body: bytes) -> Insert | Remove:
    unique_id, place = _taken(body, 1)
    if body[0] == REMOVE:
        return Remove(unique_id)
    iin, phone, born_from, born_to = _FIXED.unpack_from(body, place)
    place += _FIXED.size
    words = []
    for _ in WORDS:
        word, place = _taken(body, place)
        words.append(word)
    (count,) = _LENGTH.unpack_from(body, place)
    keys = np.frombuffer(body, "<u8", count, place + _LENGTH.size)
    return Insert(unique_id, (iin, phone), (born_from, born_to), tuple(words), keys)


def records(data: bytes) -> Iterator[tuple[int, Insert | Remove]]:
    """Each whole record at the front of `data`, with where it ends."""
    place = 0
    while place + _FRAME.size <= len(data):
        length, complement, sum_ = _FRAME.unpack_from(data, place)
        end = place + _FRAME.size + length
        if length ^ complement != _ALL or end > len(data):
            return
        body = data[place + _FRAME.size : end]
        if zlib.crc32(body) != sum_:
            return
        yield end, _read(body)
        place = end


def cut_short(tail: bytes) -> bool:
    """Whether what follows the last whole record is the front part of one, as an interrupted write leaves it;
    else whole records were changed, and what is behind them may be good."""
    if len(tail) < _FRAME.size or not tail.strip(b"\0"):
        return True
    length, complement, _ = _FRAME.unpack_from(tail)
    return bool(length ^ complement == _ALL and _FRAME.size + length > len(tail))
