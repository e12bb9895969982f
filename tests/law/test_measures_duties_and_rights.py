"""Which protection is open, by whom and on what basis; what stays for a person to establish."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from qorgan.law import Measure, load

LAW = load("kz")
BLOWS: dict[str, Any] = {"relation": "spouse", "place": "dwelling", "acts": ["blows"], "harm": "pain"}
LAST_DAY_OF_2009_LAW, FIRST_DAY_OF_L245 = date(2026, 3, 1), date(2026, 3, 2)


def measure(facts: dict[str, Any], on: date, name: str) -> Measure:
    found = LAW.assess(facts, on).measure(name)
    assert found is not None, name
    return found


def test_the_basis_of_the_order_changes_on_2_march_2026() -> None:
    before = measure(BLOWS, LAST_DAY_OF_2009_LAW, "protective_order")
    after = measure(BLOWS, FIRST_DAY_OF_L245, "protective_order")
    assert (before.verdict, before.basis, before.days, before.certainty) == (
        "available",
        "kz.l214.20",
        30,
        "secondary",
    )
    assert (after.verdict, after.basis, after.days, after.certainty) == (
        "available",
        "kz.l245.60",
        30,
        "certain",
    )
    assert after.by == "police"


def test_what_the_officer_must_establish_is_named_and_never_inferred() -> None:
    found = measure(BLOWS, FIRST_DAY_OF_L245, "protective_order")
    assert found.still_needed == (
        "addressee_16",
        "addressee_sane",
        "no_ground_for_administrative_detention",
        "no_ground_for_detention_cpc_128",
    )
    known_age = measure(BLOWS | {"offender_age": 30}, FIRST_DAY_OF_L245, "protective_order")
    assert "addressee_16" not in known_age.still_needed
    assert "addressee_sane" in known_age.still_needed


def test_an_order_is_not_open_against_somebody_under_sixteen() -> None:
    assert (
        measure(BLOWS | {"offender_age": 15}, FIRST_DAY_OF_L245, "protective_order").verdict == "unavailable"
    )
    assert measure(BLOWS | {"offender_age": 16}, FIRST_DAY_OF_L245, "protective_order").verdict == "available"


def test_the_2009_law_needs_the_family_and_art_60_does_not() -> None:
    neighbour = BLOWS | {"relation": "neighbour", "lived_together": False, "common_child": False}
    assert measure(neighbour, LAST_DAY_OF_2009_LAW, "protective_order").verdict == "unavailable"
    assert measure(neighbour, FIRST_DAY_OF_L245, "protective_order").verdict == "available"


def test_an_unknown_relation_leaves_the_order_of_2009_undecided() -> None:
    found = measure({"acts": ["blows"], "harm": "pain"}, LAST_DAY_OF_2009_LAW, "protective_order")
    assert found.verdict == "undecided" and "relation" in found.missing


def test_a_threat_alone_opens_the_order() -> None:
    threat = {"relation": "spouse", "acts": ["threats"], "threat_kind": ["vague"]}
    assert measure(threat, FIRST_DAY_OF_L245, "protective_order").verdict == "available"


def test_obscene_language_leaves_it_to_the_officer() -> None:
    found = measure(
        {"relation": "spouse", "acts": ["obscene_language"]}, FIRST_DAY_OF_L245, "protective_order"
    )
    assert found.verdict == "undecided"


def test_withholding_food_is_economic_violence_in_the_family() -> None:
    assert (
        measure(
            {"relation": "spouse", "acts": ["withholding_necessities"]}, FIRST_DAY_OF_L245, "protective_order"
        ).verdict
        == "available"
    )


def test_special_requirements_follow_a_finding_under_the_code_of_the_day() -> None:
    assert measure(BLOWS, date(2024, 6, 15), "special_requirements").basis == "kz.cao.54"
    assert measure(BLOWS, date(2024, 6, 16), "special_requirements").basis == "kz.cc.98-3"
    insult = {"relation": "spouse", "place": "dwelling", "acts": ["insult"]}
    found = measure(insult, FIRST_DAY_OF_L245, "special_requirements")
    assert (found.verdict, found.basis, found.by, found.days) == ("available", "kz.cao.54", "court", 365)


def test_living_apart_is_at_most_thirty_days_by_a_court() -> None:
    found = measure(BLOWS, FIRST_DAY_OF_L245, "living_apart")
    assert (found.verdict, found.basis, found.days, found.by) == ("available", "kz.cc.98-3.2", 30, "court")
    assert found.still_needed == ("exceptional_case",)


def test_no_approach_needs_a_criminal_case_and_a_written_application() -> None:
    found = measure(BLOWS, FIRST_DAY_OF_L245, "no_approach")
    assert found.verdict == "available" and found.basis == "kz.cpc.165"
    assert "written_application" in found.still_needed
    insult = {"relation": "spouse", "place": "dwelling", "acts": ["insult"], "order_in_force": False}
    assert measure(insult, FIRST_DAY_OF_L245, "no_approach").verdict == "unavailable"


def test_the_official_warning_begins_with_law_245() -> None:
    assert LAW.assess(BLOWS, LAST_DAY_OF_2009_LAW).measure("official_warning") is None
    found = measure(BLOWS, FIRST_DAY_OF_L245, "official_warning")
    assert (found.verdict, found.basis, found.days) == ("available", "kz.l245.51", 30)


@pytest.mark.parametrize(
    ("duty", "within", "basis"),
    [
        ("notify_prevention_bodies", "P1D", "kz.l245.72.3.2"),
        ("check_weekly", "P7D", "kz.l245.60"),
        ("copy_to_victim", "P0D", "kz.l245.60"),
        ("decide_no_approach", "PT24H", "kz.cpc.165"),
        ("recognise_victim", None, "kz.cpc.71.1-1"),
    ],
)
def test_duties_carry_their_term_and_article(duty: str, within: str | None, basis: str) -> None:
    found = {item.id: item for item in LAW.assess(BLOWS, date(2026, 4, 1)).duties}
    assert (found[duty].within, found[duty].basis) == (within, basis)


def test_a_child_has_a_lawyer_and_a_psychologist() -> None:
    child = {"relation": "child", "victim_age": 9, "acts": ["blows"], "harm": "light"}
    duties = {item.id for item in LAW.assess(child, date(2026, 4, 1)).duties}
    assert {"lawyer_for_minor", "psychologist_under_14", "guardianship_told"} <= duties
    adult = {item.id for item in LAW.assess(BLOWS | {"victim_age": 30}, date(2026, 4, 1)).duties}
    assert not adult & {"lawyer_for_minor", "psychologist_under_14"}


def test_rights_are_said_in_three_languages() -> None:
    answer = LAW.assess(BLOWS, date(2026, 4, 1))
    rights = {item.id for item in answer.rights}
    assert {"order_copy", "stay_up_to_a_month", "ask_no_approach"} <= rights
    assert all(set(item.text) == {"en", "ru", "kk"} for item in answer.rights)
