"""Who could it be: the rows that share keys with what is asked, and what the scorer needs of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qorgan.identity.live.delta import Delta
from qorgan.identity.live.errors import Damaged
from qorgan.identity.live.postings import spans
from qorgan.identity.live.rows import DAYS, NO_DAY, NUMBERS, U32, U64, Faces, number_text
from qorgan.identity.live.words import Texts
from qorgan.identity.saying import Message

FREQUENT = 2000  # rows under one key, from which on it says little
MOST = 2000  # candidates of one query
LOOKED_AT = 4  # times FREQUENT: how many rows of frequent keys are looked at in one query
KINDS = 64
ONE, SIX, LOW = np.uint64(1), np.uint64(6), np.uint64(KINDS - 1)


Tally = tuple[U32, NDArray[np.int64], U64]  # rows ascending, how many keys each has, of which kinds


class Columns:
    """What is stored of some rows, column by column, in their order."""

    def __init__(self, delta: Delta, rows: NDArray[Any]) -> None:
        self._delta, self._rows = delta, rows
        try:
            self.faces: Faces = delta.faces_at(rows)
        except IndexError:
            raise Damaged("key_rows", "names rows that there are not") from None

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
        try:
            return self._delta.words[column].texts(self.faces[column])
        except IndexError:
            raise Damaged(
                "faces", Message("names words of {column} that there are not", column=column)
            ) from None

    def distinct(self, column: str) -> tuple[list[str], NDArray[np.intp]]:
        """The different words of a column, and for each row the place of its word among them: what is to be
        compared with a query's word is compared once, however many rows have it."""
        ids, inverse = np.unique(self.faces[column], return_inverse=True)
        return self._delta.words[column].texts(ids).tolist(), inverse

    def numbers(self, column: str) -> NDArray[np.int64]:
        """IINs or phones as integers, -1 where not known."""
        return self.faces[column]

    def days(self, column: str) -> NDArray[np.int32]:
        """`born_from` or `born_to`, NO_DAY where not known."""
        return self.faces[column]

    def counts(self, column: str) -> NDArray[np.int64]:
        """How many rows of the index hold each row's value; 0 where it is not known."""
        if column in NUMBERS:
            return self._delta.number_counts(column, self.faces[column])
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
    `skipped` are the places, in what was asked, of frequent keys: rows that have one of these alone are not
    here. `truncated`: rows that should be here are not, since there are too many.
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


class _Under:
    """The rows under one asked key, and where it stood in the query and of what kind it is."""

    __slots__ = ("count", "kind", "place", "rows")

    def __init__(self, rows: U32, new: list[int] | None, place: int, kind: int) -> None:
        self.rows = rows if not new else np.concatenate([rows, np.array(new, np.uint32)])
        self.count, self.place, self.kind = len(self.rows), place, kind

    def has(self, rows: U32) -> NDArray[np.bool_]:
        places = self.rows.searchsorted(rows)
        places[places == self.count] = 0
        found: NDArray[np.bool_] = self.rows[places] == rows
        return found


def _opened(delta: Delta, keys: U64, kinds: Sequence[int] | None) -> list[_Under]:
    lows, highs = spans(delta.base.keys, keys)
    asked = keys.tolist()
    if len(set(asked)) < len(asked):
        first = {key: place for place, key in reversed(list(enumerate(asked)))}
        places = sorted(first.values())
    else:
        places = list(range(len(asked)))
    stored, found = delta.base.key_rows, []
    for place in places:
        new, low, high = delta.rows(asked[place]), lows[place], highs[place]
        if new or low < high:
            kind = min(place, KINDS - 1) if kinds is None else kinds[place]
            found.append(_Under(stored[low:high], new, place, kind))
    return found


