"""May she be contacted now? The default is no; answers are worked by hand on the calendar of 2026."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.practice import NaiveTime, SafeContact, SafeContactInvalid, may_contact, validate
from qorgan.practice.local_time import DAYS
from qorgan.practice.safe_contact import channels

ALMATY = timezone(timedelta(hours=5))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in November 2026; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ALMATY)


RULES = SafeContact(
    contact_wanted="yes",
    channel="call",
    value="+7 700 000 00 00",
    safe_days=("mon", "wed"),
    safe_from=10 * 60,
    safe_until=12 * 60,
    last_verified_at=at(20, 9),
)


def test_without_any_rules_nobody_contacts_her() -> None:
    assert may_contact(None, "call", at(23, 11)).code == "no_rules"
    assert may_contact(SafeContact(), "call", at(23, 11)).code == "not_wanted"


def test_inside_her_window_a_call_is_allowed() -> None:
    found = may_contact(RULES, "call", at(23, 10))
    assert (found.allowed, found.code) == (True, "allowed")


def test_the_end_of_the_window_is_outside() -> None:
    assert may_contact(RULES, "call", at(23, 11, 59)).allowed
    assert not may_contact(RULES, "call", at(23, 12)).allowed


def test_outside_the_window_the_next_one_is_named() -> None:
    found = may_contact(RULES, "call", at(23, 12))
    assert found.code == "outside_window"
    assert found.next_window is not None
    assert (found.next_window.start, found.next_window.end) == (at(25, 10), at(25, 12))
    assert "25.11.2026 10:00" in found.text.kk


def test_utc_is_read_on_the_local_clock() -> None:
    assert may_contact(RULES, "call", datetime(2026, 11, 23, 5, 30, tzinfo=UTC)).allowed  # 10:30
    assert not may_contact(RULES, "call", datetime(2026, 11, 23, 10, 30, tzinfo=UTC)).allowed  # 15:30


def test_a_time_without_its_zone_is_refused() -> None:
    with pytest.raises(NaiveTime):
        may_contact(RULES, "call", datetime(2026, 11, 23, 11, 0))


def test_a_window_over_midnight_belongs_to_the_day_it_begins_on() -> None:
    night = replace(RULES, safe_days=("mon",), safe_from=22 * 60, safe_until=2 * 60)
    assert may_contact(night, "call", at(23, 23)).allowed
    assert may_contact(night, "call", at(24, 1, 59)).allowed
    assert not may_contact(night, "call", at(24, 2)).allowed
    assert not may_contact(night, "call", at(23, 1)).allowed  # Sunday's night was not marked
    assert not may_contact(night, "call", at(24, 23)).allowed


@pytest.mark.parametrize(("wanted", "code"), [("no", "not_wanted"), ("i_will_return", "will_return")])
def test_her_wish_not_to_be_contacted_holds_inside_any_window(wanted: str, code: str) -> None:
    assert may_contact(replace(RULES, contact_wanted=wanted), "call", at(23, 11)).code == code


def test_rules_nobody_verified_are_refused() -> None:
    assert may_contact(replace(RULES, last_verified_at=None), "call", at(23, 11)).code == "not_verified"


def test_after_thirty_days_the_rules_block_until_verified_again() -> None:
    old = replace(RULES, last_verified_at=at(23, 11) - timedelta(days=30))
    assert may_contact(old, "call", at(23, 11)).code == "expired"
    young = replace(RULES, last_verified_at=at(23, 11) - timedelta(days=29))
    assert may_contact(young, "call", at(23, 11)).allowed
    again = replace(old, last_verified_at=at(23, 10))
    assert may_contact(again, "call", at(23, 11)).allowed


def test_an_earlier_end_of_hers_counts_and_a_later_one_does_not() -> None:
    assert may_contact(replace(RULES, expires_at=at(23, 11)), "call", at(23, 11)).code == "expired"
    stretched = replace(RULES, last_verified_at=at(23, 11) - timedelta(days=31), expires_at=at(30, 0))
    assert may_contact(stretched, "call", at(23, 11)).code == "expired"


def test_no_window_is_offered_that_begins_after_the_rules_end() -> None:
    for end in (at(24, 12), at(25, 10)):  # the next window begins at 10:00 on the 25th
        found = may_contact(replace(RULES, expires_at=end), "call", at(23, 13))
        assert (found.code, found.next_window) == ("expires_before_window", None)


@pytest.mark.parametrize("channel", ["voicemail", "text", "messenger", "email", "in_person", "telegram"])
def test_a_way_she_did_not_mark_is_refused(channel: str) -> None:
    assert may_contact(RULES, channel, at(23, 11)).code == "channel_not_safe"


def test_voicemail_and_text_need_her_own_yes() -> None:
    assert may_contact(replace(RULES, voicemail_ok=True), "voicemail", at(23, 11)).allowed
    assert may_contact(replace(RULES, text_ok=True), "text", at(23, 11)).allowed
    mail = replace(RULES, channel="email", voicemail_ok=True, text_ok=True)
    assert may_contact(mail, "voicemail", at(23, 11)).code == "channel_not_safe"


@pytest.mark.parametrize("missing", [{"safe_days": ()}, {"safe_from": None}, {"safe_until": None}])
def test_without_days_or_hours_there_is_no_safe_time(missing: dict[str, object]) -> None:
    assert may_contact(replace(RULES, **missing), "call", at(23, 11)).code == "no_window"  # type: ignore[arg-type]


minutes = st.integers(0, 1440)


@given(
    days=st.sets(st.sampled_from(DAYS)),
    begin=minutes,
    end=minutes,
    moment=st.integers(0, 14 * 24 * 60),
    wanted=st.sampled_from(["no", "i_will_return", "yes"]),
    channel=st.sampled_from([*channels(), "telegram"]),
)
def test_a_yes_is_given_only_inside_a_window_she_marked(
    days: set[str], begin: int, end: int, moment: int, wanted: str, channel: str
) -> None:
    rules = replace(
        RULES,
        contact_wanted=wanted,
        safe_days=tuple(d for d in DAYS if d in days),
        safe_from=begin,
        safe_until=end,
        last_verified_at=at(22, 0),
    )
    when = at(23, 0) + timedelta(minutes=moment)
    today, yesterday = DAYS[when.weekday()], DAYS[when.weekday() - 1]
    clock = when.hour * 60 + when.minute
    if begin < end:
        inside = today in days and begin <= clock < end
    elif begin > end:
        inside = (today in days and clock >= begin) or (yesterday in days and clock < end)
    else:
        inside = False
    assert may_contact(rules, channel, when).allowed == (inside and wanted == "yes" and channel == "call")


FORM = {
    "contact_wanted": "yes",
    "channel": "call",
    "value": "+7 700 000 00 00",
    "safe_days": ["wed", "mon"],
    "safe_from": "10:00",
    "safe_until": "12:00",
    "do_not_contact": ["his mother", " "],
    "caller_identity": "the clinic",
    "last_verified_at": "2026-11-20T09:00:00+05:00",
}


def test_a_filled_form_becomes_rules() -> None:
    rules = SafeContact.from_json(FORM)
    assert rules.safe_days == ("mon", "wed")
    assert (rules.safe_from, rules.safe_until) == (600, 720)
    assert rules.do_not_contact == ("his mother",)
    assert (rules.voicemail_ok, rules.text_ok) == (False, False)


def test_rules_survive_being_stored() -> None:
    rules = SafeContact.from_json({**FORM, "safe_until": "24:00", "expires_at": "2026-12-01T00:00:00+00:00"})
    assert SafeContact.from_json(rules.to_json()) == rules


def test_an_empty_form_is_the_safest_rule() -> None:
    assert SafeContact.from_json({}) == SafeContact()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"contact_wanted": "maybe"}, "contact_wanted"),
        ({"channel": "pigeon"}, "channel"),
        ({"channel": "voicemail"}, "channel"),
        ({"value": " "}, "value"),
        ({"safe_days": []}, "safe_days"),
        ({"safe_days": ["mon", "someday"]}, "safe_days"),
        ({"safe_from": "25:00"}, "safe_from"),
        ({"safe_until": "noon"}, "safe_until"),
        ({"safe_from": ""}, "safe_from"),
        ({"safe_from": "9:00", "safe_until": "09:00"}, "safe_from"),
        ({"voicemail_ok": "perhaps"}, "voicemail_ok"),
        ({"do_not_contact": "his mother"}, "do_not_contact"),
        ({"last_verified_at": "2026-11-20T09:00:00"}, "last_verified_at"),
        ({"expires_at": "soon"}, "expires_at"),
    ],
)
def test_each_fault_is_named_at_its_field_in_three_languages(change: dict[str, object], field: str) -> None:
    with pytest.raises(SafeContactInvalid) as fault:
        SafeContact.from_json({**FORM, **change})
    assert set(fault.value.errors) == {field}
    assert all(fault.value.errors[field][language] for language in ("en", "ru", "kk"))


def test_days_and_hours_are_not_asked_where_no_contact_is_wanted() -> None:
    assert validate({"contact_wanted": "i_will_return"}) == {}
