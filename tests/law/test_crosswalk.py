"""How the law answers the Istanbul Convention and SDG 5.1.1."""

from __future__ import annotations

from typing import Any

import pytest

from qorgan.law import BadLaw, load
from qorgan.law.crosswalk import crosswalk_from
from qorgan.law.loader import read_data

LAW = load("kz")
ISTANBUL, SDG = LAW.crosswalk()
ARTICLES = [*range(20, 27), *range(33, 43), 46, 48, *range(50, 57)]


def gaps(article: str) -> set[str]:
    return {gap.id for gap in ISTANBUL.entry(article).gaps}


def test_every_article_of_the_convention_that_was_asked_for_stands_there() -> None:
    assert [entry.id for entry in ISTANBUL.entries] == [str(number) for number in ARTICLES]
    assert [entry.id for entry in SDG.entries] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("article", "gap"),
    [
        ("33", "no_coercive_control"),  # CAO 73 in a dwelling only, CC 110 by violent acts
        ("34", "stalking_needs_substantial_harm"),  # CC 115-1
        ("36", "no_definition_of_consent"),  # CC 120: force, threat or helplessness
        ("36", "marital_rape_not_named"),
        ("38", "no_fgm_offence"),
        ("40", "no_adult_harassment_offence"),  # 121-1 protects under 16
        ("42", "victim_behaviour_mitigates"),  # CC 53(1)(10)
        ("46", "partner_not_aggravating"),  # CC 54
        ("51", "no_risk_tool"),  # L245 59(10)
        ("52", "order_does_not_evict"),  # L245 60(3)
        ("53", "no_civil_order"),
    ],
)
def test_what_the_law_lacks_is_named(article: str, gap: str) -> None:
    assert gap in gaps(article)


def test_economic_violence_is_defined_and_not_punished_as_such() -> None:
    """L245 1(28) defines it; CC 139 punishes only maintenance that a court ordered."""
    assert "economic_violence_without_sanction" in {gap.id for gap in SDG.entry("2").gaps}


def test_barring_orders_point_to_what_there_is() -> None:
    entry = ISTANBUL.entry("52")
    assert set(entry.refers["measures"]) == {"protective_order", "living_apart"}
    assert entry.refers["procedure"] == ("barring_from_home",)


def test_no_score_is_given_for_questions_that_were_not_read() -> None:
    assert SDG.entry("3").answer == SDG.entry("1").answer == "not_read"


def test_an_article_cited_and_not_encoded_says_so() -> None:
    encoded = {item.article for item in LAW.statutes.provisions}
    for instrument in LAW.crosswalk():
        for entry in instrument.entries:
            for id in entry.not_encoded:
                assert ".".join(id.split(".")[:3]) not in encoded or id.split(".")[3:], id


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"provisions": ["kz.cc.999"]}, "no such id among provisions: kz.cc.999"),
        ({"measures": ["house_arrest"]}, "no such id among measures"),
        ({"duties": ["be_kind"]}, "no such id among duties"),
        ({"clocks": ["sand_glass"]}, "no such id among clocks"),
        ({"answer": "yes"}, "answer is one of"),
        ({"answer": "none"}, "says not what is missing"),
    ],
)
def test_the_loader_refuses_an_id_that_is_not_there(change: dict[str, Any], said: str) -> None:
    written = read_data("kz", "crosswalk.yaml")
    entry = {"id": "1", "title": ["a", "b", "c"], "answer": "partial"} | change
    first = dict(written["instruments"][0]) | {"entries": [entry]}
    with pytest.raises(BadLaw, match=said):
        crosswalk_from({"cited": [], "instruments": [first]}, LAW.statutes, LAW.clock_rules)


def test_a_provision_that_a_rule_of_procedure_rests_on_is_encoded() -> None:
    """CPC 32(4): the prosecutor may begin without a complaint."""
    assert "kz.cpc.32.4" not in ISTANBUL.entry("55").not_encoded


def test_what_is_cited_and_never_used_is_refused() -> None:
    written = read_data("kz", "crosswalk.yaml")
    with pytest.raises(BadLaw, match="cited and never used: kz.cc.999"):
        crosswalk_from(
            dict(written) | {"cited": [*written["cited"], "kz.cc.999"]}, LAW.statutes, LAW.clock_rules
        )
