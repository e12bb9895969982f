"""May a case be closed, and why. It must never close one: a person does, and a supervisor reviews it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from qorgan.practice.data import load
from qorgan.practice.decision import Decision
from qorgan.practice.text import Text


class UnknownReason(ValueError):
    """Not one of the reasons for closing; the message lists them."""


@cache
def close_reasons() -> Mapping[str, Text]:
    """Why a case may be closed, with labels."""
    raw = load("closing")["reasons"]
    return {code: Text.of(text, f"closing.yaml reasons {code}") for code, text in raw.items()}


def review_follows(reason: str) -> bool:
    """Does closing for this reason call for a review of what was done? Raises UnknownReason."""
    _known(reason)
    return reason in load("closing")["review_needed"]


def may_close(reason: str, worker: object, reviewed_by: object, safe_attempts: int = 0) -> Decision:
    """May the case be closed? Needs a reviewer other than `worker`; for "no_contact" also three attempts made
    inside her safe time. Codes: not_reviewed, too_few_attempts, allowed. Raises UnknownReason.
    """
    _known(reason)
    needed = load("closing")["safe_attempts_before_no_contact"]
    if reviewed_by is None or worker is None or reviewed_by == worker:
        return _decide(False, "not_reviewed")
    if reason == "no_contact" and safe_attempts < needed:
        return _decide(False, "too_few_attempts", done=safe_attempts, needed=needed)
    return _decide(True, "allowed")


def _known(reason: str) -> None:
    if reason not in close_reasons():
        raise UnknownReason(f"reason {reason!r}: known are {', '.join(close_reasons())}")


def _decide(allowed: bool, code: str, **values: object) -> Decision:
    text = Text.of(load("closing")["decisions"][code], f"closing.yaml decisions {code}")
    return Decision(allowed, code, text.with_values(**values))
