"""Draws that are the same on every machine.

Only uniform doubles of NumPy's PCG64 are used, whose stream NumPy keeps stable; whatever is drawn is worked
out from them with additions and comparisons.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from random import Random

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Draw:
    """A stream of draws; `keys` name it, so that streams of different names do not depend on each other."""

    def __init__(self, *keys: int) -> None:
        self._source = np.random.Generator(np.random.PCG64(np.random.SeedSequence(keys)))

    def uniform(self, count: int) -> Floats:
        return self._source.random(count)

    def happens(self, count: int, share: float) -> Bools:
        """True with the probability `share`."""
        return self.uniform(count) < share

    def below(self, count: int, limit: int | Ints) -> Ints:
        """Whole numbers from 0 to limit-1, all alike."""
        return np.floor(self.uniform(count) * limit).astype(np.int64)

    def weighted(self, count: int, weights: Sequence[float] | Floats) -> Ints:
        """Positions in `weights`, each as often as its weight says."""
        edges = np.cumsum(np.asarray(weights, dtype=np.float64))
        found = np.searchsorted(edges / edges[-1], self.uniform(count), side="right")
        return np.minimum(found, len(edges) - 1).astype(np.int64)

    def choice(self, count: int, shares: Mapping[str, float]) -> tuple[list[str], Ints]:
        """The names in `shares` in order, and positions among them."""
        names = sorted(shares)
        return names, self.weighted(count, [shares[name] for name in names])

    def order(self, count: int) -> Ints:
        """A permutation of 0 to count-1."""
        return np.argsort(self.uniform(count), kind="stable").astype(np.int64)

    def streams(self, count: int) -> list[Random]:
        """A small stream for each of `count` words."""
        seeds = self.below(count, 2**52).tolist()
        return [Random(seed) for seed in seeds]  # noqa: S311  # nosec B311


def chance(*keys: object) -> Random:
    """A small stream for one word, from its text: the same wherever and whenever the word comes up."""
    text = "\x1f".join(map(str, keys)).encode()
    return Random(int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big"))  # noqa: S311  # nosec B311
