"""How old somebody is said to be, as an interval of days of birth counted from the day of the record.

For `births`. Without that day an age is no date: it is then a fault, never a guess. Never raises for what
was written.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from qorgan.identity import days
from qorgan.identity.days import Span, before, fold, rules

_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"(\d+)(?:[.,]\d*)?", re.ASCII)
_RANGE = re.compile(r"(\d+)(?:[.,]0+)?\s*(?:-|\.\.+|/|\s)\s*(\d+)(?:[.,]0+)?", re.ASCII)


def speaks_of_age(text: str) -> bool:
    """Whether what stands in the place of a date says of itself that it is an age: "30 лет", "30 жаста"."""
    return any(word in rules().words["age"] for word in _WORD.findall(fold(text[: days.LONGEST])))


def read(text: str, on: date | None) -> Span:
    """The days of birth that an age leaves open on the day `on`."""
    plain = fold(text[: days.LONGEST + 1]).strip(" .,;'\"()[]")
    if plain in rules().nothing - {"0"}:
        return Span()
    if len(plain) > days.LONGEST:
        return Span(fault="age_unreadable")
    if re.fullmatch(r"(19|20)\d\d(\.0)?", plain, re.ASCII):
        found = days.read(plain, on)
        return found._replace(fault=found.fault or "age_is_year")
    return _in_days(_years_and_months(plain), on)


def _years_and_months(plain: str) -> tuple[int, int] | str:
    """The youngest and the oldest that is meant, in months; or a fault."""
    words, seen = rules().words, _WORD.findall(plain)
    known = frozenset().union(
        *(words[n] for n in ("age", "age_or_year", "year", "about", "over", "under", "skip"))
    )
    strange = [w for w in seen if w not in known | words["months_of_age"] | words["age_endings"]]
    bare = " ".join(re.sub(r"[^\d.,/+-]", " ", plain).split()).strip(" .,/")
    if strange or not bare:
        return "age_unreadable"
    if bare.startswith("-"):
        return "age_range"
    about = (
        bool(words["about"] & set(seen)) or "~" in plain or "≈" in plain or bool(re.match(r"лет \d+$", plain))
    )
    over = bool(words["over"] & set(seen)) or bare.endswith("+") or ">" in plain
    under = bool(words["under"] & set(seen)) or "<" in plain
    numbers = [int(n) for n in _NUMBER.findall(bare.rstrip("+ -"))]
    if not 1 <= len(numbers) <= 2 or max(numbers) > 9999:
        return "age_unreadable"
    return _bounds(
        numbers,
        about,
        over,
        under,
        [w in words["months_of_age"] for w in seen if w in known or w in words["months_of_age"]],
    )


def _bounds(
    numbers: list[int], about: bool, over: bool, under: bool, months: list[bool]
) -> tuple[int, int] | str:
    oldest, slack = rules().oldest, rules().about_years * 12
    if any(months):
        low = high = numbers[0] * 12 + numbers[1] if len(numbers) == 2 else numbers[0]
        return (low, high) if high <= 12 * oldest else "age_range"
    if max(numbers) > oldest or numbers[0] > numbers[-1]:
        return "age_range"
    low, high = numbers[0] * 12, numbers[-1] * 12 + 11
    if len(numbers) == 1 and over:
        return low, oldest * 12 + 11
    if len(numbers) == 1 and under:
        return 0, max(numbers[0] * 12 - 1, 0)
    return (max(low - slack, 0), high + slack) if about else (low, high)


def _in_days(bounds: tuple[int, int] | str, on: date | None) -> Span:
    if isinstance(bounds, str):
        return Span(fault=bounds)
    if on is None or on.year < rules().earliest_year:
        return Span(fault="age_without_day")
    youngest, oldest = bounds
    return Span(_latest(on, oldest + 1).toordinal() + 1, _latest(on, youngest).toordinal())


def _latest(on: date, months: int) -> date:
    """The last day of birth of one who has lived so many whole months."""
    if months % 12 == 0:
        return before(on, months // 12)
    index = max(on.year * 12 + on.month - 1 - months, 12)
    year, month = divmod(index, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))
