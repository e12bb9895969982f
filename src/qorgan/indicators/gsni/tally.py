"""Counting and looking up over millions of rows, a block at a time, so that its numbers stay in the cache."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

BLOCK = 1 << 18
Key = Callable[[slice], NDArray[Any]]


def blocks(rows: int, least: int = BLOCK) -> Iterator[slice]:
    for start in range(0, rows, max(BLOCK, least)):
        yield slice(start, min(rows, start + max(BLOCK, least)))


def tally(rows: int, size: int, key: Key) -> NDArray[np.int64]:
    """How many rows have each key from 0 to below `size`.

    >>> values = np.array([2, 0, 2])
    >>> tally(3, 4, lambda block: values[block]).tolist()
    [1, 0, 2, 0]
    """
    total = np.zeros(size, dtype=np.int64)
    for block in blocks(rows, least=2 * size):
        total += np.bincount(key(block), minlength=size)
    return total


def looked_up(rows: int, table: NDArray[Any], key: Key) -> NDArray[Any]:
    """What stands in the table at each row's key."""
    found = np.empty(rows, dtype=table.dtype)
    for block in blocks(rows):
        found[block] = table[key(block)]
    return found
