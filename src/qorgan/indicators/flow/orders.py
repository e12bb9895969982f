"""Protective orders: how many, how soon handed over, how often breached, what followed a breach."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from qorgan.indicators.flow.columns import Ints
from qorgan.indicators.flow.events import DAY, MICRO
from qorgan.indicators.flow.gathered import FAR, Gathered, Places
from qorgan.indicators.flow.incidence import poisson
from qorgan.indicators.flow.measures import Measure
from qorgan.indicators.flow.roles import policy
from qorgan.indicators.flow.spells import HOUR, cannot, lacking, proportion, waiting_time


def _issued(gathered: Gathered) -> tuple[Places, Ints]:
    issued = gathered.first("order_issued", of_case=False)
    return gathered.chosen(gathered.in_period(issued), own=True), issued


def per_case(gathered: Gathered) -> Measure:
    if reason := lacking(gathered, "orders_per_case", ["registered", "order_issued"]):
        return reason
    cases, counts = _orders_of(gathered)
    if not len(cases):
        return cannot("orders_per_case", "nobody")
    total = int(counts[cases].sum())
    return Measure("orders_per_case", total / len(cases), total, len(cases))


def coverage(gathered: Gathered) -> Measure:
    if reason := lacking(gathered, "order_coverage", ["registered", "order_issued"]):
        return reason
    cases, counts = _orders_of(gathered)
    return proportion("order_coverage", int((counts[cases] > 0).sum()), len(cases))


def _orders_of(gathered: Gathered) -> tuple[Places, Ints]:
    issued = np.flatnonzero(gathered.first("order_issued", of_case=False) != FAR)
    return gathered.cohort(), np.bincount(gathered.case_of[issued], minlength=gathered.size)


def granted(gathered: Gathered) -> Measure:
    if reason := lacking(gathered, "orders_granted", ["order_applied", "order_issued"]):
        return reason
    applied = gathered.first("order_applied", of_case=False)
    who = gathered.chosen(gathered.in_period(applied), own=True)
    got = gathered.first("order_issued", of_case=False)[who] != FAR
    return proportion("orders_granted", int(got.sum()), len(who))


def served_in_time(gathered: Gathered) -> Measure:
    """Where only days are known, the same day is in time, two days later is not, the next is not known."""
    id_ = "served_within_24h"
    if reason := lacking(gathered, id_, ["order_issued", "order_served"]):
        return reason
    limit = int(policy()["serve_within_hours"]) * HOUR
    who, issued = _issued(gathered)
    start, stop = issued[who], gathered.first("order_served", of_case=False)[who]
    backwards = (stop < start) & ~_same_day(gathered, who, start, stop)
    # Ended before it could be handed over within the limit, or issued too late to know.
    gone = np.minimum(gathered.first("order_withdrawn", of_case=False)[who], FAR - limit)
    unknown = (stop == FAR) & (
        (gathered.period.seen - start < limit) | ((gone >= start) & (gone - start < limit))
    )
    vague = ~unknown & (stop != FAR) & _days_only(gathered)[who]
    apart = np.where(stop == FAR, FAR, stop - np.minimum(start, stop))
    unknown |= vague & (apart > 0) & (apart < 2 * DAY) & (apart >= limit - DAY + 1)
    good = ~backwards & ~unknown
    in_time = int((apart[good] <= limit).sum())
    return proportion(id_, in_time, int(good.sum()), left_out=int((~good).sum()))


def _days_only(gathered: Gathered) -> np.ndarray:
    """Orders of which one of the two instants is only a day."""
    found = np.zeros(gathered.size, bool)
    for role in ("order_issued", "order_served"):
        rows = gathered.rows(role)
        found[gathered.place[rows[gathered.events.day_only[rows]]]] = True
    return found


def _same_day(gathered: Gathered, who: Places, start: Ints, stop: Ints) -> np.ndarray:
    return _days_only(gathered)[who] & (start - stop < DAY)


def service_time(gathered: Gathered) -> Measure:
    if reason := lacking(gathered, "issued_to_served", ["order_issued", "order_served"]):
        return reason
    who, issued = _issued(gathered)
    rivals = [gathered.first("order_withdrawn", of_case=False)]
    return waiting_time(
        "issued_to_served", gathered, who, issued, gathered.first("order_served", of_case=False), rivals, HOUR
    )


def _in_force(gathered: Gathered) -> tuple[Places, Ints, Ints, int]:
    """Orders handed over in the period, from when, until when; how many had no end in the table."""
    served = gathered.first("order_served", of_case=False)
    who = gathered.chosen(gathered.in_period(served), own=True)
    end = np.minimum(
        gathered.first("order_expired", of_case=False), gathered.first("order_withdrawn", of_case=False)
    )[who]
    term = policy()["order_term_days"]
    assumed = served[who] + int(term) * DAY if term else np.full(len(who), FAR, np.int64)
    open_ = end == FAR
    stop = np.minimum(np.where(open_, assumed, end), gathered.period.seen)
    return (
        who,
        served[who],
        np.maximum(stop, served[who]),
        int((open_ & (assumed <= gathered.period.seen)).sum()),
    )


def breach_rate(gathered: Gathered) -> Measure:
    id_ = "breach_rate"
    if reason := lacking(gathered, id_, ["order_served", "order_breached"]):
        return reason
    who, start, stop, assumed = _in_force(gathered)
    months = float((stop - start).sum()) / (float(policy()["month_days"]) * DAY)
    if months <= 0:
        return cannot(id_, "nobody")
    inside, outside = _breaches_in(gathered, who, start, stop)
    low, high = poisson(inside)
    cautions = ("term_assumed",) if assumed else ()
    return Measure(
        id_,
        100 * inside / months,
        inside,
        months,
        100 * low / months,
        100 * high / months,
        left_out=outside,
        parts={"orders": len(who), "term_assumed": assumed},
        cautions=cautions,
    )


def order_of(gathered: Gathered, role: str) -> np.ndarray:
    """The order that each row of a role is about: its own subject, or the one that its parent names."""
    rows = gathered.rows(role)
    who = gathered.place[rows]
    orders = (gathered.first("order_issued", of_case=False) != FAR) | (
        gathered.first("order_served", of_case=False) != FAR
    )
    subjects = gathered.subjects
    spot = np.minimum(np.searchsorted(subjects, gathered.events.parent[rows]), len(subjects) - 1)
    by_parent = (subjects[spot] == gathered.events.parent[rows]) & orders[spot]
    return np.where(orders[who], who, np.where(by_parent, spot, who))


def _breaches_in(gathered: Gathered, who: Places, start: Ints, stop: Ints) -> tuple[int, int]:
    slack = 60 * MICRO  # instants to the minute
    first, last = np.full(gathered.size, FAR, np.int64), np.zeros(gathered.size, np.int64)
    first[who], last[who] = start - slack, stop + slack
    order, at = order_of(gathered, "order_breached"), gathered.at("order_breached")
    mine = first[order] != FAR
    inside = mine & (at >= first[order]) & (at <= last[order])
    return int(inside.sum()), int((mine & ~inside).sum())


def orders_breached(gathered: Gathered) -> Measure:
    id_ = "orders_breached"
    if reason := lacking(gathered, id_, ["order_served", "order_breached"]):
        return reason
    who, _, _, _ = _in_force(gathered)
    breached = np.zeros(gathered.size, bool)
    breached[order_of(gathered, "order_breached")] = True
    return proportion(id_, int(breached[who].sum()), len(who))


def _answers(gathered: Gathered) -> tuple[Ints, Ints]:
    """Each breach of the period and the first action on the same order (else the same case) from then on."""
    order, at = order_of(gathered, "order_breached"), gathered.at("order_breached")
    keep = (at >= gathered.period.start) & (at < gathered.period.end)
    keep &= gathered.picked(order, own=True)[order]
    order, at = order[keep], at[keep]
    acted, when = order_of(gathered, "breach_action"), gathered.at("breach_action")
    orders = np.zeros(gathered.size, bool)
    orders[order] = True
    answer = _next(order, at, acted, when)
    loose = ~orders[acted]
    by_case = _next(gathered.case_of[order], at, gathered.case_of[acted[loose]], when[loose])
    return at, np.minimum(answer, by_case)


def _next(who: Ints, at: Ints, acted: Ints, when: Ints) -> Ints:
    """For each (who, at) the first `when` of the same who that is not earlier; FAR: none."""
    if not len(acted):
        return np.full(len(who), FAR, np.int64)
    order = np.lexsort((when, acted))
    acted, when = acted[order], when[order]
    ends, found = np.searchsorted(acted, who, side="right"), np.full(len(who), FAR, np.int64)
    low, high = np.searchsorted(acted, who, side="left"), ends.copy()
    while (low < high).any():
        middle = (low + high) // 2
        earlier = (low < high) & (when[np.minimum(middle, len(when) - 1)] < at)
        high = np.where((low < high) & ~earlier, middle, high)
        low = np.where(earlier, middle + 1, low)
    hit = low < ends
    found[hit] = when[low[hit]]
    return found


def breach_to_action(gathered: Gathered) -> Measure:
    if reason := lacking(gathered, "breach_to_action", ["order_breached", "breach_action"]):
        return reason
    at, answer = _answers(gathered)
    return waiting_time("breach_to_action", gathered, np.arange(len(at)), at, answer, (), HOUR)


def breach_response(gathered: Gathered) -> Measure:
    if reason := lacking(gathered, "breach_response", ["order_breached", "breach_action"]):
        return reason
    at, answer = _answers(gathered)
    return proportion("breach_response", int((answer != FAR).sum()), len(at))


MEASURES: tuple[Callable[[Gathered], Measure], ...] = (
    per_case,
    coverage,
    granted,
    served_in_time,
    service_time,
    breach_rate,
    orders_breached,
    breach_response,
    breach_to_action,
)
