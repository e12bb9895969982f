"""Registered, charged, convicted; withdrawn, reconciled: a cohort of cases followed for a fixed time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from qorgan.indicators.flow.columns import Ints
from qorgan.indicators.flow.events import DAY
from qorgan.indicators.flow.gathered import FAR, Gathered
from qorgan.indicators.flow.incidence import curves
from qorgan.indicators.flow.measures import Measure
from qorgan.indicators.flow.spells import (
    HOUR,
    cannot,
    lacking,
    proportion,
    rivals_of,
    share_by,
    spell,
    waiting_time,
)

DECIDED = ("convicted", "acquitted", "dismissed")
ENDS = ("withdrawn", "reconciled", "acquitted", "dismissed", "closed")


def _rivals(gathered: Gathered, target: str, names: Sequence[str]) -> list[Ints]:
    return rivals_of(gathered, [name for name in names if name != target])


def _cautions(gathered: Gathered) -> tuple[str, ...]:
    seen = any(gathered.has(name) for name in ("withdrawn", "reconciled", "closed"))
    return () if seen else ("no_rivals",)


def registered(gathered: Gathered) -> Measure:
    if reason := lacking(gathered, "cases_registered", ["registered"]):
        return reason
    count = len(gathered.cohort())
    return Measure("cases_registered", value=count, numerator=count)


def reached(id_: str, target: str, origin: str = "registered") -> Callable[[Gathered], Measure]:
    """The share of the cohort that reached a step within the follow-up, from `origin`."""

    def measure(gathered: Gathered) -> Measure:
        if reason := lacking(gathered, id_, ["registered", origin, target]):
            return reason
        who, start = gathered.cohort(), gathered.first(origin)
        who = who[start[who] != FAR]
        names = ("convicted", *ENDS) if target in ENDS else ENDS
        return share_by(
            id_,
            gathered,
            who,
            start,
            gathered.first(target),
            _rivals(gathered, target, names),
            gathered.period.follow_up,
            DAY,
            _cautions(gathered),
        )

    return measure


def convicted(gathered: Gathered) -> Measure:
    """The share of the cohort with a conviction; the attrition is made from the same one."""
    found: Measure = gathered.once("convicted", lambda: reached("convicted", "convicted")(gathered))
    return found


def attrition(gathered: Gathered) -> Measure:
    found = convicted(gathered)
    if found.reason is not None:
        return Measure("attrition", reason=found.reason)
    if found.value is None or found.low is None or found.high is None:
        return found
    return Measure(
        "attrition",
        100 - found.value,
        None,
        found.denominator,
        100 - found.high,
        100 - found.low,
        censored=found.censored,
        left_out=found.left_out,
        cautions=found.cautions,
    )


def outcomes(gathered: Gathered) -> Measure:
    """Where the cohort stands at the end of the follow-up: each end beside the others, and what is open."""
    if reason := lacking(gathered, "outcomes", ["registered", "convicted"]):
        return reason
    who, origin = gathered.cohort(), gathered.first("registered")
    if not len(who):
        return cannot("outcomes", "nobody")
    names = ("convicted", *ENDS)
    times = dict(zip(names, [gathered.first("convicted"), *rivals_of(gathered, ENDS)], strict=True))
    horizon, parts = gathered.period.follow_up, {}
    # One set of ends for all, so that the parts add up to 100: a case counts once, by what it came to.
    rest = [times[name][who] for name in ENDS]
    _, durations, ends, backwards = spell(
        origin[who], times["convicted"][who], rest, gathered.period.seen, DAY, gathered.slack
    )
    for name, curve in zip(names, curves(durations, ends, len(names)), strict=True):
        parts[name] = 100 * curve.at(horizon)[0]
    parts["open"] = max(0.0, 100 - sum(parts.values()))
    return Measure(
        "outcomes",
        denominator=len(durations),
        parts=parts,
        left_out=int(backwards.sum()),
        cautions=_cautions(gathered),
    )


def decided(gathered: Gathered) -> Measure:
    id_ = "time_to_decision"
    if reason := lacking(gathered, id_, ["registered"]):
        return reason
    present = [role for role in DECIDED if gathered.has(role)]
    if not present:
        return cannot(id_, "type", types=gathered.roles["convicted"].written())
    first = np.minimum.reduce([gathered.first(role) for role in DECIDED])
    rivals = rivals_of(gathered, ("withdrawn", "reconciled", "closed"))
    return waiting_time(
        id_,
        gathered,
        gathered.cohort(),
        gathered.first("registered"),
        first,
        rivals,
        DAY,
        _cautions(gathered),
    )


def custodial(gathered: Gathered) -> Measure:
    id_ = "custodial_share"
    if reason := lacking(gathered, id_, ["registered", "convicted", "custodial"]):
        return reason
    who = gathered.cohort()
    convicted = who[gathered.first("convicted")[who] != FAR]
    part = int((gathered.first("custodial")[convicted] != FAR).sum())
    return proportion(id_, part, len(convicted))


def report_to_registered(gathered: Gathered) -> Measure:
    id_ = "report_to_registered"
    if reason := lacking(gathered, id_, ["reported", "registered"]):
        return reason
    reported = gathered.first("reported")
    who = gathered.chosen(gathered.in_period(reported))
    return waiting_time(id_, gathered, who, reported, gathered.first("registered"), (), HOUR)


def first_contact(gathered: Gathered) -> Measure:
    id_ = "registered_to_first_contact"
    if reason := lacking(gathered, id_, ["registered", "first_contact"]):
        return reason
    rivals = rivals_of(gathered, ("closed",))
    return waiting_time(
        id_,
        gathered,
        gathered.cohort(),
        gathered.first("registered"),
        gathered.first("first_contact"),
        rivals,
        HOUR,
    )


MEASURES: tuple[Callable[[Gathered], Measure], ...] = (
    registered,
    reached("charged", "charged"),
    convicted,
    reached("convicted_of_charged", "convicted", origin="charged"),
    attrition,
    outcomes,
    reached("withdrawn", "withdrawn"),
    reached("reconciled", "reconciled"),
    decided,
    custodial,
    report_to_registered,
    first_contact,
)
