"""What a process keeps of the index so that an answer takes milliseconds: the values of every record as bits,
and where the terms stand that were asked for lately.

Everything here comes from the database and may be forgotten at any time. It is looked up by version before
each search, so what was taken back is gone from the next answer of every process.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import RLock

import numpy as np
from numpy.typing import NDArray

from qorgan.catalogue.grade import GRADES
from qorgan.web.library.finding import store
from qorgan.web.library.finding.documents import FACETS, LANGUAGES_AT_MOST
from qorgan.web.library.finding.models import Change, Entry

MOST_PLACES = 20_000_000  # of terms kept, 5 bytes each
MOST_MET = 5_000_000  # of wishes kept, 8 bytes each
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
Bits = NDArray[np.uint64]


def _packed(chosen: Bools) -> Bits:
    """A bit for each slot, in whole words of 64."""
    bits = np.packbits(chosen)
    return np.pad(bits, (0, -len(bits) % 8)).view(np.uint64)


@dataclass(frozen=True)
class Column:
    """One facet: a row of bits for each value, one bit for each slot that has it."""

    names: Sequence[str] = ()
    bits: Bits = field(default_factory=lambda: np.zeros((0, 0), np.uint64))

    def having(self, wanted: Iterable[str], size: int) -> Bools:
        """Which slots have any of these values."""
        asked = set(wanted)
        rows = [row for row, name in enumerate(self.names) if name in asked]
        if not rows:
            return np.zeros(size, bool)
        together = np.bitwise_or.reduce(self.bits[rows], axis=0)
        return np.unpackbits(together.view(np.uint8), count=size).view(bool)

    def counts(self, among: Bools) -> dict[str, int]:
        """How many of the slots in `among` have each value."""
        if not len(self.names):
            return {}
        seen = np.bitwise_count(self.bits & _packed(among)).sum(axis=1)
        return {name: int(count) for name, count in zip(self.names, seen, strict=True)}


@dataclass(frozen=True)
class Board:
    """Every record at one version. A slot is a record's place here; a slot that is not alive is skipped."""

    version: int = -1
    stamp: str = ""
    identifiers: Sequence[str] = ()
    slot_of: dict[str, int] = field(default_factory=dict)  # shared with the next board, which alone reads it
    numbers: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    alive: Bools = field(default_factory=lambda: np.empty(0, bool))
    days: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    added: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    grades: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    given: Ints = field(default_factory=lambda: np.empty(0, np.int64))  # the number in its identifier
    lengths: Ints = field(default_factory=lambda: np.empty((0, LANGUAGES_AT_MOST), np.int64))
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
        alive, slot_of = self.alive.copy(), self.slot_of
        for one in entries:
            if one.identifier in slot_of:
                alive[slot_of.pop(one.identifier)] = False
        new = [one for one in entries if one.live]
        slot_of.update({one.identifier: slot for slot, one in enumerate(new, self.size)})
        columns = {name: _longer(self.columns[name], new, name, self.size) for name in FACETS}

        def more(old: Ints, values: list[int]) -> Ints:
            return np.concatenate([old, np.array(values, np.int64)])

        return Board(
            version=version,
            stamp=stamp,
            slot_of=slot_of,
            identifiers=[*self.identifiers, *(one.identifier for one in new)],
            numbers=more(self.numbers, [one.number for one in new]),
            alive=np.concatenate([alive, np.ones(len(new), bool)]),
            days=more(self.days, [_day(one.issued) for one in new]),
            added=more(self.added, [int(one.added.timestamp()) if one.added else 0 for one in new]),
            grades=more(self.grades, [_rank(one.values.get("grade")) for one in new]),
            given=more(self.given, [int(one.identifier[1:7]) for one in new]),
            lengths=np.concatenate([self.lengths, _lengths(new)]),
            columns=columns,
        )


def _lengths(entries: Sequence[Entry]) -> Ints:
    """The words of each title in each language; 0 for one that is not there."""
    found = np.zeros((len(entries), LANGUAGES_AT_MOST), np.int64)
    for row, entry in enumerate(entries):
        found[row, : len(entry.lengths)] = entry.lengths
    return found


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
    row_of = {one: row for row, one in enumerate(names)}
    slots, rows = [], []
    for slot, entry in enumerate(new, size):
        for value in entry.values.get(name, ()):
            if value not in row_of:
                row_of[value] = len(names)
                names.append(value)
            slots.append(slot)
            rows.append(row_of[value])
    bits = np.zeros((len(names), -(-(size + len(new)) // 64)), np.uint64)
    bits[: old.bits.shape[0], : old.bits.shape[1]] = old.bits
    at = np.array(slots, np.int64)
    np.bitwise_or.at(
        bits.view(np.uint8), (np.array(rows, np.int64), at >> 3), (128 >> (at & 7)).astype(np.uint8)
    )
    return Column(names, bits)


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


Met = tuple[NDArray[np.int32], Floats, Bools]  # slots that meet a wish, how well, and whether in the title
Key = tuple[bool, tuple[str, ...]]  # whether folded words are meant instead of stems; the words in a row


class Memory:
    """One for each process."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._board = Board()
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._places = 0
        self._met: OrderedDict[Hashable, Met] = OrderedDict()
        self._met_places = 0

    def forget(self) -> None:
        with self._lock:
            self._board = Board()
            self._kept.clear()
            self._places = 0
            self.forget_met()

    def forget_met(self) -> None:
        with self._lock:
            self._met.clear()
            self._met_places = 0

    def met(self, board: Board, key: Hashable, work_out: Callable[[], Met]) -> Met:
        """What was worked out under this key on this board; it is forgotten with the next version."""
        with self._lock:
            if board is not self._board:
                return work_out()
            found = self._met.get(key)
            if found is None:
                found = self._met[key] = work_out()
                self._met_places += len(found[0])
                while self._met_places > MOST_MET and len(self._met) > 1:
                    _, gone = self._met.popitem(last=False)
                    self._met_places -= len(gone[0])
            else:
                self._met.move_to_end(key)
            return found

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
        self.forget_met()

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
    unique, parts = store.places_of(words, old.upto if old else -1, forms=forms)
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
