"""Structured data: types and properties are those of schema.org, and no text can leave its script element."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.catalogue.sample import SAMPLE

from qorgan.catalogue.codes import codes
from qorgan.catalogue.record import Record
from qorgan.catalogue.structured import LICENCE_ADDRESSES, TYPES, embedded, linked_data, type_of

ROOT = "https://library.example/library/"
THING = set("@context @type @id name alternateName description url identifier mainEntityOfPage".split())
CREATIVE_WORK = THING | set(
    "inLanguage author datePublished license spatialCoverage about keywords audience isAccessibleForFree "
    "publisher provider".split()
)
# Properties that schema.org gives to each of our types.
PROPERTIES = {
    "Legislation": CREATIVE_WORK | {"legislationDate", "legislationIdentifier", "legislationJurisdiction"},
    "Organization": THING | {"knowsLanguage", "knowsAbout", "areaServed"},
    "Person": THING | {"knowsLanguage", "knowsAbout"},
    **dict.fromkeys(
        "DigitalDocument CreativeWork Course LearningResource Report ScholarlyArticle Dataset".split(),
        CREATIVE_WORK,
    ),
}


def record(**other: Any) -> Record:
    return replace(SAMPLE, publisher="P", authors=("UN Women", "Abramsky, Tanya"), **other)


@pytest.mark.parametrize("kind", codes("kinds"))
def test_every_kind_has_a_type_and_only_its_properties(kind: str) -> None:
    told = linked_data(record(kind=kind, cost="free", keywords=("k",)), ROOT, "kk")
    assert set(told) <= PROPERTIES[told["@type"]]
    assert told["@id"] == f"{ROOT}q0002007/"
    assert set(TYPES) == set(codes("kinds"))


def test_the_kinds_that_schema_org_knows_by_name() -> None:
    named = {kind: type_of(record(kind=kind)) for kind in ("law_text", "evaluation", "dataset", "training")}
    assert named == {
        "law_text": "Legislation",
        "evaluation": "ScholarlyArticle",
        "dataset": "Dataset",
        "training": "Course",
    }
    assert type_of(record(kind="organisation")) == "Organization"
    assert type_of(replace(record(), address="https://example.org/report")) == "Report"


def test_an_act_has_its_number_and_its_country() -> None:
    act = record(kind="law_text", countries=("KZ",))
    act = replace(act, address="https://adilet.zan.kz/rus/docs/K1400000226", issued="2014-07-03")
    told = linked_data(act, ROOT, "en")
    assert told["legislationIdentifier"] == "K1400000226"
    assert told["legislationDate"] == "2014-07-03"
    assert told["legislationJurisdiction"] == [{"@type": "Country", "name": "Kazakhstan", "identifier": "KZ"}]


def test_what_is_not_known_is_not_said() -> None:
    told = linked_data(record(cost="unknown", issued="", licence="not-found"), ROOT, "en")
    assert not {"isAccessibleForFree", "datePublished", "license"} & set(told)
    assert linked_data(record(cost="high"), ROOT, "en")["isAccessibleForFree"] is False


def test_every_open_licence_has_its_address() -> None:
    closed = {"official-text", "all-rights-reserved", "not-found"}
    assert set(LICENCE_ADDRESSES) >= set(codes("licences")) - closed


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags, self.text = list[str](), ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@given(
    st.sampled_from(("</script><img onerror=x>", "<!--<script>", "]]>", "\u2028", "&lt;")),
    st.text(max_size=20),
)
def test_no_title_leaves_the_script_element(attack: str, text: str) -> None:
    told = linked_data(record(title={"en": attack + text}, original_title=attack), ROOT, "en")
    page = Page(f'<script type="application/ld+json">{embedded(told)}</script>')
    assert page.tags == ["script"]
    assert json.loads(page.text) == told
