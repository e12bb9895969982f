"""From fourteen ratios to sub-indexes, score and rank; whole tables at once.

World Economic Forum, Global Gender Gap Report, appendix on method. One rule the Forum does not print is
proved by its numbers: an indicator that is missing is left out and the weights of the rest are scaled to
1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qorgan.indicators.gggi.method import Method

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

SAME = 1e-12  # scores nearer than this are one score: the order of addition, not the countries, differs


@dataclass(frozen=True)
class Scores:
    """Rows as the ratios came. NaN where a country is not eligible; `rank` 0 there."""

    cut: Floats  # ratios after truncation, n x 14
    sub: Floats  # n x 4
    score: Floats
    present: npt.NDArray[np.int64]  # indicators a country has
    eligible: Flags
    rank: npt.NDArray[np.int64]
    tied: npt.NDArray[np.int64]  # how many countries share the rank, itself included
    best: npt.NDArray[np.int64]  # the rank if every score is wrong by the tolerance, in its favour
    worst: npt.NDArray[np.int64]


def score(ratios: Floats, method: Method) -> Scores:
    """`ratios` n x 14 female-to-male in the order of `method.indicators`, NaN where missing.

    A country is eligible with at least `method.needed` of them and at least one in each sub-index.
    """
    cut = np.minimum(ratios, method.caps)
    there = ~np.isnan(cut)
    filled, weights = np.where(there, cut, 0.0), method.weights()
    sub = np.empty((len(cut), len(weights)))
    for place, row in enumerate(weights):
        inside = np.flatnonzero(row)
        with np.errstate(invalid="ignore", divide="ignore"):
            sub[:, place] = _summed(filled, row, inside) / _summed(there, row, inside)
    present = there.sum(axis=1)
    overall = sum(sub[:, place] for place in range(len(weights))) / len(weights)  # NaN where a sub-index is
    eligible = (present >= method.needed) & ~np.isnan(overall)
    overall = np.where(eligible, overall, np.nan)
    (rank, last), (best, worst) = within(overall, SAME, 2 * method.tolerance)
    tied = np.where(rank > 0, last - rank + 1, 0)
    return Scores(cut, sub, overall, present, eligible, rank, tied, best, worst)


def _summed(table: npt.NDArray[np.generic], weights: Floats, columns: npt.NDArray[np.intp]) -> Floats:
    """Weighted sum over a few columns; quicker than a product with a matrix that is mostly 0."""
    total = np.zeros(len(table))
    for column in columns:
        total += table[:, column] * weights[column]
    return total


def ranked(scores: Floats) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Rank from 1 at the top and how many share it; equal scores share the better rank; 0 for NaN.

    >>> ranked(np.array([0.7, 0.8, np.nan, 0.7]))[0].tolist()
    [2, 1, 0, 2]
    """
    ((best, worst),) = within(scores, SAME)
    return best, np.where(best > 0, worst - best + 1, 0)


def within(scores: Floats, *margins: float) -> list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """For each margin the best and the worst rank if scores nearer than it may change places; 0 for NaN."""
    where = np.argsort(scores)  # NaN last
    order = scores[where][: len(scores) - int(np.isnan(scores).sum())]
    count, found = len(order), []
    for margin in margins:
        best, worst = np.zeros(len(scores), np.int64), np.zeros(len(scores), np.int64)
        best[where[:count]] = count - np.searchsorted(order, order + margin, side="right") + 1
        worst[where[:count]] = count - np.searchsorted(order, order - margin, side="left")
        found.append((best, worst))
    return found


def among(scores: Floats, kept: Flags) -> npt.NDArray[np.int64]:
    """Ranks within a part of the table, such as the countries of another edition; 0 outside it."""
    return ranked(np.where(kept, scores, np.nan))[0]
