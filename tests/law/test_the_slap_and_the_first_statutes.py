"""Verdicts worked by hand from the text of the codes (CC, CAO) as in force on the day of the act."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from qorgan.law import Assessment, load

LAW = load("kz")
SLAP: dict[str, Any] = {"relation": "spouse", "place": "dwelling", "acts": ["slap"], "harm": "pain"}
TODAY = date(2026, 4, 1)


def assess(on: date | datetime = TODAY, history: Any = (), closed: bool = False, **facts: Any) -> Assessment:
    return LAW.assess(facts, on, history, closed)


def applying(answer: Assessment) -> set[str]:
    return {finding.id for finding in answer.applying}


def verdict(answer: Assessment, provision: str) -> str:
    found = answer.finding(provision)
    assert found is not None, provision
    return found.verdict


def test_on_saturday_15_june_2024_the_slap_is_administrative() -> None:
    answer = LAW.assess(SLAP, date(2024, 6, 15))
    assert applying(answer) == {"kz.cao.73-2"}
    found = answer.finding("kz.cao.73-2")
    assert found is not None
    assert found.category == "administrative"
    assert found.limitation_until == date(2024, 8, 15)
    assert not found.provision.text_found


def test_on_sunday_16_june_2024_the_same_slap_is_a_misdemeanour() -> None:
    answer = LAW.assess(SLAP, date(2024, 6, 16))
    assert applying(answer) == {"kz.cc.109-1.1"}
    found = answer.finding("kz.cc.109-1.1")
    assert found is not None
    assert found.category == "misdemeanour"
    assert found.complaint_needed is True
    assert found.provision.prosecution == "private_public"
    assert found.limitation_until == date(2025, 6, 16)


def test_the_fine_of_2025_is_counted_with_the_index_of_2025() -> None:
    document = LAW.assess(SLAP, date(2025, 10, 3)).to_json()
    battery = next(item for item in document["findings"] if item["provision"] == "kz.cc.109-1.1")
    assert battery["sanctions"][0] == {"kind": "fine", "max_mci": 80, "max_tenge": 314560}
    assert battery["sanctions"][3] == {"kind": "arrest", "max_days": 25}
    assert battery["limitation_until"] == "2026-10-03"
    assert battery["in_force"] == ["2024-06-16", None]


@pytest.mark.parametrize(
    ("harm", "expected"),
    [
        ("pain", "kz.cc.109-1.1"),
        ("light", "kz.cc.108-1.1"),
        ("medium", "kz.cc.107.1"),
    ],
)
def test_the_harm_ladder_gives_one_article(harm: str, expected: str) -> None:
    assert applying(assess(relation="spouse", acts=["blows"], harm=harm)) == {expected}


def test_grave_harm_is_none_of_the_lighter_articles() -> None:
    answer = assess(relation="spouse", acts=["blows"], harm="grave")
    assert not applying(answer) & {"kz.cc.107.1", "kz.cc.108-1.1", "kz.cc.109-1.1", "kz.cc.110.1"}


@pytest.mark.parametrize(
    ("facts", "point"),
    [
        ({"victims_count": 2}, "1"),
        ({"victim_duty_related": True}, "2"),
        ({"helpless": True}, "3"),
        ({"dependence": True}, "3"),
        ({"group": "spontaneous"}, "4"),
        ({"motive": "hooligan"}, "5"),
        ({"motive": "hate"}, "6"),
        ({"earlier_same_article": "unpunished"}, "7"),
        ({"victim_age": 17, "knows_age": True}, "8"),
    ],
)
@pytest.mark.parametrize(("harm", "article"), [("pain", "kz.cc.109-1"), ("light", "kz.cc.108-1")])
def test_each_point_of_part_two_makes_part_two(
    facts: dict[str, Any], point: str, harm: str, article: str
) -> None:
    answer = assess(acts=["kick"], harm=harm, **facts)
    found = answer.finding(f"{article}.2")
    assert found is not None and found.verdict == "applies"
    assert found.points == (point,)
    assert verdict(answer, f"{article}.1") == "does_not_apply"
    assert found.complaint_needed is False


def test_special_cruelty_aggravates_light_harm_and_not_battery() -> None:
    cruel = {"special_cruelty": True, "aim_torment": False}
    assert "kz.cc.108-1.2" in applying(assess(acts=["kick"], harm="light", closed=True, **cruel))
    assert applying(assess(acts=["kick"], harm="pain", closed=True, **cruel)) == {"kz.cc.109-1.1"}


def test_a_spontaneous_pair_does_not_aggravate_medium_harm_but_an_agreed_one_does() -> None:
    spontaneous = assess(acts=["kick"], harm="medium", group="spontaneous", closed=True)
    agreed = assess(acts=["kick"], harm="medium", group="prior_agreement", closed=True)
    assert applying(spontaneous) == {"kz.cc.107.1"}
    assert applying(agreed) == {"kz.cc.107.2"}
    assert {item.id: item.category for item in (*spontaneous.applying, *agreed.applying)} == {
        "kz.cc.107.1": "minor",
        "kz.cc.107.2": "medium",
    }


def test_marriage_alone_is_not_dependence() -> None:
    found = LAW.assess(SLAP, TODAY).finding("kz.cc.109-1.2")
    assert found is not None and found.verdict == "undecided"
    assert "dependence" in found.missing


def test_a_child_beaten_by_its_parent_is_a_known_minor() -> None:
    answer = assess(relation="child", victim_age=9, acts=["blows"], harm="pain", closed=True)
    found = answer.finding("kz.cc.109-1.2")
    assert found is not None and found.points == ("8",)
    # CC 3(18-1) does not name 109-1: making peace is not barred by the violence against a minor.
    assert found.reconciliation is not None and found.reconciliation.possible is True


def test_light_harm_to_a_child_bars_reconciliation() -> None:
    found = assess(relation="child", victim_age=9, acts=["blows"], harm="light", closed=True).finding(
        "kz.cc.108-1.2"
    )
    assert found is not None and found.category == "minor"
    assert found.reconciliation is not None and found.reconciliation.possible is False
    assert found.reconciliation.basis == ("kz.cc.68.4.2-1",)


def test_a_minor_offender_is_outside_the_bar_on_violence_against_minors() -> None:
    found = assess(
        relation="sibling", victim_age=9, offender_age=17, acts=["blows"], harm="light", closed=True
    ).finding("kz.cc.108-1.2")
    assert found is not None and found.reconciliation is not None
    assert found.reconciliation.possible is True


def test_torment_covers_the_battery_it_is_made_of() -> None:
    answer = assess(acts=["burning"], harm="pain", special_cruelty=True, aim_torment=True, closed=True)
    assert applying(answer) == {"kz.cc.110.1"}
    found = answer.finding("kz.cc.110.1")
    assert found is not None and found.category == "medium" and found.complaint_needed is True


def test_torment_of_a_pregnant_woman_is_grave_and_public() -> None:
    answer = assess(
        acts=["burning"],
        harm="light",
        special_cruelty=True,
        aim_torment=True,
        pregnant=True,
        knows_pregnancy=True,
        closed=True,
    )
    found = answer.finding("kz.cc.110.2")
    assert applying(answer) == {"kz.cc.110.2"}
    assert found is not None and found.points == ("3",) and found.category == "grave"
    assert found.complaint_needed is False
    assert found.limitation_until == date(2036, 4, 1)


def test_torment_needs_the_aim_even_with_cruelty() -> None:
    answer = assess(acts=["burning"], harm="pain", special_cruelty=True, aim_torment=False)
    assert verdict(answer, "kz.cc.110.1") == "does_not_apply"


def test_the_edition_of_110_before_19_may_2023_and_before_16_june_2024_says_text_not_found() -> None:
    for day in (date(2023, 5, 18), date(2023, 5, 19), date(2024, 6, 15)):
        found = assess(day, acts=["burning"], harm="pain").finding("kz.cc.110")
        assert found is not None and found.verdict == "undecided"
        assert found.open == ("text_not_found",)
        assert found.to_json()["text"] == "not found"


def test_a_threat_to_kill_with_reason_to_fear_is_115() -> None:
    answer = assess(acts=["threats"], threat_kind=["killing"], reason_to_fear=True)
    assert "kz.cc.115" in applying(answer)
    found = answer.finding("kz.cc.115")
    assert found is not None and found.category == "misdemeanour" and found.complaint_needed is True


@pytest.mark.parametrize("kind", ["property", "disclosure", "vague", "violence", "none"])
def test_other_threats_are_not_115(kind: str) -> None:
    assert (
        verdict(assess(acts=["threats"], threat_kind=[kind], reason_to_fear=True), "kz.cc.115")
        == "does_not_apply"
    )


def test_a_threat_nobody_had_reason_to_fear_is_not_115() -> None:
    answer = assess(acts=["threats"], threat_kind=["killing"], reason_to_fear=False)
    assert verdict(answer, "kz.cc.115") == "does_not_apply"


STALKING: dict[str, Any] = {
    "relation": "former_partner",
    "acts": ["following", "messages"],
    "against_will": True,
    "substantial_harm": True,
}


def test_stalking_begins_on_16_september_2025() -> None:
    assert LAW.assess(STALKING, date(2025, 9, 15)).finding("kz.cc.115-1") is None
    assert "kz.cc.115-1" in applying(LAW.assess(STALKING, date(2025, 9, 16)))


@pytest.mark.parametrize(
    "change",
    [
        {"substantial_harm": False},
        {"against_will": False},
        {"acts": ["following", "blows"], "harm": "pain", "pursuit_joined_with_violence": True},
    ],
)
def test_stalking_needs_all_its_elements(change: dict[str, Any]) -> None:
    assert verdict(LAW.assess(STALKING | change, TODAY), "kz.cc.115-1") == "does_not_apply"


INSULT: dict[str, Any] = {"relation": "spouse", "place": "dwelling", "acts": ["obscene_language"]}


def test_insult_at_home_from_1_september_2025_has_community_service() -> None:
    before = LAW.assess(INSULT, date(2025, 8, 31)).finding("kz.cao.73.1")
    after = LAW.assess(INSULT, date(2025, 9, 1)).finding("kz.cao.73.1")
    assert before is not None and after is not None
    assert [item.kind for item in before.provision.sanctions] == ["warning", "arrest"]
    assert [item.to_json(None) for item in after.provision.sanctions] == [
        {"kind": "warning"},
        {"kind": "community_service", "min_hours": 20, "max_hours": 20},
        {"kind": "arrest", "min_days": 5, "max_days": 5},
    ]
    assert (before.provision.certainty, before.provision.text_found) == ("inferred", False)
    assert (after.provision.certainty, after.provision.text_found) == ("certain", True)
    assert after.complaint_needed is False


@pytest.mark.parametrize("day", [date(2022, 1, 1), date(2023, 6, 30), date(2023, 7, 1), date(2024, 6, 15)])
def test_editions_of_73_that_were_not_found_are_never_decided_to_apply(day: date) -> None:
    found = LAW.assess(INSULT, day).finding("kz.cao.73")
    assert found is not None and found.verdict == "undecided"
    assert found.provision.certainty == "unverified"


def test_a_stranger_in_the_street_is_not_73() -> None:
    for change in ({"relation": "stranger"}, {"place": "public"}):
        assert verdict(LAW.assess(INSULT | change, TODAY), "kz.cao.73.1") == "does_not_apply"


@pytest.mark.parametrize("link", [{"lived_together": True}, {"common_child": True}])
def test_a_former_partner_is_family_when_they_lived_together_or_have_a_child(link: dict[str, Any]) -> None:
    partner = INSULT | {"relation": "former_partner"}
    assert verdict(LAW.assess(partner, TODAY), "kz.cao.73.1") == "undecided"
    assert verdict(LAW.assess(partner | link, TODAY), "kz.cao.73.1") == "applies"
    assert (
        verdict(LAW.assess(partner | {"lived_together": False, "common_child": False}, TODAY), "kz.cao.73.1")
        == "does_not_apply"
    )


def test_a_slap_that_leaves_no_pain_at_home_is_administrative() -> None:
    assert applying(assess(relation="spouse", place="dwelling", acts=["slap"], harm="none", closed=True)) == {
        "kz.cao.73.1"
    }


def test_a_person_exempt_from_arrest_pays_the_fine_of_part_three_on_repetition() -> None:
    history = [
        {"kind": "penalty", "provision": "kz.cao.73.1", "imposed": "2025-12-01", "executed": "2025-12-06"}
    ]
    pregnant = LAW.assess(INSULT | {"offender_sex": "f", "offender_pregnant": True}, TODAY, history)
    assert applying(pregnant) == {"kz.cao.73.3"}
    document = pregnant.to_json()["findings"][0]
    assert document["sanctions"] == [
        {"kind": "fine", "min_mci": 5, "max_mci": 5, "min_tenge": 21625, "max_tenge": 21625}
    ]


def test_a_mother_of_an_eight_year_old_may_do_community_service_and_not_arrest() -> None:
    mother = INSULT | {"offender_sex": "f", "offender_age": 34, "offender_youngest_child_age": 8}
    finding = LAW.assess(mother, TODAY).to_json()["findings"][0]
    barred = {item["kind"]: item.get("barred_by") for item in finding["sanctions"]}
    assert barred == {"warning": None, "community_service": None, "arrest": "kz.cao.50.2"}


def test_a_minor_pays_at_most_ten_mci_and_has_no_arrest() -> None:
    minor = INSULT | {"offender_age": 17, "order_in_force": True, "acts": ["obscene_language", "threats"]}
    findings = LAW.assess(minor, TODAY).to_json()["findings"]
    breach = next(item for item in findings if item["provision"] == "kz.cao.461.2")
    assert breach["sanctions"][0]["max_mci"] == 10
    assert breach["sanctions"][0]["max_tenge"] == 43250


@pytest.mark.parametrize(
    ("age", "article", "facts", "expected"),
    [
        (15, "kz.cc.109-1.1", {"acts": ["blows"], "harm": "pain"}, "does_not_apply"),
        (16, "kz.cc.109-1.1", {"acts": ["blows"], "harm": "pain"}, "applies"),
        (15, "kz.cc.107.1", {"acts": ["blows"], "harm": "medium"}, "does_not_apply"),
        (14, "kz.cc.107.2", {"acts": ["blows"], "harm": "medium", "helpless": True}, "applies"),
        (13, "kz.cc.107.2", {"acts": ["blows"], "harm": "medium", "helpless": True}, "does_not_apply"),
        (
            15,
            "kz.cao.73.1",
            {"acts": ["insult"], "relation": "parent", "place": "dwelling"},
            "does_not_apply",
        ),
        (16, "kz.cao.73.1", {"acts": ["insult"], "relation": "parent", "place": "dwelling"}, "applies"),
    ],
)
def test_the_age_of_liability(age: int, article: str, facts: dict[str, Any], expected: str) -> None:
    assert verdict(assess(offender_age=age, **facts), article) == expected


@pytest.mark.parametrize("intent", ["negligent", "accident"])
def test_what_was_not_meant_is_not_battery(intent: str) -> None:
    assert verdict(assess(acts=["push"], harm="pain", intent=intent), "kz.cc.109-1.1") == "does_not_apply"


def test_defence_within_its_limits_is_no_offence_and_an_excess_stays_open() -> None:
    push = {"acts": ["push"], "harm": "pain"}
    assert verdict(assess(self_defence="within_limits", **push), "kz.cc.109-1.1") == "does_not_apply"
    exceeded = assess(self_defence="exceeded", **push).finding("kz.cc.109-1.1")
    assert exceeded is not None and exceeded.verdict == "undecided"
    assert "excess_of_defence" in exceeded.open


def test_an_attempt_at_a_misdemeanour_is_not_punished() -> None:
    answer = assess(acts=["attempted_violence"], harm="none", intended_result="light", closed=True)
    assert applying(answer) == set()


def test_an_attempt_at_aggravated_medium_harm_is_punished_up_to_three_quarters() -> None:
    answer = assess(acts=["kick"], harm="pain", intended_result="medium", helpless=True, closed=True)
    found = answer.applying[0]
    assert (found.id, found.provision.stage, found.category) == ("kz.cc.107.2", "attempt", "medium")
    assert found.provision.sanctions[0].to_json(None) == {"kind": "imprisonment", "max_years": 2.25}


def test_an_attempt_at_plain_medium_harm_is_a_minor_crime_and_not_punished() -> None:
    answer = assess(acts=["kick"], harm="pain", intended_result="medium", closed=True)
    assert applying(answer) == {"kz.cc.109-1.1"}


def test_a_complaint_is_not_needed_when_the_victim_cannot_use_their_rights() -> None:
    found = assess(acts=["slap"], harm="pain", victim_cannot_use_rights=True).finding("kz.cc.109-1.1")
    assert found is not None and found.complaint_needed is False


def test_battery_and_insult_at_home_stand_side_by_side() -> None:
    answer = assess(relation="spouse", place="dwelling", acts=["slap", "insult"], harm="pain", closed=True)
    assert applying(answer) == {"kz.cc.109-1.1", "kz.cao.73.1"}
    assert answer.findings[0].id == "kz.cc.109-1.1"
