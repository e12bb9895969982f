"""Clocks: pure functions of events and now.  Nothing is stored, so nothing depends on a worker being alive.

A clock says what is due, when, by whom and on what basis.  It must never read the time itself, and a check
that was late must never be shown as done in time.

Counting (data, ``clocks.yaml``): a term in days does not count the day of the event and ends with its last
day; no rule was found in Law 245-VIII, so this is a marked assumption.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import NoneType
from typing import Any

from .dates import add_months, read_moment
from .faults import BadFacts, Fault
from .terms import ClockLaw, ClockRule, ClockRules
from .vocabulary import Text

RUNNING, MET, MISSED = "running", "met", "missed"


@dataclass(frozen=True)
class Event:
    """Something that happened.  ``at`` without a zone is local; ``body``: where it happened, if known."""

    type: str
    at: datetime
    body: str | None = None


@dataclass(frozen=True)
class Clock:
    """One term.  ``ended`` marks an order that was withdrawn; ``number`` counts recurring checks from 1."""

    id: str
    kind: str
    due: datetime
    state: str
    body: str
    basis: str
    label: Text
    certainty: str
    started_at: datetime
    met_at: datetime | None = None
    number: int | None = None
    ended: bool = False
    counting: Text | None = None

    def to_json(self, lang: str | None = None) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "clock": self.id,
            "kind": self.kind,
            "due": self.due.isoformat(timespec="seconds"),
            "state": self.state,
            "body": self.body,
            "basis": self.basis,
            "label": self.label[lang] if lang else dict(self.label),
            "certainty": self.certainty,
            "started_at": self.started_at.isoformat(timespec="seconds"),
            "met_at": self.met_at.isoformat(timespec="seconds") if self.met_at else None,
        }
        if self.number is not None:
            shown["number"] = self.number
        if self.ended:
            shown["ended"] = True
        if self.counting is not None:
            shown["counting"] = self.counting[lang] if lang else dict(self.counting)
        return shown


def events_from(written: Any, rules: ClockRules) -> tuple[Event, ...]:
    """Read ``events: [{type, at}]``; BadFacts names the entry and the field."""
    if not isinstance(written, (list, tuple)):
        problem = "is missing" if written is None else "is not a list"
        raise BadFacts([Fault("events", problem, "[{type: order_served, at: 2026-04-01T10:00}]")])
    faults: list[Fault] = []
    events: list[Event] = []
    for index, item in enumerate(written):
        where = f"events[{index}]"
        if not isinstance(item, Mapping):
            faults.append(Fault(where, "is not an event", "{type: ..., at: ...}"))
            continue
        if not isinstance(item.get("type"), str) or item["type"] not in rules.events:
            faults.append(
                Fault(f"{where}.type", f"has no word {item.get('type')!r}", ", ".join(sorted(rules.events)))
            )
            continue
        faults.extend(
            Fault(f"{where}.{name}", "is not a field of an event", "type, at, body")
            for name in sorted(set(map(str, item)) - {"type", "at", "body"})
        )
        if not isinstance(item.get("body"), (str, NoneType)):
            faults.append(Fault(f"{where}.body", f"cannot be {item['body']!r}", "police, or another body"))
            continue
        if item.get("at") is None:
            faults.append(Fault(f"{where}.at", "is missing", "YYYY-MM-DD or YYYY-MM-DDTHH:MM"))
            continue
        try:
            day, moment = read_moment(item.get("at"), f"{where}.at")
        except BadFacts as error:
            faults.extend(error.faults)
            continue
        events.append(Event(item["type"], moment or datetime.combine(day, time()), item.get("body")))
    if faults:
        raise BadFacts(faults)
    return tuple(events)


def due_after(rules: ClockRules, start: datetime, unit: str, amount: int) -> datetime:
    """When a term from ``start`` (local) ends."""
    if unit == "hours":
        return rules.local(start + timedelta(hours=amount))
    day = start.date()
    if unit == "days":
        day += timedelta(days=amount)
    elif unit == "months":
        day = add_months(day, amount)
    else:
        left = amount
        while left:
            day += timedelta(days=1)
            left -= 1 if rules.works(day) else 0
    return datetime.combine(day, time(23, 59, 59), rules.zone(day))


def clocks_of(
    rules: ClockRules, events: Sequence[Event], now: datetime, on: date | None = None
) -> tuple[Clock, ...]:
    """All clocks the events set, as they stand at ``now``, by due time.

    Events after ``now`` have not happened.  ``on`` picks the law of another day than that of the event.
    A term that one order has set is set once, by the first of its starting events.
    """
    present = rules.local(now)
    seen = sorted(
        (Event(item.type, rules.local(item.at), item.body) for item in events), key=lambda item: item.at
    )
    seen = [item for item in seen if item.at <= present]
    found = [clock for rule in rules.rules for clock in _clocks(rules, rule, seen, present, on)]
    return tuple(sorted(found, key=lambda clock: (clock.due, clock.id)))


def _clocks(
    rules: ClockRules, rule: ClockRule, events: Sequence[Event], now: datetime, on: date | None
) -> Iterator[Clock]:
    starts = [
        item
        for item in events
        if item.type in rule.starts and (rule.only_at is None or item.body in (None, rule.only_at))
    ]
    for index, start in enumerate(starts):
        if (
            rule.kind == "deadline"
            and "order_issued" in rule.starts
            and index
            and start.type == "order_served"
        ):
            continue
        law = rule.law(on or start.at.date())
        if law is None:
            continue
        until = (
            starts[index + 1].at if index + 1 < len(starts) and starts[index + 1].type == start.type else None
        )
        following = [item for item in events if item.at >= start.at and (until is None or item.at < until)]
        ended = next((item.at for item in following if item.type in rule.ended_by), None)
        if rule.kind == "recurring":
            yield from _recurring(rules, rule, law, start.at, following, now, ended)
        else:
            yield _single(rules, rule, law, start.at, following, now, ended)


def _single(
    rules: ClockRules,
    rule: ClockRule,
    law: ClockLaw,
    start: datetime,
    following: Sequence[Event],
    now: datetime,
    ended: datetime | None,
) -> Clock:
    due = due_after(rules, start, rule.unit, rule.amount)
    if rule.kind == "validity":
        state = MET if ended or now > due else RUNNING
        met = ended or (due if now > due else None)
    else:
        met = next((item.at for item in following if item.type in rule.met_by), None)
        state = (MET if met <= due else MISSED) if met else MISSED if now > due else RUNNING
    return _clock(rules, rule, law, due, state, start, met, None, ended is not None)


def _recurring(
    rules: ClockRules,
    rule: ClockRule,
    law: ClockLaw,
    start: datetime,
    following: Sequence[Event],
    now: datetime,
    ended: datetime | None,
) -> Iterator[Clock]:
    """Each term runs from the last check, or from the end of a term that was missed."""
    last = due_after(rules, start, "days", rule.for_days) if rule.for_days else None
    checks = [item.at for item in following if item.type in rule.met_by]
    since, number = start, 1
    while True:
        due = due_after(rules, since, rule.unit, rule.amount)
        if (last and due > last) or (ended and due > ended and not any(since < at <= due for at in checks)):
            return
        done = next((at for at in checks if since < at <= due), None)
        state = MET if done else MISSED if now > due else RUNNING
        yield _clock(rules, rule, law, due, state, since, done, number, False)
        if state == RUNNING:
            return
        since, number = done or due, number + 1


def _clock(
    rules: ClockRules,
    rule: ClockRule,
    law: ClockLaw,
    due: datetime,
    state: str,
    start: datetime,
    met: datetime | None,
    number: int | None,
    ended: bool,
) -> Clock:
    return Clock(
        rule.id,
        rule.kind,
        due,
        state,
        rule.body,
        law.basis,
        rule.label,
        law.certainty,
        start,
        met,
        number,
        ended,
        rules.counting[rule.unit],
    )
