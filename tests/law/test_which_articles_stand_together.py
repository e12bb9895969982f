"""Concurrence and cover (CC 13), and what the closed list of CC 3(18-1) bars (CC 68(4)(2-1))."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from qorgan.law import Assessment, load

LAW = load("kz")
ON = date(2026, 4, 2)


def assess(facts: dict[str, Any], on: date = ON) -> Assessment:
    return LAW.assess(facts, on, closed_world=True, guide=False)


def standing(facts: dict[str, Any], on: date = ON) -> set[str]:
    """What applies, attempts marked."""
    return {
        item.id + ("" if item.provision.stage == "completed" else " attempt")
        for item in assess(facts, on).applying
    }


AFFECT: dict[str, Any] = {"acts": ["stabbing"], "provocation_affect": True, "helpless": True}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"acts": ["stabbing"], "harm": "death"}, {"kz.cc.99.1"}),
        ({"acts": ["kick"], "harm": "death", "intended_result": "grave"}, {"kz.cc.106.3"}),
        ({"acts": ["push"], "harm": "death", "intended_result": "pain"}, {"kz.cc.104.1"}),
        ({"acts": ["push"], "harm": "medium", "intended_result": "pain"}, {"kz.cc.114.1"}),
        ({"acts": ["stabbing"], "harm": "medium", "intended_result": "death"}, {"kz.cc.99.1 attempt"}),
        ({"acts": ["stabbing"], "harm": "light", "intended_result": "grave"}, {"kz.cc.106.1 attempt"}),
        (AFFECT | {"harm": "death"}, {"kz.cc.101.1"}),
        (AFFECT | {"harm": "grave"}, {"kz.cc.111"}),
    ],
)  # fmt: skip
def test_one_act_against_life_or_health_stands_under_one_article(
    facts: dict[str, Any], expected: set[str]
) -> None:
    assert standing(facts) == expected


@pytest.mark.parametrize("attack", ["dangerous_to_life", "armed", "arson", "home_invasion"])
@pytest.mark.parametrize("harm", ["grave", "death"])
def test_whoever_defended_themselves_against_such_an_attack_is_under_no_article_cc_32(
    attack: str, harm: str
) -> None:
    facts = {"acts": ["stabbing"], "harm": harm, "self_defence": "exceeded", "attack_faced": attack}
    assert standing(facts) == set()
    assert not [item.id for item in assess(facts).findings if item.provision.act == "cc"]


def test_excess_of_defence_takes_the_place_of_murder_and_of_grave_harm_cc_102_and_112() -> None:
    facts = {"acts": ["stabbing"], "self_defence": "exceeded", "attack_faced": "violence_not_dangerous"}
    assert standing(facts | {"harm": "death"}) == {"kz.cc.102"}
    assert standing(facts | {"harm": "grave"}) == {"kz.cc.112.1"}
    assert standing(facts | {"harm": "death", "intended_result": "grave"}) == {"kz.cc.112.2"}


RAPE: dict[str, Any] = {"victim_sex": "f", "relation": "spouse"}


def test_rape_covers_the_blows_and_the_threat_it_is_made_of() -> None:
    facts = RAPE | {
        "acts": ["forced_intercourse", "slap", "threats"],
        "harm": "pain",
        "threat_kind": ["grave_harm"],
        "reason_to_fear": True,
    }
    assert standing(facts) == {"kz.cc.120.1"}


def test_rape_stands_beside_kidnapping_confinement_and_murder() -> None:
    assert standing(RAPE | {"acts": ["forced_intercourse", "abduction"], "harm": "none"}) == {
        "kz.cc.120.1",
        "kz.cc.125.1",
    }
    assert standing(RAPE | {"acts": ["forced_intercourse", "confinement"], "harm": "none"}) == {
        "kz.cc.120.1",
        "kz.cc.126.1",
    }
    killed = standing(
        RAPE | {"acts": ["forced_intercourse", "strangulation"], "harm": "death", "intended_result": "death"}
    )
    assert killed == {"kz.cc.120.1", "kz.cc.99.2"}


def test_an_attempt_at_rape_is_answered_as_one() -> None:
    tried = {"acts": ["attempted_sexual_violence"], "harm": "none", "relation": "stranger"}
    assert standing(tried | {"victim_sex": "f"}) == {"kz.cc.120.1 attempt"}
    assert standing(tried | {"victim_sex": "m"}) == {"kz.cc.121.1 attempt"}
    assert standing(tried | {"victim_sex": "f", "victim_age": 12}) == {"kz.cc.120.4 attempt"}


def test_bride_kidnapping_and_coercion_to_marry_stand_together() -> None:
    """CC 125-1 from 16 September 2025; abduction is not an element of it."""
    facts = {"acts": ["abduction", "coercion_to_marry"], "threat_kind": ["violence"], "purpose": "marriage"}
    assert standing(facts, date(2025, 9, 15)) == {"kz.cc.125.1"}
    assert standing(facts, date(2025, 9, 16)) == {"kz.cc.125.1", "kz.cc.125-1.1"}


def test_an_insult_in_an_indecent_form_is_no_administrative_case_cao_73() -> None:
    """CAO 73: no elements of a crime."""
    at_home = {"acts": ["insult"], "relation": "spouse", "place": "dwelling"}
    assert standing(at_home) == {"kz.cao.73.1"}
    assert standing(at_home | {"indecent_humiliation": True}) == {"kz.cc.131.1"}


def reconciliation(facts: dict[str, Any], provision: str) -> bool | None:
    found = assess(facts).finding(provision)
    assert found is not None and found.verdict == "applies" and found.reconciliation is not None
    return found.reconciliation.possible


CHILD: dict[str, Any] = {"victim_age": 10, "relation": "child"}
OFFICIAL: dict[str, Any] = {"acts": ["cruel_treatment"], "official_capacity": True}
LEFT: dict[str, Any] = {
    "acts": ["leaving_in_danger"],
    "harm": "medium",
    "duty_of_care": True,
    "helpless": True,
}


@pytest.mark.parametrize(
    ("facts", "provision", "possible"),
    [
        (CHILD | {"acts": ["cruel_treatment"]}, "kz.cc.140.2", False),
        (CHILD | {"acts": ["cruel_treatment"], "victims_count": 2}, "kz.cc.140.3", False),
        ({"victim_age": 10, **LEFT}, "kz.cc.119.2", False),
        ({"victim_age": 40, **LEFT}, "kz.cc.119.2", True),
        (OFFICIAL | {"victim_age": 10}, "kz.cc.146.3", False),
        (OFFICIAL | {"victim_age": 40}, "kz.cc.146.1", True),
        (CHILD | {"acts": ["slap"], "harm": "pain"}, "kz.cc.109-1.2", True),
        ({"victim_age": 20, "acts": ["confinement"], "relation": "spouse"}, "kz.cc.126.1", True),
    ],
)  # fmt: skip
def test_violence_against_a_minor_bars_release_by_the_closed_list_only(
    facts: dict[str, Any], provision: str, possible: bool
) -> None:
    """CC 68(4)(2-1) with CC 3(18-1): 109-1 is not in the list."""
    assert reconciliation(facts, provision) is possible


@pytest.mark.parametrize(
    ("facts", "provision", "needed"),
    [
        ({"acts": ["forced_intercourse"], "victim_sex": "f"}, "kz.cc.120.1", True),
        ({"acts": ["forced_intercourse"], "victim_sex": "f", "helpless": True}, "kz.cc.120.1", False),
        ({"acts": ["forced_intercourse"], "victim_sex": "f", "group": "spontaneous"}, "kz.cc.120.2", False),
        ({"acts": ["coercion_to_sex", "blackmail"]}, "kz.cc.123.1", True),
        ({"acts": ["confinement"]}, "kz.cc.126.1", True),
        ({"acts": ["abduction"]}, "kz.cc.125.1", False),
        ({"acts": ["home_entry"], "entered_against_will": True}, "kz.cc.149.1", True),
        ({"acts": ["insult"], "indecent_humiliation": True}, "kz.cc.131.1", True),
    ],
)
def test_whether_a_complaint_is_needed_follows_from_the_lists_of_cpc_32(
    facts: dict[str, Any], provision: str, needed: bool
) -> None:
    found = assess(facts).finding(provision)
    assert found is not None and found.complaint_needed is needed
