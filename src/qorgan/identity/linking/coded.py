"""Pairs of faces as whole numbers: each distinct value of a column has a code, and is looked at once.

The answers are those of `conditions.Pairs`, which holds the values themselves; a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cpdist

from qorgan.identity.linking import comparisons, frequencies
from qorgan.identity.linking.conditions import NO_DAY, Mask, Pairs, Rows

# Columns that are compared with one another, so that one value has one code in all of them.
TOGETHER = (("surname", "given", "father"), ("born_january", "born_year"))
_HEAD = 4
_LETTERS = 64

Codes = NDArray[np.int32]


@dataclass(frozen=True)
class Values:
    """The distinct values of a column, or of columns that are compared with one another, and last of all one
    that stands for a value that is not known: its length, its first letters, and which letters it has.
    """

    texts: NDArray[np.object_]
    lengths: NDArray[np.int32]
    heads: NDArray[np.uint32]
    letters: NDArray[np.uint64]

    @classmethod
    def of(cls, values: list[str]) -> Values:
        texts = np.array([*values, ""], dtype=object)
        head = np.array(texts, dtype=f"U{_HEAD}")
        joined = "".join(values)
        lengths = np.array([len(text) for text in texts], dtype=np.int32)
        figures = np.frombuffer(joined.encode("utf-32-le"), np.uint32)
        letters = np.zeros(len(texts), dtype=np.uint64)
        at = np.repeat(np.arange(len(texts)), lengths)
        np.bitwise_or.at(letters, at, np.uint64(1) << (figures % _LETTERS).astype(np.uint64))
        return cls(texts, lengths, head.view(np.uint32).reshape(-1, _HEAD), letters)


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
        coded = pa.chunked_array(chunks, pa.string()).combine_chunks().dictionary_encode()
        every = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
        read = Values.of(coded.dictionary.to_pylist())
        for place, name in enumerate(there):
            codes[name] = every[place * faces.num_rows : (place + 1) * faces.num_rows]
            values[name] = read
            if name in comparisons.columns():
                counts = np.bincount(codes[name] + 1, minlength=len(read.texts))[1:]
                shares[name] = np.append(frequencies.coded(name, coded.dictionary, counts), np.nan)
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
            # An edit changes the length by one at most, and which letters there are by two.
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
        out = (lengths >= least) & (lengths <= most)
        where = np.flatnonzero(out & self._same_head(name))
        out[:] = False
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
