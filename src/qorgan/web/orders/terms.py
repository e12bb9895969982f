"""The numbers an order stands on: days, hours, penalties from the law's data, counting from the practice's.

Holds no number of its own. Where the law leaves the counting open, practice takes the earlier end: nobody is
told of protection that may already be over, and no check is owed later than the law's own clock says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache

from qorgan.law import Law, load
from qorgan.law.terms import ClockRule
from qorgan.practice.deadlines import due_at

VALID, CHECK, COPY = "protective_order_valid", "protective_order_check", "protective_order_copy"


class TermNotFound(LookupError):
    """The law's data has no such term for that day; nothing is made up in its place."""


@dataclass(frozen=True)
class Terms:
    """Days and hours of an order, and what a breach costs (CAO 461, 789)."""

    valid_days: int
    check_days: int
    breach_arrest_days: int
    repeat_arrest_days: int
    exempt_fine_mci: int
    detention_hours: int


@cache
def law() -> Law:
    return load("kz")


@cache
def terms_on(day: date) -> Terms:
    """The terms under the law of `day` (local). Raises TermNotFound before the text of CAO 461 is known."""
    return Terms(
        valid_days=rule(VALID).amount,
        check_days=rule(CHECK).amount,
        breach_arrest_days=_sanction("kz.cao.461.1", day, "max_days"),
        repeat_arrest_days=_sanction("kz.cao.461.1-1", day, "max_days"),
        exempt_fine_mci=_sanction("kz.cao.461.2", day, "max_mci"),
        detention_hours=_hours("admin_detention_limit"),
    )


def valid_until(served_at: datetime) -> datetime:
    """The end of the term, counted from the minute of handing over (L245 art. 60(5)); aware, UTC."""
    return due_at("order_valid", served_at).astimezone(UTC)


def next_check(base: datetime) -> datetime:
    """By when the next check is owed, counted from the handing over or the last check; aware, UTC."""
    return due_at("order_check", base).astimezone(UTC)


def copy_due(issued_at: datetime) -> datetime:
    """By when her copy is owed: the end of the local day of issue (L245 art. 60(1)); aware, UTC."""
    return due_at("order_copy", issued_at).astimezone(UTC)


def basis(clock: str, day: date) -> str:
    """The provision a clock rests on that day, or nothing where none is known."""
    found = rule(clock).law(day)
    return found.basis if found else ""


def cite(provision: str, language: str) -> str:
    """A provision id as people write it."""
    return law().short_name(provision, language) if provision else ""


@cache
def rule(name: str) -> ClockRule:
    found = next((r for r in law().clock_rules.rules if r.id == name), None)
    if found is None:
        raise TermNotFound(f"The law's data has no clock {name}.")
    return found


def _sanction(part: str, day: date, bound: str) -> int:
    found = [
        s.bounds[bound]
        for p in law().show(part, day)
        if p.id == part
        for s in p.sanctions
        if bound in s.bounds
    ]
    if not found:
        raise TermNotFound(f"{part}: no text found for {day}.")
    return int(found[0])


def _hours(duty: str) -> int:
    """The hours of a duty's term, `PT24H` -> 24."""
    within = next(r.duty.within for r in law().statutes.duties if r.duty.id == duty)
    return int(str(within).removeprefix("PT").removesuffix("H"))
