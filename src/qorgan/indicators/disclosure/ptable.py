"""Looking noise up: (count, cell key) to the value that leaves.

Larger counts than the table has use its last row. The cell key, a sum of record keys modulo 2^64, is mixed
before it is looked up: keys of nested cells are sums of one another, and looked up as they are, the noise of
a region would say something about the noise of its districts.
"""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from qorgan.indicators.disclosure.settings import data, settings

Whole = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]
PTABLE = "disclosure_ptable.csv"
CLOSE = 127  # no noise is that


class TableDamaged(RuntimeError):
    """The table of noise is not the one that was checked."""


@dataclass(frozen=True)
class PTable:
    """`edges[row, j]`: the mixed key from which noise is above j - most; `chances[row, noise + most]`."""

    edges: npt.NDArray[np.uint32]
    never: npt.NDArray[np.bool_]
    chances: npt.NDArray[np.float64]
    most: int
    checksum: str

    @property
    def last(self) -> int:
        return len(self.edges) - 1

    def row(self, count: int) -> npt.NDArray[np.float64]:
        """Probabilities of the noise -most..most of a true count."""
        chances: npt.NDArray[np.float64] = self.chances[min(count, self.last)]
        return chances

    def likelihood(self, true: int, published: int) -> float:
        """How likely a true count is published so."""
        noise = published - true
        return float(self.row(true)[noise + self.most]) if abs(noise) <= self.most else 0.0

    def mean(self, count: int) -> float:
        return float(self.row(count) @ np.arange(-self.most, self.most + 1))

    def variance(self, count: int) -> float:
        return float(self.row(count) @ np.arange(-self.most, self.most + 1) ** 2 - self.mean(count) ** 2)


@cache
def ptable() -> PTable:
    """Raises TableDamaged where the shipped table is not the one `data/disclosure.yaml` names."""
    raw, given = data(PTABLE), settings()
    checksum = hashlib.sha256(raw).hexdigest()
    if checksum != given.ptable_sha256:
        raise TableDamaged(f"{PTABLE}: sha256 {checksum}, expected {given.ptable_sha256}")
    most, whole = given.noise_most, 2**given.weight_bits
    weights = np.zeros((given.last_count + 1, 2 * most + 1), dtype=np.uint64)
    for line in csv.DictReader(io.StringIO(raw.decode("ascii"))):
        weights[int(line["count"]), int(line["noise"]) + most] = int(line["weight"])
    sums = np.cumsum(weights, axis=1)[:, :-1]
    # An edge of 2^32 is never reached by a 32-bit key; it does not fit in one either, so it is told apart.
    never = sums >= whole
    edges = np.where(never, 0, sums).astype(np.uint32)
    return PTable(edges, never, weights.astype(np.float64) / whole, most, checksum)


def mixed(keys: Keys) -> npt.NDArray[np.uint32]:
    """The upper half of the key after the finaliser of SplitMix64 (Steele, Lea and Flood 2014)."""
    z = keys + np.uint64(0x9E3779B97F4A7C15)
    z ^= z >> np.uint64(30)
    z *= np.uint64(0xBF58476D1CE4E5B9)
    z ^= z >> np.uint64(27)
    z *= np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return (z >> np.uint64(32)).astype(np.uint32)


def _noise(table: PTable, row: Whole, where: npt.NDArray[np.uint32]) -> npt.NDArray[np.int8]:
    passed = (where[:, None] >= table.edges[row]) & ~table.never[row]
    noise: npt.NDArray[np.int8] = (passed.sum(axis=1) - table.most).astype(np.int8)
    return noise


@cache
def _quick() -> npt.NDArray[np.int8]:
    """The noise by row and the upper half of the mixed key; CLOSE where the lower half decides."""
    table = ptable()
    low = np.arange(2**16, dtype=np.uint32) << np.uint32(16)
    found = []
    for row in range(table.last + 1):
        rows = np.full(2**16, row, dtype=np.int64)
        first, last = _noise(table, rows, low), _noise(table, rows, low | np.uint32(0xFFFF))
        found.append(np.where(first == last, first, CLOSE).astype(np.int8))
    return np.concatenate(found)


def perturb_cells(counts: npt.ArrayLike, keys: npt.ArrayLike, structural: Any = None) -> Whole:
    """What leaves for each (true count, cell key); same shape. `structural`: cells that are 0 by nature.

    Raises ValueError: a count below nought or not whole, shapes that differ, a structural zero that is none.

    >>> perturb_cells([0, 0], [7, 7], structural=[True, False]).tolist()[0]
    0
    """
    true, given = np.asarray(counts), np.asarray(keys)
    if true.shape != given.shape:
        raise ValueError(f"{true.shape} counts and {given.shape} keys")
    if true.dtype.kind not in "iu" or given.dtype.kind not in "iu":
        raise ValueError("counts and keys are whole numbers")
    if true.size and true.min() < 0:
        raise ValueError("a count is not negative")
    table, where = ptable(), mixed(given.astype(np.uint64, copy=False).ravel())
    flat = true.astype(np.int64, copy=False).ravel()
    row = np.minimum(flat, table.last)
    noise = _quick()[(row << 16) + (where >> np.uint32(16))]
    close = np.flatnonzero(noise == CLOSE)
    noise[close] = _noise(table, row[close], where[close])
    published: Whole = (flat + noise).reshape(true.shape)
    if structural is not None:
        nought = np.asarray(structural, dtype=bool)
        if (true[nought] != 0).any():
            raise ValueError("a structural zero has records")
        published[nought] = 0
    return published
