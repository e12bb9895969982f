"""What weighs for and against a person, and the ceilings: CC 53-55; CAO 56, 57."""

from __future__ import annotations

from typing import Any

import pytest
from tests.law.made import BATTERY, CHILD, INSULT, RULES, TORMENT, said

# ---- aggravating and mitigating (CC 53, 54; CAO 56, 57) --------------------------------------------------


@pytest.mark.parametrize(
    ("more", "point"),
    [
        ({"grave_consequences": True}, "2"),
        ({"motive": "conceal_crime"}, "6"),
        ({"pregnant": True, "knows_pregnancy": True}, "7"),
        ({"special_cruelty": True}, "9"),
        ({"weapon": True}, "10"),
        ({"drunk": True}, "12"),
    ],
)
def test_a_circumstance_of_the_closed_list_is_found_in_the_facts(more: dict[str, Any], point: str) -> None:
    answer = said("kz.cc.109-1.1", BATTERY | more)["aggravating"]
    assert [(item["basis"], item["status"]) for item in answer["circumstances"]] == [
        (f"kz.cc.54.1.{point}", "met")
    ]
    assert answer["closed_list"] is True


def test_a_family_relation_aggravates_nothing() -> None:
    answer = said(
        "kz.cc.109-1.1", BATTERY | {"lived_together": True, "common_child": True, "child_present": True}
    )
    assert answer["aggravating"]["circumstances"] == []


def test_knowing_nothing_of_a_pregnancy_does_not_aggravate() -> None:
    facts = BATTERY | {"pregnant": True, "knows_pregnancy": False}
    assert said("kz.cc.109-1.1", facts)["aggravating"]["circumstances"] == []


def test_what_is_an_element_already_is_not_counted_again() -> None:
    answer = said("kz.cc.109-1.2", BATTERY | {"dependence": True})["aggravating"]["circumstances"]
    assert [(item["basis"], item["status"]) for item in answer] == [
        ("kz.cc.54.1.7", "element_of_the_offence")
    ]


def test_what_mitigates_is_an_open_list() -> None:
    facts = BATTERY | {"harm_repaired": True, "offender_pregnant": True}
    answer = said("kz.cc.109-1.1", facts)["mitigating"]
    assert [item["basis"] for item in answer["circumstances"]] == ["kz.cc.53.1.3", "kz.cc.53.1.6"]
    assert answer["closed_list"] is False


def test_the_administrative_code_has_lists_of_its_own() -> None:
    answer = said("kz.cao.73.1", INSULT | {"drunk": True, "helpless": True, "provocation_affect": True})
    assert [item["basis"] for item in answer["aggravating"]["circumstances"]] == [
        "kz.cao.57.7",
        "kz.cao.57.10",
    ]
    assert [item["basis"] for item in answer["mitigating"]["circumstances"]] == ["kz.cao.56.1.3"]


# ---- ceilings (CC 55) ------------------------------------------------------------------------------------


def ceiling(provision: str, facts: dict[str, Any], rule: str) -> dict[str, Any]:
    answer = said(provision, facts)["ceilings"]["value"]
    return next(item for item in answer if item["rule"] == rule)


CALM = {
    "grave_consequences": False,
    "suicide": "none",
    "group": "none",
    "motive": "none",
    "pregnant": False,
    "victim_age": 40,
    "helpless": False,
    "dependence": False,
    "victim_duty_related": False,
    "special_cruelty": False,
    "aim_torment": False,
    "weapon": False,
    "drunk": False,
    "used_office": False,
    "earlier_same_article": "none",
    "acts_count": 1,
}


def test_a_mitigating_circumstance_and_nothing_that_aggravates_halve_the_ceiling_of_a_misdemeanour() -> None:
    answer = ceiling("kz.cc.109-1.1", BATTERY | CALM | {"harm_repaired": True}, "mitigating_circumstance")
    assert (answer["status"], answer["share"], answer["basis"]) == ("applies", "1/2", ["kz.cc.55.2.1"])
    # 80 MCI, 80 MCI, 80 hours and 25 days, halved.
    assert [
        item.get("max_mci") or item.get("max_hours") or item["max_days"] for item in answer["sanctions"]
    ] == [
        40,
        40,
        40,
        12.5,
    ]


def test_something_that_aggravates_closes_that_way() -> None:
    facts = BATTERY | CALM | {"harm_repaired": True, "drunk": True}
    answer = ceiling("kz.cc.109-1.1", facts, "mitigating_circumstance")
    assert (answer["status"], answer["closed_by"]) == ("closed", "kz.cc.54.1")


def test_what_aggravates_as_an_element_closes_it_too() -> None:
    facts = BATTERY | CALM | {"harm_repaired": True, "dependence": True}
    assert ceiling("kz.cc.109-1.2", facts, "mitigating_circumstance")["status"] == "closed"


def test_a_grave_crime_against_health_keeps_three_quarters_and_another_grave_crime_two_thirds() -> None:
    health = ceiling("kz.cc.110.2", TORMENT | {"dependence": True}, "accelerated_procedure")
    assert (health["share"], health["certainty"]) == ("3/4", "inferred")
    assert RULES["ceilings"]["mitigating"]["shares"]["grave"] == ["2/3", "kz.cc.55.2.2"]


def test_parts_two_and_three_are_closed_to_violence_against_a_minor() -> None:
    for rule in ("mitigating_circumstance", "accelerated_procedure", "fine_by_order"):
        answer = ceiling("kz.cc.108-1.2", CHILD, rule)
        assert (answer["status"], answer["closed_by"]) == ("closed", "kz.cc.55.8")
    # Part 1 is closed only to a death that was meant and to sexual offences.
    assert ceiling("kz.cc.108-1.2", CHILD | {"harm_repaired": True}, "no_imprisonment")["status"] == "applies"


def test_for_an_offender_under_18_they_stay_open() -> None:
    facts = {"relation": "classmate", "victim_age": 15, "knows_age": True, "acts": ["blows"], "harm": "light"}
    answer = ceiling("kz.cc.108-1.2", facts | {"offender_age": 17}, "accelerated_procedure")
    assert answer["status"] == "open"


def test_battery_of_a_child_is_no_crime_connected_with_violence_against_minors() -> None:
    # 109-1 is not in the closed list of CC 3(18-1), and a misdemeanour is no crime.
    assert ceiling("kz.cc.109-1.2", CHILD | {"harm": "pain"}, "accelerated_procedure")["status"] == "open"


def test_an_order_fine_is_10_to_20_mci_for_a_misdemeanour_and_50_to_200_for_a_minor_crime() -> None:
    assert ceiling("kz.cc.109-1.1", BATTERY, "fine_by_order")["fine_mci"] == [10, 20]
    assert ceiling("kz.cc.107.1", BATTERY | {"harm": "medium"}, "fine_by_order")["fine_mci"] == [50, 200]
