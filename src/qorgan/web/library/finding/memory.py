"""What a process keeps of the index so that an answer takes milliseconds: the board, where the terms stand
that were asked for lately, and how well records met the wishes of lately.

Everything here comes from the database and may be forgotten at any time. It is looked up by version before
each search, so what was taken back is gone from the next answer of every process. A change gives a record a
new number, so what is kept of older numbers stays true and only what came after is learnt.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from threading import RLock
from typing import Any, Generic, TypeVar

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from qorgan.web.library.finding import store
from qorgan.web.library.finding.board import NEVER, Board, Bools, Floats, Slots, Tail, rows_of
from qorgan.web.library.finding.documents import LANGUAGES_AT_MOST
from qorgan.web.library.finding.models import Change, Entry

MOST_PLACES = 12_000_000  # of terms kept, 5 bytes each
MOST_MET = 8_000_000  # of wishes kept, 9 bytes each
KEYS_AT_ONCE = 60
BITS = (LANGUAGES_AT_MOST - 1).bit_length()  # of the language in the id of a document
_CHANGES = Change._meta.db_table
OVERHEAD = 100  # what a term or a wish that stands nowhere still takes, in places


@dataclass(frozen=True)
class Standing:
    """Where terms stand, in one language: slots, rising, and in which parts (bits in the order of
    `store.PARTS`)."""

    language: int
    slots: Slots
    parts: NDArray[np.uint8]

    def beginning_at(self, slot: int) -> tuple[Slots, NDArray[np.uint8]]:
        """The slots from this one on, counted from it, and their parts."""
        if not slot:
            return self.slots, self.parts
        at = int(np.searchsorted(self.slots, slot))
        return self.slots[at:] - np.int32(slot), self.parts[at:]


@dataclass(frozen=True)
class _Kept:
    """What is known of the numbers up to `upto`."""

    upto: int
    standings: tuple[Standing, ...]

    @property
    def places(self) -> int:
        return sum(len(one.slots) for one in self.standings)


Met = tuple[Slots, Floats, Bools]  # slots that meet a wish, how well, and whether in the title
Key = tuple[bool, tuple[str, ...]]  # whether folded words are meant instead of stems; the words in a row

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class _Shelf(Generic[K, V]):
    """What was used lately, up to a size; what was not used for longest goes first."""

    def __init__(self, most: int) -> None:
        self._most, self._sizes, self._size = most, dict[K, int](), 0
        self._things: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        found = self._things.get(key)
        if found is not None:
            self._things.move_to_end(key)
        return found

    def put(self, key: K, thing: V, size: int) -> None:
        self._things.pop(key, None)
        self._size += size - self._sizes.pop(key, 0)
        self._things[key], self._sizes[key] = thing, size
        while self._size > self._most and len(self._things) > 1:
            gone, _ = self._things.popitem(last=False)
            self._size -= self._sizes.pop(gone)

    def clear(self) -> None:
        self._things.clear()
        self._sizes.clear()
        self._size = 0


class Memory:
    """One for each process."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._board = Board()
        self._kept = _Shelf[Key, _Kept](MOST_PLACES)
        self._met = _Shelf[Hashable, tuple[int, Met]](MOST_MET)

    def forget(self) -> None:
        with self._lock:
            self._board = Board()
            self._kept.clear()
            self.forget_met()

    def forget_met(self) -> None:
        with self._lock:
            self._met.clear()

    def board(self) -> Board:
        """The board of the version that the database has now."""
        last = _last_change()
        with self._lock:
            board = self._board
            if last is None:
                self.forget()
            elif last != (board.version, board.stamp):
                self._renew(*last)
            return self._board

    def _renew(self, version: int, stamp: str) -> None:
        board = self._board
        known = Change.objects.filter(version=board.version, stamp=board.stamp).exists()
        if not known or board.version > version or np.count_nonzero(~board.alive) * 5 > board.size + 500:
            self.forget()
            board = self._board
            entries = Entry.objects.filter(live=True)
        else:
            entries = Entry.objects.filter(version__gt=board.version)
        before = board.last
        for rows in rows_of(entries.filter(version__lte=version)):
            board = board.with_rows(rows)
        tail = _longer(board, before)
        self._board = replace(board, version=version, stamp=stamp, tail=tail)

    def met(self, board: Board, key: Hashable, work_out: Callable[[int], Met]) -> Met:
        """The living slots that meet a wish. `work_out` tells of those from a slot on; what it told of
        earlier ones is kept under this key."""
        with self._lock:
            if board is not self._board:
                return _living(board, work_out(0))
            upto, met = self._met.get(key) or (0, None)
            if met is None or upto < board.size:
                more = work_out(upto)
                met = more if met is None else _joined(met, more)
                self._met.put(key, (board.size, met), len(met[0]) + OVERHEAD)
            return _living(board, met)

    def learn(self, board: Board, keys: Iterable[Key]) -> dict[Key, tuple[Standing, ...]]:
        """Where these words stand one after another, on this board. What is not kept is asked at one go."""
        found, behind = dict[Key, tuple[Standing, ...]](), dict[Key, _Kept | None]()
        with self._lock:
            current = board is self._board  # else another thread went on to a newer one
            for key in dict.fromkeys(keys):
                kept = self._kept.get(key) if current else None
                if kept is not None and kept.upto >= board.last:
                    found[key] = kept.standings
                else:
                    behind[key] = kept
            for some in store.batched(behind.items(), KEYS_AT_ONCE):
                for key, kept in _read(board, dict(some)).items():
                    found[key] = kept.standings
                    if current:
                        self._kept.put(key, kept, kept.places + OVERHEAD)
        return found

    def standings(self, board: Board, words: tuple[str, ...], *, forms: bool = False) -> tuple[Standing, ...]:
        """Where these words stand one after another, on this board."""
        key = (forms, words)
        return self.learn(board, [key])[key]


