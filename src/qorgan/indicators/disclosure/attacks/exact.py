"""Accuracies of the best possible guess, by adding up every outcome. No chance is involved."""

from __future__ import annotations

from functools import cache
from math import exp, lgamma, log

import numpy as np
import numpy.typing as npt

from qorgan.indicators.disclosure.ptable import ptable
from qorgan.indicators.disclosure.rule import allowed
from qorgan.indicators.disclosure.settings import settings

Numbers = npt.NDArray[np.float64]
# A region, its small group and its rest; the atoms are the small group and the rest.
REGION = np.array([[1, 1], [1, 0], [0, 1]], dtype=np.float32)


def poisson(mean: float, size: int) -> Numbers:
    """Cut off at `size` and made whole again."""
    found = np.array([exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(size)])
    whole: Numbers = found / found.sum()
    return whole


def even(low: int, high: int) -> Numbers:
    """Every count from `low` to `high` as likely."""
    found = np.zeros(high + 1)
    found[low:] = 1 / (high + 1 - low)
    return found


def priors() -> dict[str, Numbers]:
    """How small counts may be distributed: what is gained has to be small under each."""
    small = settings().small
    return {
        "even 0-9": even(0, small - 1),
        "even 1-9": even(1, small - 1),
        "even 3-9": even(3, small - 1),
        "even 0-3": even(0, 3),
        "Poisson 0.5": poisson(0.5, small),
        "Poisson 2": poisson(2, small),
        "Poisson 5": poisson(5, small),
    }


@cache
def channel(size: int) -> Numbers:
    """`[true, published]`: chances of every true count below `size`."""
    table = ptable()
    found = np.zeros((size, size + table.most))
    for true in range(size):
        for noise, chance in enumerate(table.row(true)):
            if chance:
                found[true, true + noise - table.most] = chance
    return found


def alone(prior: Numbers) -> float:
    """The baseline: the best guess from the one published value."""
    return float((prior[:, None] * channel(len(prior))).max(axis=0).sum())


def beside(prior: Numbers, terms: int) -> float:
    """With a second look at the count, through a relation whose other `terms` cells carry noise of their own.

    The other cells are large, and nothing is known of them beforehand.
    """
    table = ptable()
    row = table.row(table.last)
    noise = np.ones(1)
    for _ in range(terms):
        noise = np.convolve(noise, row)
    second = np.zeros((len(prior), len(noise) + len(prior)))
    for true in range(len(prior)):
        second[true, true : true + len(noise)] = noise
    own = prior[:, None] * channel(len(prior))
    return float((own[:, :, None] * second[:, None, :]).max(axis=0).sum())


def outcomes(prior: Numbers, rest: Numbers) -> Numbers:
    """`[true, small group, rest, region]`: chances of a true count with the three published values."""
    small, large = channel(len(prior)), channel(len(rest))
    both = channel(len(prior) + len(rest) - 1)
    found = np.zeros((len(prior), small.shape[1], large.shape[1], both.shape[1]))
    for true, chance in enumerate(prior):
        if chance:
            pair = (large * rest[:, None]).T @ both[true : true + len(rest)]
            found[true] = chance * small[true][:, None, None] * pair
    return found


def leaving(small: int, rest: int, region: int) -> int:
    """Which of the three leave under the rule, as bits: 1 the region, 2 the small group, 4 the rest."""
    given = settings()
    far = int(given.others_variance) + given.difference  # beyond, one rest is as good as another
    known = (
        small,
        min(rest, far),
        region == 0,
        region < given.looks_small,
        abs(region - small) < given.difference,
        abs(region - rest) < given.difference,
    )
    if known not in _seen:
        _seen[known] = directly((region, small, rest))
    return _seen[known]


_seen: dict[tuple[int | bool, ...], int] = {}  # the rule's answers, for values that it cannot tell apart


def directly(values: tuple[int, int, int]) -> int:
    """The rule's answer for region, small group and rest, not remembered."""
    found = allowed(REGION, np.array(values, dtype=np.int64))
    return int(sum(1 << place for place in np.flatnonzero(found.leaves)))


