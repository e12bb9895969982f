"""Between rows of the database and the values of `qorgan.catalogue.campaigns`."""

from __future__ import annotations

from typing import Any

from qorgan.catalogue.campaigns import Measure, Message, Plan, Tried, data
from qorgan.indicators.faults import BadInput
from qorgan.indicators.norms.sample import Needed, Wanted, needed
from qorgan.web.library.campaigns.models import Campaign


def plan_of(row: Campaign) -> Plan:
    """The plan that a row says."""
    return Plan(
        title=dict(row.title),
        audience=dict(row.audience),
        norm=dict(row.norm),
        norm_kind=row.norm_kind,
        messages=tuple(_message(one.value) for one in row.messages),
        channels=tuple(row.channels),
        services=tuple(row.services),
        ethics=dict(row.ethics),
        distress=dict(row.distress),
        starts=row.starts,
        ends=row.ends,
        measure=Measure(
            outcome=row.outcome, others=tuple(row.others), allocation=row.allocation, clusters=row.clusters,
            cluster_size=row.cluster_size, icc=row.icc, effect=row.effect, baseline=row.baseline,
            power=row.power, lost=row.lost, before=row.before, after=row.after, planned=row.planned,
        ),
    )  # fmt: skip


def _message(value: Any) -> Message:
    tests = tuple(
        Tried(one["language"], one["people"] or 0, one["day"], one["understood"] or "", one["changed"] or "")
        for one in value["tests"]
    )
    texts = {code: value[code] for code in ("kk", "ru", "en") if value[code]}
    return Message(texts, tests, value["picture"] or "")


def wanted_of(measure: Measure) -> Wanted | None:
    """What the sample is computed from; None while a number is missing.

    A rise is looked for where one is hoped for, else a fall. How many of ten is taken for a share, whose
    spread is never smaller.
    """
    if measure.effect is None or measure.icc is None or measure.cluster_size is None:
        return None
    rising = data()["outcomes"].get(measure.outcome, {}).get("better") == "higher"
    return Wanted(
        effect=(1 if rising else -1) * measure.effect / 100,
        icc=measure.icc,
        cluster_size=measure.cluster_size,
        power=measure.power,
        baseline=measure.baseline / 100,
        attrition=measure.lost / 100,
    )


def sample_of(measure: Measure) -> Needed | None:
    """People and clusters that the plan's numbers ask for; None where they cannot be (a fall below zero)."""
    wanted = wanted_of(measure)
    if wanted is None:
        return None
    try:
        return needed(wanted)
    except BadInput:
        return None
