"""Clocks on the case page are read from headers: kept, missed or running, whatever anyone says afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import translation

from qorgan.web.desk import case_view
from qorgan.web.ledger.headers import CLEARED, due
from qorgan.web.ledger.models import Entry

RECEIVED = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
DUE = RECEIVED + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def _report(*steps: tuple[str, datetime, str]) -> list[Entry]:
    subject = uuid4()
    return [
        Entry(subject=subject, seq=seq, type=type_, recorded_at=at, due_code=code)
        for seq, (type_, at, code) in enumerate(steps, start=1)
    ]


def _states(entries: list[Entry], at: datetime) -> list[str]:
    return [clock.state for clock in case_view.clocks(entries, at, {})]


RECEIPT = ("report.received", RECEIVED, due("report_open", DUE))


def test_a_clock_whose_time_has_not_come_is_running() -> None:
    assert _states(_report(RECEIPT), DUE - timedelta(minutes=1)) == ["running"]


def test_a_clock_nobody_answered_is_missed_once_its_time_is_over() -> None:
    assert _states(_report(RECEIPT), DUE + timedelta(minutes=1)) == ["missed"]


def test_what_was_done_in_time_stays_kept_for_ever() -> None:
    opened = ("report.opened", DUE - timedelta(minutes=1), CLEARED)
    assert _states(_report(RECEIPT, opened), DUE + timedelta(days=300)) == ["met"]


def test_what_was_done_too_late_stays_missed() -> None:
    opened = ("report.opened", DUE + timedelta(minutes=1), CLEARED)
    assert _states(_report(RECEIPT, opened), DUE + timedelta(days=300)) == ["missed"]


def test_an_escalation_records_a_miss_and_starts_the_next_clock() -> None:
    later = DUE + timedelta(hours=1)
    raised = ("report.escalated", DUE, due("report_supervisor", later))
    found = case_view.clocks(_report(RECEIPT, raised), DUE + timedelta(minutes=1), {})
    assert [(clock.label, clock.state) for clock in found] == [
        ("Open the report", "missed"),
        ("Supervisor opens the report", "running"),
    ]


def test_an_entry_without_a_due_code_ends_no_clock() -> None:
    note = ("report.visited", RECEIVED + timedelta(minutes=5), "")
    assert _states(_report(RECEIPT, note), DUE - timedelta(minutes=1)) == ["running"]


def test_a_deadline_of_ours_is_not_passed_off_as_law() -> None:
    (clock,) = case_view.clocks(_report(RECEIPT), RECEIVED, {})
    assert clock.basis == "our own deadline"


def test_missed_clocks_stand_first_and_kept_ones_apart() -> None:
    opened = ("report.opened", DUE - timedelta(minutes=1), CLEARED)
    lines = [
        *case_view.clocks(_report(RECEIPT, opened), DUE, {}),
        *case_view.clocks(_report(RECEIPT), DUE - timedelta(minutes=1), {}),
        *case_view.clocks(_report(RECEIPT), DUE + timedelta(minutes=1), {}),
    ]
    shown = case_view.shown(lines)
    assert [clock.state for clock in shown.open] == ["missed", "running"]
    assert [clock.state for clock in shown.kept] == ["met"]
