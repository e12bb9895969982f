"""The sixteen indicators of GBVIMS+ (Primero), without the errors that reading its code showed.

Day 4 is not 0 to 3 days; a goal in progress is not met; a tie is not satisfied; no caseworkers is no number
and no crash; the case load honours the period.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from qorgan.indicators.flow.columns import NEVER, Ints
from qorgan.indicators.flow.events import DAY, by_month, local_days
from qorgan.indicators.flow.gathered import FAR, Gathered, Places
from qorgan.indicators.flow.measures import Measure
from qorgan.indicators.flow.roles import policy
from qorgan.indicators.flow.spells import cannot, ended, lacking, proportion


def bands(values: Ints, labels: Sequence[str]) -> dict[str, float | None]:
    """How many whole numbers lie in each band "low-high" or "low+"; the bands come from the data file.

    >>> import numpy as np
    >>> bands(np.array([3, 4, 6, 91]), ["0-3", "4-5", "6-14", "15-30", "31-90", "91+"])
    {'0-3': 1, '4-5': 1, '6-14': 1, '15-30': 0, '31-90': 0, '91+': 1}
    """
    found: dict[str, float | None] = {}
    for label in labels:
        low, _, high = label.rstrip("+").partition("-")
        top = FAR if label.endswith("+") else int(high)
        found[label] = int(((values >= int(low)) & (values <= top)).sum())
    return found


def _day(at: Ints) -> Ints:
    days: Ints = local_days(at).cast(int).to_numpy()
    return days


def cases(gathered: Gathered) -> Measure:
    return _monthly_count("kpi_cases", gathered, "registered")


def reports(gathered: Gathered) -> Measure:
    return _monthly_count("kpi_incidents", gathered, "reported", of_case=False)


def _monthly_count(id_: str, gathered: Gathered, role: str, of_case: bool = True) -> Measure:
    if reason := lacking(gathered, id_, [role]):
        return reason
    first = gathered.first(role, of_case)
    who = gathered.chosen(gathered.in_period(first))
    return Measure(id_, len(who), len(who), parts=dict(by_month(first[who])))


def reporting_delay(gathered: Gathered) -> Measure:
    """Whole days, counted on the calendar, from the incident to the first report."""
    id_ = "kpi_reporting_delay"
    role = "reported" if gathered.has("reported") else "registered"
    if reason := lacking(gathered, id_, [role]):
        return reason
    events = gathered.events
    first = gathered.first(role, of_case=False)
    rows = gathered.rows(role)
    rows = rows[(events.recorded[rows] == first[gathered.place[rows]]) & (events.occurred[rows] != NEVER)]
    if not len(rows):
        return cannot(id_, "no_occurred", types=gathered.roles[role].written())
    earliest = np.full(gathered.size, -1, np.intp)
    earliest[gathered.place[rows[::-1]]] = rows[::-1]
    who = np.flatnonzero(earliest >= 0)
    rows = earliest[who]
    chosen = np.zeros(gathered.size, bool)
    chosen[gathered.chosen(gathered.in_period(first))] = True
    rows = rows[chosen[who]]
    whole = int(chosen.sum())
    if not len(rows):
        return cannot(id_, "nobody")
    delay = _day(events.recorded[rows]) - _day(events.occurred[rows])
    parts = bands(delay, policy()["reporting_delay_days"])
    median = float(np.median(delay))
    return Measure(
        id_,
        median,
        len(rows),
        whole,
        median=median,
        p90=float(np.quantile(delay, 0.9, method="inverted_cdf")),
        left_out=whole - len(rows),
        parts=parts,
    )


def _open(gathered: Gathered) -> Places:
    """Cases open at any moment of the period: opened before its end and not closed before its start."""
    first, end = gathered.first("registered"), ended(gathered)
    period = gathered.period
    return gathered.chosen(np.flatnonzero((first < period.end) & (end >= period.start) & (end >= first)))


def of_open(id_: str, *roles: str) -> Callable[[Gathered], Measure]:
    """The share of cases open in the period of which every one of these is recorded before its end."""

    def measure(gathered: Gathered) -> Measure:
        if reason := lacking(gathered, id_, ["registered", *roles]):
            return reason
        who = _open(gathered)
        done = np.ones(len(who), bool)
        for role in roles:
            done &= gathered.first(role)[who] < gathered.period.end
        return proportion(id_, int(done.sum()), len(who))

    return measure


def services(gathered: Gathered) -> Measure:
    id_ = "kpi_services"
    if reason := lacking(gathered, id_, ["service_given"], ["service"]):
        return reason
    rows, at = gathered.rows("service_given"), gathered.at("service_given")
    keep = (at >= gathered.period.start) & (at < gathered.period.end)
    who = gathered.place[rows]
    chosen = gathered.picked(who, own=True)
    rows, who = rows[keep & chosen[who]], who[keep & chosen[who]]
    own = gathered.events.codes["service"][rows]
    codes = np.where(own > 0, own, gathered.attribute("service", of_case=False)[who])
    counts = np.bincount(codes, minlength=len(gathered.words("service")) + 1)
    parts: dict[str, float | None] = {
        word: int(counts[n]) for n, word in enumerate(gathered.words("service"), 1)
    }
    return Measure(id_, len(rows), len(rows), left_out=int(counts[0]), parts=parts)


def mean_of(id_: str, role: str, of_case: bool) -> Callable[[Gathered], Measure]:
    """How many of a step a case of the cohort has, on average."""

    def measure(gathered: Gathered) -> Measure:
        if reason := lacking(gathered, id_, ["registered", role]):
            return reason
        who = gathered.cohort()
        if not len(who):
            return cannot(id_, "nobody")
        if of_case:
            cases_of = gathered.case_of[gathered.place[gathered.rows(role)]]
        else:
            cases_of = gathered.case_of[np.flatnonzero(gathered.first(role, of_case=False) != FAR)]
        total = int(np.bincount(cases_of, minlength=gathered.size)[who].sum())
        return Measure(id_, total / len(who), total, len(who))

    return measure


def _latest_state(gathered: Gathered, role: str) -> tuple[Places, Places]:
    """The subjects of a step and the row of each that speaks last before the end of the period."""
    rows, at = gathered.rows(role), gathered.at(role)
    rows, at = rows[at < gathered.period.end], at[at < gathered.period.end]
    order = np.lexsort((rows, at, gathered.place[rows]))
    rows = rows[order]
    who = gathered.place[rows]
    last = np.r_[who[1:] != who[:-1], True] if len(who) else np.zeros(0, bool)
    return who[last], rows[last]


def _said(gathered: Gathered, rows: Places, words: Sequence[str]) -> np.ndarray:
    flags = np.array([False, *(word.casefold() in words for word in gathered.words("state"))])
    return flags[gathered.events.codes["state"][rows]]


def goals(gathered: Gathered) -> Measure:
    """The mean over cases of the share of their applicable goals that are met, for each need."""
    id_ = "kpi_goals"
    if reason := lacking(gathered, id_, ["goal"], ["service"]):
        return reason
    who, rows = _latest_state(gathered, "goal")
    chosen = np.isin(who, gathered.chosen(who))
    states = policy()["goal_states"]
    applies = chosen & ~_said(gathered, rows, states["none"])
    who, rows = who[applies], rows[applies]
    if not len(who):
        return cannot(id_, "nobody")
    met, needs, case = (
        _said(gathered, rows, states["met"]),
        gathered.events.codes["service"][rows],
        gathered.case_of[who],
    )
    parts: dict[str, float | None] = {}
    for code, word in enumerate(gathered.words("service"), 1):
        if (needs == code).any():
            parts[word] = 100 * _mean_share(case[needs == code], met[needs == code])
    parts["in_progress"] = int(_said(gathered, rows, states["progress"]).sum())
    return Measure(id_, 100 * _mean_share(case, met), int(met.sum()), len(who), parts=parts)


def _mean_share(case: Places, met: np.ndarray) -> float:
    _, place = np.unique(case, return_inverse=True)
    return float((np.bincount(place, met) / np.bincount(place)).mean())


def open_to_close(gathered: Gathered) -> Measure:
    """Cases closed in the period by whole days since they were opened."""
    id_ = "kpi_open_to_close"
    if reason := lacking(gathered, id_, ["registered", "closed"]):
        return reason
    end, first = ended(gathered), gathered.first("registered")
    who = gathered.chosen(gathered.in_period(end))
    backwards = end[who] < first[who]
    who = who[~backwards]
    if not len(who):
        return cannot(id_, "nobody")
    days = (end[who] - first[who]) // DAY
    median = float(np.median(days))
    return Measure(
        id_,
        median,
        len(who),
        len(who),
        median=median,
        p90=float(np.quantile(days, 0.9, method="inverted_cdf")),
        left_out=int(backwards.sum()),
        parts=bands(days, policy()["open_to_close_days"]),
    )


def closure_rate(gathered: Gathered) -> Measure:
    id_ = "kpi_closure_rate"
    if reason := lacking(gathered, id_, ["registered", "closed"]):
        return reason
    end = ended(gathered)
    who = gathered.chosen(gathered.in_period(end))
    open_ = len(_open(gathered))
    found = proportion(id_, len(who), open_)
    if found.reason:
        return found
    parts: dict[str, float | None] = dict(by_month(end[who]))
    return Measure(id_, found.value, found.numerator, found.denominator, found.low, found.high, parts=parts)


def satisfaction(gathered: Gathered) -> Measure:
    """Each person who answered counts once: satisfied where more answers say so than say the contrary."""
    id_ = "kpi_satisfaction"
    if reason := lacking(gathered, id_, ["feedback"]):
        return reason
    rows, at = gathered.rows("feedback"), gathered.at("feedback")
    rows = rows[(at >= gathered.period.start) & (at < gathered.period.end)]
    who, states = gathered.place[rows], policy()["feedback_states"]
    yes = np.bincount(who, _said(gathered, rows, states["satisfied"]), gathered.size)
    no = np.bincount(who, _said(gathered, rows, states["unsatisfied"]), gathered.size)
    people = gathered.chosen(np.flatnonzero(yes + no > 0))
    yes, no = yes[people], no[people]
    ties = int((yes == no).sum())
    found = proportion(id_, int((yes > no).sum()), len(people))
    if found.reason:
        return found
    parts: dict[str, float | None] = {
        "satisfied": int((yes > no).sum()),
        "unsatisfied": int((yes < no).sum()),
        "tie": ties,
    }
    return Measure(id_, found.value, found.numerator, found.denominator, found.low, found.high, parts=parts)


def supervisors(gathered: Gathered) -> Measure:
    id_ = "kpi_supervisors"
    if gathered.group is not None and gathered.group[0] != "agency":
        return cannot(id_, "not_by_case")
    if not gathered.has("staff_supervisor") and not gathered.has("staff_caseworker"):
        return cannot(id_, "type", types=gathered.roles["staff_caseworker"].written())
    counts = []
    for role in ("staff_supervisor", "staff_caseworker"):
        first = gathered.first(role, of_case=False)
        counts.append(len(gathered.chosen(np.flatnonzero(first < gathered.period.end), own=True)))
    heads, workers = counts
    if not workers:
        return Measure(id_, None, heads, workers, reason=cannot(id_, "no_caseworkers").reason)
    return Measure(id_, heads / workers, heads, workers)


def _owners(gathered: Gathered) -> Ints:
    """Who holds each case: whom the last row before the end of the period names; 0: nobody."""
    events, found = gathered.events, np.zeros(gathered.size, np.int64)
    rows = np.flatnonzero((events.codes["owner"] > 0) & events.keep & (events.recorded < gathered.period.end))
    rows = rows[np.argsort(events.recorded[rows], kind="stable")]
    found[gathered.case_of[gathered.place[rows]]] = events.codes["owner"][rows]
    return found


def case_load(gathered: Gathered) -> Measure:
    """Workers by how many of the cases open in the period they hold."""
    id_ = "kpi_case_load"
    if reason := lacking(gathered, id_, ["registered"], ["owner"]):
        return reason
    owner = _owners(gathered)[_open(gathered)]
    loads = np.bincount(owner[owner > 0])
    loads = loads[loads > 0]
    if not len(loads):
        return cannot(id_, "nobody")
    parts = {
        band: 100 * (count or 0) / len(loads)
        for band, count in bands(loads, policy()["case_load_bands"]).items()
    }
    return Measure(
        id_,
        float(np.median(loads)),
        int(loads.sum()),
        len(loads),
        median=float(np.median(loads)),
        left_out=int((owner == 0).sum()),
        parts=dict(parts),
    )


MEASURES: tuple[Callable[[Gathered], Measure], ...] = (
    cases,
    reports,
    reporting_delay,
    of_open("kpi_assessed", "danger_assessed"),
    of_open("kpi_safety_plans", "safety_plan"),
    of_open("kpi_action_plans", "action_plan"),
    of_open("kpi_approved_plans", "action_plan", "plan_approved"),
    services,
    mean_of("kpi_referrals", "referral_sent", of_case=False),
    mean_of("kpi_follow_ups", "follow_up", of_case=True),
    goals,
    open_to_close,
    closure_rate,
    satisfaction,
    supervisors,
    case_load,
)
