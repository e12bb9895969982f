"""Limitation, making peace and who must ask: CC 68, 71, 88; CPC 32; CAO 62, 64, 71."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.law.made import BATTERY, CHILD, INSULT, ON, RULES, about, found, made, said, years

from qorgan.law import Provision
from qorgan.law.general import ORDER, category_of, limitation, limitation_until
from qorgan.law.provisions import Sanction
from qorgan.law.release import reconciliation
from qorgan.law.truth import Truth

# ---- limitation (CC 71, 88; CAO 62, 71) ------------------------------------------------------------------


@given(st.sampled_from(ORDER), st.sampled_from(ORDER), st.dates(date(2018, 1, 1), date(2030, 1, 1)))
def test_the_period_grows_with_the_category(one: str, other: str, day: date) -> None:
    low, high = sorted((one, other), key=ORDER.index)
    first, second = limitation_until(low, day, RULES), limitation_until(high, day, RULES)
    assert first is not None and second is not None and first <= second


def period(provision: Provision, facts: dict[str, Any], points: tuple[str, ...] = ()) -> Any:
    category = category_of(provision, RULES)
    return limitation(provision, category, points, about(facts), ON, RULES)


@pytest.mark.parametrize(
    ("provision", "facts", "points"),
    [
        (made("kz.cc.99.1", years(15, 8)), {"harm": "death"}, ()),  # especially grave, against the person
        (made("kz.cc.120.1", years(8, 5)), {"victim_age": 15}, ()),  # sexual inviolability of minors
        (made("kz.cc.122.1", years(5)), {}, ()),  # by its own words against a minor
        (made("kz.cc.146.2", years(6)), {}, ()),  # torture
        (made("kz.cc.146.3", years(10, 4)), {"purpose": "confession"}, ("2",)),
    ],
)
def test_no_period_runs_for_the_offences_of_cc_71_6(
    provision: Provision, facts: dict[str, Any], points: tuple[str, ...]
) -> None:
    answer = period(provision, facts, points)
    assert (answer.until, answer.runs, answer.basis) == (None, Truth.NO, ("kz.cc.71.6",))


def test_for_rape_of_an_adult_ten_years_and_while_the_age_is_not_known_it_is_open() -> None:
    rape = made("kz.cc.120.1", years(8, 5))
    grown = period(rape, {"victim_age": 30})
    assert (grown.until, grown.runs) == (date(2036, 4, 1), Truth.YES)
    unknown = period(rape, {})
    assert (unknown.until, unknown.runs, unknown.missing) == (
        date(2036, 4, 1),
        Truth.UNKNOWN,
        ("victim_age",),
    )


def test_sexual_pestering_is_not_in_the_list_and_its_period_runs() -> None:
    pestering = made("kz.cc.121-1", Sanction("arrest", {"max_days": 50.0}))
    assert period(pestering, {"victim_age": 12}).until == date(2027, 4, 1)


def test_an_especially_grave_crime_outside_the_chapter_on_the_person_keeps_fifteen_years() -> None:
    assert period(made("kz.cc.132.4", years(15, 10)), {"victim_age": 12}).until == date(2041, 4, 1)


def test_for_somebody_under_18_half_of_the_period_stands_beside_it() -> None:
    criminal = said("kz.cc.109-1.1", BATTERY | {"offender_age": 17})["limitation"]
    assert (criminal["value"], criminal["halved_for_a_minor"]) == ("2027-04-01", "2026-10-01")
    assert criminal["basis"] == ["kz.cc.71.1", "kz.cc.88"]
    administrative = said("kz.cao.73.1", INSULT | {"offender_age": 17})["limitation"]
    assert (administrative["value"], administrative["halved_for_a_minor"]) == ("2026-06-01", "2026-05-01")
    assert "halved_for_a_minor" not in said("kz.cc.109-1.1", BATTERY | {"offender_age": 18})["limitation"]


def test_what_else_starts_or_holds_a_period_is_named_beside_it() -> None:
    administrative = said("kz.cao.73.1", INSULT)["limitation"]["also"]
    assert [item["basis"] for item in administrative] == [
        "kz.cao.62.3",
        "kz.cao.62.5",
        "kz.cao.62.6",
        "kz.cao.62.7",
    ]
    dropped = next(item for item in administrative if item["when"] == "criminal_case_dropped")
    assert dropped["months"] == 3
    misdemeanour = said("kz.cc.109-1.1", BATTERY)["limitation"]["also"]
    assert misdemeanour == [{"when": "evasion_or_new_offence", "held": False, "basis": "kz.cc.71.3"}]


# ---- reconciliation (CC 68, CPC 32, CAO 64) --------------------------------------------------------------


def peace(provision: Provision, facts: dict[str, Any], points: tuple[str, ...] = (), on: date = ON) -> Any:
    category = category_of(provision, RULES)
    return reconciliation(provision, category, points, about(facts, on), RULES)


@pytest.mark.parametrize(
    ("provision", "facts", "points", "basis"),
    [
        (made("kz.cc.146.2", years(2)), {}, (), "kz.cc.68.4.1"),
        (made("kz.cc.122.1", years(5)), {"victim_age": 15}, (), "kz.cc.68.4.2"),
        (made("kz.cc.140.2", years(2)), {}, (), "kz.cc.68.4.2-1"),
        (made("kz.cc.105.3", years(5)), {}, (), "kz.cc.68.4.2-1"),
        (made("kz.cc.104.1", years(3), negligent=True), {"harm": "death"}, (), "kz.cc.68.4.3"),
        (made("kz.cc.999.1", years(2)), {"group": "criminal_group"}, (), "kz.cc.68.4.7"),
        (made("kz.cc.128.1", years(5)), {}, (), "kz.cc.68.4.10"),
        (made("kz.cc.101.1", years(3)), {}, (), "kz.cc.68.1"),
    ],
)
def test_the_closures_of_cc_68(
    provision: Provision, facts: dict[str, Any], points: tuple[str, ...], basis: str
) -> None:
    answer = peace(provision, facts, points)
    assert (answer.possible, answer.basis) == (False, (basis,))


def test_a_minor_against_somebody_of_14_to_17_is_outside_the_sexual_closure() -> None:
    crime = made("kz.cc.122.1", years(5))
    assert peace(crime, {"victim_age": 15, "offender_age": 17}).possible is True
    assert peace(crime, {"victim_age": 13, "offender_age": 17}).possible is False
    assert peace(crime, {"victim_age": 15, "offender_age": 18}).possible is False


def test_before_the_closure_for_violence_against_minors_was_law_the_answer_is_open() -> None:
    crime = made("kz.cc.107.2", years(3))
    assert peace(crime, {"victim_age": 9}, ("8",), date(2024, 6, 15)).possible is None
    assert peace(crime, {"victim_age": 9}, ("8",), date(2024, 6, 16)).possible is False


def test_a_private_case_ends_when_the_two_make_peace() -> None:
    insult = made("kz.cc.131.1", Sanction("fine", {"max_mci": 100.0}), prosecution="private")
    answer = peace(insult, {})
    assert (answer.possible, answer.kind, answer.still_needed, answer.basis) == (
        True,
        "ends_the_case",
        ("reconciled",),
        ("kz.cpc.32.2",),
    )


def test_bullying_and_libel_begin_on_a_complaint_and_end_in_peace() -> None:
    bully = {"relation": "classmate", "victim_age": 14, "offender_age": 17, "acts": ["bullying"]}
    lie = {"relation": "former_spouse", "acts": ["insult"], "known_false_and_defaming": True}
    for provision, facts in (("kz.cao.127-2.1", bully), ("kz.cao.73-3.1", lie)):
        finding = found(provision, facts)
        assert finding.complaint_needed is True and finding.reconciliation is not None
        assert finding.reconciliation.kind == "ends_the_case"
        assert finding.reconciliation.basis == ("kz.cao.64.1",)


def test_no_complaint_is_needed_for_violence_in_the_family_and_for_a_broken_order() -> None:
    assert found("kz.cao.73.1", INSULT).complaint_needed is False
    assert said("kz.cao.73.1", INSULT)["prosecution"]["basis"] == ["kz.cao.64.1"]


# ---- prosecution (CPC 32) --------------------------------------------------------------------------------


def test_a_prosecutor_may_act_for_whoever_depends_on_the_offender() -> None:
    answer = said(
        "kz.cc.115",
        {"acts": ["threats"], "threat_kind": ["killing"], "reason_to_fear": True, "dependence": True},
    )
    assert answer["prosecution"]["complaint_needed"] is False
    assert answer["prosecution"]["exception"] == {
        "value": True,
        "by": ["dependence"],
        "not_known": [],
        "public_interest": True,
        "basis": ["kz.cpc.32.4"],
    }


def test_a_public_case_has_no_exception() -> None:
    answer = said("kz.cc.108-1.2", CHILD)["prosecution"]
    assert answer["value"] == "public" and "exception" not in answer
