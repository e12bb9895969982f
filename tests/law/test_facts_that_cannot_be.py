"""Contradictions are refused naming both facts, unknown words naming the nearest; impossible values too."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from qorgan.law import ContradictoryFacts, ImpossibleValue, UnknownFact, UnknownWord, load
from qorgan.law.faults import BadFacts

LAW = load("kz")
ON = date(2026, 4, 1)


@pytest.mark.parametrize(
    ("facts", "both"),
    [
        ({"acts": ["killing"], "harm": "none"}, ("harm", "acts")),
        ({"relation": "stranger", "lived_together": True}, ("relation", "lived_together")),
        ({"relation": "cohabitant", "lived_together": False}, ("relation", "lived_together")),
        ({"relation": "none", "common_child": True}, ("relation", "common_child")),
        ({"relation": "neighbour", "close_relative": True}, ("relation", "close_relative")),
        ({"relation": "child", "victim_age": 40, "offender_age": 20}, ("victim_age", "offender_age")),
        ({"relation": "parent", "victim_age": 20, "offender_age": 40}, ("victim_age", "offender_age")),
        ({"pregnant": True, "victim_sex": "m"}, ("pregnant", "victim_sex")),
        ({"knows_pregnancy": True, "pregnant": False}, ("knows_pregnancy", "pregnant")),
        ({"against_will": True, "invited": True}, ("against_will", "invited")),
        ({"place": "dwelling", "place_is_public": True}, ("place", "place_is_public")),
        ({"intent": "accident", "aim_torment": True}, ("intent", "aim_torment")),
        ({"intent": "negligent", "intended_result": "grave"}, ("intent", "intended_result")),
        ({"harm": "light", "danger_to_life": True, "acts": ["blows"]}, ("harm", "danger_to_life")),
        ({"self_defence": "within_limits", "attack_faced": "none"}, ("self_defence", "attack_faced")),
        ({"offender_arrest_exempt": False, "offender_age": 17}, ("offender_arrest_exempt", "offender_age")),
        ({"newborn": True, "victim_age": 5}, ("newborn", "victim_age")),
        ({"acts_from": "2026-03-02", "acts_until": "2026-03-01"}, ("acts_from", "acts_until")),
        ({"harm": "death", "danger_to_life": False}, ("harm", "danger_to_life")),
        ({"offender_pregnant": True, "offender_sex": "m"}, ("offender_pregnant", "offender_sex")),
        (
            {"pursuit_joined_with_violence": True, "acts": ["following"]},
            ("pursuit_joined_with_violence", "acts"),
        ),
        (
            {"offender_arrest_exempt": False, "offender_pregnant": True},
            ("offender_arrest_exempt", "offender_pregnant"),
        ),
        (
            {"offender_arrest_exempt": False, "offender_disability_group": "first"},
            ("offender_arrest_exempt", "offender_disability_group"),
        ),
        (
            {"offender_community_service_exempt": False, "offender_pregnant": True},
            ("offender_community_service_exempt", "offender_pregnant"),
        ),
        (
            {"offender_community_service_exempt": False, "offender_disability_group": "second"},
            ("offender_community_service_exempt", "offender_disability_group"),
        ),
        ({"newborn": True, "relation": "spouse"}, ("newborn", "relation")),
        ({"newborn": True, "victim_age": 30}, ("newborn", "victim_age")),
        ({"newborn": True, "pregnant": True}, ("newborn", "pregnant")),
        ({"relation": "parent", "victim_age": 8}, ("relation", "victim_age")),
        ({"relation": "grandparent", "victim_age": 17}, ("relation", "victim_age")),
        ({"relation": "child", "offender_age": 8}, ("relation", "offender_age")),
        ({"relation": "grandchild", "offender_age": 17}, ("relation", "offender_age")),
        ({"offender_position": ["teacher"], "offender_age": 13}, ("offender_position", "offender_age")),
        ({"offender_position": ["parent"], "relation": "stranger"}, ("offender_position", "relation")),
        ({"offender_position": ["guardian"], "duty_of_care": False}, ("offender_position", "duty_of_care")),
        (
            {"offender_youngest_child_age": 30, "offender_age": 30},
            ("offender_youngest_child_age", "offender_age"),
        ),
        ({"offender_pregnant": True, "offender_age": 7}, ("offender_pregnant", "offender_age")),
        ({"pregnant": True, "victim_age": 4}, ("pregnant", "victim_age")),
        ({"intent": "accident", "special_cruelty": True}, ("intent", "special_cruelty")),
        ({"intent": "negligent", "motive": "hate"}, ("intent", "motive")),
        ({"intent": "accident", "purpose": "punishment"}, ("intent", "purpose")),
        ({"intent": "accident", "hired": True}, ("intent", "hired")),
        ({"intent": "negligent", "group": "prior_agreement"}, ("intent", "group")),
        (
            {"motive": "none", "concealed_crime_category": "grave"},
            ("motive", "concealed_crime_category"),
        ),
        (
            {"violence_dangerous_to_life": True, "acts": ["insult"]},
            ("violence_dangerous_to_life", "acts"),
        ),
        (
            {"known_false_and_defaming": False, "falsely_accused_of": "corruption"},
            ("known_false_and_defaming", "falsely_accused_of"),
        ),
        (
            {"special_requirements_in_force": False, "requirements_broken": True},
            ("special_requirements_in_force", "requirements_broken"),
        ),
        ({"unreported_matter": ["fresh_injury"], "acts": ["neglect"]}, ("unreported_matter", "acts")),
        (
            {"offender_arrest_exempt": False, "offender_sex": "f", "offender_age": 59},
            ("offender_arrest_exempt", "offender_age"),
        ),
        (
            {"offender_arrest_exempt": False, "offender_sex": "m", "offender_age": 64},
            ("offender_arrest_exempt", "offender_age"),
        ),
        (
            {"offender_arrest_exempt": False, "offender_sex": "f", "offender_youngest_child_age": 13},
            ("offender_arrest_exempt", "offender_youngest_child_age"),
        ),
        (
            {
                "offender_arrest_exempt": False,
                "offender_sex": "m",
                "offender_single_parent": True,
                "offender_youngest_child_age": 13,
            },
            ("offender_arrest_exempt", "offender_single_parent"),
        ),
        (
            {"offender_community_service_exempt": False, "offender_sex": "f", "offender_age": 58},
            ("offender_community_service_exempt", "offender_age"),
        ),
        (
            {"offender_community_service_exempt": False, "offender_sex": "m", "offender_age": 63},
            ("offender_community_service_exempt", "offender_age"),
        ),
        (
            {
                "offender_community_service_exempt": False,
                "offender_sex": "f",
                "offender_youngest_child_age": 2,
            },
            ("offender_community_service_exempt", "offender_youngest_child_age"),
        ),
        (
            {
                "offender_community_service_exempt": False,
                "offender_sex": "m",
                "offender_single_parent": True,
                "offender_youngest_child_age": 2,
            },
            ("offender_community_service_exempt", "offender_single_parent"),
        ),
    ],
)
def test_a_contradiction_names_both_facts(facts: dict[str, Any], both: tuple[str, str]) -> None:
    with pytest.raises(ContradictoryFacts) as refused:
        LAW.assess(facts, ON)
    said = str(refused.value)
    assert all(fact in said for fact in both)


@pytest.mark.parametrize(
    "facts",
    [
        {"relation": "parent", "victim_age": 31, "offender_age": 15},
        {"relation": "stepchild", "victim_age": 30, "offender_age": 29},  # a step-parent may be younger
        {"relation": "spouse", "victim_age": 14, "offender_age": 40},
        {"relation": "stranger", "common_child": True},  # of a rape
        {"relation": "spouse", "lived_together": False},
        {"relation": "spouse", "offender_position": ["parent"]},
        {"offender_sex": "f", "offender_age": 58, "offender_arrest_exempt": False},  # over 58, not of 58
        {"violence_dangerous_to_life": True, "acts": ["insult"], "acts_unknown": ["strangulation"]},
        {"intent": "accident", "acts": ["blows"], "harm": "grave"},
        {"threat_kind": ["none"], "acts": ["threats"]},  # a threat of nothing that the law names
        {"harm": "pain", "danger_to_life": True},  # choking may leave no more
        {"newborn": True, "relation": "grandchild", "victim_age": 0},
        {"acts_from": "2026-03-01", "acts_until": "2026-03-01"},
    ],
)
def test_what_is_merely_unlikely_is_accepted(facts: dict[str, Any]) -> None:
    assert LAW.assess(facts, ON).on == ON


def test_every_pair_of_the_data_has_a_case_here() -> None:
    marks = test_a_contradiction_names_both_facts.pytestmark  # type: ignore[attr-defined]
    shown = {frozenset(both) for mark in marks for _, both in mark.args[1]}
    pairs = {frozenset(item.facts) for item in LAW.statutes.contradictions}
    assert pairs <= shown, sorted(map(sorted, pairs - shown))


def test_acts_that_begin_after_the_day_of_their_own_file_are_refused() -> None:
    from qorgan.law.factfile import parse

    content = "jurisdiction: kz\ndate: 2026-04-01\nfacts:\n  acts: [insult]\n  acts_from: 2026-04-02\n"
    with pytest.raises(ContradictoryFacts) as refused:
        parse(content, "case.yaml")
    assert "acts_from" in str(refused.value) and "date" in str(refused.value)
    assert refused.value.faults[0].line == 5
    assert parse(content.replace("04-02", "04-01"), "case.yaml").facts


def test_every_contradiction_is_told_at_once() -> None:
    with pytest.raises(ContradictoryFacts) as refused:
        LAW.assess({"acts": ["killing"], "harm": "none", "pregnant": True, "victim_sex": "m"}, ON)
    assert len(refused.value.faults) == 2


@pytest.mark.parametrize(
    ("given", "nearest"), [("acst", "acts"), ("victims_age", "victim_age"), ("relations", "relation")]
)
def test_an_unknown_fact_names_the_nearest(given: str, nearest: str) -> None:
    with pytest.raises(UnknownFact) as refused:
        LAW.assess({given: "x"}, ON)
    assert nearest in str(refused.value)


@pytest.mark.parametrize(
    ("facts", "nearest"),
    [({"relation": "spous"}, "spouse"), ({"acts": ["slapp"]}, "slap"), ({"harm": "medum"}, "medium")],
)
def test_an_unknown_word_names_the_nearest(facts: dict[str, Any], nearest: str) -> None:
    with pytest.raises(UnknownWord) as refused:
        LAW.assess(facts, ON)
    assert nearest in str(refused.value)


@pytest.mark.parametrize(
    "facts",
    [
        {"victim_age": -1},
        {"victim_age": 121},
        {"victims_count": 0},
        {"acts_from": "2026-02-30"},
        {"acts_from": "0999-01-01"},
        {"substantial_harm_from": "9999-01-01"},
        {"threat_kind": ["none", "killing"]},
    ],
)
def test_what_cannot_be_is_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(ImpossibleValue):
        LAW.assess(facts, ON)


@pytest.mark.parametrize(
    "facts",
    [{"helpless": "yes"}, {"victim_age": "old"}, {"victim_age": True}, {"acts": 3}, {"harm": ["pain"]}],
)
def test_a_value_of_another_type_is_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(UnknownWord):
        LAW.assess(facts, ON)


def test_an_act_that_happened_and_is_not_known_is_refused() -> None:
    with pytest.raises(BadFacts) as refused:
        LAW.assess({"acts": ["slap"], "acts_unknown": ["slap"]}, ON)
    assert "acts_unknown" in str(refused.value) and "slap" in str(refused.value)


def test_a_set_takes_one_word_a_list_or_semicolons() -> None:
    one = LAW.assess({"acts": "slap", "harm": "pain"}, ON)
    many = LAW.assess({"acts": "slap;insult", "harm": "pain"}, ON)
    assert one.finding("kz.cc.109-1.1") is not None
    assert {item.id for item in one.applying} <= {item.id for item in many.applying}
