"""Where a point stands along a picture's width: a day, a month, a year, or one of several words in order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qorgan.indicators.charts.given import CannotDraw, check_any, check_label
from qorgan.indicators.charts.measure import widest
from qorgan.indicators.faults import fault

YEAR, MONTH = re.compile(r"\d{4}"), re.compile(r"\d{4}-\d{2}")
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
MOST_WORDS = 40
STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)  # in months


def as_day(x: date | str) -> date | None:
    """The day a point stands at: a month or year at its first; None for any other word.

    >>> as_day("2024-06"), as_day("before")
    (datetime.date(2024, 6, 1), None)
    """
    if isinstance(x, date):
        return date(x.year, x.month, x.day)
    said = x.strip()
    if YEAR.fullmatch(said):
        said += "-01-01"
    elif MONTH.fullmatch(said):
        said += "-01"
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Days:
    """A scale of days; a month as wide as its days."""

    first: date
    last: date

    def share(self, x: date | str) -> float:
        """0 at the first day, 1 at the last, and between."""
        day = as_day(x)
        if day is None or not self.first <= day <= self.last:
            raise CannotDraw(fault("lines", "no_place", field=str(x), part="charts"))
        span = (self.last - self.first).days
        return (day - self.first).days / span if span else 0.5

    def labels(self, language: str, size: float, room: float) -> list[tuple[float, str]]:
        """Dates for the axis, as many as find room, and where they stand (0 to 1)."""
        if self.first == self.last or (self.last - self.first).days < 60:
            days = [self.first] if self.first == self.last else [self.first, self.last]
            return [(self.share(day), _day_said(day, language)) for day in days]
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        for step in STEPS:
            ticks = self._ticks(step)
            said = [_month_said(day, step, language) for day in ticks]
            if len(ticks) * (widest(said, size) + 14) <= room or step > months:
                break
        return [(self.share(day), label) for day, label in zip(ticks, said, strict=True)]

    def _ticks(self, months: int) -> list[date]:
        """The first days of each so many months, counted so that Januaries and round years are among them."""
        start = (self.first.year * 12 + self.first.month - 1) // months * months
        days = []
        while start <= self.last.year * 12 + self.last.month - 1:
            if start >= 12:
                days.append(date(start // 12, start % 12 + 1, 1))
            start += months
        return [day for day in days if self.first <= day <= self.last]


@dataclass(frozen=True, slots=True)
class Places:
    """A scale of words, as far from each other one as the other."""

    words: tuple[str, ...]

    def share(self, x: date | str) -> float:
        if str(x) not in self.words:
            raise CannotDraw(fault("lines", "no_place", field=str(x), part="charts"))
        return (self.words.index(str(x)) + 0.5) / len(self.words)

    def labels(self, language: str, size: float, room: float) -> list[tuple[float, str]]:
        return [(self.share(word), word) for word in self.words]


def scale_for(given: Sequence[date | str], also: Sequence[date | str]) -> Days | Places:
    """Days where every point has one, widened to hold the breaks; else the points' own words.

    Raises CannotDraw: too many words, a break that lies nowhere.
    """
    days = [day for x in given if (day := as_day(x)) is not None]
    if len(days) < len(given):
        words = tuple(dict.fromkeys(check_label("lines", x) for x in given))
        check_any("lines", words, MOST_WORDS)
        return Places(words)
    for x in also:
        if (day := as_day(x)) is None:
            raise CannotDraw(fault("lines", "no_place", field=str(x), part="charts"))
        days.append(day)
    return Days(min(days), max(days))


def in_months(days: Sequence[date]) -> bool:
    """Whether these are months in a row, as far as they are there: then one that is missing is a gap."""
    if len(days) < 3 or any(day.day != 1 for day in days):
        return False
    numbers = [day.year * 12 + day.month for day in days]
    steps = sorted(after - before for before, after in zip(numbers, numbers[1:], strict=False))
    return steps[len(steps) // 2] == 1


def _month_said(day: date, step: int, language: str) -> str:
    if step % 12 == 0:
        return str(day.year)
    return f"{MONTHS[day.month - 1]} {day.year}" if language == "en" else f"{day.month:02}.{day.year}"


def _day_said(day: date, language: str) -> str:
    if language == "en":
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{day.day:02}.{day.month:02}.{day.year}"
