"""Every encoded provision and point against facts written from the words of the law (tests/law/cases)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from qorgan.law import load
from qorgan.law.findings import Finding
from qorgan.law.plainyaml import load as load_yaml

LAW = load("kz")
TODAY = date(2026, 4, 2)
TABLES = [
    load_yaml(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent / "cases").glob("*.yaml"))
]
EXPECTATIONS = ("applies", "does_not_apply", "undecided", "covered")


@dataclass(frozen=True)
class Case:
    article: str
    facts: Mapping[str, Any]
    on: date
    closed: bool
    why: str
    expected: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def cases() -> Iterator[Case]:
    for table in TABLES:
        for name, article in table.get("articles", {}).items():
            for written in article["cases"]:
                facts = {**article["base"], **written.get("with", {})}
                yield Case(
                    name.split()[0],
                    {fact: value for fact, value in facts.items() if value is not None},
                    date.fromisoformat(written.get("on", TODAY.isoformat())),
                    not written.get("open", False),
                    written["why"],
                    {kind: tuple(written[kind]) for kind in EXPECTATIONS if kind in written},
                )


CASES = list(cases())


def split(article: str, suffix: str) -> tuple[str, str, str]:
    """Provision id, point and stage of a suffix such as "2.14" or "3-1 attempt"."""
    name, _, stage = suffix.partition(" ")
    part, _, point = name.partition(".")
    return (f"{article}.{part}" if part else article), point, stage or "completed"


def answered(findings: Mapping[tuple[str, str], Finding], provision: str, point: str, stage: str) -> str:
    found = findings[provision, stage]
    if found.absorbed_by:
        return "covered"
    if point and found.verdict == "applies" and point not in found.points:
        return "does_not_apply"
    return found.verdict


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.article} {case.why} {case.on}")
def test_what_the_words_of_the_law_make_of_the_facts(case: Case) -> None:
    answer = LAW.assess(case.facts, case.on, closed_world=case.closed, guide=False)
    findings = {(item.id, item.provision.stage): item for item in (*answer.findings, *answer.others)}
    wanted = {suffix: kind for kind, suffixes in case.expected.items() for suffix in suffixes}
    said = {suffix: answered(findings, *split(case.article, suffix)) for suffix in wanted}
    assert said == wanted, (case.facts, case.on)


def names_in_force(act: str) -> set[tuple[str, str]]:
    """Every part, point and attempt of an act that is law today."""
    found: set[tuple[str, str]] = set()
    for item in LAW.statutes.on(TODAY):
        if f"kz.{item.act}" != act:
            continue
        found.add((item.id, item.stage))
        if item.stage == "completed":
            found |= {(f"{item.id}.{point.number}", item.stage) for point in item.points}
    return found


def tried(kind: str) -> set[tuple[str, str]]:
    """What some case of today makes so: a part is tried by its points too."""
    found: set[tuple[str, str]] = set()
    for case in CASES:
        for suffix in case.expected.get(kind, ()) if case.on == TODAY else ():
            provision, point, stage = split(case.article, suffix)
            found |= {(f"{provision}.{point}", stage)} if point else {(provision, stage)}
            if point and kind == "applies":
                found.add((provision, stage))
    return found


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table["act"])
def test_every_provision_and_point_in_force_has_facts_for_it_and_facts_against_it(
    table: Mapping[str, Any],
) -> None:
    known, never = names_in_force(table["act"]), {(name, "completed") for name in table["never_apply"]}
    assert known - never - tried("applies") == set()
    assert never - tried("undecided") == set()
    assert known - tried("does_not_apply") == set()


NOT_YET = [item for table in TABLES for item in table.get("not_yet", ())]


@pytest.mark.parametrize("item", NOT_YET, ids=lambda item: item["article"])
def test_an_article_is_not_law_before_its_day(item: Mapping[str, str]) -> None:
    last = date.fromisoformat(item["last_day_without"])
    articles = [{found.article for found in LAW.statutes.on(day)} for day in (last, last + timedelta(days=1))]
    assert item["article"] not in articles[0] and item["article"] in articles[1]
