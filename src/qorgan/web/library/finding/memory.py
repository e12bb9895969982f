"""What a process keeps of the index so that an answer takes milliseconds: the values of every record as columns
of numbers, and where the terms stand that were asked for lately.

Everything here comes from the database and may be forgotten at any time. It is looked up by version before
each search, so what was taken back is gone from the next answer of every process.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import RLock

import numpy as np
from numpy.typing import NDArray

from qorgan.catalogue.grade import GRADES
from qorgan.web.library.finding import store
from qorgan.web.library.finding.documents import FACETS, LANGUAGES_AT_MOST
from qorgan.web.library.finding.models import Change, Entry

MOST_PLACES = 20_000_000  # of terms kept, 5 bytes each
Bools, Ints, Floats = NDArray[np.bool_], NDArray[np.int64], NDArray[np.float32]


@dataclass(frozen=True)
class Column:
    """One facet: `slots[i]` has the value `names[codes[i]]`."""

    names: Sequence[str] = ()
    slots: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    codes: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))

    def having(self, wanted: Iterable[str], size: int) -> Bools:
        """Which slots have any of these values."""
        asked = np.isin(self.names, list(wanted)) if len(self.names) else np.empty(0, bool)
        found = np.zeros(size, bool)
        found[self.slots[asked[self.codes]]] = True
        return found

    def counts(self, among: Bools) -> dict[str, int]:
        """How many of the slots in `among` have each value."""
        seen = np.bincount(self.codes[among[self.slots]], minlength=len(self.names))
        return {name: int(count) for name, count in zip(self.names, seen, strict=True)}


@dataclass(frozen=True)
class Board:
    """Every record at one version. A slot is a record's place here; a slot that is not alive is skipped."""

    version: int = -1
    stamp: str = ""
    identifiers: Sequence[str] = ()
    numbers: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    alive: Bools = field(default_factory=lambda: np.empty(0, bool))
    days: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    added: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    grades: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    columns: Mapping[str, Column] = field(default_factory=lambda: {name: Column() for name in FACETS})

    @property
    def size(self) -> int:
        return len(self.identifiers)

    @property
    def last_place(self) -> int:
        """The highest id that a document of this board can have."""
        return int(self.numbers[-1] + 1) * LANGUAGES_AT_MOST - 1 if len(self.numbers) else -1

    def with_entries(self, entries: Sequence[Entry], version: int, stamp: str) -> Board:
        """This board after the changes that these entries, in the order of their numbers, are."""
        changed = {one.identifier for one in entries}
        alive = self.alive.copy()
        if self.size:
            alive &= ~np.isin(np.array(self.identifiers), list(changed))
        new = [one for one in entries if one.live]
        columns = {name: _longer(self.columns[name], new, name, self.size) for name in FACETS}

        def more(old: Ints, values: list[int]) -> Ints:
            return np.concatenate([old, np.array(values, np.int64)])

        return Board(
            version=version,
            stamp=stamp,
            identifiers=[*self.identifiers, *(one.identifier for one in new)],
            numbers=more(self.numbers, [one.number for one in new]),
            alive=np.concatenate([alive, np.ones(len(new), bool)]),
            days=more(self.days, [_day(one.issued) for one in new]),
            added=more(self.added, [int(one.added.timestamp()) if one.added else 0 for one in new]),
            grades=more(self.grades, [_rank(one.values.get("grade")) for one in new]),
            columns=columns,
        )


def _day(issued: str) -> int:
    """A date as a number that sorts: a year stands before its months.

    >>> _day("2024"), _day("2024-04"), _day("2024-04-15"), _day("")
    (20240000, 20240400, 20240415, 0)
    """
    return int(issued.replace("-", "").ljust(8, "0")) if issued else 0


def _rank(grade: Sequence[str] | None) -> int:
    return len(GRADES) - GRADES.index(grade[0]) if grade and grade[0] in GRADES else 0


