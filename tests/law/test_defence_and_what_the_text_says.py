"""Lawful defence (CC 32, 66; CAO 35, 36), and the general part as lines of text in three languages."""

from __future__ import annotations

from typing import Any

import pytest
from tests.law.made import BATTERY, CHILD, INSULT, LAW, ON, TORMENT, found, said

from qorgan.law.texts import assessment_lines

MEDIUM: dict[str, Any] = {"relation": "spouse", "acts": ["stabbing"], "harm": "medium"}


@pytest.mark.parametrize("attack", ["dangerous_to_life", "armed", "arson", "home_invasion"])
def test_against_such_an_attack_there_is_no_excess(attack: str) -> None:
    facts = MEDIUM | {"self_defence": "exceeded", "attack_faced": attack}
    assert found("kz.cc.107.1", facts).verdict == "does_not_apply"


def test_another_excess_that_leaves_less_than_grave_harm_stays_open() -> None:
    facts = MEDIUM | {"self_defence": "exceeded", "attack_faced": "violence_not_dangerous"}
    finding = found("kz.cc.107.1", facts)
    assert finding.verdict == "undecided" and finding.open == ("excess_of_defence",)


def test_while_the_attack_is_not_known_it_is_asked() -> None:
    finding = found("kz.cc.107.1", MEDIUM | {"self_defence": "exceeded"})
    assert finding.verdict == "undecided" and "attack_faced" in finding.missing


def test_an_excess_out_of_fear_may_be_forgiven_by_a_court() -> None:
    facts = MEDIUM | {"self_defence": "exceeded", "attack_faced": "violence_not_dangerous"}
    answer = said("kz.cc.107.1", facts | {"fear_or_confusion": True})["defence"]
    assert answer["from_fear"] == {"release": "may_be_released", "basis": ["kz.cc.66"]}
    assert "from_fear" not in said("kz.cc.107.1", facts)["defence"]
    assert said("kz.cc.109-1.1", BATTERY)["defence"]["reason"] == "self_defence"


@pytest.mark.parametrize("fact", ["self_defence", "detaining_offender"])
def test_within_the_limits_nothing_is_an_offence(fact: str) -> None:
    more = {"attack_faced": "violence_not_dangerous"} if fact == "self_defence" else {}
    assert found("kz.cc.109-1.1", BATTERY | {fact: "within_limits"} | more).verdict == "does_not_apply"


def test_nothing_about_a_defence_is_presumed_by_name_that_nobody_raised() -> None:
    lines = LAW.explain(found("kz.cc.109-1.1", BATTERY), "en")
    assert not any("Attack" in line or "fear" in line for line in lines)


def lines_of(facts: dict[str, Any], lang: str, history: Any = ()) -> str:
    return "\n".join(assessment_lines(LAW, LAW.assess(facts, ON, history), lang, False))


def test_the_text_names_each_rule_with_its_article() -> None:
    text = lines_of(BATTERY | {"drunk": True, "offender_age": 17}, "en")
    for piece in (
        "a private-public case (CPC 32(3))",
        "weighs against: drunk or drugged; a court may leave it out (CC 54(1)(12))",
        "weighs in favour: the offender is under 18 (CC 53(1)(2))",
        "at most 1/2 of the ceiling (CC 55(3)): open",
        "an attempt is not punishable (CC 24(4))",
        "under 18: the rules for minors apply (CC 81)",
        "on conviction 5 MCI (21 625 tenge) into the Victims' Compensation Fund (CC 98-2)",
        "the period is halved on release, to 2026-10-01 (CC 88)",
    ):
        assert piece in text, piece


def test_the_text_says_where_a_way_is_closed_and_what_stands_together() -> None:
    assert "(CC 55(3)): closed by CC 55(8)" in lines_of(CHILD, "en")
    threat = {"acts": ["blows", "threats"], "threat_kind": ["killing"], "reason_to_fear": True}
    assert "several offences at once (CC 13, CC 58(2)): " in lines_of(BATTERY | threat, "en")


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
@pytest.mark.parametrize(
    "facts", [BATTERY, INSULT, TORMENT, CHILD, BATTERY | {"dependence": True, "offender_age": 17}]
)
def test_every_line_can_be_read_in_every_language(facts: dict[str, Any], lang: str) -> None:
    history = [{"kind": "penalty", "provision": "kz.cao.73.1", "imposed": "2025-09-10"}]
    text = lines_of(facts, lang, history)
    for machine_word in ("{", "}", "None", "kz.", "limitation_open", "ceiling_", "reason_", "_of_a_minor"):
        assert machine_word not in text, machine_word
