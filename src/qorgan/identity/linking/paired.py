"""Pairs of records as arrays, and what the questions (`conditions`) ask of their columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
