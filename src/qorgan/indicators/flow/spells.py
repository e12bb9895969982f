"""From one step to another: the share that came so far by a day and how long it took, unfinished ones kept.

Every share here is a cumulative incidence beside competing ends. Medians and 90th percentiles are those of
all who entered, not of those who arrived: None where the curve has not come so far.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qorgan.indicators.flow.columns import NEVER, Ints
from qorgan.indicators.flow.events import DAY
from qorgan.indicators.flow.gathered import FAR, Gathered, Places
from qorgan.indicators.flow.incidence import CENSORED, EVENT, Curve, curves, wilson
from qorgan.indicators.flow.measures import Measure
from qorgan.indicators.texts import texts

HOUR = DAY // 24


def cannot(id_: str, code: str, **words: object) -> Measure:
    """A measure that cannot be computed, and why."""
    return Measure(id_, reason=texts("flow")[f"why_{code}"].filled(**words))


def lacking(
    gathered: Gathered, id_: str, roles: Sequence[str] = (), columns: Sequence[str] = ()
) -> Measure | None:
    """Why an indicator cannot be computed from this table, None where it can."""
    absent = [column for column in columns if not gathered.events.has(column)]
    if absent:
        return cannot(id_, "column", columns=", ".join(absent))
    empty = [
        c
        for c in columns
        if not (
            gathered.events.person.any()
            if c == "person_key" and gathered.events.person is not None
            else gathered.words(c)
        )
    ]
    if empty:
        return cannot(id_, "empty_column", columns=", ".join(empty))
    for role in roles:
        if not gathered.has(role):
            return cannot(id_, "type", types=gathered.roles[role].written())
    return None


def ended(gathered: Gathered) -> Ints:
    """When a case was closed and not opened again; FAR otherwise."""

    def make() -> Ints:
        closed, reopened = gathered.last("closed"), gathered.last("reopened")
        return np.where((closed != NEVER) & (closed > reopened), closed, FAR)

    found: Ints = gathered.once("ended", make)
    return found


def rivals_of(gathered: Gathered, names: Sequence[str]) -> list[Ints]:
    return [ended(gathered) if name == "closed" else gathered.first(name) for name in names]


def spell(
    origin: Ints, target: Ints, rivals: Sequence[Ints], seen: int, unit: int, slack: int = 0
) -> tuple[Curve, NDArray[np.float64], NDArray[np.int8], NDArray[np.bool_]]:
    """The curve, durations in `unit` and ends, of those whose order of steps can be; and which were left out.

    A case that was ended and went on nevertheless counts by what it came to. A rival before the origin is
    none. Up to `slack` before the origin is the same moment: one of the two is written to the minute or day.
    """
    backwards = (target != FAR) & (target < origin - slack)
    good = ~backwards
    origin, target = origin[good], np.maximum(target, origin)[good]
    stop = np.full(len(origin), max(seen, 0), np.int64)
    stop = np.maximum(stop, origin)
    ends = np.full(len(origin), CENSORED, np.int8)
    for number, rival in enumerate(rivals, EVENT + 1):
        at = rival[good]
        wins = (at >= origin) & (at != FAR) & (at <= seen) & ((ends == CENSORED) | (at < stop))
        stop, ends = np.where(wins, at, stop), np.where(wins, np.int8(number), ends)
    reached = (target != FAR) & (target <= seen)
    stop, ends = np.where(reached, target, stop), np.where(reached, np.int8(EVENT), ends)
    durations = stop - origin
    return curves(durations, ends, 1, unit)[0], durations / unit, ends, backwards


def share_by(
    id_: str,
    gathered: Gathered,
    who: Places,
    origin: Ints,
    target: Ints,
    rivals: Sequence[Ints],
    horizon: float,
    unit: int = DAY,
    cautions: tuple[str, ...] = (),
) -> Measure:
    """The share in percent that reached the target within `horizon`, with median and 90th percentile."""
    if not len(who):
        return cannot(id_, "nobody")
    curve, durations, ends, backwards = spell(
        origin[who], target[who], [r[who] for r in rivals], gathered.period.seen, unit, gathered.slack
    )
    if not curve.entered:
        return cannot(id_, "backwards", count=int(backwards.sum()))
    within = durations <= horizon
    waiting = int(((ends == CENSORED) & (durations < horizon)).sum())
    value, low, high = curve.at(horizon)
    if curve.last < horizon and waiting:
        cautions += ("short_follow_up",)
    return Measure(
        id_,
        value=100 * value,
        numerator=int(((ends == EVENT) & within).sum()),
        denominator=curve.entered,
        low=100 * low,
        high=100 * high,
        median=curve.quantile(0.5),
        p90=curve.quantile(0.9),
        censored=waiting,
        left_out=int(backwards.sum()),
        cautions=cautions,
    )


def waiting_time(
    id_: str,
    gathered: Gathered,
    who: Places,
    origin: Ints,
    target: Ints,
    rivals: Sequence[Ints],
    unit: int,
    cautions: tuple[str, ...] = (),
) -> Measure:
    """The median wait in `unit` and its 95% interval; the 90th percentile; how many arrived of how many."""
    if not len(who):
        return cannot(id_, "nobody")
    curve, _, ends, backwards = spell(
        origin[who], target[who], [r[who] for r in rivals], gathered.period.seen, unit, gathered.slack
    )
    if not curve.entered:
        return cannot(id_, "backwards", count=int(backwards.sum()))
    median = curve.quantile(0.5)
    low, high = _around(curve, 0.5)
    return Measure(
        id_,
        value=median,
        median=median,
        p90=curve.quantile(0.9),
        low=low,
        high=high,
        numerator=int((ends == EVENT).sum()),
        denominator=curve.entered,
        censored=int((ends == CENSORED).sum()),
        left_out=int(backwards.sum()),
        cautions=cautions if median is not None else (*cautions, "median_not_reached"),
    )


def _around(curve: Curve, share: float) -> tuple[float | None, float | None]:
    """95% interval of a quantile: the times at which the interval of the curve holds `share`
    (Brookmeyer and Crowley 1982, on the complementary log-log scale)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        f = np.clip(curve.incidence, 1e-300, 1 - 1e-12)
        scale = np.sqrt(np.maximum(curve.variance, 0)) / ((1 - f) * np.log(1 - f))
        wide = np.exp(1.959963984540054 * np.abs(scale))
        upper, lower = 1 - (1 - f) ** wide, 1 - (1 - f) ** (1 / wide)
    over, under = np.flatnonzero(upper >= share), np.flatnonzero(lower >= share)
    low = float(curve.times[over[0]]) if len(over) else None
    return low, float(curve.times[under[0]]) if len(under) else None


def proportion(id_: str, part: int, whole: int, cautions: tuple[str, ...] = (), left_out: int = 0) -> Measure:
    """A share in percent with its interval (Wilson); nobody in the denominator: cannot be computed."""
    if whole <= 0:
        return cannot(id_, "nobody")
    low, high = wilson(part, whole)
    return Measure(
        id_, 100 * part / whole, part, whole, 100 * low, 100 * high, left_out=left_out, cautions=cautions
    )
