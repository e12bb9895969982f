"""Every record of the index at one version, as arrays: what it may be narrowed and ordered by, and the words
of those that were published lately."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import numpy as np
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from numpy.typing import NDArray

from qorgan.catalogue.grade import GRADES
from qorgan.web.library.finding import store
from qorgan.web.library.finding.documents import FACETS, LANGUAGES_AT_MOST
from qorgan.web.library.finding.models import Entry

AT_ONCE = 5000
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
Bits = NDArray[np.uint64]
Slots = NDArray[np.int32]
NEVER = 1 << 62  # above every number


def packed(chosen: Bools) -> Bits:
    """A bit for each slot, in whole words of 64."""
    bits = np.zeros(-(-len(chosen) // 64), np.uint64)
    bits.view(np.uint8)[: -(-len(chosen) // 8)] = np.packbits(chosen)
    return bits


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

    def counts(self, among: Bits) -> dict[str, int]:
        """How many of the slots in `among`, which is `packed`, have each value."""
        if not len(self.names):
            return {}
        seen = np.bitwise_count(self.bits & among).sum(axis=1, dtype=np.int64)
        return dict(zip(self.names, seen.tolist(), strict=True))


class Row(NamedTuple):
    """An entry as a board takes it in."""

    identifier: str
    number: int
    live: bool
    issued: str
    added: datetime | None
    values: Mapping[str, Sequence[str]]
    lengths: Sequence[int]


def rows_of(entries: QuerySet[Entry]) -> Iterator[list[Row]]:
    """The entries in the order of their numbers, some thousands at a time. Their JSON is read at one go."""
    told = entries.order_by("number").annotate(
        told=Cast("values", TextField()), long=Cast("lengths", TextField())
    )
    plain = told.values_list("identifier", "number", "live", "issued", "added", "told", "long")
    for some in store.batched(plain.iterator(AT_ONCE), AT_ONCE):
        values, lengths = (json.loads(f"[{','.join(str(one[at]) for one in some)}]") for at in (5, 6))
        yield [Row(*one[:5], mine, length) for one, mine, length in zip(some, values, lengths, strict=True)]


@dataclass(frozen=True)
class Tail:
    """The words of records above the number `base`, which stand in no posting that this board reads. Shared
    with the boards that follow; what is above a board's own numbers is none of its business."""

    base: int = NEVER
    words: dict[str, list[int]] = field(default_factory=dict)

    def with_records(self, fresh: Mapping[int, Mapping[str, Sequence[int]]]) -> Tail:
        for number in sorted(fresh):
            start = number << store.NUMBER_AT
            for key, places in fresh[number].items():
                self.words.setdefault(key, []).extend(start | one for one in places)
        return self if self.base < NEVER or not fresh else Tail(min(fresh) - 1, self.words)


