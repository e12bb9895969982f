"""Handed over in time, breached, answered; sent, accepted, waited for: counted by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.indicators.flow.tables import asked, row


def order(name: str, issued: str, served: str = "", case: str = "c") -> list[dict[str, str]]:
    rows = [row(name, "order.issued", issued, case, occurred_at=issued)]
    return rows + ([row(name, "order.served", served, case, occurred_at=served)] if served else [])


CASE = row("c", "case.opened", "2025-01-01T06:00:00Z")


def test_24_hours_to_the_minute_are_within_and_one_minute_more_is_not(tmp_path: Path) -> None:
    rows = [
        CASE,
        *order("a", "2025-01-02T06:00Z", "2025-01-03T06:00Z"),
        *order("b", "2025-01-02T06:00Z", "2025-01-03T06:01Z"),
    ]
    found = asked(tmp_path, rows, observed=date(2025, 6, 1)).get("served_within_24h")
    assert (found.numerator, found.denominator) == (1, 2)


def test_an_order_never_handed_over_counts_against_and_one_of_today_does_not_count_yet(
    tmp_path: Path,
) -> None:
    rows = [
        CASE,
        *order("a", "2025-01-02T06:00Z", "2025-01-02T08:00Z"),
        *order("b", "2025-01-02T06:00Z"),
        *order("d", "2025-05-31T10:00Z"),
    ]
    found = asked(tmp_path, rows, observed=date(2025, 5, 31)).get("served_within_24h")
    assert (found.numerator, found.denominator, found.left_out) == (1, 2, 1)


def test_days_without_a_time_are_in_time_the_same_day_open_the_next_and_late_after_two(
    tmp_path: Path,
) -> None:
    rows = [CASE]
    for name, served in (("a", "2025-01-02"), ("b", "2025-01-03"), ("d", "2025-01-04")):
        rows += [row(name, "order.issued", "2025-01-05T06:00Z", "c", occurred_at="2025-01-02")]
        rows += [row(name, "order.served", "2025-01-05T07:00Z", "c", occurred_at=served)]
    found = asked(tmp_path, rows, observed=date(2025, 6, 1)).get("served_within_24h")
    assert (found.numerator, found.denominator, found.left_out) == (1, 2, 1)


def test_a_breach_rate_is_per_month_in_force(tmp_path: Path) -> None:
    """Two orders of 30.4375 days each, one breach inside, one after its end: 1 in 2 months = 50 in 100."""
    rows = [CASE]
    for name in ("a", "b"):
        rows += order(name, "2025-01-02T00:00Z", "2025-01-02T00:00Z")
        rows += [row(name, "order.expired", "2025-02-01T10:30Z", "c", occurred_at="2025-02-01T10:30Z")]
    rows += [row("a", "order.breached", "2025-01-20T00:00Z", "c", occurred_at="2025-01-19T00:00Z")]
    rows += [row("b", "order.breached", "2025-03-20T00:00Z", "c", occurred_at="2025-03-19T00:00Z")]
    found = asked(tmp_path, rows, observed=date(2025, 6, 1)).get("breach_rate")
    assert found.denominator == pytest.approx(2)
    assert found.value == pytest.approx(50)
    assert (found.numerator, found.left_out) == (1, 1)
    assert found.high == pytest.approx(100 * 5.572 / 2, rel=1e-3)


def test_an_order_without_an_end_is_taken_for_30_days_and_says_so(tmp_path: Path) -> None:
    rows = [
        CASE,
        *order("a", "2025-01-02T00:00Z", "2025-01-02T00:00Z"),
        row("a", "order.breached", "2025-01-09T00:00Z", "c"),
    ]
    found = asked(tmp_path, rows, observed=date(2025, 6, 1)).get("breach_rate")
    assert found.denominator == pytest.approx(30 / 30.4375)
    assert "term_assumed" in found.cautions


def test_each_breach_waits_for_the_first_action_after_it(tmp_path: Path) -> None:
    """Breaches at 0, 10 and 50 hours; actions at 5 and 30 hours: waits of 5, 20 and none."""
    rows = [CASE, *order("a", "2025-01-01T12:00Z", "2025-01-01T13:00Z")]
    rows += [
        row("a", "order.breached", at, "c")
        for at in ("2025-01-02T00:00Z", "2025-01-02T10:00Z", "2025-01-04T02:00Z")
    ]
    rows += [
        row("x", "breach.arrest", "2025-01-02T05:00Z", "a"),
        row("a", "breach.action", "2025-01-03T06:00Z", "c"),
    ]
    found = asked(tmp_path, rows, observed=date(2025, 6, 1))
    wait = found.get("breach_to_action")
    assert (wait.numerator, wait.denominator, wait.median, wait.p90) == (2, 3, pytest.approx(20), None)
    assert found.get("breach_response").value == pytest.approx(200 / 3)


def test_an_action_on_the_case_answers_a_breach_of_its_order(tmp_path: Path) -> None:
    rows = [
        CASE,
        *order("a", "2025-01-01T12:00Z", "2025-01-01T13:00Z"),
        row("a", "order.breached", "2025-01-02T00:00Z", "c"),
        row("c", "breach.charged", "2025-01-02T07:00Z"),
    ]
    assert asked(tmp_path, rows, observed=date(2025, 6, 1)).get("breach_to_action").median == pytest.approx(7)


def test_nobody_answered_in_the_ledger_because_it_has_no_such_entry_cannot_be_computed(
    tmp_path: Path,
) -> None:
    rows = [
        CASE,
        *order("a", "2025-01-01T12:00Z", "2025-01-01T13:00Z"),
        row("a", "order.breached", "2025-01-02T00:00Z", "c"),
    ]
    assert asked(tmp_path, rows).get("breach_to_action").reason


def sent(name: str, step: str = "", at: str = "") -> list[dict[str, str]]:
    rows = [row(name, "referral.sent", "2025-01-02T00:00Z", "c", service="shelter")]
    return rows + ([row(name, f"referral.{step}", at, "c")] if step else [])


def test_a_refusal_competes_with_acceptance(tmp_path: Path) -> None:
    """Four sent: accepted after 2 and 6 hours, declined after 1, waiting: half accepted, a quarter declined;
    the median is the time of the second of four, the 90th percentile is not reached."""
    rows = [
        CASE,
        *sent("a", "accepted", "2025-01-02T02:00Z"),
        *sent("b", "accepted", "2025-01-02T06:00Z"),
        *sent("d", "declined", "2025-01-02T01:00Z"),
        *sent("e"),
    ]
    found = asked(tmp_path, rows, "service", by="service", observed=date(2026, 6, 1))
    assert found.get("referral_accepted").value == pytest.approx(50)
    assert found.get("referral_declined").value == pytest.approx(25)
    wait = found.get("referral_wait_accepted")
    assert (wait.median, wait.p90, wait.censored) == (pytest.approx(6), None, 1)
    by = {m.id: m for m in found.groups["shelter"]}
    assert by["referral_accepted"].value == pytest.approx(50)


def test_a_person_with_two_cases_in_a_year_is_a_repeat_and_the_same_case_twice_is_not(tmp_path: Path) -> None:
    rows = [
        row("a", "case.opened", "2024-01-01T06:00Z", person_key="p1"),
        row("b", "case.opened", "2024-06-01T06:00Z", person_key="p1"),
        row("d", "case.opened", "2024-01-01T06:00Z", person_key="p2"),
        row("d", "case.opened", "2024-02-01T06:00Z", person_key="p2"),
        row("e", "case.opened", "2024-01-01T06:00Z", person_key="p3"),
        row("f", "case.opened", "2025-03-01T06:00Z", person_key="p3"),
        row("g", "case.opened", "2024-01-01T06:00Z"),
    ]
    found = asked(tmp_path, rows, "person_key", observed=date(2026, 6, 1)).get("repeat_victimisation")
    assert (found.numerator, found.denominator) == (1, 3), "persons, not cases; p3 came back after 14 months"
    assert found.value == pytest.approx(100 / 3)


def test_an_offender_is_known_by_the_rows_about_the_offender(tmp_path: Path) -> None:
    rows = [
        row("a", "case.opened", "2024-01-01T06:00Z", person_key="victim"),
        row("a", "case.charged", "2024-01-09T06:00Z", person_key="man"),
        row("b", "case.opened", "2024-03-01T06:00Z", person_key="other"),
        row("b", "case.charged", "2024-03-09T06:00Z", person_key="man"),
    ]
    found = asked(tmp_path, rows, "person_key", observed=date(2026, 6, 1))
    assert found.get("repeat_offending").value == pytest.approx(100)
    assert found.get("repeat_victimisation").value == pytest.approx(0)