def _last_change() -> tuple[int, str] | None:
    """Asked before every search, so without the ORM, which takes a millisecond to say it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT version, stamp FROM {_CHANGES} ORDER BY version DESC LIMIT 1")  # noqa: S608 # nosec B608
        found = cursor.fetchone()
    return None if found is None else (found[0], found[1])


def _longer(board: Board, before: int) -> Tail:
    """The tail of a board whose numbers went on after `before`. When records were put into postings since,
    the old one cannot be gone on with."""
    fresh = store.fresh_after(before, board.last)
    start = max(board.first, before + 1)
    came = np.flatnonzero(board.slots[start - board.first :] >= 0) + start
    if set(came.tolist()) <= fresh.keys():
        return board.tail.with_records(fresh)
    return Tail().with_records(store.fresh_after(-1, board.last))


def _joined(met: Met, more: Met) -> Met:
    if not len(more[0]):
        return met
    slots, worth, titled = (np.concatenate(both) for both in zip(met, more, strict=True))
    return slots, worth, titled


def _living(board: Board, met: Met) -> Met:
    living = board.alive[met[0]]
    return met if living.all() else (met[0][living], met[1][living], met[2][living])


def _read(board: Board, asked: Mapping[Key, _Kept | None]) -> dict[Key, _Kept]:
    """What the database and the board's tail say, after what is known already."""
    tail = board.tail
    names = {key: [store.key_of(one, form=key[0]) for one in key[1]] for key in asked}
    anew = [key for key, kept in asked.items() if kept is None or kept.upto < min(tail.base, board.last)]
    stored = store.read({one for key in anew for one in names[key]})
    found = {}
    for key, kept in asked.items():
        after = kept.upto if kept else -1
        words = [_between(tail, stored.get(one), one, after) for one in names[key]]
        found[key] = _Kept(board.last, _standings(board, store.in_a_row(words), key[0], kept))
    return found


def _between(tail: Tail, stored: store.Places | None, name: str, after: int) -> store.Places:
    """The places of a word above a number: what is stored of it up to the tail's base, and then the tail."""
    lowest = (after + 1) << store.NUMBER_AT
    pieces: list[Any] = []
    if stored is not None:
        base = (tail.base + 1) << store.NUMBER_AT if tail.base < NEVER else None
        end = len(stored) if base is None else int(np.searchsorted(stored, base))
        pieces.append(stored[int(np.searchsorted(stored, lowest)) : end])
    if name in tail.words:
        fresh = np.array(tail.words[name], np.int64)
        pieces.append(fresh[int(np.searchsorted(fresh, lowest)) :])
    if len(pieces) < 2:
        return pieces[0] if pieces else np.empty(0, np.int64)
    return np.concatenate(pieces)


def _standings(board: Board, places: store.Places, forms: bool, kept: _Kept | None) -> tuple[Standing, ...]:
    documents, parts = store.documents_of(places, forms=forms)
    slots = board.slots_of(documents >> BITS)
    languages = (documents & (LANGUAGES_AT_MOST - 1)).astype(np.uint8)
    if len(slots) and slots.min() < 0:
        known = slots >= 0
        slots, languages, parts = slots[known], languages[known], parts[known]
    standings = {one.language: one for one in (kept.standings if kept else ())}
    for language in np.flatnonzero(np.bincount(languages)).tolist():
        here = np.flatnonzero(languages == language)
        fresh = Standing(language, slots[here], parts[here])
        before = standings.get(language)
        standings[language] = fresh if before is None else Standing(
            language, np.concatenate([before.slots, fresh.slots]), np.concatenate([before.parts, fresh.parts])
        )  # fmt: skip
    return tuple(standings.values())


memory = Memory()
