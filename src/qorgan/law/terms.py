"""Terms as data: how they are counted, what starts, meets and ends them.  Read from ``clocks.yaml``.

It must never know an event or a moment of anybody's case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

from .faults import BadLaw
from .provisions import CERTAINTIES
from .vocabulary import Text, text

KINDS = frozenset({"validity", "deadline", "recurring"})
UNITS = ("days", "working_days", "hours", "months")


@dataclass(frozen=True)
class ClockLaw:
    """The law a clock rests on for some days; ``since_found`` False: the day since when was not found."""

    start: date
    end: date | None
    basis: str
    certainty: str
    since_found: bool = True

    def in_force(self, on: date) -> bool:
        return self.start <= on and (self.end is None or on <= self.end)


@dataclass(frozen=True)
class ClockRule:
    """A term as data; exactly one of days, working_days, hours and months is set.

    ``for_days`` 0: a recurring term goes on until an event ends it.
    """

    id: str
    kind: str
    starts: frozenset[str]
    met_by: frozenset[str]
    ended_by: frozenset[str]
    unit: str
    amount: int
    for_days: int
    only_at: str | None
    body: str
    label: Text
    laws: tuple[ClockLaw, ...]

    def law(self, day: date) -> ClockLaw | None:
        return next((law for law in self.laws if law.in_force(day)), None)


@dataclass(frozen=True)
class ClockRules:
    rules: tuple[ClockRule, ...]
    events: frozenset[str]
    zones: tuple[tuple[date, timezone], ...]
    holidays: frozenset[str]
    days_off: frozenset[date]
    worked_instead: frozenset[date]
    counting: Mapping[str, Text]

    def zone(self, day: date) -> timezone:
        """The offset of local time on a day (UTC+5 in the whole country since 1 March 2024)."""
        return next(zone for start, zone in self.zones if start <= day)

    def works(self, day: date) -> bool:
        """Whether it is a working day; a day off that is not listed ends a term earlier, never later."""
        if day in self.worked_instead:
            return True
        return day.weekday() < 5 and day.strftime("%m-%d") not in self.holidays and day not in self.days_off

    def local(self, moment: datetime) -> datetime:
        """``moment`` in local time; without a zone it is already local."""
        if moment.tzinfo is None:
            return moment.replace(tzinfo=self.zone(moment.date()))
        return moment.astimezone(self.zone(moment.date()))


def clock_rules(written: Mapping[str, Any]) -> ClockRules:
    """Read ``clocks.yaml``."""
    counting = written["counting"]
    return ClockRules(
        tuple(_rule(item) for item in written["clocks"]),
        frozenset(written["events"]),
        zones_from(counting),
        frozenset(counting.get("holidays", ())),
        frozenset(date.fromisoformat(str(day)) for day in counting.get("days_off", ())),
        frozenset(date.fromisoformat(str(day)) for day in counting.get("worked_instead", ())),
        {unit: text(counting[unit]["note"], "clocks.yaml") for unit in UNITS},
    )


def zones_from(counting: Mapping[str, Any]) -> tuple[tuple[date, timezone], ...]:
    """The offset of local time from each day on, the latest first."""
    found = ((date.fromisoformat(str(zone["from"])), _offset(zone["offset"])) for zone in counting["zones"])
    return tuple(sorted(found, key=lambda pair: pair[0], reverse=True))


def _offset(written: str) -> timezone:
    hours, minutes = written.split(":")
    return timezone(timedelta(hours=int(hours), minutes=int(minutes)))


def _rule(written: Mapping[str, Any]) -> ClockRule:
    where = f"clock {written['id']}"
    units = [unit for unit in UNITS if unit in written]
    if len(units) != 1 or written["kind"] not in KINDS:
        raise BadLaw(f"{where}: one kind and one unit of time")
    laws = tuple(
        ClockLaw(
            date.fromisoformat(law["from"]),
            date.fromisoformat(law["to"]) if law.get("to") else None,
            law.get("basis", ""),
            law.get("certainty", ""),
            law.get("since") != "not found",
        )
        for law in written["laws"]
    )
    if any(not law.basis or law.certainty not in CERTAINTIES for law in laws):
        raise BadLaw(f"{where}: no citation")
    return ClockRule(
        written["id"],
        written["kind"],
        frozenset(written["starts"]),
        frozenset(written.get("met_by", ())),
        frozenset(written.get("ended_by", ())),
        units[0],
        int(written[units[0]]),
        int(written.get("for_days", 0)),
        written.get("only_at"),
        written["body"],
        text(written["label"], where),
        laws,
    )
