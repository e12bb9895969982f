"""What is due when. Times are worked by hand; in 2026 the 20th of November is a Friday."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan import law
from qorgan.practice import (
    Hours,
    HoursNeeded,
    NaiveTime,
    NoSafeWindow,
    SafeContact,
    UnknownDueCode,
    UnknownState,
    UnknownUrgency,
    deadline,
    due_at,
    is_working_day,
    opens_by,
    report_steps,
    urgency_of,
)
from qorgan.practice import referral as referrals
from qorgan.practice.deadlines import due_codes
from qorgan.practice.local_time import add_working_days

ALMATY = timezone(timedelta(hours=5))
OFFICE = Hours.from_json({day: ["09:00", "18:00"] for day in ("mon", "tue", "wed", "thu", "fri")})
LINE = Hours(round_the_clock=True)


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ALMATY)


FRIDAY = at(20, 16)


@pytest.mark.parametrize(
    ("code", "urgency", "due"),
    [
        ("referral_ack", "critical", at(20, 17)),
        ("referral_ack", "high", at(20, 20)),
        ("referral_ack", "other", at(23, 16)),  # one working day on from Friday 16:00
        ("referral_first_contact", "critical", at(20, 18)),
        ("referral_first_contact", "high", at(21, 16)),
        ("referral_first_contact", "other", at(23, 16)),  # 72 hours
        ("order_check", None, at(27, 16)),
        ("order_valid", None, at(20, 16, month=12)),
        ("order_copy", None, at(21, 0)),  # the same day, until 24:00
        ("danger_review_24h", None, at(21, 16)),
        ("danger_review_7d", None, at(27, 16)),
        ("danger_review_30d", None, at(20, 16, month=12)),
    ],
)
def test_each_deadline_counts_as_written(code: str, urgency: str | None, due: datetime) -> None:
    assert due_at(code, FRIDAY, urgency=urgency) == due


def test_the_same_day_is_the_local_day() -> None:
    assert due_at("order_copy", datetime(2026, 11, 20, 20, 0, tzinfo=UTC)) == at(22, 0)  # 01:00 on the 21st


def test_one_working_day_from_a_weekend_is_the_end_of_monday() -> None:
    assert add_working_days(at(21, 12), 1) == at(24, 0)


def test_a_holiday_is_no_working_day() -> None:
    assert not is_working_day(date(2026, 12, 16))  # Independence Day, a Wednesday
    assert add_working_days(at(15, 10, month=12), 1) == at(17, 10, month=12)


@given(st.integers(0, 365 * 24 * 60), st.integers(1, 10))
def test_working_days_end_on_a_working_day_and_never_early(minute: int, days: int) -> None:
    start = datetime(2026, 1, 1, tzinfo=ALMATY) + timedelta(minutes=minute)
    due = add_working_days(start, days)
    assert due - start >= timedelta(days=days)
    assert is_working_day((due - timedelta(microseconds=1)).date())


def test_a_report_is_opened_by_the_hours_of_the_office() -> None:
    assert opens_by(FRIDAY, OFFICE) == at(20, 18)
    assert opens_by(FRIDAY, LINE) == at(20, 17)


def test_an_unopened_report_goes_to_the_supervisor_and_to_111_only_if_she_ticked_it() -> None:
    steps = report_steps(at(20, 17), OFFICE, line_111=True)
    assert [(s.code, s.start, s.due_at) for s in steps] == [
        ("report_open", at(20, 17), at(23, 10)),
        ("report_supervisor", at(23, 10), at(23, 12)),
        ("report_line_111", at(23, 12), at(23, 13)),
    ]
    assert [s.who for s in steps] == ["caseworker", "supervisor", "line_operator"]
    assert [s.code for s in report_steps(at(20, 17), OFFICE, line_111=False)] == [
        "report_open",
        "report_supervisor",
    ]


def test_a_call_is_due_by_the_end_of_her_next_window() -> None:
    rules = SafeContact("yes", "call", "x", ("mon",), 600, 720)
    assert due_at("call_window", FRIDAY, rules=rules) == at(23, 12)
    with pytest.raises(NoSafeWindow):
        due_at("call_window", FRIDAY, rules=SafeContact())
    with pytest.raises(NoSafeWindow):
        due_at("call_window", FRIDAY)


def test_a_deadline_is_missed_only_after_its_time() -> None:
    found = deadline("referral_ack", FRIDAY, urgency="critical")
    assert not found.missed(at(20, 17))
    assert found.missed(at(20, 17) + timedelta(seconds=1))


def test_duties_of_the_law_name_their_article() -> None:
    assert deadline("order_check", FRIDAY).basis == "kz.l245.60"
    assert deadline("order_copy", FRIDAY).basis == "kz.l245.60"
    assert deadline("danger_review_24h", FRIDAY).basis is None


def test_what_is_missing_or_unknown_is_named() -> None:
    with pytest.raises(UnknownDueCode, match="referral_ack"):
        due_at("someday", FRIDAY)
    with pytest.raises(UnknownUrgency, match="critical"):
        due_at("referral_ack", FRIDAY, urgency="soon")
    with pytest.raises(HoursNeeded):
        due_at("report_open", FRIDAY)
    with pytest.raises(NaiveTime):
        due_at("order_check", datetime(2026, 11, 20, 16, 0))


def test_a_sent_referral_runs_two_clocks_from_sending() -> None:
    found = referrals.deadlines("sent", "critical", FRIDAY)
    assert [(d.code, d.due_at) for d in found] == [
        ("referral_ack", at(20, 17)),
        ("referral_first_contact", at(20, 18)),
    ]
    assert [d.code for d in referrals.deadlines("accepted", "high", FRIDAY)] == ["referral_first_contact"]


@pytest.mark.parametrize("state", ["drafted", "consented", "first_contact", "outcome", "declined"])
def test_nothing_runs_before_sending_or_after_the_first_contact(state: str) -> None:
    assert referrals.deadlines(state, "high", FRIDAY) == ()


def test_an_unknown_state_or_urgency_of_a_referral_is_refused() -> None:
    with pytest.raises(UnknownState):
        referrals.deadlines("lost", "high", FRIDAY)
    with pytest.raises(UnknownUrgency):
        referrals.deadlines("drafted", "soon", FRIDAY)


def test_a_case_nobody_assessed_is_as_urgent_as_one_with_too_little_known() -> None:
    assert urgency_of(None) == urgency_of("insufficient") == "high"
    assert urgency_of("high") == "critical"


def test_reconciliation_is_no_service() -> None:
    assert not [code for code in referrals.services() if "mediation" in code or "reunification" in code]
    assert set(map(referrals.purpose_of, referrals.services())) == set(referrals.purposes())


def test_the_due_codes_are_those_of_the_ledger() -> None:
    assert set(due_codes()) == {
        "report_open", "report_supervisor", "report_line_111", "referral_ack", "referral_first_contact",
        "order_copy", "order_check", "order_check_missed", "order_valid", "danger_review_24h",
        "danger_review_7d", "danger_review_30d", "call_window", "tip_decision",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2024-03-25", False),  # for Saturday 23 March
        ("2024-07-08", False),  # for Saturday 6 July
        ("2025-01-03", False),
        ("2025-01-05", True),  # a Sunday worked in place of 3 January
        ("2025-06-06", False),  # Kurban Ait
        ("2026-03-24", False),
        ("2026-05-11", False),
        ("2026-05-27", False),  # Kurban Ait
        ("2026-10-26", False),
        ("2026-10-27", True),
    ],
)
def test_days_off_of_2024_to_2026_are_those_that_were_published(day: str, works: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) is works


def test_the_law_and_the_services_have_the_same_days_off() -> None:
    rules = law.load().clock_rules
    day = date(2024, 1, 1)
    while day.year < 2027:
        assert rules.works(day) is is_working_day(day), day
        day += timedelta(days=1)
