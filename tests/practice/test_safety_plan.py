"""A safety plan is hers: everything optional, one page long, and harmless if it is found."""

from __future__ import annotations

import re

import pytest

from qorgan.practice import LANGUAGES, danger, safety_plan
from qorgan.practice.safety_plan import (
    OWN,
    SectionTooLong,
    UnknownSection,
    calls,
    sections,
    together,
    written,
)


def test_the_parts_cover_people_a_sign_things_the_way_out_children_the_phone_and_calls() -> None:
    assert [one.code for one in sections()] == [
        "people", "sign", "ready", "way_out", "children", "phone", "calls", "strength", "more", "own",
    ]  # fmt: skip


def test_only_the_own_notes_are_written_by_her_alone() -> None:
    assert [one.code for one in sections() if one.hers] == [OWN]
    assert OWN not in {one.code for one in together()}


def test_every_part_may_stay_empty() -> None:
    assert written({one.code: "  " for one in sections()}) == {}
    assert written({}) == {}


def test_what_is_written_keeps_the_order_of_the_page_and_its_own_lines() -> None:
    assert written({"ready": "papers\nkeys ", "people": " G."}) == {"people": "G.", "ready": "papers\nkeys"}
    assert list(written({"ready": "x", "people": "y"})) == ["people", "ready"]


def test_a_part_that_is_longer_than_its_place_is_refused_by_name() -> None:
    limit = safety_plan.section("sign").limit
    assert written({"sign": "я" * limit})
    with pytest.raises(SectionTooLong, match=f"sign: {limit + 1} characters"):
        written({"sign": "я" * (limit + 1)})


def test_an_unknown_part_is_refused_and_names_the_known_ones() -> None:
    with pytest.raises(UnknownSection, match="way_out"):
        written({"weapons": "x"})


def test_the_whole_plan_fits_on_a_page_or_two() -> None:
    assert sum(one.limit for one in together()) <= 6000


def test_the_three_numbers_stand_on_every_plan() -> None:
    assert [call.number for call in calls()] == ["102", "103", "111"]


def test_a_plan_is_called_for_where_danger_is_high_or_not_known_and_offered_elsewhere() -> None:
    assert {band: safety_plan.called_for(band) for band in ("", *danger.bands())} == {
        "": False, "high": True, "insufficient": True, "no_flag": False,
    }  # fmt: skip
    for band in danger.bands():
        assert "safety_plan" in {action.code for action in danger.next_actions(band)}


FORBIDDEN = {
    "en": r"must|should|have to|abus|violen|attack|danger|\bhe\b|\bhim\b|\bhis\b|husband|partner",
    "ru": r"долж|обязан|нужно|насили|\bопасн|\bон\b|\bего\b|\bему\b|муж|бьёт|нападе",
    "kk": r"керек|тиіс|міндетті|зорлық|қауіпті|күйеу|шабуыл|\bол\b|\bоның\b",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_part_commands_her_or_asks_about_him_or_violence(language: str) -> None:
    texts = [text[language] for one in sections() for text in (one.label, one.prompt)]
    assert [t for t in texts if re.search(FORBIDDEN[language], t, re.IGNORECASE)] == []
