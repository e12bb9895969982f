"""Exemptions, minors, later editions, several offences, the fund: CC 5-6, 58, 81, 98-2; CAO 49-1, 50, 66."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.law.made import BATTERY, CHILD, INSULT, LAW, ON, TORMENT, found, made, said, years

from qorgan.law.later import MILDER, MIXED, SAME, STRICTER, UNKNOWN, compare
from qorgan.law.provisions import Sanction

# ---- who cannot be given arrest or community service (CAO 50(2), 49-1(7)) ---------------------------------


@pytest.mark.parametrize(
    ("person", "arrest", "service"),
    [
        ({"offender_age": 17}, True, True),
        ({"offender_pregnant": True}, True, True),
        ({"offender_disability_group": "second"}, True, True),
        ({"offender_sex": "f", "offender_age": 58, "offender_youngest_child_age": 30}, False, True),
        ({"offender_sex": "f", "offender_age": 59, "offender_youngest_child_age": 30}, True, True),
        ({"offender_sex": "m", "offender_age": 63}, False, True),
        ({"offender_sex": "m", "offender_age": 64}, True, True),
        ({"offender_sex": "f", "offender_age": 30, "offender_youngest_child_age": 2}, True, True),
        ({"offender_sex": "f", "offender_age": 30, "offender_youngest_child_age": 8}, True, False),
        ({"offender_sex": "f", "offender_age": 40, "offender_youngest_child_age": 14}, False, False),
        (
            {
                "offender_sex": "m",
                "offender_age": 40,
                "offender_single_parent": True,
                "offender_youngest_child_age": 8,
            },
            True,
            False,
        ),
    ],
)
def test_who_is_exempt(person: dict[str, Any], arrest: bool, service: bool) -> None:
    known = {"offender_pregnant": False, "offender_disability_group": "none", "offender_single_parent": False}
    known |= {"offender_arrest_exempt": arrest, "offender_community_service_exempt": service}
    # What the person is settles it; the bare statement is left out so that it cannot.
    facts = INSULT | {name: value for name, value in (known | person).items() if not name.endswith("_exempt")}
    answer = LAW.assess(facts, ON, closed_world=True).finding("kz.cao.73.1")
    assert answer is not None
    exemptions = answer.to_json()["computed"]["exemptions"]
    assert exemptions["arrest"]["exempt"] is arrest
    assert exemptions["community_service"]["exempt"] is service
    limits = {item["kind"]: item for item in answer.to_json()["sanctions"]}
    assert ("barred_by" in limits["arrest"]) is arrest
    assert ("barred_by" in limits["community_service"]) is service
    assert service or limits["community_service"]["needs"] == "consent_of_the_offender"


def test_before_september_2025_there_was_no_community_service() -> None:
    answer = said("kz.cao.73.1", INSULT, date(2025, 8, 31))["exemptions"]["community_service"]
    assert answer == {"exempt": None, "reason": "no_such_penalty_on_that_day", "not_known": []}


# ---- juveniles (CC 81-83, CAO 66, 68) --------------------------------------------------------------------


def sanctions(provision: str, facts: dict[str, Any], on: date = ON) -> dict[str, dict[str, Any]]:
    document = found(provision, facts, on).to_json()
    return {item["kind"]: item for item in document["sanctions"] if "for" not in item}


def test_a_minor_is_given_no_arrest_and_smaller_sanctions() -> None:
    facts = BATTERY | {"relation": "classmate", "harm": "light", "offender_age": 17}
    shown = sanctions("kz.cc.108-1.1", facts)
    assert shown["arrest"]["barred_by"] == "kz.cc.81.1"
    assert (shown["fine"]["max_mci"], shown["fine"]["capped_by"]) == (100, "kz.cc.81.3")
    assert shown["fine"]["needs"] == "own_earnings_or_property"
    assert shown["community_service"]["max_hours"] == 75


def test_no_imprisonment_of_a_minor_for_a_minor_or_medium_crime() -> None:
    medium = {"relation": "classmate", "acts": ["blows"], "harm": "medium", "offender_age": 17}
    assert sanctions("kz.cc.107.1", medium)["imprisonment"]["barred_by"] == "kz.cc.81.7"
    grave = sanctions("kz.cc.110.2", TORMENT | {"dependence": True, "offender_age": 17})
    assert grave["imprisonment"]["max_years"] == 7 and "barred_by" not in grave["imprisonment"]


def test_the_fine_of_a_minor_is_ten_mci_at_most_and_what_the_parents_pay_is_not_touched() -> None:
    swears = {"relation": "stranger", "place": "public", "acts": ["obscene_language"], "offender_age": 17}
    fine = sanctions("kz.cao.434.1", swears)["fine"]
    assert (fine["min_mci"], fine["max_mci"], fine["capped_by"]) == (10, 10, "kz.cao.66")
    document = found("kz.cao.435", swears | {"offender_age": 15}).to_json()
    assert document["sanctions"][0]["max_mci"] == 7 and document["sanctions"][0]["for"] == "parents"


def test_below_sixteen_the_parents_answer_and_the_chapter_on_minors_is_not_used() -> None:
    bully = {"relation": "classmate", "victim_age": 13, "acts": ["bullying"], "offender_age": 14}
    document = found("kz.cao.127-2.3", bully).to_json()
    assert document["sanctions"] == [
        {"kind": "warning"},
        {
            "kind": "fine",
            "min_mci": 10,
            "max_mci": 10,
            "for": "parents",
            "min_tenge": 43250,
            "max_tenge": 43250,
        },
    ]
    assert document["computed"]["juvenile"]["value"] is False
    assert "halved_for_a_minor" not in document["computed"]["limitation"]


def test_whether_the_rules_for_minors_are_used_is_said_and_an_unknown_age_is_a_reason() -> None:
    assert said("kz.cc.109-1.1", BATTERY)["juvenile"]["reason"] == "offender_age"
    assert said("kz.cc.109-1.1", BATTERY | {"offender_age": 18})["juvenile"]["value"] is False
    answer = said("kz.cc.109-1.1", BATTERY | {"offender_age": 17})["juvenile"]
    assert answer["value"] is True
    assert answer["may_be_released_to_education"] == {"basis": ["kz.cc.83.1"], "decides": "court"}
    before = said("kz.cc.109-1.1", BATTERY | {"offender_age": 17}, date(2025, 1, 1))["juvenile"]
    assert before["certainty"] == "inferred"


# ---- the time rule (CC 5-6, CAO 5) -----------------------------------------------------------------------


def test_a_later_edition_with_a_milder_choice_is_shown_and_not_decided() -> None:
    penalty = [
        {"kind": "penalty", "provision": "kz.cao.73.1", "imposed": "2025-05-10", "executed": "2025-05-15"}
    ]
    finding = found("kz.cao.73.2", INSULT, date(2025, 8, 31), penalty)
    answer = finding.to_json()["computed"]["later_law"]
    # Ten days of arrest; from 1 September 2025 forty hours of community service or ten days.
    assert answer["value"] is True and answer["basis"] == ["kz.cao.5"]
    assert [item["in_force"][0] for item in answer["editions"]] == ["2025-09-01"]
    assert [item.kind for item in finding.provision.sanctions] == ["arrest"]


def test_a_stricter_successor_never_reaches_back() -> None:
    answer = said("kz.cao.73-2", BATTERY, date(2024, 6, 15))["later_law"]
    assert answer["value"] is False
    assert [(item["provision"], item["comparison"]) for item in answer["editions"]] == [
        ("kz.cc.109-1.1", "stricter")
    ]


def test_without_the_sanctions_of_an_edition_nothing_is_compared() -> None:
    answer = said("kz.cao.73", INSULT, date(2024, 6, 15))["later_law"]
    assert (answer["value"], answer["reason"]) == (None, "sanctions_not_found")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([years(5)], [years(3)], MILDER),
        ([years(3)], [years(5)], STRICTER),
        ([years(3)], [years(3)], SAME),
        ([years(5, 2)], [years(6, 1)], MIXED),
        ([years(3)], [Sanction("fine", {"max_mci": 100.0}), years(3)], MILDER),
        ([], [years(3)], UNKNOWN),
    ],
)
def test_editions_are_compared_by_their_two_ends(
    before: list[Sanction], after: list[Sanction], expected: str
) -> None:
    assert compare(made("kz.cc.999.1", *before), made("kz.cc.999.1", *after)) == expected


@given(st.floats(0.5, 20), st.floats(0.5, 20))
def test_of_two_editions_at_most_one_is_milder(one: float, other: float) -> None:
    first, second = made("kz.cc.999.1", years(one)), made("kz.cc.999.1", years(other))
    opposite = {MILDER: STRICTER, STRICTER: MILDER, SAME: SAME}
    assert compare(second, first) == opposite[compare(first, second)]


# ---- several offences at once, and the fund (CC 13, 58, 98-2) --------------------------------------------


def test_two_misdemeanours_at_once_have_common_ceilings() -> None:
    facts = BATTERY | {"acts": ["blows", "threats"], "threat_kind": ["killing"], "reason_to_fear": True}
    answer = LAW.assess(facts, ON).to_json()["concurrence"]["criminal"]
    assert set(answer["provisions"]) == {"kz.cc.109-1.1", "kz.cc.115"}
    assert answer["most"] == {"fine_mci": 400, "community_service_hours": 400, "arrest_days": 50}
    assert answer["basis"] == ["kz.cc.13", "kz.cc.58.2"]


def test_one_offence_alone_is_no_concurrence() -> None:
    assert "concurrence" not in LAW.assess(BATTERY, ON).to_json()


@pytest.mark.parametrize(
    ("provision", "facts", "mci"),
    [
        ("kz.cc.109-1.1", BATTERY, 5),
        ("kz.cc.107.1", BATTERY | {"harm": "medium"}, 10),
        ("kz.cc.107.2", BATTERY | {"harm": "medium", "dependence": True}, 15),
        ("kz.cc.110.2", TORMENT | {"dependence": True}, 20),
    ],
)
def test_a_conviction_costs_a_payment_into_the_fund(provision: str, facts: dict[str, Any], mci: int) -> None:
    answer = said(provision, facts)["victims_fund"]
    assert answer["value"] == {"mci": mci, "tenge": mci * 4325}
    assert answer["basis"] == ["kz.cc.98-2"]


def test_an_administrative_penalty_costs_nothing_into_the_fund_and_says_why() -> None:
    answer = said("kz.cao.73.1", INSULT)["victims_fund"]
    assert (answer["value"], answer["reason"]) == (None, "criminal_offences_only")


# ---- every answer ----------------------------------------------------------------------------------------

ANSWERS = {
    "category", "age_of_liability", "unfinished", "repetition", "aggravating", "mitigating", "ceilings",
    "prosecution", "limitation", "defence", "exemptions", "juvenile", "later_law", "victims_fund",
}  # fmt: skip


@pytest.mark.parametrize("facts", [BATTERY, INSULT, TORMENT, CHILD, {"acts": ["blows"]}])
@pytest.mark.parametrize("day", [date(2018, 1, 1), date(2024, 6, 15), date(2024, 6, 16), ON])
def test_every_answer_carries_its_article_and_certainty_or_says_why_not(
    facts: dict[str, Any], day: date
) -> None:
    for finding in LAW.assess(facts, day).findings:
        computed = finding.to_json()["computed"]
        assert set(computed) == ANSWERS
        for name, answer in computed.items():
            assert answer["certainty"] in ("certain", "secondary", "inferred", "conflicting", "unverified"), (
                name
            )
            assert answer["basis"] or answer["reason"], name
            if "value" in answer and answer["value"] is None:
                assert answer.get("reason") or name == "prosecution", name


def test_what_does_not_apply_has_no_answers() -> None:
    other = LAW.assess(BATTERY, ON).others[0]
    assert other.to_json()["computed"] == {}
