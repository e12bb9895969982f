"""Which perturbed counts may leave together.

Noise of variance 2 on every count protects a count on its own. Where a region and all of its districts leave,
each small count can be worked out a second time from the others, and the two together are worth more than the
first alone. So:

1. of two nested cells that differ by few records only the wider one leaves: their difference is a small
   count;
2. around every small count, what can be worked out from all the others (over all tables, periods and earlier
   releases) has a variance of at least `others_variance`; until it has, a cell of the relation stays. Of a
   small count that is withheld the others tell no more than its own totals do, by the same measure.

The rule looks at published values only, never at true ones: what it lets leave must not tell what it saw.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from qorgan.indicators.disclosure.settings import Settings, settings

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
SLIGHT = 1e-8


@dataclass(frozen=True)
class Allowed:
    """`leaves` by cell; how many stayed for which reason; `open`: small counts nothing could be done for."""

    leaves: Flags
    near: int
    worked_out: int
    open: int


def allowed(
    members: npt.NDArray[np.float32], published: npt.NDArray[np.int64], fixed: Flags | None = None
) -> Allowed:
    """`members[cell, atom]`, distinct rows; `fixed`: left earlier, cannot be called back."""
    given = settings()
    stays_out = np.zeros(len(members), dtype=bool) if fixed is None else fixed
    leaves = _apart(members, published, stays_out, given)
    near = int((~leaves).sum())
    hopeless = 0
    while True:
        found = others(members, published, leaves, given)
        risky = _risky(members, published, leaves, found, given)
        held, hopeless = _hold(members, published, leaves, stays_out, found, risky)
        if not held:
            break
        leaves[held] = False
    return Allowed(leaves, near, int((~leaves).sum()) - near, hopeless)


def _apart(
    members: npt.NDArray[np.float32], published: npt.NDArray[np.int64], fixed: Flags, given: Settings
) -> Flags:
    """The first rule: wide cells before narrow ones, each against those that already leave."""
    size = members.sum(axis=1)
    inside = members @ members.T
    leaves = fixed.copy()
    for cell in np.argsort(-size, kind="stable"):
        if fixed[cell]:
            continue
        wider = leaves & (inside[cell] == size[cell]) & (size > size[cell])
        within = leaves & (inside[cell] == size) & (size < size[cell])
        gap = np.abs(published[cell] - published[wider | within])
        leaves[cell] = size[cell] > 0 and not (gap < given.difference).any()
    return leaves


@dataclass(frozen=True)
class Others:
    """What all other leaving cells say about each: the variance, infinite where they say nothing."""

    variance: Numbers
    weights: Numbers
    spread: Numbers
    scatter: Numbers


def others(
    members: npt.NDArray[np.float32], published: npt.NDArray[np.int64], leaves: Flags, given: Settings
) -> Others:
    """Least squares on the atoms: a cell's precision from everything, less its own figure's and its prior's.

    The attacker is taken to know the mean of every atom, say from the years before, and is left only with how
    a count scatters around its mean (Poisson). An attacker who knows less gains less.
    """
    noise = np.where(published < given.looks_small, given.small_variance, given.variance)
    noise = np.where(published == 0, given.known_zero_variance, noise)
    weights = np.where(leaves, 1 / noise, 0.0)
    a, scatter = members.astype(np.float64), _means(members, published, given)
    precision = (a * weights[:, None]).T @ a + np.diag(1 / scatter)
    spread = np.asarray(np.linalg.inv(precision), dtype=np.float64)
    known = np.einsum("ij,ij->i", a @ spread, a)
    beforehand = a @ scatter
    with np.errstate(divide="ignore", invalid="ignore"):
        rest = np.where(known > 0, 1 / known - weights - 1 / beforehand, 0.0)
        variance = np.where(rest > SLIGHT, 1 / rest, np.inf)
    return Others(variance, weights, spread, scatter)


def _risky(
    members: npt.NDArray[np.float32],
    published: npt.NDArray[np.int64],
    leaves: Flags,
    found: Others,
    given: Settings,
) -> npt.NDArray[Any]:
    """Small counts that the others tell too much of; of a withheld one, more than its own totals tell."""
    small = published < given.looks_small
    least = given.others_variance * (1 - SLIGHT)
    risky = small & (found.variance < least)
    for cell in np.flatnonzero(risky & ~leaves):
        more = 1 / found.variance[cell] - _told_by_totals(members, leaves, found, int(cell))
        risky[cell] = more > 1 / least
    return np.flatnonzero(risky)


def _told_by_totals(members: npt.NDArray[np.float32], leaves: Flags, found: Others, cell: int) -> float:
    """The precision that the leaving totals of a cell give it, with nothing taken off them."""
    wider = leaves & (members @ members[cell] == members[cell].sum())
    if not wider.any():
        return 0.0
    rest = members[wider].astype(np.float64) * (1 - members[cell])
    spread = (rest * found.scatter) @ rest.T + np.diag(1 / found.weights[wider])
    return float(np.linalg.solve(spread, np.ones(len(rest))).sum())


def _means(members: npt.NDArray[np.float32], published: npt.NDArray[np.int64], given: Settings) -> Numbers:
    """A mean for every atom: what its own cell shows, or an even share of the cell that shows least."""
    size = members.sum(axis=1)
    share = published / np.maximum(size, 1)
    found = np.full(members.shape[1], np.inf)
    for cell in np.argsort(-size, kind="stable"):
        inside = members[cell] > 0
        found[inside] = share[cell] if size[cell] == 1 else np.minimum(found[inside], share[cell])
    means: Numbers = np.maximum(found, given.least_mean)
    return means


def _hold(
    members: npt.NDArray[np.float32],
    published: npt.NDArray[np.int64],
    leaves: Flags,
    fixed: Flags,
    found: Others,
    risky: npt.NDArray[Any],
) -> tuple[list[int], int]:
    """The cells to hold back now, one a risky relation, the riskiest first; and how many are hopeless."""
    held: list[int] = []
    hopeless = 0
    for cell in risky[np.argsort(found.variance[risky], kind="stable")]:
        share = np.abs(members @ (found.spread @ members[cell])) * found.weights
        share[cell] = 0
        if any(share[other] >= share.max() / 4 for other in held):
            continue  # what is held for another breaks this relation too: look again
        choice = _choice(members, published, leaves & ~fixed, share, int(cell))
        if choice is None:
            hopeless += 1
            continue
        held.append(choice)
    return held, hopeless


def _choice(
    members: npt.NDArray[np.float32],
    published: npt.NDArray[np.int64],
    free: Flags,
    share: Numbers,
    cell: int,
) -> int | None:
    """A cell that carries the relation, no total of this one, as narrow as can be and not itself small.

    Where there is none: the largest; where only totals carry it, the cell itself; else one of the totals.
    """
    carries = free & (share >= share.max() / 4)
    size = members.sum(axis=1)
    wider = members @ members[cell] == size[cell]
    large = published >= settings().looks_small
    itself = free & (np.arange(len(free)) == cell)
    for some in (carries & ~wider & large, carries & ~wider, itself, carries & wider):
        if some.any():
            places = np.flatnonzero(some)
            narrow = places[size[places] == size[places].min()] if (some & large).any() else places
            return int(narrow[np.argmax(published[narrow])])
    return None
