"""What can be asked of two records, each question written once for a database and once for arrays.

A condition has two evaluators: `sql` for Splink on DuckDB or Spark, and `holds` for arrays of pairs. They use
only what is the same everywhere: equality, whole-number Levenshtein distance, comparison of whole numbers. A
test holds the two equal on any values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cpdist

Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]
Column = NDArray[Any]


class Pairs:
    """Arrays of the left and of the right of each pair. Text columns hold str or None, day columns int64.

    `days` names the columns that hold whole numbers; `NO_DAY` stands for a day that is not known.
    """

    def __init__(self, left: Mapping[str, Column], right: Mapping[str, Column]) -> None:
        self.left, self.right = left, right
        self.size = len(next(iter(left.values())))
        self._distances: dict[str, NDArray[np.int64]] = {}
        self._there: dict[tuple[bool, str], Mask] = {}
        self._lengths: dict[str, NDArray[np.int64]] = {}
        self._equal: dict[tuple[str, str], Mask] = {}

    def both(self, name: str) -> tuple[Column, Column]:
        return self.left[name], self.right[name]

    def known(self, name: str) -> Mask:
        """Both sides have a value."""
        known: Mask = self._is_there(True, name) & self._is_there(False, name)
        return known

    def _is_there(self, left: bool, name: str) -> Mask:
        """The value is known on this side. Many conditions ask, so once for a column."""
        if (left, name) not in self._there:
            column = self.left[name] if left else self.right[name]
            self._there[left, name] = _is_there(column) if column.dtype == object else column != NO_DAY
        return self._there[left, name]

    def equal(self, first: str, second: str) -> Mask:
        """The left side's `first` is the right side's `second`, and both are known."""
        if (first, second) not in self._equal:
            same: Mask = np.equal(self.left[first], self.right[second]).astype(bool)
            known = self._is_there(True, first) & self._is_there(False, second)
            self._equal[first, second] = same & known
        return self._equal[first, second]

    def lengths(self, name: str) -> NDArray[np.int64]:
        """The shorter length of the two; 0 where one is not known."""
        if name not in self._lengths:
            pairs_ = zip(*(side.tolist() for side in self.both(name)), strict=True)
            found = (0 if a is None or b is None else min(len(a), len(b)) for a, b in pairs_)
            self._lengths[name] = np.fromiter(found, dtype=np.int64, count=self.size)
        return self._lengths[name]

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

    def begins(self, name: str, least: int, most: int) -> Mask:
        """One begins with the other, which has `least` to `most` letters."""
        lengths = self.lengths(name)
        out = (lengths >= least) & (lengths <= most)
        left, right = self.both(name)
        for place in np.flatnonzero(out):
            out[place] = left[place][: lengths[place]] == right[place][: lengths[place]]
        return out

    def either(self, name: str, value: str) -> Mask:
        """The value stands on one side at least."""
        left, right = self.both(name)
        held: Mask = np.equal(left, value).astype(bool) | np.equal(right, value).astype(bool)
        return held

    def shares(self, name: str, where: Rows, of: Mapping[str, float]) -> NDArray[np.float64]:
        """Of the pairs at `where` the larger share of the two values, NaN where no share is known."""
        left, right = self.both(name)
        values = list(zip(left[where].tolist(), right[where].tolist(), strict=True))
        found = {
            both: max((share for share in map(of.get, both) if share), default=np.nan) for both in set(values)
        }
        return np.fromiter(map(found.__getitem__, values), dtype=np.float64, count=len(values))


def _is_there(column: Column) -> Mask:
    there: Mask = np.not_equal(column, None)  # type: ignore[call-overload] # each value is asked
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
        near: Mask = pairs.distance(self.column) <= self.most
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
        return pairs.begins(self.column, self.least, self.most)


@dataclass(frozen=True)
class Either:
    """The value stands on one side at least."""

    column: str
    value: str

    def sql(self) -> str:
        return f"{self.column}_l = '{self.value}' OR {self.column}_r = '{self.value}'"

    def holds(self, pairs: Pairs) -> Mask:
        return pairs.either(self.column, self.value)


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
        return reduce(or_, (one.holds(pairs) for one in self.of))


@dataclass(frozen=True)
class All_:
    """All of them hold."""

    of: Sequence[Condition]

    def sql(self) -> str:
        return " AND ".join(f"({one.sql()})" for one in self.of)

    def holds(self, pairs: Pairs) -> Mask:
        return reduce(and_, (one.holds(pairs) for one in self.of))


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
