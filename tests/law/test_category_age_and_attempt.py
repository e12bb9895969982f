"""Category, age, attempt and repetition by the text: CC 10-12, 15, 24, 56; CAO 28, 61, 72."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.law.made import BATTERY, INSULT, LAW, ON, RULES, TORMENT, found, made, said, years

from qorgan.law.general import ORDER, category_of
from qorgan.law.provisions import Sanction, attempted

# ---- category (CC 10, 11) --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("most", "negligent", "category"),
    [
        (2, False, "minor"),
        (2.5, False, "medium"),
        (5, False, "medium"),
        (6, False, "grave"),
        (12, False, "grave"),
        (12.5, False, "especially_grave"),
        (5, True, "minor"),
        (6, True, "medium"),
    ],
)
def test_the_category_is_that_of_the_longest_term(most: float, negligent: bool, category: str) -> None:
    assert category_of(made("kz.cc.999.1", years(most), negligent=negligent), RULES) == category


def test_without_restriction_or_imprisonment_it_is_a_misdemeanour_and_with_life_especially_grave() -> None:
    assert category_of(made("kz.cc.999.1", Sanction("arrest", {"max_days": 50})), RULES) == "misdemeanour"
    assert category_of(made("kz.cc.999.1", Sanction("life", {})), RULES) == "especially_grave"
    assert category_of(made("kz.cc.999.1"), RULES) is None


@given(st.floats(0.1, 20), st.floats(0.1, 20))
def test_a_longer_term_never_lowers_the_category(one: float, other: float) -> None:
    low, high = sorted((one, other))
    first, second = (category_of(made("kz.cc.999.1", years(term)), RULES) for term in (low, high))
    assert first is not None and second is not None
    assert ORDER.index(first) <= ORDER.index(second)


HARMS = ("pain", "light", "medium")


@given(st.sampled_from(HARMS), st.sampled_from(HARMS), st.booleans())
def test_a_graver_harm_never_lowers_the_category(one: str, other: str, dependence: bool) -> None:
    low, high = sorted((one, other), key=HARMS.index)

    def gravest(harm: str) -> int:
        facts = {"relation": "spouse", "acts": ["blows"], "harm": harm, "dependence": dependence}
        applying = LAW.assess(facts, ON, closed_world=True, guide=False).applying
        return max(ORDER.index(item.category) for item in applying if item.category)

    assert gravest(low) <= gravest(high)


# ---- age of liability (CC 15, CAO 28) --------------------------------------------------------------------


@pytest.mark.parametrize(("age", "verdict"), [(15, "does_not_apply"), (16, "applies")])
def test_sixteen_in_general(age: int, verdict: str) -> None:
    assert found("kz.cc.109-1.1", BATTERY | {"offender_age": age}).verdict == verdict


@pytest.mark.parametrize(("age", "verdict"), [(13, "does_not_apply"), (14, "applies")])
def test_fourteen_for_medium_harm_that_is_aggravated(age: int, verdict: str) -> None:
    facts = {
        "relation": "classmate",
        "acts": ["blows"],
        "harm": "medium",
        "dependence": True,
        "offender_age": age,
    }
    assert found("kz.cc.107.2", facts).verdict == verdict
    # Without what aggravates it, sixteen: 107(1) is not in the list of CC 15(2).
    assert found("kz.cc.107.1", facts).verdict == "does_not_apply"


def test_the_age_stands_with_its_article_and_is_presumed_while_nobody_gave_it() -> None:
    assert said("kz.cc.109-1.1", BATTERY)["age_of_liability"] == {
        "from": 16,
        "value": None,
        "presumed": True,
        "reason": "offender_age",
        "basis": ["kz.cc.15.1"],
        "certainty": "certain",
    }
    medium = {
        "relation": "classmate",
        "acts": ["blows"],
        "harm": "medium",
        "dependence": True,
        "offender_age": 15,
    }
    answer = said("kz.cc.107.2", medium)["age_of_liability"]
    assert (answer["from"], answer["value"], answer["basis"]) == (14, True, ["kz.cc.15.2"])
    assert said("kz.cao.73.1", INSULT)["age_of_liability"]["basis"] == ["kz.cao.28"]


# ---- attempt and preparation (CC 24, 56) -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("provision", "facts", "attempt", "preparation"),
    [
        ("kz.cc.109-1.1", BATTERY, False, False),
        ("kz.cc.107.1", BATTERY | {"harm": "medium"}, False, False),
        ("kz.cc.107.2", BATTERY | {"harm": "medium", "dependence": True}, True, False),
        ("kz.cc.110.2", TORMENT | {"dependence": True}, True, True),
    ],
)
def test_an_attempt_from_medium_and_a_preparation_from_grave(
    provision: str, facts: dict[str, Any], attempt: bool, preparation: bool
) -> None:
    answer = said(provision, facts)["unfinished"]
    assert (answer["attempt"]["punishable"], answer["preparation"]["punishable"]) == (attempt, preparation)
    assert answer["attempt"]["share"] == (0.75 if attempt else None)
    assert answer["preparation"]["share"] == (0.5 if preparation else None)


@given(st.floats(2.1, 20))
def test_the_ceiling_of_an_attempt_is_three_quarters_and_its_category_stays(most: float) -> None:
    whole = made("kz.cc.999.1", years(most))
    part = attempted(whole, 0.75)
    assert part.sanctions[0].bounds["max_years"] == pytest.approx(most * 3 / 4)
    assert category_of(part, RULES) == category_of(whole, RULES)


def test_no_life_for_an_attempt_and_a_ban_keeps_its_size() -> None:
    murder = made("kz.cc.99.2", years(20, 15), Sanction("life", {}), Sanction("ban", {"max_years": 10.0}))
    tried = attempted(murder, 0.75)
    assert [item.kind for item in tried.sanctions] == ["imprisonment", "ban"]
    # Three quarters of twenty years are fifteen; the ban is no main punishment (CC 56(3)).
    assert dict(tried.sanctions[0].bounds) == {"min_years": 15.0, "max_years": 15.0}
    assert tried.sanctions[1].bounds["max_years"] == 10.0
    child = attempted(made("kz.cc.99.3", Sanction("life", {})), 0.75)
    assert dict(child.sanctions[0].bounds) == {"min_years": 25.0, "max_years": 25.0}


def test_a_floor_above_the_new_ceiling_falls_away() -> None:
    tried = attempted(made("kz.cc.120.3-1", years(17, 15)), 0.75)
    assert dict(tried.sanctions[0].bounds) == {"max_years": 12.75}


# ---- repetition and the year after a penalty (CC 12; CAO 61, 72) -----------------------------------------


def test_an_unpunished_act_repeats_and_a_punished_one_does_not() -> None:
    act = [{"kind": "act", "provision": "kz.cc.109-1.1", "on": "2026-02-01"}]
    assert said("kz.cc.109-1.2", BATTERY, history=act)["repetition"] == {
        "value": True,
        "basis": ["kz.cc.12"],
        "certainty": "certain",
    }
    facts = BATTERY | {"earlier_same_article": "punished", "acts_count": 1}
    assert said("kz.cc.109-1.1", facts)["repetition"]["value"] is False


def test_both_ways_of_counting_the_year_are_shown_and_between_them_nothing_is_decided() -> None:
    penalty = [
        {"kind": "penalty", "provision": "kz.cao.73.1", "imposed": "2025-09-10", "executed": "2025-09-15"}
    ]
    answer = said("kz.cao.73.2", INSULT, date(2026, 9, 12), penalty)["repetition"]
    assert answer["value"] is None and answer["reason"] == "repeat_window"
    assert answer["basis"] == ["kz.cao.73", "kz.cao.61"]
    assert answer["windows"] == [
        {
            "penalty": "2025-09-10",
            "from_imposition_until": "2026-09-10",
            "from_execution_until": "2026-09-15",
        }
    ]
    assert said("kz.cao.73.2", INSULT, date(2026, 9, 10), penalty)["repetition"]["value"] is True


def test_for_a_minor_the_state_of_being_penalised_ends_after_six_months() -> None:
    penalty = [
        {"kind": "penalty", "provision": "kz.cao.73.1", "imposed": "2025-09-10", "executed": "2025-09-15"}
    ]
    answer = said("kz.cao.73.3", INSULT | {"offender_age": 17}, date(2026, 3, 16), penalty)["repetition"]
    assert answer["value"] is None and answer["basis"][-1] == "kz.cao.72"
    assert answer["windows"][0]["from_execution_until"] == "2026-03-15"
