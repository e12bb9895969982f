"""When somebody was born, as far as what was written tells: an interval of days, whatever the notation.

A day is an interval of one day, a year one of a year, an age on a known day one of a year. It must never
raise for what was written, never guess silently, and reads no clock: the day of the record comes in as an
argument. What is doubtful keeps its dates and carries the code of a note; what cannot be has none and
carries a fault. Words and limits: `data/dates.yaml`; what the codes say to people: `data/faults.yaml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np

from qorgan.identity import ages, days
from qorgan.identity.columnwise import UNKNOWN, Columns, each
from qorgan.identity.days import Span

__all__ = ["UNKNOWN", "Birth", "columns", "read"]


@dataclass(frozen=True, slots=True)
class Birth:
    """First and last day that come into question, both or neither; `fault` says what is wrong or doubtful."""

    first: date | None = None
    last: date | None = None
    fault: str = ""


@lru_cache(maxsize=200_000)
def _dob(text: str, on: date | None) -> Span:
    if usual := days.quick(text, on):
        return usual
    return ages.read(text, on) if ages.speaks_of_age(text) else days.read(text, on)


@lru_cache(maxsize=20_000)
def _age(text: str, on: date | None) -> Span:
    return ages.read(text, on)


def read(dob: str, age: str = "", on: date | None = None) -> Birth:
    """The interval of birth. `on`: the day of the record, for ages and for years of two digits. Never raises.

    >>> read("2.3.1984 г.")
    Birth(first=datetime.date(1984, 3, 2), last=datetime.date(1984, 3, 2), fault='')
    >>> read("", "34", date(2026, 11, 25)).first, read("", "34").fault, read("31.02.1984").fault
    (datetime.date(1991, 11, 26), 'age_without_day', 'date_impossible')
    """
    by_date, by_age = _dob(dob, on), _age(age, on)
    first, last, fault = _joined(by_date, by_age)
    if first is None or last is None:
        return Birth(fault=fault)
    return Birth(date.fromordinal(first), date.fromordinal(last), fault)


def _joined(by_date: Span, by_age: Span) -> Span:
    """One interval from both. The date counts; an age narrows it where they meet, else it is doubted."""
    if by_date.first is None or by_date.last is None:
        fault = by_date.fault or by_age.fault
        return Span(by_age.first, by_age.last, fault)
    if by_age.first is None or by_age.last is None:
        # An age without a day is no loss where the date is known.
        doubted = by_age.fault if by_age.fault != "age_without_day" else ""
        return by_date._replace(fault=by_date.fault or doubted)
    first, last = max(by_date.first, by_age.first), min(by_date.last, by_age.last)
    if first <= last:
        return Span(first, last, "" if by_date.fault == "date_century" else by_date.fault)
    slack = days.rules().age_slack_years * 366
    return by_date._replace(fault=by_date.fault or ("age_contradicts" if first - last > slack else ""))


def columns(dob: Any, age: Any = None, on: Any = None) -> Columns:
    """`read` for whole columns: first and last day since 1970-01-01 (or UNKNOWN), and the codes.

    `dob` and `age` are Arrow string arrays; `on` is a date, an Arrow date32 array, or None.
    """
    size = len(dob)
    first, last, fault = each(dob, on, _dob, usual=True)
    if age is None or age.null_count == size:
        return first, last, fault
    age_first, age_last, age_fault = each(age, on, _age)
    return _joined_columns((first, last, fault), (age_first, age_last, age_fault))


def _joined_columns(by_date: Columns, by_age: Columns) -> Columns:
    """`_joined`, row by row at once."""
    (first, last, fault), (age_first, age_last, age_fault) = by_date, by_age
    dated, aged = first != UNKNOWN, age_first != UNKNOWN
    low, high = np.maximum(first, age_first), np.minimum(last, age_last)
    both = dated & aged
    meets = both & (low <= high)
    far = both & (low.astype(np.int64) - high > days.rules().age_slack_years * 366)
    out_first = np.where(meets, low, np.where(dated, first, age_first))
    out_last = np.where(meets, high, np.where(dated, last, age_last))
    doubted = np.where(age_fault == "age_without_day", "", age_fault)
    out = np.where(fault != "", fault, np.where(~dated, age_fault, np.where(aged, "", doubted)))
    out = np.where(meets & (fault == "date_century"), "", out)
    out = np.where(far & (fault == ""), "age_contradicts", out)
    return out_first, out_last, out
