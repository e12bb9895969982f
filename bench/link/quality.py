"""Precision and recall of weighed pairs, with intervals from drawing people again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.link.report import Row

DRAWS = 200
Rows = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Weighed:
    """Pairs of records, heaviest first, with the truth: `first` and `second` are the people of each pair."""

    first: Rows
    second: Rows
    weight: Floats
    pairs_of: Rows  # by person: pairs of its records

    @property
    def ends(self) -> Rows:
        """The last pair of each weight: no threshold can part equal weights."""
        return np.flatnonzero(np.r_[self.weight[1:] != self.weight[:-1], True])


def weighed(person: Rows, left: Rows, right: Rows, weight: Floats) -> Weighed:
    order = np.argsort(-weight, kind="stable")
    counts = np.bincount(person).astype(np.int64)
    first, second = person[left][order], person[right][order]
    return Weighed(first, second, weight[order], counts * (counts - 1) // 2)


def drawn(pairs: Weighed, seed: int) -> Iterator[Floats | None]:
    """How often each person was drawn; first None, which is each once. Of many people each is drawn a Poisson
    number of times, so only those who stand in a pair need be drawn at all."""
    chance = np.random.default_rng(seed)
    matter = np.unique(np.concatenate([np.flatnonzero(pairs.pairs_of), pairs.first, pairs.second]))
    yield None
    for _ in range(DRAWS):
        times = np.zeros(len(pairs.pairs_of))
        times[matter] = chance.poisson(1.0, len(matter))
        yield times


def counts(pairs: Weighed, times: Floats | None) -> tuple[Floats, Floats, float]:
    """Of each pair: 1 (times drawn) where it is right, where it is wrong; and all right pairs there are."""
    same = pairs.first == pairs.second
    if times is None:
        return same.astype(float), (~same).astype(float), float(pairs.pairs_of.sum())
    right = np.where(same, times[pairs.first], 0.0)
    wrong = np.where(same, 0.0, times[pairs.first] * times[pairs.second])
    return right, wrong, float((pairs.pairs_of * times).sum())


Figures = dict[str, float]


def curve(pairs: Weighed, likely: float, times: Floats | None = None) -> Figures:
    """Best F1 over all thresholds; precision, recall and F1 at `likely`; recall where precision is high."""
    right, wrong, total = counts(pairs, times)
    ends = pairs.ends
    hits, misses = np.cumsum(right)[ends], np.cumsum(wrong)[ends]
    taken = hits + misses
    f1 = 2 * hits / (taken + total)
    best = int(np.argmax(f1))
    precision = hits / np.maximum(taken, 1e-9)
    found = {
        "f1": f1[best],
        "best.precision": precision[best],
        "best.recall": hits[best] / total,
        "best.weight": pairs.weight[ends[best]],
    }
    for name, wanted in (("recall_at_p99", 0.99), ("recall_at_p999", 0.999)):
        good = precision >= wanted
        found[name] = hits[good].max() / total if good.any() else 0.0
    held = np.searchsorted(-pairs.weight[ends], -likely, side="right") - 1
    hit, all_ = (hits[held], taken[held]) if held >= 0 else (0.0, 0.0)
    found |= {
        "precision": hit / all_ if all_ else 1.0,
        "recall": hit / total,
        "at_likely.f1": 2 * hit / (all_ + total),
    }
    return {name: float(value) for name, value in found.items()}


def with_intervals(figures: Callable[[Floats | None], Figures], pairs: Weighed, seed: int) -> list[Row]:
    """Each figure with the middle 95 % of what it is when people are drawn again."""
    first, *others = (figures(times) for times in drawn(pairs, seed))
    rows = []
    for name, value in first.items():
        low, high = np.quantile([other[name] for other in others], [0.025, 0.975])
        rows.append(Row(name, value, "", float(low), float(high)))
    return rows


def rows_of(pairs: Weighed, likely: float, seed: int) -> list[Row]:
    return with_intervals(lambda times: curve(pairs, likely, times), pairs, seed)


def inside(clusters: Rows) -> tuple[Rows, Rows]:
    """Every pair of records of one cluster."""
    order = np.argsort(clusters, kind="stable")
    starts = np.flatnonzero(np.r_[True, clusters[order][1:] != clusters[order][:-1]])
    sizes = np.diff(np.r_[starts, len(order)])
    left, right = [], []
    for size in np.unique(sizes[sizes > 1]):
        rows = order[starts[sizes == size][:, None] + np.arange(size)[None, :]]
        one, two = np.triu_indices(size, 1)
        left.append(rows[:, one].ravel())
        right.append(rows[:, two].ravel())
    nothing = [np.zeros(0, dtype=np.int64)]
    return np.concatenate(left or nothing), np.concatenate(right or nothing)


def cluster_rows(person: Rows, clusters: Rows, seed: int) -> list[Row]:
    """Precision and recall of pairs of records that are in one cluster."""
    left, right = inside(clusters)
    pairs = weighed(person, left, right, np.zeros(len(left)))

    def figures(times: Any) -> Figures:
        hits, wrong, total = (float(np.sum(part)) for part in counts(pairs, times))
        return {
            "clusters.precision": hits / (hits + wrong) if hits + wrong else 1.0,
            "clusters.recall": hits / total,
        }

    return with_intervals(figures, pairs, seed)
