"""Pairs of faces as whole numbers: each distinct value of a column has a code, and is looked at once.

The answers are those of `conditions.Pairs`, which holds the values themselves; a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cpdist

from qorgan.identity.linking import comparisons, frequencies
from qorgan.identity.linking.naming import codes_of
from qorgan.identity.linking.paired import NO_DAY, Mask, Pairs, Rows

# Columns that are compared with one another, so that one value has one code in all of them.
TOGETHER = (("surname", "given", "father"), ("born_january", "born_year"))
_HEAD = 4
_LETTERS, _APART = 64, 6
_FIGURE = 21

Codes = NDArray[np.int32]


class Values:
    """The distinct values of a column, or of columns that are compared with one another, and last of all ""
    for a value that is not known. Lengths and letters are told where somebody asks.
    """

    def __init__(self, values: pa.Array) -> None:
        self.given = values

    @cached_property
    def texts(self) -> NDArray[np.object_]:
        return np.array([*self.given.to_pylist(), ""], dtype=object)

    @cached_property
    def lengths(self) -> NDArray[np.int32]:
        lengths = pc.utf8_length(self.given).to_numpy(zero_copy_only=False)
        return np.append(lengths, 0).astype(np.int32)

    @cached_property
    def _figures(self) -> NDArray[np.uint32]:
        return np.frombuffer("".join(self.texts).encode("utf-32-le"), np.uint32)

    @cached_property
    def heads(self) -> NDArray[np.uint32]:
        """The first letters of each."""
        heads = np.zeros((len(self.lengths), _HEAD), dtype=np.uint32)
        starts = np.cumsum(self.lengths) - self.lengths
        for place in range(_HEAD):
            there = np.flatnonzero(self.lengths > place)
            heads[there, place] = self._figures[starts[there] + place]
        return heads

    @cached_property
    def letters(self) -> NDArray[np.uint64]:
        """Which letters each has how often, as bits: one for the first a, one for the second. Several share a
        bit, so of two texts more bits may be alike than letters are, and never fewer.
        """
        letters = np.zeros(len(self.lengths), dtype=np.uint64)
        text = np.repeat(np.arange(len(self.lengths)), self.lengths)
        if len(text):
            each = np.sort(text << _FIGURE | self._figures)
            run = np.append(True, each[1:] != each[:-1])
            place = np.arange(len(each)) - np.flatnonzero(run)[np.cumsum(run) - 1]
            bit = (each % (1 << _FIGURE) * _APART + place) % _LETTERS
            there = np.flatnonzero(self.lengths)
            starts = (np.cumsum(self.lengths) - self.lengths)[there]
            letters[there] = np.bitwise_or.reduceat(np.uint64(1) << bit.astype(np.uint64), starts)
        return letters


@dataclass(frozen=True)
class Columns:
    """The columns of faces: codes of texts (-1 where not known) with their values, numbers as they are, and
    the shares of the values whose rarity counts."""

    codes: Mapping[str, Codes]
    values: Mapping[str, Values]
    numbers: Mapping[str, Rows]
    shares: Mapping[str, NDArray[np.float64]]


def columns(faces: pa.Table, together: Sequence[tuple[str, ...]] = TOGETHER) -> Columns:
    codes: dict[str, Codes] = {}
    values: dict[str, Values] = {}
    numbers: dict[str, Rows] = {}
    shares: dict[str, NDArray[np.float64]] = {}
    texts = [name for name in faces.column_names if not pa.types.is_integer(faces.schema.field(name).type)]
    for name in set(faces.column_names) - set(texts):
        column = faces[name].combine_chunks().fill_null(NO_DAY)
        numbers[name] = column.to_numpy(zero_copy_only=False).astype(np.int64)
    alone = [(name,) for name in texts if not any(name in group for group in together)]
    for group in (*together, *alone):
        there = [name for name in group if name in texts]
        chunks = [chunk for name in there for chunk in faces[name].cast(pa.string()).chunks]
        found, distinct = codes_of(chunks)
        every, read = found.astype(np.int32), Values(distinct)
        for place, name in enumerate(there):
            codes[name] = every[place * faces.num_rows : (place + 1) * faces.num_rows]
            values[name] = read
            if name in comparisons.columns():
                counts = np.bincount(codes[name] + 1, minlength=len(distinct) + 1)[1:]
                shares[name] = np.append(frequencies.coded(name, distinct, counts), np.nan)
                shares[name][:-1][counts == 0] = np.nan
    return Columns(codes, values, numbers, shares)


class _Side(Mapping[str, NDArray[Any]]):
    """One side of pairs, each column taken when it is asked for and kept."""

    def __init__(self, of: Columns, rows: Rows) -> None:
        self.of, self.rows = of, rows
        self.taken: dict[str, NDArray[Any]] = {}

    def __getitem__(self, name: str) -> NDArray[Any]:
        if name not in self.taken:
            column = self.of.codes[name] if name in self.of.codes else self.of.numbers[name]
            self.taken[name] = column[self.rows]
        return self.taken[name]

    def __iter__(self) -> Iterator[str]:
        return iter((*self.of.codes, *self.of.numbers))

    def __len__(self) -> int:
        return len(self.of.codes) + len(self.of.numbers)


class CodedPairs(Pairs):
    """Pairs of rows of `columns(...)`."""

    def __init__(self, of: Columns, left: Rows, right: Rows) -> None:
        self.of = of
        self._heads: dict[str, Mask] = {}
        super().__init__(_Side(of, left), _Side(of, right))
        self.size = len(left)

    def _is_there(self, left: bool, name: str) -> Mask:
        if (left, name) not in self._there:
            column = (self.left if left else self.right)[name]
            self._there[left, name] = column >= 0 if name in self.of.codes else column != NO_DAY
        return self._there[left, name]

    def equal(self, first: str, second: str) -> Mask:
        if (first, second) not in self._equal:
            if first in self.of.codes and self.of.values[first] is not self.of.values[second]:
                raise ValueError(f"{first} and {second} have codes of their own")
            self._equal[first, second] = (self.left[first] == self.right[second]) & self._is_there(
                True, first
            )
        return self._equal[first, second]

    def lengths(self, name: str) -> Rows:
        if name not in self._lengths:
            lengths = self.of.values[name].lengths
            left, right = self.both(name)
            self._lengths[name] = np.minimum(lengths[left], lengths[right]).astype(np.int64)
        return self._lengths[name]

    def distance(self, name: str) -> Rows:
        if name not in self._distances:
            values = self.of.values[name]
            left, right = self.both(name)
            same = self.equal(name, name)
            out = np.where(same, 0, 3)
            # An edit changes the length by one at most, and how often there are which letters by two.
            near = self.known(name) & ~same & (np.abs(values.lengths[left] - values.lengths[right]) <= 2)
            where = np.flatnonzero(near)
            left, right = left[where], right[where]
            near = np.bitwise_count(values.letters[left] ^ values.letters[right]) <= 4
            where, left, right = where[near], left[near], right[near]
            if len(where):
                sides = values.texts[left].tolist(), values.texts[right].tolist()
                out[where] = cpdist(*sides, scorer=Levenshtein.distance, score_cutoff=2, dtype=np.int32)
            self._distances[name] = out
        return self._distances[name]

    def begins(self, name: str, least: int, most: int) -> Mask:
        lengths, values = self.lengths(name), self.of.values[name]
        wanted = (lengths >= least) & (lengths <= most)
        out: Mask = wanted & self.equal(name, name)
        where = np.flatnonzero(wanted & ~out & self._same_head(name))
        left, right = (values.texts[side[where]] for side in self.both(name))
        for place, one, other in zip(where.tolist(), left, right, strict=True):
            out[place] = one.startswith(other) or other.startswith(one)
        return out

    def _same_head(self, name: str) -> Mask:
        """The first letters of the two are the same, as far as both go."""
        if name not in self._heads:
            heads, lengths = self.of.values[name].heads, self.lengths(name)
            left, right = self.both(name)
            self._heads[name] = np.ones(self.size, dtype=bool)
            for place in range(_HEAD):
                where = np.flatnonzero(self._heads[name] & (lengths > place))
                self._heads[name][where] = heads[left[where], place] == heads[right[where], place]
        return self._heads[name]

    def either(self, name: str, value: str) -> Mask:
        codes = np.flatnonzero(self.of.values[name].texts[:-1] == value)
        left, right = self.both(name)
        return np.isin(left, codes) | np.isin(right, codes)

    def shares(self, name: str, where: Rows, of: Mapping[str, float]) -> NDArray[np.float64]:
        """Those that were counted in the table itself; `of` is not asked."""
        left, right = (self.of.shares[name][side[where]] for side in self.both(name))
        larger: NDArray[np.float64] = np.fmax(left, right)
        return larger