def nested(prior: Numbers, rest: Numbers, ruled: bool) -> tuple[float, float]:
    """(baseline, attacker) for a small group within a region whose rest is distributed as `rest`.

    Without the rule all three leave. With it, which cells were withheld is seen too. The baseline sees one
    published value: that of the small group, or that of the region where the small group is withheld.
    """
    chances = outcomes(prior, rest)
    if not ruled:
        return alone(prior), float(chances.max(axis=0).sum())
    mask = np.zeros(chances.shape[1:], dtype=np.int64)
    for place in zip(*np.nonzero(chances.sum(axis=0)), strict=True):
        mask[place] = leaving(*map(int, place))
    attacker = 0.0
    for bits in np.unique(mask):
        some = np.where(mask == bits, chances, 0.0)
        hidden = tuple(axis for axis, bit in ((1, 2), (2, 4), (3, 1)) if not bits & bit)
        attacker += float(some.sum(axis=hidden).max(axis=0).sum())
    own = np.where(mask & 2, chances, 0.0).sum(axis=(2, 3)).max(axis=0).sum()
    total = np.where(mask & 2, 0.0, chances).sum(axis=(1, 2)).max(axis=0).sum()
    return float(own + total), attacker


def difference(prior: Numbers, rest: Numbers, ruled: bool) -> tuple[float, float]:
    """(baseline, attacker) for a group that is in no table: the region less the rest.

    The baseline sees the region alone.
    """
    chances = outcomes(prior, rest).sum(axis=1)
    baseline = float(chances.sum(axis=1).max(axis=0).sum())
    if not ruled:
        return baseline, float(chances.max(axis=0).sum())
    near = np.abs(np.subtract.outer(np.arange(chances.shape[1]), np.arange(chances.shape[2])))
    hidden = near < settings().difference
    seen = np.where(hidden, 0.0, chances)
    only = np.where(hidden, chances, 0.0).sum(axis=1)
    return baseline, float(seen.max(axis=0).sum() + only.max(axis=0).sum())


def same_records(rest: Numbers, ruled: bool) -> tuple[float, float]:
    """(baseline, attacker) for the rest of a large group: nought shows, as equal sets have equal noise.

    The baseline knows the prior alone. Under the rule both figures leave only where they differ by more than
    a small rest can make them, so that a small rest is never seen.
    """
    table = ptable()
    noise = np.convolve(table.row(table.last), table.row(table.last)[::-1])
    middle = len(noise) // 2
    gap = np.zeros((len(rest), len(noise) + len(rest)))
    gap[0, middle] = rest[0]
    for true in range(1, len(rest)):
        gap[true, true : true + len(noise)] = rest[true] * noise
    if ruled:
        seen = np.abs(np.arange(gap.shape[1]) - middle) >= settings().difference
        hidden = gap[:, ~seen].sum(axis=1).max()
        return float(rest.max()), float(hidden + gap[:, seen].max(axis=0).sum())
    return float(rest.max()), float(gap.max(axis=0).sum())


def growing(prior: Numbers, late: Numbers, releases: int) -> float:
    """Releases without freezing: late records arrive, at most a few, and each new set has new noise.

    A release in which none arrived repeats its figure, as the set is the same; the attacker sees that too.
    """
    size = len(prior) + (len(late) - 1) * (releases - 1)
    see = channel(size)
    states = [np.diag(np.append(prior, np.zeros(size - len(prior))))[: len(prior)][:, :, None] * see[None]]
    # states: [first count, count now, published now] for every history of published values
    for _ in range(releases - 1):
        found = []
        for state in states:
            for shown in range(see.shape[1]):
                now = state[:, :, shown]
                if now.any():
                    found.append(_next(now, shown, late, see))
        states = found
    return float(sum(state.sum(axis=1).max(axis=0).sum() for state in states))


def _next(now: Numbers, shown: int, late: Numbers, see: Numbers) -> Numbers:
    later = np.zeros((*now.shape, see.shape[1]))
    later[:, :, shown] += late[0] * now
    for more in range(1, len(late)):
        moved = np.zeros_like(now)
        moved[:, more:] = now[:, :-more]
        later += late[more] * moved[:, :, None] * see[None]
    return later
