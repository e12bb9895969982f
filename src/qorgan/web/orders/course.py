"""The course of one order, read from its ledger entries: when issued, handed over, checked, breached, ended.

Pure: entries in, times out. It decides nothing and knows no present time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from qorgan.web.orders.terms import copy_due, next_check, valid_until

MINUTE = "%Y-%m-%dT%H:%MZ"


class Header(Protocol):
    """What of a ledger entry is read here."""

    type: str
    occurred_at: str
    recorded_at: datetime


@dataclass(frozen=True)
class Course:
    """Aware times in UTC, to the minute. `valid_until` is None until the order was handed over."""

    drafted_at: datetime | None = None
    issued_at: datetime | None = None
    served_at: datetime | None = None
    valid_until: datetime | None = None
    copy_given_at: datetime | None = None
    ended_at: datetime | None = None
    refusals: tuple[datetime, ...] = ()
    checks: tuple[datetime, ...] = ()
    missed: tuple[datetime, ...] = ()
    breaches: tuple[datetime, ...] = ()

    def in_force(self, at: datetime) -> bool:
        """Was it in force at `at`: handed over, its term running, not withdrawn?"""
        if self.served_at is None or self.valid_until is None:
            return False
        end = min(self.valid_until, self.ended_at or self.valid_until)
        return self.served_at <= at <= end

    def check_base(self) -> datetime | None:
        """From when the next check is counted: the last check, else the handing over."""
        return max(self.checks) if self.checks else self.served_at

    def check_dues(self, until: datetime) -> tuple[datetime, ...]:
        """The ends of the periods since the last check, each a check that is owed, up to `until`."""
        base, found = self.check_base(), []
        if base is None or self.valid_until is None:
            return ()
        due = next_check(base)
        end = min(self.valid_until, self.ended_at or self.valid_until)
        while due <= min(until, end):
            found.append(due)
            due = next_check(due)
        return tuple(found)


def minute(at: datetime) -> str:
    """How a time stands in `occurred_at`: UTC, to the minute."""
    return at.astimezone(UTC).strftime(MINUTE)


def happened(entry: Header) -> datetime:
    """When it happened, where the entry says so; else when it was recorded."""
    if entry.occurred_at:
        return datetime.strptime(entry.occurred_at, MINUTE).replace(tzinfo=UTC)
    return entry.recorded_at.astimezone(UTC).replace(second=0, microsecond=0)


def course(entries: Iterable[Header]) -> Course:
    """The course of the order whose `entries` these are, first to last."""
    times: dict[str, list[datetime]] = {}
    for entry in entries:
        times.setdefault(entry.type.removeprefix("order."), []).append(happened(entry))

    def first(*steps: str) -> datetime | None:
        return next((times[step][0] for step in steps if step in times), None)

    served = first("served")
    return Course(
        drafted_at=first("drafted"),
        issued_at=first("issued"),
        served_at=served,
        valid_until=valid_until(served) if served else None,
        copy_given_at=first("copy_given"),
        ended_at=first("withdrawn", "expired"),
        refusals=tuple(times.get("service_refused", ())),
        checks=tuple(times.get("checked", ())),
        missed=tuple(times.get("check_missed", ())),
        breaches=tuple(times.get("breached", ())),
    )


@dataclass(frozen=True)
class Due:
    """What is due next; the code is the ledger's `due_code`."""

    code: str
    at: datetime


def next_due(c: Course) -> Due | None:
    """The one thing that is due next, or None when nothing is.

    A missed check stays due until someone checks: it comes before all else and no later period replaces it.
    """
    if c.issued_at is None or c.ended_at is not None:
        return None
    owed = [Due("order_copy", copy_due(c.issued_at))] if c.copy_given_at is None else []
    if c.served_at is not None and c.valid_until is not None:
        base = c.check_base() or c.served_at
        since = [m for m in c.missed if m >= next_check(base)]
        if since:
            return Due("order_check_missed", min(since))
        check = Due("order_check", next_check(base))
        owed.append(check if check.at < c.valid_until else Due("order_valid", c.valid_until))
    return min(owed, key=lambda d: d.at) if owed else None
