"""The rules around an act: who, on whose initiative, within what time, for how long.

Expected values are those of the articles named beside them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from qorgan.law import BadLaw, ProcedureRule, Step, load
from qorgan.law.loader import read_data
from qorgan.law.procedure import TOPICS, procedure_rules

LAW = load("kz")
DAY = date(2026, 8, 1)
BLOWS: dict[str, Any] = {"relation": "spouse", "place": "dwelling", "acts": ["blows"], "harm": "pain"}
CHILD: dict[str, Any] = {"relation": "child", "victim_age": 9, "acts": ["blows"], "harm": "light"}


def rule(name: str, on: date = DAY) -> ProcedureRule:
    (found,) = (item for item in LAW.procedure(on) if item.id == name)
    return found


def steps(facts: dict[str, Any], on: date = DAY) -> dict[str, Step]:
    return {step.rule.id: step for step in LAW.procedure_for(facts, on)}


@pytest.mark.parametrize(
    ("name", "basis", "longest"),
    [
        ("delivery", "kz.cpc.129.1", "PT3H"),  # CPC 129(1): at most three hours
        ("detention_limit_adult", "kz.cpc.131.4", "PT48H"),  # CPC 131(4)
        ("detention_limit_minor", "kz.cpc.131.4", "PT24H"),  # CPC 131(4)
        ("detention_limit_72", "kz.cpc.131.4", "PT72H"),  # CPC 128(5), 131(4)(1)-(6)
        ("administrative_detention", "kz.cao.789", "PT3H"),  # CAO 789
        ("administrative_detention_arrest", "kz.cao.789", "PT24H"),  # CAO 789: arrest among the penalties
        ("preventive_talk", "kz.l245.50", "PT1H"),  # L245 50(4): at most one hour
        ("complaint_of_dropped_case", "kz.cpc.102", "P1Y"),  # CPC 102: within one year
        ("temporary_stay", "kz.l245.10.2.4", "P1M"),  # L245 10(2)(4), 72(2): up to one month
    ],
)
def test_a_limit_is_that_of_its_article(name: str, basis: str, longest: str) -> None:
    assert (rule(name).basis, rule(name).at_most) == (basis, longest)


@pytest.mark.parametrize(
    ("name", "basis", "within", "start"),
    [
        ("protection_request", "kz.cpc.96.4", "PT24H", "protection_requested"),  # CPC 96(4)
        ("testimony_deposited", "kz.cpc.217", "PT24H", "deposit_petitioned"),  # CPC 217
        ("case_without_complaint_closed", "kz.cpc.32.5", "P3D", "report_registered"),  # CPC 32(5)
        ("inquiry_term", "kz.cpc.192.2", "P1M", "case_registered"),  # CPC 192(2): from registration
        ("investigation_term", "kz.cpc.192.2", "P2M", "case_registered"),  # CPC 192(2)
        ("accelerated_term", "kz.cpc.190", "P15D", "accelerated_began"),  # CPC 190
        ("protocol_term", "kz.cpc.526", "P10D", "protocol_suspect_questioned"),  # CPC 526
        ("protocol_to_court", "kz.cpc.528", "P1D", "protocol_to_prosecutor"),  # CPC 528
        ("protocol_judged", "kz.cpc.529", "P15D", "protocol_at_court"),  # CPC 529
        ("dropped_case_passed_on", "kz.cpc.35.9", "P10D", "case_dropped"),  # CPC 35(9)
        ("suit_after_removal", "kz.mfc.82.2", "P7D", "child_removed"),  # MFC 82(2)
        ("restriction_becomes_deprivation", "kz.mfc.79.2", "P6M", "parental_rights_restricted"),  # MFC 79(2)
        ("deprivation_extract", "kz.mfc.76.5", "P3D", "deprivation_in_force"),  # MFC 76(5)
        ("motions_decided", "kz.cpc.99.4", "P3D", "motion"),  # CPC 99(4)
        ("complaints_decided", "kz.cpc.105.2", "P7D", "complaint_of_investigation"),  # CPC 105(2)
        ("no_approach_breach", "kz.cpc.160", "P1D", "breach_record_received"),  # CPC 160(3): within a day
    ],
)
def test_a_term_runs_from_what_the_article_says(name: str, basis: str, within: str, start: str) -> None:
    found = rule(name)
    assert (found.basis, found.within, found.start_event) == (basis, within, start)


@pytest.mark.parametrize(
    ("name", "days"),
    [("register_data", "P3D"), ("early_end_checked", "P5D"), ("early_end_decided", "P3D")],
)
def test_order_163_counts_in_working_days(name: str, days: str) -> None:
    """Order 163 paras 7, 19, 20: three, five and three working days."""
    assert (rule(name).within, rule(name).counting) == (days, "working_days")


def test_a_temporary_stay_rests_on_the_law_of_its_day() -> None:
    """Law 245-VIII took effect on 2 March 2026 (art. 85); before it, MFC 5-1, since when was not found."""
    before, after = (
        rule("temporary_stay", date(2026, 3, 1)),
        rule("temporary_stay", date(2026, 3, 2)),
    )
    assert (before.basis, before.certainty, before.since_found) == ("kz.mfc.5-1", "inferred", False)
    assert (after.basis, after.certainty) == ("kz.l245.10.2.4", "certain")
    assert before.at_most == after.at_most == "P1M"


def test_the_services_of_the_2009_law_stay_unverified_and_end_with_it() -> None:
    old = rule("services_of_2009_law", date(2026, 3, 1))
    assert (old.certainty, old.text_found) == ("unverified", False)
    assert "services_of_2009_law" not in {item.id for item in LAW.procedure(date(2026, 3, 2))}


def test_breach_of_special_requirements_is_answered_by_cao_669() -> None:
    """CAO 669(2)-(4): ten days of arrest, twenty when repeated, 30 MCI for who cannot be arrested."""
    assert rule("requirements_breach").basis == "kz.cao.669.2"
    assert rule("requirements_breach", date(2024, 7, 1)).certainty == "inferred"
    assert steps(BLOWS | {"special_requirements_in_force": True})["requirements_breach"].verdict == "reached"
    assert (
        steps(BLOWS | {"special_requirements_in_force": False})["requirements_breach"].verdict
        == "not_reached"
    )


def test_the_power_to_bar_from_a_home_is_named_with_what_it_lacks() -> None:
    """L245 13, item 19: limit or for a time forbid access; no term and no form stand there."""
    found = rule("barring_from_home")
    assert (found.force, found.at_most, found.basis) == ("power", None, "kz.l245.13.19")
    assert found.note is not None and "no term" in found.note["en"]


def test_battery_takes_the_protocol_form_and_its_terms() -> None:
    """CPC 191(16) lists 109-1 with both parts."""
    found = steps(BLOWS | {"offender_age": 30})
    assert found["protocol_form"].verdict == "reached"
    assert found["protocol_term"].verdict == "reached"
    assert found["inquiry_form"].verdict != "reached"


def test_medium_harm_takes_an_inquiry_and_an_aggravated_one_an_investigation() -> None:
    """CPC 191(2): inquiry for 107(1); CPC 187, 189: investigation for 107(2)."""
    medium = {"relation": "spouse", "acts": ["blows"], "harm": "medium", "offender_age": 30}
    plain = steps(medium | {"dependence": False})
    assert plain["inquiry_form"].verdict == plain["inquiry_term"].verdict == "reached"
    graver = steps(medium | {"dependence": True})
    assert graver["investigation_form"].verdict == graver["investigation_term"].verdict == "reached"
    assert graver["inquiry_form"].verdict != "reached"


def test_an_offence_by_somebody_under_eighteen_is_investigated_whatever_the_article() -> None:
    """CPC 187, 189: any offence by a minor."""
    young = steps(BLOWS | {"offender_age": 16})
    assert young["investigation_of_a_minor"].verdict == "reached"
    assert young["protocol_form"].verdict == "not_reached"
    assert young["detention_limit_minor"].verdict == "reached"
    assert young["detention_limit_adult"].verdict == "not_reached"


def test_article_140_has_two_forms_and_neither_is_chosen() -> None:
    """CPC 191(2) and 191(16): the code contradicts itself."""
    assert rule("form_for_article_140").certainty == "conflicting"


def test_a_child_is_questioned_with_a_psychologist_and_its_testimony_is_deposited() -> None:
    """CPC 215: under 14 a teacher or psychologist; CPC 217: for minors the motion must be granted."""
    found = steps(CHILD)
    for name in ("child_questioned_under_14", "child_not_warned", "testimony_of_child_deposited"):
        assert found[name].verdict == "reached", name
    older = steps(CHILD | {"victim_age": 17})
    assert older["child_questioned_under_14"].verdict == "not_reached"
    assert older["child_questioned_14_to_17"].verdict == "reached"
    assert older["child_not_warned"].verdict == "not_reached"  # under 16


def test_an_unknown_age_leaves_a_rule_open_and_names_the_fact() -> None:
    found = steps(BLOWS)["mandatory_lawyer"]
    assert found.verdict == "undecided" and "victim_age" in found.missing


def test_parental_rights_are_at_stake_for_an_offence_against_a_spouse_only_with_a_child_in_common() -> None:
    """MFC 75(2): a parent's intentional offence against the child, the spouse or another family member."""
    assert steps(BLOWS | {"common_child": True})["deprivation_for_offence"].verdict == "reached"
    assert steps(BLOWS | {"common_child": False})["deprivation_for_offence"].verdict == "not_reached"
    assert steps(CHILD)["deprivation_for_offence"].verdict == "reached"