@dataclass(frozen=True)
class Board:
    """Every record at one version. A slot is a record's place here; a slot that is not alive is skipped."""

    version: int = -1
    stamp: str = ""
    identifiers: Sequence[str] = ()
    slot_of: dict[str, int] = field(default_factory=dict)  # shared with the next board, which alone reads it
    first: int = 0  # the lowest number
    last: int = -1  # the highest
    # The slot of each number from `first` on; -1 where there is none.
    slots: Slots = field(default_factory=lambda: np.empty(0, np.int32))
    alive: Bools = field(default_factory=lambda: np.empty(0, bool))
    days: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    added: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    grades: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    given: Ints = field(default_factory=lambda: np.empty(0, np.int64))  # the number in its identifier
    lengths: NDArray[np.uint8] = field(default_factory=lambda: np.empty((0, LANGUAGES_AT_MOST), np.uint8))
    columns: Mapping[str, Column] = field(default_factory=lambda: {name: Column() for name in FACETS})
    tail: Tail = field(default_factory=Tail)

    @property
    def size(self) -> int:
        return len(self.identifiers)

    def slots_of(self, numbers: Ints) -> Slots:
        """The slot of each of these numbers, which rise; -1 of one that is not here."""
        at = numbers - self.first
        if not len(at) or (at[0] >= 0 and at[-1] < len(self.slots)):
            return self.slots[at]
        known = (at >= 0) & (at < len(self.slots))
        found = np.full(len(at), -1, np.int32)
        found[known] = self.slots[at[known]]
        return found

    def with_rows(self, rows: Sequence[Row]) -> Board:
        """This board after the changes that these entries, in the order of their numbers, are."""
        alive, slot_of = self.alive.copy(), self.slot_of
        for one in rows:
            if one.identifier in slot_of:
                alive[slot_of.pop(one.identifier)] = False
        new = [one for one in rows if one.live]
        slot_of.update({one.identifier: slot for slot, one in enumerate(new, self.size)})
        columns = {name: _longer(self.columns[name], new, name, self.size) for name in FACETS}
        first = self.first if self.size or not new else new[0].number
        last = new[-1].number if new else self.last
        slots = np.full(last - first + 1 if self.size or new else 0, -1, np.int32)
        slots[: len(self.slots)] = self.slots
        slots[np.array([one.number for one in new], np.int64) - first] = np.arange(
            self.size, self.size + len(new), dtype=np.int32
        )

        def more(old: Ints, values: list[int]) -> Ints:
            return np.concatenate([old, np.array(values, np.int64)])

        return Board(
            version=self.version,
            stamp=self.stamp,
            slot_of=slot_of,
            identifiers=[*self.identifiers, *(one.identifier for one in new)],
            first=first,
            last=last,
            slots=slots,
            alive=np.concatenate([alive, np.ones(len(new), bool)]),
            days=more(self.days, [_day(one.issued) for one in new]),
            added=more(self.added, [int(one.added.timestamp()) if one.added else 0 for one in new]),
            grades=more(self.grades, [_rank(one.values.get("grade")) for one in new]),
            given=more(self.given, [int(one.identifier[1:7]) for one in new]),
            lengths=np.concatenate([self.lengths, _lengths(new)]),
            columns=columns,
            tail=self.tail,
        )


def _lengths(rows: Sequence[Row]) -> NDArray[np.uint8]:
    """The words of each title in each language; 0 for one that is not there."""
    none = [0] * LANGUAGES_AT_MOST
    found = np.array([[*one.lengths, *none][:LANGUAGES_AT_MOST] for one in rows], np.int64)
    return np.minimum(found, 255).astype(np.uint8).reshape(-1, LANGUAGES_AT_MOST)


def _day(issued: str) -> int:
    """A date as a number that sorts: a year stands before its months.

    >>> _day("2024"), _day("2024-04"), _day("2024-04-15"), _day("")
    (20240000, 20240400, 20240415, 0)
    """
    return int(issued.replace("-", "").ljust(8, "0")) if issued else 0


def _rank(grade: Sequence[str] | None) -> int:
    return len(GRADES) - GRADES.index(grade[0]) if grade and grade[0] in GRADES else 0


def _longer(old: Column, new: Sequence[Row], name: str, size: int) -> Column:
    several = [one.values.get(name, ()) for one in new]
    together = [value for values in several for value in values]
    names = list(dict.fromkeys([*old.names, *together]))
    row_of = {one: row for row, one in enumerate(names)}
    at = np.repeat(np.arange(size, size + len(new)), np.array([len(values) for values in several], np.int64))
    rows = np.array([row_of[value] for value in together], np.int64)
    bits = np.zeros((len(names), -(-(size + len(new)) // 64)), np.uint64)
    bits[: old.bits.shape[0], : old.bits.shape[1]] = old.bits
    np.bitwise_or.at(bits.view(np.uint8), (rows, at >> 3), (128 >> (at & 7)).astype(np.uint8))
    return Column(names, bits)
