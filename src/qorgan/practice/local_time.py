"""Local time, working days and holidays of Kazakhstan, as data. It must never ask a clock for the time.

A holiday missing from the data makes a deadline earlier, never later.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from functools import cache

from qorgan.practice.data import load

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class NaiveTime(ValueError):
    """A time without its zone was given; two people could read it as two moments."""


@cache
def local_zone() -> timezone:
    """The one time zone of the country, UTC+5 since 1 March 2024 (data file `calendar`)."""
    return timezone(timedelta(hours=load("calendar")["utc_offset_hours"]))


def local(at: datetime) -> datetime:
    """`at` on the clock on the wall. Raises NaiveTime."""
    if at.tzinfo is None or at.utcoffset() is None:
        raise NaiveTime(f"{at.isoformat()} has no time zone; give UTC or a time with its offset")
    return at.astimezone(local_zone())


def at_local(day: date, clock: time) -> datetime:
    """The moment when the wall clock shows `clock` on `day`."""
    return datetime.combine(day, clock, local_zone())


def midnight_after(day: date) -> datetime:
    """The end of `day`, 24:00."""
    return at_local(day + timedelta(days=1), time())


@cache
def _holidays() -> tuple[frozenset[tuple[int, int]], frozenset[date]]:
    raw = load("calendar")["holidays"]
    yearly = frozenset((int(row["month"]), int(row["day"])) for row in raw["every_year"])
    return yearly, frozenset(date.fromisoformat(str(row["date"])) for row in raw["single"])


def is_holiday(day: date) -> bool:
    yearly, single = _holidays()
    return (day.month, day.day) in yearly or day in single


def is_working_day(day: date) -> bool:
    """Monday to Friday and no public holiday, or a day of a weekend worked in place of a moved one."""
    if day.isoformat() in load("calendar")["worked_instead"]:
        return True
    return day.weekday() < 5 and not is_holiday(day)


def add_working_days(start: datetime, days: int) -> datetime:
    """`days` times 24 hours counted only within working days.

    Friday 16:00 plus one is Monday 16:00; Saturday plus one is Monday 24:00. Raises NaiveTime.
    """
    moment, left = local(start), timedelta(days=days)
    while True:
        end = midnight_after(moment.date())
        if is_working_day(moment.date()):
            if moment + left <= end:
                return moment + left
            left -= end - moment
        moment = end
