"""What is due when, by whom. Pure functions of a start and the data; nothing here knows the present time.

It must never make a deadline later than the data says, and it closes nothing: a missed deadline escalates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from qorgan.practice.data import load
from qorgan.practice.hours import Hours
from qorgan.practice.local_time import add_working_days, local, midnight_after
from qorgan.practice.safe_contact import SafeContact, next_window
from qorgan.practice.text import Text


class UnknownDueCode(ValueError):
    """No deadline has this code; the message lists those there are."""


class UnknownUrgency(ValueError):
    """The deadline depends on the urgency, and this is none of critical, high, other."""


class HoursNeeded(ValueError):
    """The deadline depends on the opening hours of the office, and none were given."""


class NoSafeWindow(ValueError):
    """She has given no safe time, so no call can be due."""


@dataclass(frozen=True)
class Deadline:
    """`due_at` is aware, UTC+5. `who` is the role that must act; `basis` a provision of law or None."""

    code: str
    start: datetime
    due_at: datetime
    who: str
    label: Text
    urgency: str | None = None
    basis: str | None = None

    def missed(self, at: datetime) -> bool:
        """Has the time passed at `at`? Raises NaiveTime."""
        return local(at) > self.due_at


def due_codes() -> tuple[str, ...]:
    """The codes of all deadlines."""
    return tuple(load("deadlines")["deadlines"])


def due_label(code: str) -> Text:
    """What a person reads for a due code. Raises UnknownDueCode."""
    return Text.of(_row(code)["label"], f"deadlines.yaml {code}")


def due_at(
    code: str,
    start: datetime,
    urgency: str | None = None,
    hours: Hours | None = None,
    rules: SafeContact | None = None,
) -> datetime:
    """When `code` is due, counted from `start`; aware, UTC+5.

    `urgency` for by_urgency codes, `hours` for open_by codes, `rules` for call_window. Raises UnknownDueCode,
    UnknownUrgency, HoursNeeded, NoSafeWindow, NaiveTime, NeverOpen.
    """
    row = _row(code)
    kind = row["kind"]
    if kind == "open_by":
        if hours is None:
            raise HoursNeeded(f"{code}: give the opening hours of the office")
        return hours.open_by(start)
    if kind == "same_day":
        return midnight_after(local(start).date())
    if kind == "safe_window":
        window = next_window(rules, start) if rules is not None else None
        if window is None:
            raise NoSafeWindow(f"{code}: she has given no safe days and hours; raise no call")
        return window.end
    return _after(start, row if kind != "by_urgency" else _limit(code, row, urgency))


def _row(code: str) -> Mapping[str, Any]:
    rows: Mapping[str, Mapping[str, Any]] = load("deadlines")["deadlines"]
    if code not in rows:
        raise UnknownDueCode(f"due code {code!r}: known are {', '.join(rows)}")
    return rows[code]


def _limit(code: str, row: Mapping[str, Any], urgency: str | None) -> Mapping[str, Any]:
    if urgency not in row["limits"]:
        raise UnknownUrgency(f"{code}: urgency {urgency!r} is not one of {', '.join(row['limits'])}")
    found: Mapping[str, Any] = row["limits"][urgency]
    return found


def _after(start: datetime, limit: Mapping[str, Any]) -> datetime:
    if "working_days" in limit:
        return add_working_days(start, limit["working_days"])
    return local(start) + timedelta(days=limit.get("days", 0), hours=limit.get("hours", 0))


def deadline(
    code: str,
    start: datetime,
    urgency: str | None = None,
    hours: Hours | None = None,
    rules: SafeContact | None = None,
) -> Deadline:
    """`due_at` together with who must act, the label and the basis. Raises as `due_at`."""
    row = _row(code)
    due = due_at(code, start, urgency, hours, rules)
    return Deadline(code, local(start), due, row["who"], due_label(code), urgency, row.get("basis"))


def opens_by(received_at: datetime, hours: Hours) -> datetime:
    """By when a report received at `received_at` must be opened. Raises NaiveTime, NeverOpen."""
    return due_at("report_open", received_at, hours=hours)


def report_steps(received_at: datetime, hours: Hours, line_111: bool) -> tuple[Deadline, ...]:
    """What happens to a report nobody opens: first the office, then its supervisor, then, only where she
    ticked it (`line_111`), line 111. Each begins when the one before is missed; the start of the last is the
    moment before which line 111 may not open its copy. Raises NaiveTime, NeverOpen.
    """
    first = deadline("report_open", received_at, hours=hours)
    second = deadline("report_supervisor", first.due_at, hours=hours)
    if not line_111:
        return (first, second)
    return (first, second, deadline("report_line_111", second.due_at))
