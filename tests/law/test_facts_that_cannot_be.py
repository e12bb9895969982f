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
    ],
)
def test_a_contradiction_names_both_facts(facts: dict[str, Any], both: tuple[str, str]) -> None:
    with pytest.raises(ContradictoryFacts) as refused:
        LAW.assess(facts, ON)
    said = str(refused.value)
    assert all(fact in said for fact in both)


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
