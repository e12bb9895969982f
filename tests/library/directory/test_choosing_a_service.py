"""What fits, what does not, and what is not known: hours by the clock of the country, nothing guessed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from qorgan.catalogue.services import service_of
from qorgan.web.library.directory.choosing import Choice, choice_of, chosen, fits, is_open

WORDS = {"en": "A", "ru": "А", "kk": "А"}
MONDAY_NOON_UTC = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def service(**more: Any) -> Any:
    return service_of(
        {
            "identifier": "kz-a", "kind": "legal_aid", "name": WORDS, "does": WORDS, "country": "KZ",
            "sources": [{"address": "https://example.org/", "certainty": "secondary"}], **more,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("country", "utc", "answers"),
    [
        ("KZ", "2026-11-23T03:59", False),  # 08:59 in Kazakhstan, UTC+5 since 1 March 2024
        ("KZ", "2026-11-23T04:00", True),
        ("KZ", "2026-11-23T12:59", True),
        ("KZ", "2026-11-23T13:00", False),
        ("KG", "2026-11-23T03:00", True),  # 09:00 in Kyrgyzstan, UTC+6
        ("KG", "2026-11-23T12:00", False),
        ("UZ", "2026-11-23T04:00", True),
        ("KZ", "2026-11-22T19:30", False),  # half past midnight of Monday there; Sunday here
    ],
)
def test_open_hours_are_those_of_the_clock_on_the_wall_there(country: str, utc: str, answers: bool) -> None:
    one = service(identifier=f"{country.lower()}-a", country=country, hours={"mon": [["09:00", "18:00"]]})
    assert is_open(one, datetime.fromisoformat(utc).replace(tzinfo=UTC)) is answers


def test_a_night_into_the_next_day_is_open_on_both_sides_of_midnight() -> None:
    night = service(hours={"sun": [["22:00", "24:00"]], "mon": [["00:00", "06:00"]]})
    assert is_open(night, datetime(2026, 11, 22, 18, 59, 59, tzinfo=UTC)) is True  # 23:59 on Sunday there
    assert is_open(night, datetime(2026, 11, 22, 19, 0, tzinfo=UTC)) is True
    assert is_open(night, datetime(2026, 11, 23, 1, 0, tzinfo=UTC)) is False


def test_hours_that_are_not_known_are_not_taken_for_closed() -> None:
    assert is_open(service(), MONDAY_NOON_UTC) is None
    assert is_open(service(hours="around_the_clock"), MONDAY_NOON_UTC) is True
    elsewhere = service(identifier="us-a", country="US", hours={"mon": [["00:00", "24:00"]]})
    assert is_open(elsewhere, MONDAY_NOON_UTC) is None


@pytest.mark.parametrize(
    ("more", "choice", "fit"),
    [
        ({}, Choice(free=True), None),
        ({"cost": "free"}, Choice(free=True), True),
        ({"cost": "paid"}, Choice(free=True), False),
        ({}, Choice(language="kk"), None),
        ({"languages": ["kk", "ru"]}, Choice(language="kk"), True),
        ({"languages": ["ru"]}, Choice(language="kk"), False),
        ({"access": {"sign_language": "no"}}, Choice(access="sign_language"), False),
        ({"access": {"sign_language": "yes"}}, Choice(access="sign_language"), True),
        ({"access": {"sign_language": "yes"}}, Choice(access="step_free"), None),
        ({}, Choice(country="KZ", region="KZ-75"), True),
        ({"region": "KZ-75"}, Choice(country="KZ", region="KZ-75"), True),
        ({"region": "KZ-39"}, Choice(country="KZ", region="KZ-75"), False),
        ({"region": "KZ-39"}, Choice(country="KZ"), True),
        ({}, Choice(country="KG"), False),
        ({}, Choice(what="rights"), True),
        ({}, Choice(what="stay"), False),
        ({"cost": "paid"}, Choice(free=True, language="kk"), False),
    ],
)
def test_only_what_is_known_to_be_otherwise_falls_away(more: Any, choice: Choice, fit: bool | None) -> None:
    assert fits(service(**more), choice, MONDAY_NOON_UTC) is fit


def test_what_is_not_known_stands_apart_and_is_not_lost() -> None:
    free, unknown, paid = (service(identifier=f"kz-{c}", cost=c) for c in ("free", "unknown", "paid"))
    assert chosen([free, unknown, paid], Choice(free=True), MONDAY_NOON_UTC) == ([free], [unknown])


def test_a_value_that_is_none_of_ours_counts_as_not_chosen() -> None:
    given = {"country": "XX", "region": "'; DROP", "what": "\0", "spoken": "<b>", "access": "x", "open": "1"}
    assert choice_of(given, [service()]) == Choice()


def test_a_region_brings_its_country_and_never_that_of_another() -> None:
    assert choice_of({"region": "KZ-75"}, []) == Choice(country="KZ", region="KZ-75")
    assert choice_of({"region": "KZ-75", "country": "KG"}, []) == Choice(country="KG")
