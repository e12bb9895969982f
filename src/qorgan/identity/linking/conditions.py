"""What can be asked of two records, each question written once for a database and once for arrays.

A condition has two evaluators: `sql` for Splink on DuckDB or Spark, and `holds` for arrays of pairs. They use
only what is the same everywhere: equality, whole-number Levenshtein distance, comparison of whole numbers. A
test holds the two equal on any values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cpdist

Mask = NDArray[np.bool_]
Column = NDArray[Any]


class Pairs:
    """Arrays of the left and of the right of each pair. Text columns hold str or None, day columns int64.

    `days` names the columns that hold whole numbers; `NO_DAY` stands for a day that is not known.
    """

    def __init__(self, left: Mapping[str, Column], right: Mapping[str, Column]) -> None:
        self.left, self.right = left, right
        self.size = len(next(iter(left.values())))
        self._distances: dict[str, NDArray[np.int64]] = {}
        self._known: dict[str, Mask] = {}
        self._equal: dict[tuple[str, str], Mask] = {}

    def both(self, name: str) -> tuple[Column, Column]:
        return self.left[name], self.right[name]

    def known(self, name: str) -> Mask:
        """Both sides have a value. Computed once a column, as are the others."""
        if name not in self._known:
            left, right = self.both(name)
            if left.dtype == object:
                self._known[name] = _is_there(left) & _is_there(right)
            else:
                self._known[name] = (left != NO_DAY) & (right != NO_DAY)
        return self._known[name]

    def equal(self, first: str, second: str) -> Mask:
        """The left side's `first` is the right side's `second`, and both are known."""
        if (first, second) not in self._equal:
            left, right = self.left[first], self.right[second]
            same: Mask = np.equal(left, right).astype(bool) & _is_there(left)
            self._equal[first, second] = same
        return self._equal[first, second]

    def lengths(self, name: str) -> NDArray[np.int64]:
        """The shorter length of the two; 0 where one is not known."""
        left, right = self.both(name)
        known = self.known(name)
        out = np.zeros(self.size, dtype=np.int64)
        if known.any():
            both = zip(left[known].tolist(), right[known].tolist(), strict=True)
            out[known] = [min(len(a), len(b)) for a, b in both]
        return out

    def distance(self, name: str) -> NDArray[np.int64]:
        """Levenshtein distance, anything above 2 as 3; 3 where a side is not known. Once for a column."""
        if name not in self._distances:
            left, right = self.both(name)
            out = np.full(self.size, 3, dtype=np.int64)
            where = np.flatnonzero(self.known(name))
            if len(where):
                a, b = list(left[where]), list(right[where])
                out[where] = cpdist(a, b, scorer=Levenshtein.distance, score_cutoff=2, dtype=np.int32)
            self._distances[name] = out
        return self._distances[name]


def _is_there(column: Column) -> Mask:
    there: Mask = column.astype(object) != None  # noqa: E711 - each value of the column is asked
    return there.astype(bool)


NO_DAY = -(2**31)


def arrays(faces: pa.Table) -> dict[str, Column]:
    """The columns of faces as `Pairs` takes them."""
    out: dict[str, Column] = {}
    for name in faces.column_names:
        column = faces[name].combine_chunks()
        if pa.types.is_integer(column.type):
            out[name] = column.fill_null(NO_DAY).to_numpy(zero_copy_only=False).astype(np.int64)
        else:
            out[name] = np.array(column.to_pylist(), dtype=object)
    return out


def pairs(columns: Mapping[str, Column], left: NDArray[np.int64], right: NDArray[np.int64]) -> Pairs:
    """Pairs of rows of `arrays(...)`."""
    return Pairs(
        {name: c[left] for name, c in columns.items()}, {name: c[right] for name, c in columns.items()}
    )


class Condition(Protocol):
    def sql(self) -> str: ...

    def holds(self, pairs: Pairs) -> Mask: ...


@dataclass(frozen=True)
class Missing:
    """The value is not known on one side or on both."""

    column: str

    def sql(self) -> str:
        return f"{self.column}_l IS NULL OR {self.column}_r IS NULL"

    def holds(self, pairs: Pairs) -> Mask:
        return ~pairs.known(self.column)


@dataclass(frozen=True)
class Equal:
    """The same value on both sides."""

    column: str

    def sql(self) -> str:
        return f"{self.column}_l = {self.column}_r"

    def holds(self, pairs: Pairs) -> Mask:
        return pairs.equal(self.column, self.column)


@dataclass(frozen=True)
class Crossed:
    """One side's first is the other side's second: a father's name taken as surname, two columns swapped."""

    first: str
    second: str

    def sql(self) -> str:
        return f"{self.first}_l = {self.second}_r OR {self.second}_l = {self.first}_r"

    def holds(self, pairs: Pairs) -> Mask:
        return pairs.equal(self.first, self.second) | pairs.equal(self.second, self.first)


