"""Everything that a table of events answers: each indicator, in all and by group, months, breaks, notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

from qorgan.indicators.faults import BadInput, fault
from qorgan.indicators.flow import classes, eige, funnel, gbvims, orders, referrals, repeats
from qorgan.indicators.flow.columns import NEVER
from qorgan.indicators.flow.events import GROUPS, Events, by_month, local_days, midnight, read_events
from qorgan.indicators.flow.gathered import FAR, Gathered, Period, gather
from qorgan.indicators.flow.measures import Measure
from qorgan.indicators.flow.notes import Note, look, noted
from qorgan.indicators.flow.roles import policy, roles
from qorgan.indicators.texts import Text, same, texts

MEASURES = (
    *funnel.MEASURES,
    *orders.MEASURES,
    *repeats.MEASURES,
    *referrals.MEASURES,
    classes.iccs,
    *eige.MEASURES,
    *gbvims.MEASURES,
)
MOST_GROUPS = 200
WORKERS = 2
MONTHLY = (
    "reported",
    "registered",
    "charged",
    "convicted",
    "withdrawn",
    "reconciled",
    "order_issued",
    "order_served",
    "order_breached",
    "referral_sent",
)
# What cannot come before what, and whether it is one case's or the subject's own.
PAIRS = (
    ("reported", "registered", True),
    ("registered", "charged", True),
    ("charged", "convicted", True),
    ("order_issued", "order_served", False),
    ("order_served", "order_expired", False),
    ("referral_sent", "referral_accepted", False),
    ("referral_sent", "referral_service_started", False),
)


@dataclass(frozen=True)
class Question:
    """What is asked. Days are local; `until` is included; `observed` is the last day that the table knows."""

    start: date | None = None
    until: date | None = None
    follow_up: int = 365
    by: str | None = None
    types: str | None = None
    today: date | None = None
    observed: date | None = None


@dataclass(frozen=True)
class Answer:
    """`months` has None where the table has no entry of that step at all: it is not known, not 0."""

    file: str
    question: Question
    start: date
    until: date
    seen: datetime
    rows: int
    measures: tuple[Measure, ...]
    groups: Mapping[str, tuple[Measure, ...]]
    months: tuple[Mapping[str, Any], ...]
    breaks: tuple[Mapping[str, Any], ...]
    notes: tuple[Note, ...]
    law_changed: tuple[date, ...]

    def warnings(self) -> list[tuple[str, Text]]:
        """What stands beside every number, the standing warning first."""
        said = texts("flow")
        found = [("trust", said["caution_trust"]), ("exact", said["caution_exact"])]
        if self.law_changed:
            days = ", ".join(day.isoformat() for day in self.law_changed)
            found.append(("law_changed", said["caution_law_changed"].filled(days=days)))
        return found

    def get(self, id_: str) -> Measure:
        return next(measure for measure in self.measures if measure.id == id_)


def answer(path: str, question: Question) -> Answer:
    """Raises BadInput: no table, cells that cannot be read, a group without its column, nothing to count."""
    steps = roles(question.types)
    events = read_events(path, [question.by] if question.by else [])
    return _answered(events, steps, question)


def _answered(events: Events, steps: Mapping[str, Any], question: Question) -> Answer:
    known = dict(steps)
    limit = midnight(question.today + timedelta(days=1)) if question.today else None
    notes = look(events, known, limit)
    if not events.keep.any():
        raise BadInput(fault(events.file, "nothing_left", part="flow"))
    period = _period(events, question)
    gathered = gather(events, known, period, notes)
    notes = [*gathered.notes, *_out_of_order(gathered)]
    measures = _measured(gathered)
    groups = _groups(gathered, question.by)
    first, last = _span(events, gathered, question)
    breaks = tuple(row for row in policy()["law_changes"] if first < row["day"] <= last)
    changed = _changed(gathered, breaks)
    return Answer(
        events.file,
        question,
        first,
        last,
        datetime.fromtimestamp(period.seen // 1_000_000, UTC),
        int(events.keep.sum()),
        measures,
        groups,
        _months(gathered),
        tuple(breaks),
        tuple(notes),
        changed,
    )


def _measured(gathered: Gathered) -> tuple[Measure, ...]:
    """Every indicator, two at a time: numpy works on columns without holding the interpreter."""
    with ThreadPoolExecutor(WORKERS) as pool:
        return tuple(pool.map(lambda measure: measure(gathered), MEASURES))


def _period(events: Events, question: Question) -> Period:
    seen = int(events.recorded[events.keep].max())
    if question.observed:
        seen = midnight(question.observed + timedelta(days=1)) - 1
    start = midnight(question.start) if question.start else NEVER + 1
    end = midnight(question.until + timedelta(days=1)) if question.until else FAR
    return Period(start, end, seen, question.follow_up)


def _span(events: Events, gathered: Gathered, question: Question) -> tuple[date, date]:
    """The days that the period has: as asked, else of the first and last row that counts."""
    kept = events.recorded[events.keep]
    ends = local_days(np.array([kept.min(), kept.max()], np.int64)).to_list()
    start = question.start or ends[0]
    return start, question.until or max(start, ends[1])


def _changed(gathered: Gathered, breaks: Sequence[Mapping[str, Any]]) -> tuple[date, ...]:
    """The days of change that lie inside the cohort: cases were registered before and from then on."""
    times = gathered.first("registered")[gathered.cohort()]
    if not len(times):
        return ()
    first, last = int(times.min()), int(times.max())
    return tuple(row["day"] for row in breaks if first < midnight(row["day"]) <= last)


def _groups(gathered: Gathered, by: str | None) -> dict[str, tuple[Measure, ...]]:
    if by is None:
        return {}
    assert by in GROUPS
    found = {}
    count = len(gathered.words(by))
    if count > MOST_GROUPS:
        raise BadInput(
            fault(gathered.events.file, "groups", part="flow", field=by, count=count, most=MOST_GROUPS)
        )
    for code, word in enumerate(("", *gathered.words(by))):
        part = gathered.only(by, code)
        if code or len(part.cohort()):
            found[word] = _measured(part)
    return found


def _out_of_order(gathered: Gathered) -> list[Note]:
    found: list[Note] = []
    for earlier, later, of_case in PAIRS:
        one, two = gathered.first(earlier, of_case), gathered.first(later, of_case)
        bad = (two != FAR) & (one != FAR) & (two < one - gathered.slack)
        if not bad.any():
            continue
        rows = gathered.rows(later)
        who = gathered.place[rows]
        who = gathered.case_of[who] if of_case else who
        rows, who = rows[bad[who]], who[bad[who]]
        _, first = np.unique(who, return_index=True)
        found += noted(gathered.events, "out_of_order", np.sort(rows[first]), f"{earlier} > {later}")
    return found


def _months(gathered: Gathered) -> tuple[dict[str, Any], ...]:
    """Each step by the local month in which it first happened to a case, order or referral."""
    counted: dict[str, dict[str, int]] = {}
    for role in MONTHLY:
        if not gathered.has(role):
            continue
        first = gathered.first(role, of_case=not role.startswith(("order", "referral", "reported")))
        counted[role] = by_month(first[gathered.in_period(first)])
    every = sorted({month for months in counted.values() for month in months})
    return tuple(
        {
            "month": month,
            **{role: counted[role].get(month, 0) if role in counted else None for role in MONTHLY},
        }
        for month in _filled(every)
    )


def _filled(months: Sequence[str]) -> list[str]:
    """Every month from the first to the last, an empty one too; too far apart: only those there are."""
    if not months:
        return []
    year, month = map(int, months[0].split("-"))
    last = months[-1]
    found: list[str] = []
    while (word := f"{year:04d}-{month:02d}") <= last and len(found) < 1200:
        found.append(word)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found if found and found[-1] == last else list(months)


def as_dict(given: Answer) -> dict[str, Any]:
    """The JSON document: full precision, null for what is not known."""
    asked = given.question
    return {
        "file": given.file,
        "period": {"from": given.start.isoformat(), "until": given.until.isoformat()},
        "follow_up_days": asked.follow_up,
        "observed_until": given.seen.isoformat(),
        "rows": given.rows,
        "warnings": [{"code": code, "text": text.as_dict()} for code, text in given.warnings()],
        "indicators": {measure.id: measure.as_dict() for measure in given.measures},
        "by": asked.by,
        "groups": {
            word or "": {measure.id: measure.as_dict() for measure in measures}
            for word, measures in given.groups.items()
        },
        "monthly": [dict(row) for row in given.months],
        "breaks": [
            {
                "on": row["day"].isoformat(),
                "law": row["law"],
                "certainty": row["certainty"],
                "label": row["label"],
            }
            for row in given.breaks
        ],
        "notes": [note.as_dict() for note in given.notes],
        "cautions": {code: texts("flow")[f"caution_{code}"].as_dict() for code in _cautions(given)},
    }


def _cautions(given: Answer) -> list[str]:
    codes = {code for measure in given.measures for code in measure.as_dict()["cautions"]}
    return sorted(codes)


def group_name(word: str) -> Text:
    return same(word) if word else texts("flow")["unknown_group"]
