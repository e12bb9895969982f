"""When an office reads. In 2026 the 20th of November is a Friday, the 16th of December a holiday."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.practice import Hours, HoursInvalid, NeverOpen

ALMATY = timezone(timedelta(hours=5))
WEEK = {day: ["09:00", "18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
OFFICE = Hours.from_json(WEEK)


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ALMATY)


def test_an_office_is_open_from_its_opening_to_its_closing_minute() -> None:
    assert OFFICE.is_open(at(20, 9))
    assert OFFICE.is_open(at(20, 17, 59))
    assert not OFFICE.is_open(at(20, 18))
    assert not OFFICE.is_open(at(21, 12))


def test_an_office_is_closed_on_a_public_holiday_unless_it_says_otherwise() -> None:
    assert not OFFICE.is_open(at(16, 12, month=12))
    assert Hours.from_json({**WEEK, "open_on_holidays": True}).is_open(at(16, 12, month=12))


def test_after_closing_on_friday_it_opens_on_monday() -> None:
    assert OFFICE.next_open(at(20, 18)) == at(23, 9)
    assert OFFICE.next_open(at(20, 12)) == at(20, 12)


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        (at(20, 10), at(20, 12)),
        (at(20, 16), at(20, 18)),
        (at(20, 17), at(23, 10)),  # one hour is left on Friday, the other falls on Monday
        (at(20, 3), at(20, 11)),
        (at(21, 12), at(23, 11)),
        (at(15, 17, 30, month=12), at(17, 10, 30, month=12)),  # the holiday between does not count
    ],
)
def test_a_report_must_be_opened_within_two_hours_of_opening_time(sent: datetime, due: datetime) -> None:
    assert OFFICE.open_by(sent) == due


def test_an_office_that_reads_day_and_night_opens_within_an_hour() -> None:
    assert Hours(round_the_clock=True).open_by(at(21, 23, 30)) == at(22, 0, 30)


def test_people_read_the_hours_in_three_languages() -> None:
    assert OFFICE.text.en == "reads Monday to Friday 09:00-18:00, closed on public holidays"
    assert "понедельник – пятница 09:00–18:00" in OFFICE.text.ru
    assert "дүйсенбі – жұма 09:00–18:00" in OFFICE.text.kk
    assert Hours(round_the_clock=True).text.en == "reads day and night"


def test_days_with_other_hours_are_named_apart() -> None:
    mixed = Hours.from_json({"sat": ["10:00", "14:00"], "mon": ["09:00", "18:00"], "wed": ["09:00", "18:00"]})
    assert mixed.text.en.startswith("reads Monday 09:00-18:00, Wednesday 09:00-18:00, Saturday 10:00-14:00")


def test_she_reads_by_when_it_is_opened_and_what_follows() -> None:
    assert "23.11.2026 10:00" in OFFICE.promise(at(20, 17)).kk
    assert "supervisor" in OFFICE.promise(at(20, 17)).en


def test_an_office_without_hours_can_promise_nothing() -> None:
    with pytest.raises(NeverOpen):
        Hours().open_by(at(20, 10))


@pytest.mark.parametrize(
    "raw",
    [
        {"mon": ["18:00", "09:00"]},
        {"mon": ["09:00"]},
        {"mon": ["nine", "18:00"]},
        {"mon": ["09:00", "24:30"]},
        {"monday": ["09:00", "18:00"]},
        {"mon": "09:00-18:00"},
    ],
)
def test_hours_that_cannot_be_read_are_refused(raw: dict[str, object]) -> None:
    with pytest.raises(HoursInvalid):
        Hours.from_json(raw)


spans = st.tuples(st.integers(0, 1438), st.integers(1, 1440)).filter(lambda s: s[0] < s[1])
some_hours = st.builds(
    Hours, st.dictionaries(st.sampled_from(["mon", "tue", "fri", "sun"]), spans, min_size=1), st.just(False)
)


@given(some_hours, st.integers(0, 60 * 24 * 400))
def test_a_promise_counts_exactly_two_open_hours(hours: Hours, minute: int) -> None:
    sent = at(1, 0, month=1) + timedelta(minutes=minute)
    due = hours.open_by(sent)
    opens = hours.next_open(sent)
    assert sent <= opens < due
    assert hours.is_open(opens)
    assert hours.is_open(due - timedelta(microseconds=1))
    assert due - opens >= timedelta(hours=2)


@given(some_hours)
def test_hours_survive_being_stored(hours: Hours) -> None:
    assert dict(Hours.from_json(hours.to_json()).days) == dict(hours.days)