def _longer(old: Column, new: Sequence[Entry], name: str, size: int) -> Column:
    names = list(old.names)
    code_of = {one: code for code, one in enumerate(names)}
    slots, codes = [], []
    for slot, entry in enumerate(new, size):
        for value in entry.values.get(name, ()):
            if value not in code_of:
                code_of[value] = len(names)
                names.append(value)
            slots.append(slot)
            codes.append(code_of[value])
    return Column(
        names,
        np.concatenate([old.slots, np.array(slots, np.int32)]),
        np.concatenate([old.codes, np.array(codes, np.int32)]),
    )


@dataclass(frozen=True)
class Standing:
    """Where terms stand, in one language: slots, and in which parts (bits in the order of `store.PARTS`)."""

    language: int
    slots: NDArray[np.int32]
    parts: NDArray[np.uint8]


@dataclass(frozen=True)
class _Kept:
    upto: int
    standings: tuple[Standing, ...]

    @property
    def places(self) -> int:
        return sum(len(one.slots) for one in self.standings)


Key = tuple[bool, tuple[str, ...]]  # whether folded words are meant instead of stems; the words in a row


class Memory:
    """One for each process."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._board = Board()
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._places = 0

    def forget(self) -> None:
        with self._lock:
            self._board = Board()
            self._kept.clear()
            self._places = 0

    def board(self) -> Board:
        """The board of the version that the database has now."""
        last = Change.objects.order_by("-version").values_list("version", "stamp").first()
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
            entries = Entry.objects.filter(live=True)
        else:
            entries = Entry.objects.filter(version__gt=board.version)
        fresh = list(entries.filter(version__lte=version).order_by("number").iterator(5000))
        self._board = self._board.with_entries(fresh, version, stamp)

    def standings(self, board: Board, words: tuple[str, ...], *, forms: bool = False) -> tuple[Standing, ...]:
        """Where these words stand one after another, on this board."""
        key = (forms, words)
        with self._lock:
            if board is not self._board:  # another thread went on to a newer one
                return _read(board, key, None).standings
            kept = self._kept.get(key)
            if kept is None or kept.upto < board.last_place:
                kept = _read(board, key, kept)
                self._keep(key, kept)
            else:
                self._kept.move_to_end(key)
            return kept.standings

    def _keep(self, key: Key, kept: _Kept) -> None:
        old = self._kept.pop(key, None)
        self._places += kept.places - (old.places if old else 0)
        self._kept[key] = kept
        while self._places > MOST_PLACES and len(self._kept) > 1:
            _, gone = self._kept.popitem(last=False)
            self._places -= gone.places


def _read(board: Board, key: Key, old: _Kept | None) -> _Kept:
    """What the database says, after what is known already."""
    forms, words = key
    after = old.upto if old else -1
    places, bits = [], []
    for bit, part in enumerate([store.FORMS] if forms else store.PARTS):
        found = store.phrase_in(part, words, after)
        places.append(found)
        bits.append(np.full(len(found), 1 << bit, np.uint8))
    place, bit_of = np.concatenate(places), np.concatenate(bits)
    unique, inverse = np.unique(place, return_inverse=True)
    parts = np.zeros(len(unique), np.uint8)
    np.bitwise_or.at(parts, inverse, bit_of)
    numbers = unique // LANGUAGES_AT_MOST
    slots = np.searchsorted(board.numbers, numbers)
    known = slots < board.size
    known[known] = board.numbers[slots[known]] == numbers[known]
    languages = unique % LANGUAGES_AT_MOST
    standings = {one.language: one for one in (old.standings if old else ())}
    for language in map(int, np.unique(languages[known])):
        here = known & (languages == language)
        fresh = Standing(language, slots[here].astype(np.int32), parts[here])
        before = standings.get(language)
        standings[language] = fresh if before is None else Standing(
            language, np.concatenate([before.slots, fresh.slots]), np.concatenate([before.parts, fresh.parts])
        )  # fmt: skip
    return _Kept(board.last_place, tuple(standings.values()))


memory = Memory()
