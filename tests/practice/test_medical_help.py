"""Medical help within hours. Limits are those of the WHO guide of 2019/2020: 72 h, 120 h, 14 days."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.practice import MedicalHelp, NaiveTime, medical_help
from qorgan.practice.deadlines import due_codes

ALMATY = timezone(timedelta(hours=5))
HAPPENED = datetime(2026, 11, 20, 23, 0, tzinfo=ALMATY)
RAPE: dict[str, object] = {"acts": ["forced_intercourse"], "victim_sex": "f"}


def codes(found: tuple[MedicalHelp, ...]) -> list[str]:
    return [one.code for one in found]


def until(code: str, happened: datetime | date) -> datetime | None:
    (one,) = [h for h in medical_help(RAPE, happened, HAPPENED) if h.code == code]
    return one.until


@pytest.mark.parametrize(
    ("code", "limit"),
    [
        ("hiv_protection", timedelta(hours=72)),
        ("emergency_contraception", timedelta(hours=120)),
        ("hepatitis_b", timedelta(days=14)),
    ],
)
def test_limits_count_hours_from_what_happened(code: str, limit: timedelta) -> None:
    assert until(code, HAPPENED) == HAPPENED + limit


def test_a_bare_date_counts_from_its_first_minute() -> None:
    assert until("hiv_protection", date(2026, 11, 20)) == datetime(2026, 11, 23, 0, 0, tzinfo=ALMATY)


@pytest.mark.parametrize(("hours", "in_time"), [(0, True), (72, True), (73, False)])
def test_after_the_usual_time_she_is_told_that_help_is_still_possible(hours: int, in_time: bool) -> None:
    (found,) = [
        h
        for h in medical_help(RAPE, HAPPENED, HAPPENED + timedelta(hours=hours))
        if h.code == "hiv_protection"
    ]
    assert found.in_time == in_time
    if not in_time:
        assert "can still help" in found.text.en


def test_when_the_time_is_not_known_all_help_is_offered_without_a_limit() -> None:
    found = medical_help(RAPE, None, HAPPENED)
    assert codes(found) == ["hiv_protection", "emergency_contraception", "hepatitis_b", "samples"]
    assert {(h.until, h.in_time) for h in found} == {(None, True)}


def test_strangulation_calls_for_a_doctor_first_and_without_any_limit() -> None:
    (first, *_) = medical_help({"acts": "strangulation"}, HAPPENED, HAPPENED + timedelta(days=60))
    assert (first.code, first.until, first.in_time) == ("strangulation_check", None, True)


def test_contraception_is_not_offered_to_a_man() -> None:
    assert "emergency_contraception" not in codes(
        medical_help({**RAPE, "victim_sex": "m"}, HAPPENED, HAPPENED)
    )
    assert "emergency_contraception" in codes(
        medical_help({"acts": ["forced_intercourse"]}, HAPPENED, HAPPENED)
    )


def test_a_child_is_offered_the_same_help_where_no_force_was_named() -> None:
    child: dict[str, object] = {"acts": ["consensual_intercourse"], "victim_age": 13}
    assert "hiv_protection" in codes(medical_help(child, HAPPENED, HAPPENED))
    assert medical_help({**child, "victim_age": 30}, HAPPENED, HAPPENED) == ()


def test_words_alone_call_for_no_doctor() -> None:
    assert medical_help({"acts": ["insult", "threats"]}, HAPPENED, HAPPENED) == ()


def test_a_time_without_its_zone_is_refused() -> None:
    with pytest.raises(NaiveTime):
        medical_help(RAPE, datetime(2026, 11, 20, 23, 0), HAPPENED)


@given(st.integers(0, 24 * 60), st.integers(0, 30 * 24))
def test_a_bare_date_is_never_shown_later_than_the_real_moment(minute: int, later: int) -> None:
    real = datetime(2026, 11, 20, tzinfo=ALMATY) + timedelta(minutes=minute % (24 * 60))
    at = real + timedelta(hours=later)
    by_date = {h.code: h for h in medical_help(RAPE, date(2026, 11, 20), at)}
    for exact in medical_help(RAPE, real, at):
        shown = by_date[exact.code].until
        assert exact.until is not None
        assert shown is not None
        assert shown <= exact.until


def test_no_open_due_code_names_medical_help() -> None:
    assert not set(codes(medical_help({**RAPE, "harm": "light"}, HAPPENED, HAPPENED))) & set(due_codes())