def _tally(delta: Delta, under: Sequence[_Under]) -> Tally:
    """Living rows under any of these keys, ascending; how many of the keys each has, and of which kinds."""
    if not under:
        return np.empty(0, np.uint32), np.empty(0, np.int64), np.empty(0, np.uint64)
    # A row number above, a kind below: sorting such numbers is faster than sorting places by rows.
    packed = np.concatenate([one.rows for one in under]).astype(np.uint64)
    packed <<= SIX
    packed |= np.repeat(np.array([one.kind for one in under], np.uint64), [one.count for one in under])
    packed.sort()
    rows = (packed >> SIX).astype(np.uint32)
    if delta.removed:
        alive = delta.living(rows)
        packed, rows = packed[alive], rows[alive]
    first = np.ones(len(rows) + 1, bool)
    np.not_equal(rows[1:], rows[:-1], out=first[1:-1])
    edges = first.nonzero()[0] if len(rows) else np.zeros(1, np.intp)
    starts = edges[:-1]
    marks = ONE << (packed & LOW)
    kinds = np.bitwise_or.reduceat(marks, starts) if len(rows) else marks
    return rows[starts], edges[1:] - starts, kinds


def candidates(
    delta: Delta, keys: U64, kinds: Sequence[int] | None = None, frequent: int = FREQUENT, most: int = MOST
) -> Found:
    """The rows that share a key with `keys`. `kinds` gives each key's kind, 0 to 63; else it is its place.

    A row that has only one key, of which there are more than `frequent` rows, is not among them: it is nobody
    in particular. Rows with a rarer key are, and so are rows with two such frequent ones. Where that leaves
    nobody, a part of the rows under the rarest frequent key is given, the same each time.
    """
    under = _opened(delta, keys, kinds)
    rare = [one for one in under if one.count <= frequent]
    common = sorted((one for one in under if one.count > frequent), key=lambda one: (one.count, one.place))
    rows, hits, marks = _tally(delta, rare)
    skipped, truncated = tuple(sorted(one.place for one in common)), False
    if len(common) > 1:
        shared, truncated = _shared(delta, common, LOOKED_AT * frequent)
        rows, hits, marks = _joined(rows, hits, marks, shared)
    if common and not len(rows):
        part = _part(delta, common, LOOKED_AT * frequent)
        (rows, hits, marks), skipped, truncated = _joined(rows, hits, marks, part), (), True
    for one in common:
        has = one.has(rows)
        hits = hits + has
        marks = marks | (has.astype(np.uint64) << np.uint64(one.kind))
    if len(rows) > most:
        best = np.sort(np.lexsort((rows, -hits))[:most])
        rows, hits, marks, truncated = rows[best], hits[best], marks[best], True
    return Found(delta, rows.astype(np.int64), hits, marks, skipped, truncated)


def _shared(delta: Delta, common: Sequence[_Under], left: int) -> tuple[U32, bool]:
    """Living rows under two or more frequent keys, among the first `left` rows of the rarest of these keys;
    and whether that was not all of them."""
    found, cut = [], False
    for number, one in enumerate(common[:-1]):
        part = one.rows[:left]
        left -= len(part)
        cut = cut or len(part) < one.count
        found.append(part[np.logical_or.reduce([other.has(part) for other in common[number + 1 :]])])
    rows = np.unique(np.concatenate(found))
    return rows[delta.living(rows)], cut


def _part(delta: Delta, common: Sequence[_Under], most: int) -> U32:
    """The first living rows of the rarest frequent key that has any."""
    for one in common:
        rows = one.rows[delta.living(one.rows)] if delta.removed else one.rows
        if len(rows):
            return rows[:most]
    return np.empty(0, np.uint32)


def _joined(rows: U32, hits: NDArray[np.int64], marks: U64, more: U32) -> Tally:
    """With rows that no key was counted for yet."""
    more = more[~np.isin(more, rows, assume_unique=True)]
    both = np.concatenate([rows, more])
    order = np.argsort(both)
    nothing = np.zeros(len(more), np.int64)
    return (
        both[order],
        np.concatenate([hits, nothing])[order],
        np.concatenate([marks, nothing.astype(np.uint64)])[order],
    )
