"""What came after the base, in memory: rows, their keys in a hash map, and who has left.

One thread at a time applies records; any number read meanwhile. A row is complete before a key leads to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qorgan.identity.live.base import Base
from qorgan.identity.live.log import Insert, Remove
from qorgan.identity.live.rows import DAYS, FACE, I64, NONE, NUMBERS, WORDS, Faces, mark
from qorgan.identity.live.words import Words

Flags = NDArray[np.bool_]


class Delta:
    """The rows since a base, numbered from its end on."""

    def __init__(self, base: Base) -> None:
        self.base = base
        self.first = len(base)
        self.words = {column: Words(base.stored(column)) for column in WORDS}
        self.faces: Faces = np.zeros(0, FACE)
        self.ids: list[str] = []
        self.removed = 0
        self._rows: dict[int, list[int]] = {}
        self._of_person: dict[str, list[int]] = {}
        self._numbers: dict[str, dict[int, int]] = {column: {} for column in NUMBERS}
        self._numbered = dict.fromkeys(NUMBERS, 0)
        self._base_numbered: dict[str, int] = {}
        self._dead_base: Flags | None = None
        self._dead: set[int] = set()

    def __len__(self) -> int:
        return len(self.ids)

    def apply(self, record: Insert | Remove) -> None:
        if isinstance(record, Insert):
            self._insert(record)
        else:
            self._remove(record.unique_id)

    def _insert(self, record: Insert) -> None:
        place = len(self.ids)
        if place >= len(self.faces):
            grown = np.zeros(place * 3 // 2 + 64, FACE)
            grown[:place] = self.faces[:place]
            self.faces = grown
        words = [self.words[column].add(word) for column, word in zip(WORDS, record.words, strict=True)]
        owner = mark(record.unique_id.encode())
        self.faces[place] = (owner, *record.numbers, *record.days, *words, 0)
        self._count(record.numbers, words, 1)
        self.ids.append(record.unique_id)
        row = self.first + place
        self._of_person.setdefault(record.unique_id, []).append(row)
        for key in record.keys.tolist():
            self._rows.setdefault(key, []).append(row)

    def _remove(self, unique_id: str) -> None:
        for row in [*self.base.rows_of(unique_id), *self._of_person.pop(unique_id, [])]:
            if self.dead(row):
                continue
            if row >= self.first:
                self._dead.add(row)
                self._uncount(self.faces[row - self.first])
            else:
                if self._dead_base is None:
                    self._dead_base = np.zeros(self.first, bool)
                self._dead_base[row] = True
                self._uncount(self.base.faces[row])
            self.removed += 1

    def _count(self, numbers: Sequence[int], words: Sequence[int], by: int) -> None:
        for column, id_ in zip(WORDS, words, strict=True):
            self.words[column].counted(id_, by)
        for column, value in zip(NUMBERS, numbers, strict=True):
            if value != NONE:
                change = self._numbers[column]
                change[value] = change.get(value, 0) + by
                self._numbered[column] += by

    def _uncount(self, face: Any) -> None:
        self._count([int(face[column]) for column in NUMBERS], [int(face[column]) for column in WORDS], -1)

    def dead(self, row: int) -> bool:
        if row >= self.first:
            return row in self._dead
        return self._dead_base is not None and bool(self._dead_base[row])

    def living(self, rows: NDArray[Any]) -> Flags:
        """Which of these rows were not removed."""
        alive = np.ones(len(rows), bool)
        if not self.removed:
            return alive
        old = rows < self.first
        if self._dead_base is not None:
            alive[old] = ~self._dead_base[rows[old]]
        if self._dead and not old.all():
            alive[~old] = [row not in self._dead for row in rows[~old].tolist()]
        return alive

    def rows(self, key: int) -> list[int] | None:
        """Rows under a key, in order. Removed ones are among them."""
        found = self._rows.get(key)
        return found and found[:]

    def rows_of(self, unique_id: str) -> list[int]:
        """Rows of a person that were not removed."""
        old = self.base.rows_of(unique_id)
        return [row for row in [*old, *self._of_person.get(unique_id, ())] if not self.dead(row)]

    def number_counts(self, column: str, asked: I64) -> I64:
        """How many rows hold each of these numbers now."""
        found = self.base.number_counts(column, asked)
        if change := self._numbers[column]:
            found += np.fromiter((change.get(value, 0) for value in asked.tolist()), np.int64, len(asked))
        return found

    def known(self, column: str) -> int:
        """How many rows have a word or a number in this column."""
        if column not in NUMBERS:
            return self.words[column].known()
        if column not in self._base_numbered:
            self._base_numbered[column] = self.base.numbered(column)
        return self._base_numbered[column] + self._numbered[column]

    def faces_at(self, rows: NDArray[Any]) -> Faces:
        """The stored rows, in the order asked."""
        if not len(rows) or rows.max() < self.first:
            found: Faces = self.base.faces.take(rows)
            return found
        old = rows < self.first
        found = np.empty(len(rows), FACE)
        found[old] = self.base.faces[rows[old]]
        found[~old] = self.faces[rows[~old] - self.first]
        return found

    def unique_ids(self, rows: Iterable[int]) -> list[str]:
        return [self.ids[row - self.first] if row >= self.first else self.base.unique_id(row) for row in rows]


assert FACE.names == (
    "owner",
    *NUMBERS,
    *DAYS,
    *WORDS,
    "spare",
)  # the order in which a row is put together above
