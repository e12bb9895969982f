"""Reasons: a tree down to the facts, and the same in words a person can read, in three languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from qorgan.law import Finding, load
from qorgan.law.findings import APPLIES

LAW = load("kz")
ON = date(2026, 4, 1)
SLAP: dict[str, Any] = {"relation": "spouse", "place": "dwelling", "acts": ["slap"], "harm": "pain"}


def finding(facts: dict[str, Any], provision: str, **more: Any) -> Finding:
    found = LAW.assess(facts, ON, **more).finding(provision)
    assert found is not None
    return found


def leaves(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if "fact" in node:
        yield node
        return
    for key in ("all", "any"):
        for part in node.get(key, ()):
            yield from leaves(part)
    if "not" in node:
        yield from leaves(node["not"])


def test_the_reason_goes_down_to_the_facts_and_their_values() -> None:
    found = finding(SLAP, "kz.cc.109-1.1")
    shown = {leaf["fact"]: leaf for leaf in leaves(found.because)}
    assert shown["acts"]["value"] == ["slap"] and shown["acts"]["truth"] == "yes"
    assert shown["harm"]["value"] == "pain"
    assert shown["intent"]["presumed"] is True


def test_the_missing_facts_are_the_open_leaves() -> None:
    found = finding(SLAP, "kz.cc.110.1")
    open_leaves = {leaf["fact"] for leaf in leaves(found.because) if leaf["truth"] == "not known"}
    assert set(found.missing) <= open_leaves


def test_only_the_points_met_are_given_as_the_reason() -> None:
    found = finding(SLAP | {"dependence": True, "victims_count": 2}, "kz.cc.109-1.2")
    points = [part["point"] for part in found.because["all"][-1]["any"]]
    assert points == list(found.points) == ["1", "3"]


def test_what_is_covered_names_the_graver_part() -> None:
    covered = finding(SLAP | {"dependence": True}, "kz.cc.109-1.1")
    assert covered.absorbed_by == "kz.cc.109-1.2"
    assert covered.elements == APPLIES
    assert covered.to_json()["absorbed_by"] == "kz.cc.109-1.2"
    assert any("covered by" in line for line in LAW.explain(covered, "en"))


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "What was done: slap"),
        ("ru", "Что было сделано: пощёчина"),
        ("kk", "Не істелді: шапалақпен ұру"),
    ],
)
def test_the_reason_in_words_names_what_was_done(lang: str, said: str) -> None:
    lines = LAW.explain(finding(SLAP, "kz.cc.109-1.1"), lang)
    assert any(said in line for line in lines)
    assert len(lines) < 10


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
@pytest.mark.parametrize("day", [date(2017, 7, 10), date(2024, 6, 15), date(2024, 6, 16), ON])
def test_every_finding_can_be_explained(lang: str, day: date) -> None:
    for facts in (
        SLAP,
        {},
        SLAP | {"self_defence": "exceeded"},
        {"acts": ["messages"], "threat_kind": "unknown"},
    ):
        answer = LAW.assess(facts, day)
        for found in (*answer.findings, *answer.others):
            lines = LAW.explain(found, lang)
            assert lines[0].startswith(found.provision.title[lang])
            assert all("None" not in line and "{" not in line for line in lines)


def test_a_fact_that_fails_is_the_reason_shown() -> None:
    lines = LAW.explain(finding(SLAP | {"harm": "none"}, "kz.cc.109-1.1"), "en")
    assert any(line.strip().startswith("- What it did to the body") for line in lines)
    assert not any("What was done" in line for line in lines)


@pytest.mark.parametrize(("lang", "negation"), [("en", "not:"), ("ru", "не:"), ("kk", "емес:")])
def test_a_reason_is_said_once_and_not_denied_twice(lang: str, negation: str) -> None:
    facts = {"acts": ["threats"], "threat_kind": ["killing"], "reason_to_fear": True}
    found = LAW.assess(facts, date(2026, 5, 11)).finding("kz.cc.115")
    assert found is not None
    lines = [line.strip() for line in LAW.explain(found, lang)[1:]]
    assert not [line for line in lines if line.endswith(negation)]
    label = LAW.fact("threat_kind").label[lang]
    assert len([line for line in lines if label in line]) == 1
