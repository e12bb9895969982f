"""Who could it be: the rows that share keys with what is asked, and what the scorer needs of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qorgan.identity.live.delta import Delta
from qorgan.identity.live.postings import concatenated, spans
from qorgan.identity.live.rows import DAYS, NO_DAY, NUMBERS, U32, U64, Faces, number_text
from qorgan.identity.live.words import Texts

FREQUENT = 2000  # rows under one key, from which on it says little
MOST = 2000  # candidates of one query
LOOKED_AT = 8  # times FREQUENT: how much of a frequent key is opened where nothing else hits
KINDS = 64


class Columns:
    """What is stored of some rows, column by column, in their order."""

    def __init__(self, delta: Delta, rows: NDArray[Any]) -> None:
        self._delta, self._rows = delta, rows
        self.faces: Faces = delta.faces_at(rows)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def owner(self) -> U64:
        """64 bits that are equal for rows of one person."""
        return self.faces["owner"]

    def ids(self, column: str) -> NDArray[np.int32]:
        """Word ids, -1 where the word is not known; equal ids are equal words within one view."""
        return self.faces[column]

    def texts(self, column: str) -> Texts:
        """Words, or IINs and phones, as text; "" where not known."""
        if column in NUMBERS:
            found = np.empty(len(self), object)
            found[:] = [number_text(column, value) for value in self.faces[column].tolist()]
            return found
        return self._delta.words[column].texts(self.faces[column])

    def numbers(self, column: str) -> NDArray[np.int64]:
        """IINs or phones as integers, -1 where not known."""
        return self.faces[column]

    def days(self, column: str) -> NDArray[np.int32]:
        """`born_from` or `born_to`, NO_DAY where not known."""
        return self.faces[column]

    def counts(self, column: str) -> NDArray[np.int64]:
        """How many rows of the index hold each row's value; 0 where it is not known."""
        if column in NUMBERS:
            values = self.faces[column].tolist()
            return np.array([self._delta.number_count(column, v) if v >= 0 else 0 for v in values], np.int64)
        return self._delta.words[column].counts(self.faces[column])

    def unique_ids(self, places: Sequence[int] | None = None) -> list[str]:
        """Of all rows, or of those at these places."""
        rows = self._rows if places is None else self._rows[list(places)]
        return self._delta.unique_ids(rows.tolist())

    def face(self, place: int) -> dict[str, str | int | None]:
        """One row as a mapping with the fields of a Face."""
        row = Columns(self._delta, self._rows[place : place + 1])
        words = {column: str(row.texts(column)[0]) for column in (*self._delta.words, *NUMBERS)}
        days = {column: int(row.faces[column][0]) for column in DAYS}
        return {**words, **{column: None if value == NO_DAY else value for column, value in days.items()}}


@dataclass(frozen=True, slots=True)
class Found:
    """The candidates of one query, by row number.

    `hits` says how many of the asked keys each row has, `kinds` which kinds of them (bit k is kind k).
    `skipped` are the places, in what was asked, of frequent keys that were not opened, since others hit: rows
    that have these alone are not here. `truncated`: there are more rows than these.
    """

    delta: Delta
    rows: NDArray[np.int64]
    hits: NDArray[np.int64]
    kinds: U64
    skipped: tuple[int, ...]
    truncated: bool

    def __len__(self) -> int:
        return len(self.rows)

    def columns(self) -> Columns:
        return Columns(self.delta, self.rows)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One key: its place in the query, the bit of its kind, its rows in base and delta."""

    place: int
    bit: int
    old: U32
    new: list[int]

    def __len__(self) -> int:
        return len(self.old) + len(self.new)

    def all(self) -> U32:
        return np.concatenate([self.old, np.array(self.new, np.uint32)]) if self.new else self.old


def _asked(delta: Delta, keys: U64, kinds: Sequence[int] | None) -> list[_Asked]:
    lows, highs = spans(delta.base.keys, keys)
    found, seen = [], set()
    for place, key in enumerate(keys.tolist()):
        if key in seen:
            continue
        seen.add(key)
        kind = min(place, KINDS - 1) if kinds is None else kinds[place]
        one = _Asked(place, 1 << kind, delta.base.key_rows[lows[place] : highs[place]], delta.rows(key))
        if len(one):
            found.append(one)
    return found


def _tally(delta: Delta, asked: Sequence[_Asked]) -> tuple[U32, NDArray[np.int64], U64]:
    """Living rows of any of these keys, ascending; how many of them each has, and the kinds."""
    rows = concatenated(one.all() for one in asked)
    bits = np.repeat(np.array([one.bit for one in asked], np.uint64), [len(one) for one in asked])
    if delta.removed:
        alive = delta.living(rows)
        rows, bits = rows[alive], bits[alive]
    order = np.argsort(rows, kind="stable")
    rows, bits = rows[order], bits[order]
    starts = (
        np.flatnonzero(np.concatenate([[True], rows[1:] != rows[:-1]])) if len(rows) else np.empty(0, np.intp)
    )
    hits = np.diff(starts, append=len(rows))
    kinds = np.bitwise_or.reduceat(bits, starts) if len(rows) else bits
    return rows[starts], hits, kinds


def _has(one: _Asked, rows: U32) -> NDArray[np.bool_]:
    """Which of the rows are under the key."""
    under = one.all()
    places = np.minimum(np.searchsorted(under, rows), len(under) - 1)
    found: NDArray[np.bool_] = under[places] == rows
    return found


def candidates(
    delta: Delta, keys: U64, kinds: Sequence[int] | None = None, frequent: int = FREQUENT, most: int = MOST
) -> Found:
    """The rows that share a key with `keys`. `kinds` gives each key's kind, 0 to 63; else it is its place.

    A key of more than `frequent` rows is not opened where others hit, though rows found by the others are
    counted under it too. Where nothing else hits, a part of the rarest ones is looked at, the same each time.
    """
    asked = _asked(delta, keys, kinds)
    rare = [one for one in asked if len(one) <= frequent]
    common = sorted((one for one in asked if len(one) > frequent), key=lambda one: (len(one), one.place))
    rows, hits, marks = _tally(delta, rare)
    skipped, truncated = tuple(sorted(one.place for one in common)), False
    if common and not len(rows):
        seed = _Asked(0, 0, concatenated(one.all()[: LOOKED_AT * frequent] for one in common[:1]), [])
        truncated, skipped = True, ()
        rows, hits, marks = _tally(delta, [seed])
        hits = hits - 1
    for one in common:
        under = _has(one, rows)
        hits = hits + under
        marks = marks | np.where(under, np.uint64(one.bit), np.uint64(0))
    if len(rows) > most:
        best = np.sort(np.lexsort((rows, -hits))[:most])
        rows, hits, marks, truncated = rows[best], hits[best], marks[best], True
    return Found(delta, rows.astype(np.int64), hits, marks, skipped, truncated)