@dataclass(frozen=True)
class Straight:
    """The left side's first is the right side's second."""

    first: str
    second: str

    def sql(self) -> str:
        return f"{self.first}_l = {self.second}_r"

    def holds(self, pairs: Pairs) -> Mask:
        return pairs.equal(self.first, self.second)


@dataclass(frozen=True)
class Edits:
    """At most `most` letters (1 or 2) inserted, left out or changed, in words of at least `letters`
    letters.
    """

    column: str
    most: int
    letters: int

    def sql(self) -> str:
        left, right = f"{self.column}_l", f"{self.column}_r"
        return (
            f"length({left}) >= {self.letters} AND length({right}) >= {self.letters} "
            f"AND levenshtein({left}, {right}) <= {self.most}"
        )

    def holds(self, pairs: Pairs) -> Mask:
        near = pairs.distance(self.column) <= self.most
        return near & (pairs.lengths(self.column) >= self.letters) if near.any() else near


@dataclass(frozen=True)
class Begins:
    """One begins with the other, which has `least` to `most` letters: an initial, a shortened name."""

    column: str
    least: int
    most: int

    def sql(self) -> str:
        left, right = f"{self.column}_l", f"{self.column}_r"
        return (
            f"least(length({left}), length({right})) BETWEEN {self.least} AND {self.most} AND "
            f"substr({left}, 1, least(length({left}), length({right}))) = "
            f"substr({right}, 1, least(length({left}), length({right})))"
        )

    def holds(self, pairs: Pairs) -> Mask:
        lengths = pairs.lengths(self.column)
        out = (lengths >= self.least) & (lengths <= self.most)
        left, right = pairs.both(self.column)
        for place in np.flatnonzero(out):
            out[place] = left[place][: lengths[place]] == right[place][: lengths[place]]
        return out


@dataclass(frozen=True)
class Either:
    """The value stands on one side at least."""

    column: str
    value: str

    def sql(self) -> str:
        return f"{self.column}_l = '{self.value}' OR {self.column}_r = '{self.value}'"

    def holds(self, pairs: Pairs) -> Mask:
        left, right = pairs.both(self.column)
        held: Mask = np.equal(left, self.value).astype(bool) | np.equal(right, self.value).astype(bool)
        return held


@dataclass(frozen=True)
class Apart:
    """The two spans of days are at most `days` apart; 0: they touch."""

    first: str
    last: str
    days: int

    def sql(self) -> str:
        return (
            f"{self.first}_l <= {self.last}_r + {self.days} AND {self.first}_r <= {self.last}_l + {self.days}"
        )

    def holds(self, pairs: Pairs) -> Mask:
        left_first, right_first = pairs.both(self.first)
        left_last, right_last = pairs.both(self.last)
        near = (left_first <= right_last + self.days) & (right_first <= left_last + self.days)
        held: Mask = near & pairs.known(self.first)
        return held


@dataclass(frozen=True)
class Any_:
    """One of them holds."""

    of: Sequence[Condition]

    def sql(self) -> str:
        return " OR ".join(f"({one.sql()})" for one in self.of)

    def holds(self, pairs: Pairs) -> Mask:
        held: Mask = np.logical_or.reduce([one.holds(pairs) for one in self.of])
        return held


@dataclass(frozen=True)
class All_:
    """All of them hold."""

    of: Sequence[Condition]

    def sql(self) -> str:
        return " AND ".join(f"({one.sql()})" for one in self.of)

    def holds(self, pairs: Pairs) -> Mask:
        held: Mask = np.logical_and.reduce([one.holds(pairs) for one in self.of])
        return held


@dataclass(frozen=True)
class Differ:
    """Both values are known and are not the same."""

    column: str

    def sql(self) -> str:
        return f"{self.column}_l <> {self.column}_r"

    def holds(self, pairs: Pairs) -> Mask:
        return pairs.known(self.column) & ~pairs.equal(self.column, self.column)


@dataclass(frozen=True)
class Otherwise:
    """Nothing above held."""

    def sql(self) -> str:
        return "ELSE"

    def holds(self, pairs: Pairs) -> Mask:
        return np.ones(pairs.size, dtype=bool)
