"""Closing a case: nothing closes alone, and silence is not a reason until she was tried safely."""

from __future__ import annotations

import pytest

from qorgan.practice import may_close
from qorgan.practice.closing import UnknownReason, close_reasons, review_follows


@pytest.mark.parametrize("reviewer", [None, "worker"])
def test_a_second_person_reviews_every_closing(reviewer: object) -> None:
    for reason in close_reasons():
        assert may_close(reason, "worker", reviewer, safe_attempts=9).code == "not_reviewed"


@pytest.mark.parametrize(("attempts", "allowed"), [(0, False), (2, False), (3, True)])
def test_no_contact_is_a_reason_only_after_three_safe_attempts(attempts: int, allowed: bool) -> None:
    assert may_close("no_contact", "worker", "supervisor", attempts).allowed == allowed


def test_her_wish_needs_no_attempts() -> None:
    assert may_close("survivor_asked", "worker", "supervisor").allowed


def test_a_death_is_reviewed() -> None:
    assert [reason for reason in close_reasons() if review_follows(reason)] == ["died"]


def test_an_unknown_reason_is_named() -> None:
    with pytest.raises(UnknownReason, match="survivor_asked"):
        may_close("reconciled", "worker", "supervisor")
