"""What each body must do and a victim may ask for, computed from the facts.

Expected values are those of the articles named beside them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from qorgan.law import Duty, load

LAW = load("kz")
DAY = date(2026, 8, 1)
BLOWS: dict[str, Any] = {"relation": "spouse", "place": "dwelling", "acts": ["blows"], "harm": "pain"}
CHILD: dict[str, Any] = {"relation": "child", "victim_age": 9, "acts": ["blows"], "harm": "light"}
INSULT: dict[str, Any] = {"relation": "spouse", "place": "dwelling", "acts": ["insult"]}


def duties(facts: dict[str, Any], on: date = DAY) -> dict[str, Duty]:
    return {item.id: item for item in LAW.assess(facts, on, guide=False).duties}


def rights(facts: dict[str, Any], on: date = DAY) -> set[str]:
    return {item.id for item in LAW.assess(facts, on, guide=False).rights}


@pytest.mark.parametrize(
    ("name", "body", "within", "basis"),
    [
        ("direct_victim", "police", None, "kz.l245.13.7"),  # L245 13, item 7: with her opinion
        ("petition_special_requirements", "police", None, "kz.l245.13.22"),  # L245 13, item 22
        ("put_on_register", "police", None, "kz.l245.60.7"),  # L245 60(7)
        ("warning_to_precinct", "police", "P1D", "kz.o163.14"),  # order 163 para 14
        ("enter_register", "police", "P3D", "kz.o163.7"),  # order 163 para 7: three working days
        ("name_officer", "police", "P1D", "kz.o163.10"),  # order 163 para 10
        ("detention_limit", "police", "PT48H", "kz.cpc.131.4"),  # CPC 131(4)
        ("delivery_limit", "police", "PT3H", "kz.cpc.129.1"),  # CPC 129(1)
        ("notify_prosecutor_of_detention", "police", "PT12H", "kz.cpc.131.3"),  # CPC 131(3)
        ("protocol_in_ten_days", "police", "P10D", "kz.cpc.526"),  # CPC 526
        ("motion_decided", "police", "P3D", "kz.cpc.99.4"),  # CPC 99(4): three days at the latest
        ("complaint_decided", "prosecutor", "P7D", "kz.cpc.105.2"),  # CPC 105(2)
        ("tell_when_protection_ends", "police", "P0D", "kz.cpc.97.6"),  # CPC 97(6): at once
        ("prosecutor_on_protocol", "prosecutor", "P1D", "kz.cpc.528"),  # CPC 528
        ("court_on_protocol", "court", "P15D", "kz.cpc.529"),  # CPC 529
        ("deposit_decided", "investigating_judge", "PT24H", "kz.cpc.217"),  # CPC 217
        ("health_reports", "health", None, "kz.l245.26.2"),  # L245 26, item 2: no term
        ("health_works_with_centres", "health", None, "kz.l245.26.11"),  # L245 26, item 11
        ("social_services_inform", "social_services", None, "kz.l245.28.11"),  # L245 28, item 11
        ("family_centre_stay", "family_support_centre", None, "kz.l245.10.2.4"),  # L245 10(2)(4)
        ("help_organisation_reports", "help_organisation", None, "kz.l245.69.3.4"),  # L245 69(3)(4)
        ("mobile_groups", "local_executive", None, "kz.l245.72.2"),  # L245 72(2)
    ],
)
def test_a_duty_names_its_body_term_and_article(name: str, body: str, within: str | None, basis: str) -> None:
    found = duties(BLOWS)[name]
    assert (found.body, found.within, found.basis) == (body, within, basis)


@pytest.mark.parametrize(
    ("name", "body", "within", "basis"),
    [
        ("tell_guardianship", "police", None, "kz.l245.13.5"),  # L245 13, item 5
        ("health_reports_child", "health", None, "kz.l245.26.3"),  # L245 26, item 3
        ("education_department_reports", "education_department", "P0D", "kz.l245.21.7"),  # "at once"
        ("social_services_report", "social_services", "P0D", "kz.l245.28.5"),  # L245 28, item 5: "at once"
        ("guardianship_protects", "guardianship", None, "kz.mfc.67.3"),  # MFC 67(3): no term
        ("representative_where_interests_conflict", "guardianship", None, "kz.mfc.71.2"),  # MFC 71(2)
        ("guardianship_accompanies", "guardianship", None, "kz.l245.22.4"),  # L245 22, item 4
        ("guardianship_suit_after_removal", "guardianship", "P7D", "kz.mfc.82.2"),  # MFC 82(2)
        ("rooms_for_child_victims", "local_executive", None, "kz.l245.9.2.14"),  # L245 9(2)(14)
    ],
)
def test_a_child_brings_its_own_duties(name: str, body: str, within: str | None, basis: str) -> None:
    found = duties(CHILD)[name]
    assert (found.body, found.within, found.basis) == (body, within, basis)
    assert name not in duties(BLOWS | {"victim_age": 30})


def test_her_copy_is_due_on_the_day_the_order_is_made() -> None:
    """L245 60(1): on the day it is issued, against signature."""
    found = duties(BLOWS)["copy_to_victim"]
    assert (found.within, found.start, found.basis) == ("P0D", "order", "kz.l245.60")


def test_days_are_counted_as_the_text_says() -> None:
    """L245 60(5): calendar days; order 163 para 7: working days."""
    found = duties(BLOWS)
    assert found["check_weekly"].counting == "calendar_days"
    assert found["enter_register"].counting == "working_days"
    assert found["enter_register"].to_json()["counting"] == "working_days"
    assert found["name_officer"].counting is None


def test_only_the_terms_of_the_form_of_the_case_are_shown() -> None:
    """CPC 191: battery by protocol, medium harm by inquiry, its aggravated part by investigation."""
    battery = duties(BLOWS | {"offender_age": 30, "dependence": False})
    assert "protocol_in_ten_days" in battery and "inquiry_in_a_month" not in battery
    medium = {"relation": "spouse", "acts": ["blows"], "harm": "medium", "offender_age": 30}
    inquiry = duties(medium | {"dependence": False, "acts_count": 1})
    assert inquiry["inquiry_in_a_month"].within == "P1M" and "protocol_in_ten_days" not in inquiry
    assert duties(medium | {"dependence": True})["investigation_in_two_months"].within == "P2M"


def test_an_offence_by_somebody_under_eighteen_has_two_months_whatever_the_article() -> None:
    """CPC 187, 189, 192(2)."""
    found = duties(BLOWS | {"offender_age": 17})
    assert found["investigation_in_two_months"].within == "P2M" and "protocol_in_ten_days" not in found


def test_the_prosecutor_may_begin_without_a_complaint_of_a_dependent_victim() -> None:
    """CPC 32(4)."""
    assert duties(BLOWS | {"dependence": True})["prosecutor_without_complaint"].basis == "kz.cpc.32.4"
    assert "prosecutor_without_complaint" not in duties(BLOWS | {"dependence": False})


def test_after_peace_under_the_aggravated_part_the_court_orders_reporting() -> None:
    """CC 98-3(4): mandatory where a case under 108-1(2) or 109-1(2) ended by reconciliation."""
    made_peace = BLOWS | {"dependence": True, "reconciled": True}
    assert "reporting_after_reconciliation" in duties(made_peace)
    assert "reporting_after_reconciliation" not in duties(BLOWS | {"dependence": False, "reconciled": True})


def test_an_administrative_case_gives_the_victim_a_copy_of_the_protocol() -> None:
    """CAO 803(8): to the victim, at once, against receipt."""
    assert duties(INSULT)["protocol_copy_to_victim"].basis == "kz.cao.803.8"
    assert "protocol_copy" in rights(INSULT)
    assert "protocol_copy" not in rights(BLOWS | {"order_in_force": False, "earlier_same_article": "none"})


def test_duties_of_law_245_begin_with_it() -> None:
    """L245 85: in force since 2 March 2026."""
    before, after = duties(BLOWS, date(2026, 3, 1)), duties(BLOWS, date(2026, 3, 2))
    new = {"direct_victim", "social_services_inform", "family_centre_stay", "help_organisation_reports"}
    assert not new & set(before) and new <= set(after)


def test_what_a_victim_may_ask_for_names_its_article() -> None:
    found = {item.id: item.basis for item in LAW.assess(BLOWS, DAY, guide=False).rights}
    assert found["private_life"] == "kz.l245.83.2"  # L245 83(2)
    assert found["complain_of_inaction"] == "kz.l245.6.8"  # L245 6, item 8
    assert found["directed_as_she_wants"] == "kz.l245.13.7"  # L245 13, item 7
    assert found["closed_hearing"] == "kz.cpc.98"  # CPC 98
    assert found["know_the_charge"] == "kz.cpc.71.6.1"  # CPC 71(6)(1)
    assert found["interpreter"] == "kz.cpc.71.6.5"  # CPC 71(6)(5): free
    assert found["agree_to_summary_procedure"] == "kz.cpc.71.6.8-1"  # CPC 71(6)(8-1)
    assert found["complain_of_investigation"] == "kz.cpc.71.6.18"  # CPC 71(6)(18)
    assert found["ask_the_fund"] == "kz.cpc.71.6.23"  # CPC 71(6)(23)
    assert found["secret_data"] == "kz.cpc.97"  # CPC 97


def test_a_child_may_ask_for_itself() -> None:
    """MFC 67(2): the guardianship body at any age, a court from 14."""
    assert "child_asks_for_itself" in rights(CHILD)
    assert "child_asks_for_itself" not in rights(BLOWS | {"victim_age": 30})


def test_every_duty_of_a_body_has_a_word_for_the_body_in_every_language() -> None:
    for rule in LAW.statutes.duties:
        assert set(LAW.phrases[rule.duty.body]) == {"en", "ru", "kk"}
