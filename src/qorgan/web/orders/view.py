"""What the pages show of an order: clocks with article and authority, and its checks. Headers only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from qorgan.practice.local_time import local
from qorgan.web.orders import terms
from qorgan.web.orders.course import Course
from qorgan.web.orders.models import Order
from qorgan.web.orders.terms import copy_due, next_check
from qorgan.web.orders.verbs import course_of
from qorgan.web.orders.wording import basis_on

RUNNING, MET, MISSED = "running", "met", "missed"
AUTHORITIES = {"police": gettext_lazy("police")}


@dataclass(frozen=True)
class Clock:
    """One clock: what, by when, whether it was kept, the article it comes from and who must act."""

    code: str
    label: str
    at: datetime
    state: str
    basis: str
    authority: str | Promise


@dataclass(frozen=True)
class CheckRow:
    """One period between checks: by when it was owed, when it was done (None: not done)."""

    due: datetime
    done: datetime | None
    state: str


def clocks(order: Order, at: datetime) -> list[Clock]:
    """The clocks of an order at `at`: her copy, the next check, the end of the term, by article."""
    c = course_of(order)
    if c.issued_at is None:
        return []
    due = copy_due(c.issued_at)
    found = [_clock(terms.COPY, due, _kept(due, c.copy_given_at, at), c.issued_at)]
    if c.ended_at is None and c.served_at is not None and c.valid_until is not None:
        owed = [row for row in checks(c, at) if row.done is None]
        found += [_clock(terms.CHECK, row.due, row.state, c.served_at) for row in owed]
        found.append(_clock(terms.VALID, c.valid_until, RUNNING, c.served_at))
    return found


def _clock(name: str, at: datetime, state: str, since: datetime) -> Clock:
    rule, language = terms.rule(name), (get_language() or "kk")[:2]
    article = terms.cite(terms.basis(name, local(since).date()), language)
    return Clock(name, rule.label[language], at, state, article, AUTHORITIES.get(rule.body, rule.body))


def checks(c: Course, at: datetime) -> list[CheckRow]:
    """Every period of the term so far and the one that runs, in order."""
    if c.served_at is None or c.valid_until is None:
        return []
    base, rows = c.served_at, []
    for done in sorted(c.checks):
        due = next_check(base)
        rows.append(CheckRow(due, done, MET if done <= due else MISSED))
        base = done
    owed = c.check_dues(at)
    rows += [CheckRow(due, None, MISSED if due < at else RUNNING) for due in owed]
    running = next_check(owed[-1] if owed else base)
    if c.ended_at is None and running < c.valid_until and not (owed and owed[-1] >= at):
        rows.append(CheckRow(running, None, RUNNING))
    return rows


def basis_of(c: Course) -> str:
    """The provision the order rests on: the law of the day it was issued."""
    assert c.issued_at is not None
    return str(basis_on(local(c.issued_at).date())["id"])


def _kept(due: datetime, done: datetime | None, at: datetime) -> str:
    if done is not None:
        return MET if done <= due else MISSED
    return MISSED if at > due else RUNNING
