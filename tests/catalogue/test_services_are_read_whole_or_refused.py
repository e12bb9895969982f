"""A service of the directory: every fault is said at once, and what is not known stays not known."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as tried
from hypothesis import strategies as st

from qorgan.catalogue.codes import LANGUAGES, codes
from qorgan.catalogue.faults import BadRecord
from qorgan.catalogue.services import FIELDS, Access, Service, directory, service_of, serving

JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def plain(**other: Any) -> dict[str, Any]:
    words = {"en": "Invented", "ru": "Вымышленная", "kk": "Ойдан шығарылған"}
    given: dict[str, Any] = {
        "identifier": "kz-invented-line",
        "kind": "helpline",
        "name": words,
        "does": words,
        "country": "KZ",
        "sources": [{"address": "https://example.org/", "certainty": "secondary"}],
    }
    return {**given, **other}


def faults(given: dict[str, Any]) -> set[tuple[str, str]]:
    with pytest.raises(BadRecord) as refused:
        service_of(given)
    return {(fault.field, fault.code) for fault in refused.value.faults}


def test_every_fault_is_said_at_once() -> None:
    given = plain(
        identifier="uz-line", kind="kiosk", does={"en": "x"}, phones=["12"], licence="maybe", cost="cheap",
        region="UZ-TK", latitude=91, access={"lift": "yes", "text": "often"}, website="javascript:x",
        last_checked="yesterday", owner="nobody", sources=[],
    )  # fmt: skip
    assert faults(given) == {
        ("identifier", "wrong_service_identifier"), ("kind", "unknown_code"), ("does", "missing"),
        ("phones", "wrong_phone"), ("licence", "unknown_code"), ("cost", "unknown_code"),
        ("region", "wrong_form"), ("latitude", "off_the_globe"), ("access", "unknown_field"),
        ("text", "unknown_code"), ("website", "wrong_address"), ("last_checked", "wrong_day"),
        ("owner", "unknown_field"), ("sources", "missing"),
    }  # fmt: skip


@tried(st.dictionaries(st.sampled_from(sorted(FIELDS)), JUNK))
def test_whatever_comes_in_is_a_service_or_a_list_of_faults(junk: dict[str, Any]) -> None:
    try:
        found = service_of(plain(**junk))
    except BadRecord as refused:
        assert refused.faults
    else:
        assert isinstance(found, Service)


def test_what_is_not_said_is_not_known() -> None:
    found = service_of(plain())
    assert (found.licence, found.cost, found.hours.known) == ("unknown", "unknown", "unknown")
    assert found.access == Access("unknown", "unknown", "unknown")
    assert found.last_checked is None
    assert found.hours.open_at("mon", "12:00") is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("field", ["name", "does", "beware"])
def test_words_for_people_in_need_stand_in_three_languages(field: str, language: str) -> None:
    words = {"en": "a", "ru": "б", "kk": "ә"}
    assert (field, "missing") in faults(plain(**{field: {**words, language: " "}}))


@pytest.mark.parametrize(
    ("given", "kept"),
    [("111", "111"), ("1415", "1415"), ("+7 (727) 123-45-67", "+77271234567"), (102, "102")],
)
def test_a_telephone_number_is_kept_in_one_form(given: Any, kept: str) -> None:
    assert service_of(plain(phones=[given])).phones == (kept,)


@pytest.mark.parametrize(
    "given", ["8 727 123 45 67", "+7", "call me", "+7727123456789012", "٠١١", "<b>111</b>"]
)
def test_a_number_that_cannot_be_dialled_from_anywhere_is_refused(given: str) -> None:
    assert ("phones", "wrong_phone") in faults(plain(phones=[given]))


def test_yes_and_no_of_yaml_are_yes_and_no() -> None:
    found = service_of(plain(access={"step_free": True, "sign_language": False, "text": "yes"}))
    assert found.access == Access("yes", "no", "yes")


def test_hours_of_a_week_say_when_it_is_open() -> None:
    hours = service_of(
        plain(hours={"mon": [["14:00", "18:00"], ["09:00", "13:00"]], "fri": [["22:00", "24:00"]]})
    ).hours
    expected = {"08:59": False, "09:00": True, "13:00": False, "14:00": True, "17:59": True, "18:00": False}
    assert {time: hours.open_at("mon", time) for time in expected} == expected
    assert hours.open_at("fri", "23:59") is True
    assert hours.open_at("sun", "10:00") is False


def test_around_the_clock_is_open_at_any_time() -> None:
    assert service_of(plain(hours="around_the_clock")).hours.open_at("sun", "03:00") is True


@pytest.mark.parametrize(
    ("hours", "code"),
    [
        ("always", "wrong_hours"),
        ({"mon": [["9:00", "18:00"]]}, "wrong_hours"),
        ({"mon": [["18:00", "09:00"]]}, "wrong_hours"),
        ({"mon": [["09:00", "25:00"]]}, "wrong_hours"),
        ({"mon": ["09:00"]}, "wrong_hours"),
        ({"mon": [[540, 1080]]}, "wrong_hours"),
        ({"mon": "09:00-18:00"}, "not_a_list"),
        ({"monday": [["09:00", "18:00"]]}, "unknown_code"),
        ({"mon": [["09:00", "14:00"], ["13:00", "18:00"]]}, "hours_overlap"),
    ],
)
def test_hours_that_cannot_be_are_refused(hours: Any, code: str) -> None:
    assert ("hours", code) in faults(plain(hours=hours))


def test_what_is_written_out_is_read_back_the_same() -> None:
    full = plain(
        hours={"tue": [["09:00", "18:00"]]}, beware={"en": "a", "ru": "б", "kk": "ә"}, region="KZ-75",
        street={"ru": "Вымышленная, 1"}, latitude=43.2, longitude=76.9, last_checked="2026-11-01",
        languages=["kk", "ru"], phones=["111"], website="https://example.org/", access={"text": "yes"},
    )  # fmt: skip
    for service in (service_of(full), *directory()):
        assert service_of(service.plain()) == service


def test_a_region_is_served_by_its_own_and_by_those_of_the_whole_country() -> None:
    kostanay = {one.identifier for one in serving(directory(), "KZ", "KZ-39")}
    almaty = {one.identifier for one in serving(directory(), "KZ", "KZ-75")}
    assert kostanay - almaty == {"kz-crisis-centre-kostanay"}
    assert "kz-111" in almaty
    assert serving(directory(), "UZ") == ()


def test_our_own_directory_begins_with_danger_now_and_promises_no_check_that_nobody_made() -> None:
    assert [one.identifier for one in directory()][:2] == ["kz-102", "kz-111"]
    for one in directory():
        assert one.last_checked is None, one.identifier
        assert all(source.opened is None for source in one.sources), one.identifier
        # The references support no other number; a wrong one sends a person in danger to a stranger.
        assert set(one.phones) <= {"102", "111"}, one.identifier


@pytest.mark.parametrize("name", ["service_kinds", "answers", "licence_statuses", "caller_costs", "weekdays"])
def test_every_code_of_the_directory_is_text(name: str) -> None:
    assert all(isinstance(code, str) for code in codes(name))  # an unquoted yes of YAML would be True
