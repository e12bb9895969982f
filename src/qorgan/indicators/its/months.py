"""Months as whole numbers (year x 12 + month - 1), read from the ways offices write them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

Month = int
FIRST_YEAR, LAST_YEAR = 1900, 2200
ALLOWED = "2024-06, 2024-06-01, 2024-06-30, 2024M06, 202406, 2024/06, 06.2024, 01.06.2024"

_YEAR_FIRST = re.compile(r"(\d{4})[-/.]?M?(\d{2})", re.IGNORECASE)
_YEAR_FIRST_SHORT = re.compile(r"(\d{4})[-/.](\d)")
_YEAR_LAST = re.compile(r"(\d{1,2})[./-](\d{4})")
_DAY_YEAR_FIRST = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_DAY_YEAR_LAST = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})")


def month_of(text: str) -> Month | None:
    """The month a cell names, or None where it names none: also a day that neither opens nor closes a month,
    since rows of days or weeks are not months.

    >>> month_of("2024-06") == month_of("30.06.2024") == month_of("2024M06")
    True
    >>> month_of("2024-06-15") is month_of("06/07/2024") is month_of("2024-13") is None
    True
    """
    said = text.strip()
    for pattern, year, month, day in (
        (_DAY_YEAR_FIRST, 1, 2, 3),
        (_DAY_YEAR_LAST, 3, 2, 1),
        (_YEAR_FIRST, 1, 2, 0),
        (_YEAR_FIRST_SHORT, 1, 2, 0),
        (_YEAR_LAST, 2, 1, 0),
    ):
        if found := pattern.fullmatch(said):
            return _month(int(found[year]), int(found[month]), int(found[day]) if day else None)
    return None


def _month(year: int, month: int, day: int | None) -> Month | None:
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        return None
    if day is not None and day not in (1, monthrange(year, month)[1]):
        return None
    return year * 12 + month - 1


def of_day(day: date) -> Month:
    return day.year * 12 + day.month - 1


def written(month: Month) -> str:
    """
    >>> written(month_of("1.2024"))
    '2024-01'
    """
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def days_in(month: Month) -> int:
    return monthrange(month // 12, month % 12 + 1)[1]


def first_day(month: Month) -> date:
    return date(month // 12, month % 12 + 1, 1)


def last_day(month: Month) -> date:
    return date(month // 12, month % 12 + 1, days_in(month))
