"""Difference in differences: how the programme arm changed, less how the comparison arm changed.

The interval is CR2 with Satterthwaite's degrees of freedom; with fewer than ten clusters in an arm also the
wild cluster bootstrap, and the wider of the two is stated. With fewer than four, none is. Whatever comes out,
zero or not, is reported in the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from qorgan.indicators.faults import BadInput, fault
from qorgan.indicators.norms.clusters import Robust, intraclass, regress, robust, wild
from qorgan.indicators.norms.outcomes import Outcome, outcomes
from qorgan.indicators.norms.survey import PART, Survey
from qorgan.indicators.texts import Text, texts

LEAST_CLUSTERS = 4
FEW_CLUSTERS = 10


@dataclass(frozen=True, slots=True)
class Share:
    """The value of an arm in a wave: percent or mean, over n people of that many clusters."""

    n: int
    clusters: int
    value: float | None


@dataclass(frozen=True, slots=True, order=True)
class Change:
    estimate: float
    low: float
    high: float
    error: float
    freedom: float
    p: float
    p_holm: float
    method: str


@dataclass(frozen=True, slots=True)
class Found:
    """`shares` by (arm, time): arm 0 comparison, 1 programme; time 0 before, 1 after."""

    outcome: Outcome
    shares: dict[tuple[int, int], Share]
    n: int
    clusters: int
    icc: float | None
    change: Change | None
    reason: Text | None


@dataclass(frozen=True, slots=True)
class Kept:
    """Of those asked before, how many were asked again, in an arm or a cell of a story."""

    name: str
    before: int
    again: int

    @property
    def share(self) -> float | None:
        return 100 * self.again / self.before if self.before else None


@dataclass(frozen=True, slots=True)
class Analysis:
    survey: Survey
    before: int
    after: int
    others: tuple[int, ...]
    found: tuple[Found, ...]
    kept: tuple[Kept, Kept]
    uneven: Robust | None
    cells: dict[str, tuple[Kept, ...]]

    @property
    def panel(self) -> bool:
        return any(one.again for one in self.kept)


def analyse(survey: Survey, before: int | None = None, after: int | None = None, seed: int = 1) -> Analysis:
    """Between the first and the last wave, or those asked for. Raises BadInput where they are not there."""
    waves = [int(wave) for wave in np.unique(survey.wave)]
    first, last = waves[0] if before is None else before, waves[-1] if after is None else after
    for option, wave in (("--before", first), ("--after", last)):
        if wave not in waves:
            raise BadInput(fault(option, "no_wave", part=PART, waves=", ".join(map(str, waves))))
    found = tuple(_found(survey, one, first, last, seed) for one in outcomes(survey))
    kept, uneven = _kept(survey, first, last)
    others = tuple(wave for wave in waves if wave not in (first, last))
    return Analysis(survey, first, last, others, _holm(found), kept, uneven, _cells(survey, first, last))


def _found(survey: Survey, outcome: Outcome, first: int, last: int, seed: int) -> Found:
    rows = survey.of_waves(first, last) & np.isfinite(outcome.values)
    time = (survey.wave == last).astype(np.int64) if first != last else np.zeros(len(rows), dtype=np.int64)
    clusters = np.array(survey.clusters, dtype=object)
    shares = {}
    for arm, when in product((0, 1), (0, 1)):
        here = rows & (survey.arm == arm) & (time == when)
        mean = float(np.mean(outcome.values[here])) if here.any() else None
        shares[arm, when] = Share(int(here.sum()), len(set(clusters[here])), mean)
    base = rows & (time == 0)
    icc = (
        intraclass(outcome.values[base], list(clusters[base]), list(survey.arm[base])) if base.any() else None
    )
    found = Found(outcome, shares, int(rows.sum()), len(set(clusters[rows])), icc, None, None)
    reason = _why_not(survey, outcome, shares, rows, first == last)
    if reason is not None:
        return replace(found, reason=reason)
    return replace(found, change=_change(survey, outcome, rows, time, seed))


def _why_not(
    survey: Survey,
    outcome: Outcome,
    shares: dict[tuple[int, int], Share],
    rows: NDArray[np.bool_],
    one_wave: bool,
) -> Text | None:
    said = texts(PART)
    if one_wave:
        return said["one_wave"]
    if any(not share.n for share in shares.values()):
        return said["no_comparison"]
    arms = [_clusters_of(survey, rows, arm) for arm in (0, 1)]
    if min(arms) < LEAST_CLUSTERS:
        return said["too_few_clusters"].filled(comparison=arms[0], programme=arms[1], least=LEAST_CLUSTERS)
    if np.ptp(outcome.values[rows]) == 0:
        return said["no_variation"]
    return None


def _clusters_of(survey: Survey, rows: NDArray[np.bool_], arm: int) -> int:
    return len({survey.clusters[row] for row in np.flatnonzero(rows & (survey.arm == arm))})


def _change(
    survey: Survey, outcome: Outcome, rows: NDArray[np.bool_], time: NDArray[np.int64], seed: int
) -> Change:
    arm, when = survey.arm[rows].astype(np.float64), time[rows].astype(np.float64)
    x = np.column_stack([np.ones(len(arm)), arm, when, arm * when])
    names = [survey.clusters[row] for row in np.flatnonzero(rows)]
    found = regress(x, outcome.values[rows], names)
    own = robust(found, 3)
    plain = Change(own.value, own.low, own.high, own.error, own.freedom, own.p, own.p, "CR2")
    few = min(_clusters_of(survey, rows, one) for one in (0, 1)) < FEW_CLUSTERS
    if not few:
        return plain
    drawn = wild(found, 3, seed)
    p = max(own.p, drawn.p)
    if drawn.high - drawn.low <= own.high - own.low:
        return replace(plain, p=p, p_holm=p)
    method = f"wild bootstrap ({drawn.weights})"
    return replace(plain, low=drawn.low, high=drawn.high, p=p, p_holm=p, method=method)


def _holm(found: Sequence[Found]) -> tuple[Found, ...]:
    """p after Holm (1979) over all outcomes that have one."""
    order = sorted((one.change.p, place, one.change) for place, one in enumerate(found) if one.change)
    held, done = 0.0, list(found)
    for rank, (p, place, change) in enumerate(order):
        held = max(held, min(1.0, p * (len(order) - rank)))
        done[place] = replace(found[place], change=replace(change, p_holm=held))
    return tuple(done)


def _kept(survey: Survey, first: int, last: int) -> tuple[tuple[Kept, Kept], Robust | None]:
    """By arm; and the difference of the arms in percentage points, by clusters."""
    back = {survey.ids[row] for row in np.flatnonzero(survey.wave == last)} if first != last else set()
    rows = np.flatnonzero(survey.wave == first)
    again = np.array([100.0 * (survey.ids[row] in back) for row in rows])
    arm = survey.arm[rows]
    kept = [
        Kept(name, int((arm == code).sum()), int((again[arm == code] > 0).sum()))
        for code, name in ((0, "comparison"), (1, "programme"))
    ]
    inside = survey.wave == first
    enough = min(_clusters_of(survey, inside, code) for code in (0, 1)) >= LEAST_CLUSTERS
    if not enough or not again.any() or np.ptp(again) == 0:
        return (kept[0], kept[1]), None
    x = np.column_stack([np.ones(len(rows)), arm.astype(np.float64)])
    return (kept[0], kept[1]), robust(regress(x, again, [survey.clusters[row] for row in rows]), 1)


def _cells(survey: Survey, first: int, last: int) -> dict[str, tuple[Kept, ...]]:
    """Of those who were told a story with each actor and place before, how many came again."""
    back = {survey.ids[row] for row in np.flatnonzero(survey.wave == last)} if first != last else set()
    rows = np.flatnonzero(survey.wave == first)
    found = {}
    for name, told in survey.cells.items():
        names = sorted({told[row] for row in rows} - {""})
        of = {cell: [row for row in rows if told[row] == cell] for cell in names}
        found[name] = tuple(
            Kept(cell, len(here), sum(survey.ids[row] in back for row in here)) for cell, here in of.items()
        )
    return found
