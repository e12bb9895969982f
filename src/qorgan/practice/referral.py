"""Referrals: urgencies, services, purposes, reasons, and what is due in each state.

A referral runs until someone receives her: an unanswered one escalates, nothing closes by itself, and
reconciliation is not a service.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from qorgan.practice.data import load
from qorgan.practice.deadlines import Deadline, UnknownUrgency, deadline
from qorgan.practice.states import UnknownState, table_of
from qorgan.practice.text import Text


class UnknownService(ValueError):
    """Not one of the services; the message lists them."""


@cache
def _labels(section: str) -> Mapping[str, Text]:
    raw = load("referral")[section]
    return {code: Text.of(text, f"referral.yaml {section} {code}") for code, text in raw.items()}


def urgencies() -> Mapping[str, Text]:
    """critical, high, other with their labels."""
    return _labels("urgencies")


def purposes() -> Mapping[str, Text]:
    """Why something is shared, with labels in her words."""
    return _labels("purposes")


def declined_reasons() -> Mapping[str, Text]:
    """Why a receiver may decline."""
    return _labels("declined_reasons")


def outcomes() -> Mapping[str, Text]:
    """How a referral may end."""
    return _labels("outcomes")


@cache
def services() -> Mapping[str, Text]:
    """Services with their labels; the codes are those of UNICEF Primero."""
    raw = load("referral")["services"]
    return {code: Text.of(row["label"], f"referral.yaml {code}") for code, row in raw.items()}


def purpose_of(service: str) -> str:
    """The purpose of sharing that a service has. Raises UnknownService."""
    if service not in services():
        raise UnknownService(f"service {service!r}: known are {', '.join(services())}")
    found: str = load("referral")["services"][service]["purpose"]
    return found


def urgency_of(band: str | None) -> str:
    """The urgency proposed for a danger level; a worker may choose a higher one. None means not assessed and
    counts as insufficient information.
    """
    found: str = load("referral")["urgency_of_band"][band or "insufficient"]
    return found


def deadlines(state: str, urgency: str, since: datetime) -> tuple[Deadline, ...]:
    """What is due while a referral is in `state`, earliest first; `since` is when it was sent.

    Raises UnknownState, UnknownUrgency, NaiveTime.
    """
    if state not in table_of("referral").states:
        raise UnknownState(
            f"referral: no state {state!r}; there are {', '.join(table_of('referral').states)}"
        )
    if urgency not in urgencies():
        raise UnknownUrgency(f"urgency {urgency!r}: known are {', '.join(urgencies())}")
    codes = load("referral")["running"].get(state, ())
    return tuple(sorted((deadline(c, since, urgency=urgency) for c in codes), key=lambda d: d.due_at))
