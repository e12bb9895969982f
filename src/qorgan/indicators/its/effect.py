"""The change at each break with its interval, or the reasons why none may be stated.

A month in which a break falls after its first day is left out; asked so, it counts as after by the share of
its days from the break on. A break on the first of a month leaves nothing out.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from qorgan.indicators.faults import BadInput, fault
from qorgan.indicators.its import model
from qorgan.indicators.its.changes import Change, inside
from qorgan.indicators.its.model import Array, Break, Estimate, Fit, Kind, Season
from qorgan.indicators.its.months import Month, days_in, of_day, written
from qorgan.indicators.its.series import PART, Series
from qorgan.indicators.texts import Text, texts

LEAST_POINTS = 24
LEAST_EVENTS = 20  # of a count on either side of a break
EXACT = 1e-10

MonthRule = Literal["exclude", "share"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What to measure: `counts` is the kind of what is counted, for the packaged changes of counting."""

    breaks: tuple[date, ...]
    changes: tuple[Change, ...] = ()
    kind: Kind | None = None
    counts: str | None = None
    month_rule: MonthRule = "exclude"
    season: Season | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """Of counts in percent of what the course before would have given, of rates in the unit of the series.
    `slope` is a month; `average` over the months up to the next break or the end, `at_end` in the last."""

    level: Estimate
    slope: Estimate
    average: Estimate
    at_end: Estimate
    controlled: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class AtBreak:
    day: date
    start: Month
    share: float | None
    before: int
    after: int
    effect: Effect | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """A month: what was seen, what the model says, and what the course before the first break would give."""

    month: Month
    observed: float | None
    fitted: float | None
    without: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Measured:
    series: Series
    kind: Kind
    season: Season
    excluded: tuple[Month, ...]
    used: int
    breaks: tuple[AtBreak, ...]
    changes: tuple[Change, ...]
    counts: str | None
    reasons: tuple[Reason, ...]
    found: Fit | None = None
    expected: tuple[Expected, ...] = field(default=())

    @property
    def percent(self) -> bool:
        return self.kind == "count"


def measure(series: Series, asked: Asked) -> Measured:
    """Raises BadInput where a break is outside the series or the values are not of the kind asked for."""
    kind = _kind(series, asked.kind)
    breaks = tuple(sorted(_break(series, day, asked.month_rule) for day in asked.breaks))
    days = tuple(sorted(asked.breaks))
    _apart(days)
    excluded = () if asked.month_rule == "share" else tuple(of_day(day) for day in days if day.day > 1)
    rows = [
        place
        for place, month in enumerate(series.months)
        if month not in excluded and month not in series.missing
    ]
    months = np.array([series.first + place for place in rows], dtype=np.float64)
    around = tuple(
        AtBreak(day, start, share, *_either_side(months, breaks, place))
        for place, (day, (start, share)) in enumerate(zip(days, breaks, strict=True))
    )
    changes = inside(asked.changes, series)
    season = asked.season or model.season_for(len(rows))
    reasons = _reasons(series, kind, around, changes, asked.counts, excluded, rows)
    plain = Measured(series, kind, season, excluded, len(rows), around, changes, asked.counts, tuple(reasons))
    return plain if reasons else _fitted(plain, rows, months, [Break(*one) for one in breaks])


def _kind(series: Series, asked: Kind | None) -> Kind:
    """Counts where every value is whole, else rates."""
    values = [v for column in (series.values, series.comparison or ()) for v in column if v is not None]
    whole = all(value == int(value) for value in values)
    kind: Kind = asked or ("count" if whole else "rate")
    if kind == "count" and not whole:
        raise BadInput(fault(series.file, "not_whole", field="value", part=PART))
    if kind == "rate" and series.exposure is not None:
        raise BadInput(fault(series.file, "exposure_of_rate", field="exposure", part=PART))
    return kind


def _break(series: Series, day: date, rule: MonthRule) -> tuple[Month, float | None]:
    month = of_day(day)
    if not series.first < month + (day.day > 1) <= series.last:
        raise BadInput(
            fault("--break", "break_outside", part=PART, day=day.isoformat(), months=series.said_months())
        )
    if day.day == 1:
        return month, None
    return month + 1, (days_in(month) - day.day + 1) / days_in(month) if rule == "share" else None


def _apart(days: Sequence[date]) -> None:
    for one, next_one in zip(days, days[1:], strict=False):
        if of_day(one) == of_day(next_one):
            raise BadInput(fault("--break", "break_twice", part=PART, day=next_one.isoformat()))


def _either_side(months: Array, breaks: Sequence[tuple[Month, float | None]], place: int) -> tuple[int, int]:
    start, share = breaks[place]
    last_before = start - 1 if share is not None else start  # the month of the break is on neither side
    opens = breaks[place - 1][0] if place else -np.inf
    ends = np.inf
    if place + 1 < len(breaks):
        ends = breaks[place + 1][0] - (breaks[place + 1][1] is not None)
    before = int(np.sum((months >= opens) & (months < last_before)))
    return before, int(np.sum((months >= start) & (months < ends)))


def _reasons(
    series: Series,
    kind: Kind,
    around: Sequence[AtBreak],
    changes: Sequence[Change],
    counts: str | None,
    excluded: Sequence[Month],
    rows: Sequence[int],
) -> list[Reason]:
    """Every reason there is, the gravest first."""
    said = texts(PART)
    found = []
    for change in changes:
        if change.breaks_counting(counts):
            words = {"day": change.day.isoformat(), "what": change.what}
            found.append(Reason("counting_change", said["counting_change"].filled(**words)))
    gaps = [month for month in series.missing if month not in excluded]
    if gaps:
        words = {"months": ", ".join(map(written, gaps)), "count": len(gaps)}
        found.append(Reason("missing_months", said["missing_months"].filled(**words)))
    for one in around:
        if min(one.before, one.after) < LEAST_POINTS:
            words = {"day": one.day.isoformat(), "before": one.before, "after": one.after}
            found.append(Reason("too_few_points", said["too_few_points"].filled(**words, least=LEAST_POINTS)))
    return found + _empty_of_change(series, kind, around, rows)


