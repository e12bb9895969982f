"""What changed between two waves, with who dropped out on both sides: two samples, two crowds, never a
proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from qorgan.indicators.gsni.design import Designed, Estimate
from qorgan.indicators.gsni.items import MEASURES, drop_out_differs, law_in_force, window
from qorgan.indicators.gsni.measure import Country, Value

NORMAL = 1.959963984540054  # of 95 %


@dataclass(frozen=True, slots=True)
class Move:
    """Points from the earlier to the later wave; 95 % interval and standard error, None where not to be
    said."""

    earlier: float | None
    later: float | None
    points: float | None
    low: float | None
    high: float | None
    error: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """One country between two waves. `before_law`: the later wave is from before the law it might show."""

    country: str
    earlier: int
    later: int
    dropped: tuple[float, float]
    moves: Mapping[str, Move]
    by_design: bool
    differs: bool
    before_law: bool


Measured = tuple[Country, Designed | None, int | None]  # with the last year of its interviews, where known


def changes(all_of_them: Sequence[Measured]) -> list[Change]:
    """Between each wave of a country and the next one that is there."""
    found = []
    ordered = sorted(all_of_them, key=lambda one: (one[0].group.country, one[0].group.wave))
    for before, after in zip(ordered, ordered[1:], strict=False):
        same = before[0].group.country == after[0].group.country
        if same and before[0].group.wave < after[0].group.wave:
            found.append(_change(before, after))
    return found


def _change(before: Measured, after: Measured) -> Change:
    earlier, later = before[0], after[0]
    by_design = before[1] is not None and after[1] is not None
    moves = {}
    for name in MEASURES:
        if before[1] is not None and after[1] is not None:
            moves[name] = designed_move(before[1].pooled[name], after[1].pooled[name])
        else:
            moves[name] = simple_move(earlier.pooled[name], later.pooled[name])
    law = law_in_force(later.group.country)
    last_year = after[2] or window(later.group.wave)[1]
    return Change(
        country=later.group.country,
        earlier=earlier.group.wave,
        later=later.group.wave,
        dropped=(earlier.dropped, later.dropped),
        moves=moves,
        by_design=by_design,
        differs=abs(earlier.dropped - later.dropped) > drop_out_differs(),
        before_law=law is not None and last_year < law.year,
    )


def simple_move(before: Value, after: Value) -> Move:
    """As if each wave were a simple random sample (Newcombe 1998, method 10): the true interval is wider."""
    one, two = before.percent, after.percent
    if one is None or two is None:
        return Move(one, two, None, None, None, None)
    (low1, high1), (low2, high2) = wilson(one / 100, before.of), wilson(two / 100, after.of)
    points = (two - one) / 100
    low = points - sqrt((two / 100 - low2) ** 2 + (high1 - one / 100) ** 2)
    high = points + sqrt((high2 - two / 100) ** 2 + (one / 100 - low1) ** 2)
    error = sqrt(_variance(one / 100, before.of) + _variance(two / 100, after.of))
    return Move(one, two, 100 * points, 100 * low, 100 * high, 100 * error)


def designed_move(before: Estimate | None, after: Estimate | None) -> Move:
    """Two independent samples: their variances add up."""
    if before is None or after is None:
        one = None if before is None else before.percent
        two = None if after is None else after.percent
        return Move(one, two, None, None, None, None)
    from scipy.special import stdtrit  # type: ignore[import-untyped]

    error = sqrt(before.error**2 + after.error**2)
    points = after.percent - before.percent
    reach = float(stdtrit(min(before.freedom, after.freedom), 0.975)) * error
    return Move(before.percent, after.percent, points, points - reach, points + reach, error)


def wilson(p: float, size: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share.

    >>> [round(end, 4) for end in wilson(0.5, 100)]
    [0.4038, 0.5962]
    """
    square = NORMAL**2
    middle = p + square / (2 * size)
    reach = NORMAL * sqrt(p * (1 - p) / size + square / (4 * size**2))
    return (middle - reach) / (1 + square / size), (middle + reach) / (1 + square / size)


def _variance(p: float, size: int) -> float:
    return p * (1 - p) / size
