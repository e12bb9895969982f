"""Days and hours: adding years and months, reading a day or a moment.  No clock is read here."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from datetime import date, datetime, timezone
from typing import Any

from .faults import Fault, ImpossibleValue

# Before the independent state and its codes no act can be meant; a later year is a slip of the pen.
FIRST_YEAR, LAST_YEAR = 1900, 2200


Localise = Callable[[datetime], datetime]


def wall_clock(moment: datetime) -> datetime:
    """The hour as written, without its zone."""
    return moment.replace(tzinfo=None)


def local_time(zones: Sequence[tuple[date, timezone]]) -> Localise:
    """Turns a moment into local time without a zone; one without a zone is local already.

    ``zones``: the offset from each day on, the latest first.
    """

    def local(moment: datetime) -> datetime:
        if moment.tzinfo is None:
            return moment
        zone = next((zone for start, zone in zones if start <= moment.date()), None)
        return wall_clock(moment if zone is None else moment.astimezone(zone))

    return local


def add_months(day: date, months: int) -> date:
    """The same day of a later month; the last day where the month is shorter.

    >>> add_months(date(2024, 12, 31), 2)
    datetime.date(2025, 2, 28)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The same day of a later year.

    >>> add_years(date(2024, 2, 29), 1)
    datetime.date(2025, 2, 28)
    """
    return add_months(day, 12 * years)


def read_moment(given: Any, field: str) -> tuple[date, datetime | None]:
    """A day, and the moment where an hour is given; ImpossibleValue when there is no such day."""
    if isinstance(given, datetime):
        return given.date(), given
    if isinstance(given, date):
        return given, None
    written = str(given).strip()
    try:
        moment = datetime.fromisoformat(written) if len(written) > 10 else None
        day = moment.date() if moment else date.fromisoformat(written)
    except ValueError:
        raise ImpossibleValue(
            [Fault(field, f"is not a day or a moment: {written!r}", "YYYY-MM-DD or YYYY-MM-DDTHH:MM")]
        ) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ImpossibleValue(
            [Fault(field, f"cannot be in the year {day.year}", f"{FIRST_YEAR} to {LAST_YEAR}")]
        )
    return day, moment
