"""What can be asked of two records, each question written once for a database and once for arrays.

A condition has two evaluators: `sql` for Splink on DuckDB or Spark, and `holds` for arrays of pairs. They use
only what is the same everywhere: equality, whole-number Levenshtein distance, comparison of whole numbers. A
test holds the two equal on any values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Protocol

import numpy as np

from qorgan.identity.linking.paired import Mask, Pairs


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
