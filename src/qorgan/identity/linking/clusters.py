"""From pairs to people: records that belong together, with a split where one weak link would join two people.

Records are joined strongest link first. Two groups are joined only while the mean weight over all pairs
across them stays at the threshold or above, pairs that were not compared or fell below the floor counting
as `NOT_SEEN`. So a chain of namesakes does not grow into one person. Pure functions over arrays; nothing is
merged anywhere: a cluster is a proposal, and every record keeps its own id.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Weights = NDArray[np.float64]


def cluster(size: int, left: Rows, right: Rows, weights: Weights, threshold: float, not_seen: float) -> Rows:
    """The cluster of each record 0..size-1, named by its smallest record.

    >>> cluster(4, np.array([0, 1]), np.array([1, 2]), np.array([9.0, 1.0]), 0.0, -12.0).tolist()
    [0, 0, 2, 3]
    """
    left, right = np.minimum(left, right), np.maximum(left, right)
    strong = weights >= threshold
    found = np.arange(size, dtype=np.int64)
    left_, right_, weights_ = left[strong], right[strong], weights[strong]
    order = np.lexsort((right_, left_, -weights_))
    links = np.bincount(np.concatenate([left_, right_]), minlength=size)
    # Two records joined by one link and no other are most of all; they need no thought.
    simple = (links[left_] == 1) & (links[right_] == 1)
    found[right_[simple]] = left_[simple]
    if simple.all():
        return found
    order = order[~simple[order]]
    touched = np.unique(np.concatenate([left_[order], right_[order]]))
    several = np.zeros(size, dtype=bool)
    several[touched] = True
    known = _across(left, right, weights, several)
    groups = {int(one): [int(one)] for one in touched}
    place = {int(one): int(one) for one in touched}
    for row in order:
        first, second = place[int(left_[row])], place[int(right_[row])]
        if first == second:
            continue
        if _mean(groups[first], groups[second], known, not_seen) >= threshold:
            low, high = min(first, second), max(first, second)
            for one in groups[high]:
                place[one] = low
            groups[low] += groups.pop(high)
    for low, members in groups.items():
        if len(members) > 1:
            found[members] = low
    return found


def _across(
    left: Rows, right: Rows, weights: Weights, several: NDArray[np.bool_]
) -> dict[tuple[int, int], float]:
    """The weight of each pair (smaller record first) of records that have more than one link."""
    where = several[left] & several[right]
    low, high = left[where].tolist(), right[where].tolist()
    return dict(zip(zip(low, high, strict=True), weights[where].tolist(), strict=True))


def _mean(first: list[int], second: list[int], known: dict[tuple[int, int], float], not_seen: float) -> float:
    total = 0.0
    for one in first:
        for other in second:
            total += known.get((one, other) if one < other else (other, one), not_seen)
    return total / (len(first) * len(second))