def _empty_of_change(
    series: Series, kind: Kind, around: Sequence[AtBreak], rows: Sequence[int]
) -> list[Reason]:
    said = texts(PART)
    found = []
    for name, column in (("value", series.values), ("comparison", series.comparison)):
        if column is None:
            continue
        values = {series.first + place: column[place] or 0.0 for place in rows}
        if len(set(values.values())) == 1:
            found.append(Reason("constant", said["constant"].filled(field=name)))
            continue
        starts = [series.first, *(one.start for one in around), series.last + 1]
        sums = [
            sum(value for month, value in values.items() if start <= month < end)
            for start, end in zip(starts, starts[1:], strict=False)
        ]
        if kind == "count" and min(sums) < LEAST_EVENTS:
            words = {"field": name, "fewest": f"{min(sums):.0f}", "least": LEAST_EVENTS}
            found.append(Reason("too_few_events", said["too_few_events"].filled(**words)))
    return found


def _fitted(plain: Measured, rows: Sequence[int], months: Array, breaks: Sequence[Break]) -> Measured:
    series = plain.series
    x = model.design(months, breaks, plain.season)
    y = np.array([series.values[place] for place in rows], dtype=np.float64)
    offset = np.zeros(len(rows))
    if series.exposure is not None:
        offset = np.log(np.array([series.exposure[place] for place in rows], dtype=np.float64))
    found = _try(plain.kind, y, x, months, offset)
    other = None
    if series.comparison is not None:
        beside = np.array([series.comparison[place] for place in rows], dtype=np.float64)
        other = _try(plain.kind, beside, x, months, np.zeros(len(rows)))
    if found is None or (series.comparison is not None and other is None):
        reason = Reason("not_fitted", texts(PART)["not_fitted"])
        return replace(plain, reasons=(reason,))
    around = tuple(
        replace(one, effect=_effect(found, other, breaks, place)) for place, one in enumerate(plain.breaks)
    )
    return replace(plain, breaks=around, found=found, expected=_expected(plain, found, breaks, rows, series))


def _try(kind: Kind, y: Array, x: Array, months: Array, offset: Array) -> Fit | None:
    """None where the series cannot be fitted, or lies on a formula with nothing left to chance."""
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            found = model.fit(kind, y, x, months, offset)
    except (np.linalg.LinAlgError, ValueError, FloatingPointError):
        return None
    finite = all(np.isfinite(v).all() for v in (found.coefficients, *found.covariances.values()))
    exact = kind == "rate" and found.dispersion <= EXACT * float(np.var(y))
    return found if finite and not exact else None


def _effect(found: Fit, other: Fit | None, breaks: Sequence[Break], place: int) -> Effect:
    one = breaks[place]
    step, slope = 2 + 2 * place, 3 + 2 * place
    unit = np.eye(found.x.shape[1])
    ends = breaks[place + 1].start if place + 1 < len(breaks) else np.inf
    during = (found.months >= one.start) & (found.months < ends)
    last = unit[step] + unit[slope] * (found.months[during].max() - one.start)
    return Effect(
        model.estimate(float(found.coefficients[step]), unit[step], found),
        model.estimate(float(found.coefficients[slope]), unit[slope], found),
        _average(found, during, step, slope),
        model.estimate(float(last @ found.coefficients), last, found),
        None if other is None else model.difference(step, found, other),
    )


def _average(found: Fit, during: NDArray[np.bool_], step: int, slope: int) -> Estimate:
    """Over the months of `during`: for counts the log of what came to what would have come, in all."""
    x = found.x[during]
    bare = x.copy()
    bare[:, [step, slope]] = 0.0
    if found.kind == "rate":
        gradient = (x - bare).mean(axis=0)
        return model.estimate(float(gradient @ found.coefficients), gradient, found)
    came, in_all = _shares(x @ found.coefficients + found.offset[during])
    would, would_in_all = _shares(bare @ found.coefficients + found.offset[during])
    return model.estimate(in_all - would_in_all, came @ x - would @ bare, found)


def _shares(logs: Array) -> tuple[Array, float]:
    """Each month's share of the sum, and the log of the sum, however far out the numbers are."""
    most = float(logs.max())
    parts = np.exp(logs - most)
    return parts / parts.sum(), most + float(np.log(parts.sum()))


def _expected(
    plain: Measured, found: Fit, breaks: Sequence[Break], rows: Sequence[int], series: Series
) -> tuple[Expected, ...]:
    bare = found.x.copy()
    bare[:, 2 : 2 + 2 * len(breaks)] = 0.0
    place_of = {place: row for row, place in enumerate(rows)}
    lines = []
    for place, month in enumerate(series.months):
        row = place_of.get(place)
        if row is None:
            lines.append(Expected(month, series.values[place], None, None, None, None))
            continue
        line = model.estimate(float(bare[row] @ found.coefficients), bare[row], found)
        ends = [float(v) for v in (line.value, line.low, line.high)]
        if plain.kind == "count":
            ends = [float(np.exp(min(v + found.offset[row], 700.0))) for v in ends]
        lines.append(Expected(month, series.values[place], float(found.fitted[row]), *ends))
    return tuple(lines)


__all__ = ["Asked", "AtBreak", "Effect", "Measured", "Reason", "measure"]