def test_every_topic_that_was_asked_for_has_rules_in_three_languages() -> None:
    rules = LAW.statutes.procedure
    assert {item.topic for item in rules} == set(TOPICS)
    for item in rules:
        assert set(item.title) == set(item.plain) == {"en", "ru", "kk"}, item.id
        assert item.source.startswith("https://") and item.reference, item.id


def test_every_word_that_a_listing_needs_has_a_phrase() -> None:
    needed: set[str] = set()
    for item in LAW.statutes.procedure:
        needed |= {*item.by, *item.initiative, f"topic_{item.topic}", f"force_{item.force}", item.certainty}
        needed |= {name for name in (item.within, item.counting) if name}
        needed |= {f"for_{span}" for span in (item.at_least, item.at_most) if span}
    assert needed <= set(LAW.phrases)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reference": ""}, "no citation"),
        ({"basis": "kz.nowhere.1"}, "no citation"),
        ({"certainty": "sure"}, "no certainty"),
        ({"topic": "weather"}, "topic or force"),
        ({"within": "a week", "from": "report"}, "ISO 8601"),
        ({"within": "P7D"}, "runs from something"),
        ({"counting": "moons"}, "days are counted"),
        ({"after": "=nothing"}, "no group of articles"),
    ],
)
def test_the_loader_refuses_a_rule_it_cannot_cite_or_count(change: dict[str, Any], said: str) -> None:
    from tests.law.test_the_data_of_the_law import _book

    whole = read_data("kz", "procedure.yaml")
    sources = {act: item["source"] for act, item in LAW.statutes.rules["acts"].items()}
    first = dict(whole["procedure"][0]) | change
    with pytest.raises(BadLaw, match=said):
        procedure_rules(dict(whole) | {"procedure": [first]}, _book().grammar, sources)


def test_the_loader_refuses_two_editions_of_one_day() -> None:
    from tests.law.test_the_data_of_the_law import _book

    whole = read_data("kz", "procedure.yaml")
    sources = {act: item["source"] for act, item in LAW.statutes.rules["acts"].items()}
    twice = [whole["procedure"][0]] * 2
    with pytest.raises(BadLaw, match="two editions"):
        procedure_rules(dict(whole) | {"procedure": twice}, _book().grammar, sources)
