"""The table of the administrative code: facts of a day and the verdict its text gives them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qorgan.law import load
from qorgan.law.dates import read_moment
from qorgan.law.plainyaml import load as load_yaml

LAW = load("kz")
TABLE = Path(__file__).with_name("cases") / "by_day" / "cao.yaml"
CASES: list[dict[str, Any]] = load_yaml(TABLE.read_text(encoding="utf-8"))
CONDITIONS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (name, {**article["base"], **case.get("with", {})}, case)
    for name, article in load_yaml(TABLE.with_name("cao_conditions.yaml").read_text(encoding="utf-8"))[
        "articles"
    ].items()
    for case in article["cases"]
]
VERDICTS = ("applies", "does_not_apply", "undecided")
EDITIONS = {"kz.cao.73", "kz.cao.127", "kz.cao.433", "kz.cao.434", "kz.cao.440", "kz.cao.461", "kz.cao.669"}


@pytest.mark.parametrize("case", CASES, ids=[f"{case['provision']}-{case['why']}" for case in CASES])
def test_the_text_decides_the_case(case: dict[str, Any]) -> None:
    day, _ = read_moment(case["on"], "on")
    found = LAW.assess(case["facts"], day, case.get("history", ()), guide=False).finding(case["provision"])
    # An edition that is not in force on the day does not apply.
    assert (found.verdict if found is not None else "does_not_apply") == case["expect"], case["why"]


@pytest.mark.parametrize(
    ("article", "facts", "case"), CONDITIONS, ids=[f"{name}-{case['why']}" for name, _, case in CONDITIONS]
)
def test_each_condition_decides_alone(article: str, facts: dict[str, Any], case: dict[str, Any]) -> None:
    given = {fact: value for fact, value in facts.items() if value is not None}
    day = date.fromisoformat(case.get("on", "2026-04-02"))
    answer = LAW.assess(
        given, day, case.get("history", ()), closed_world=not case.get("open", False), guide=False
    )
    wanted = {
        f"{article}.{part}" if part else article: verdict
        for verdict in VERDICTS
        for part in case.get(verdict, ())
    }
    found = {name: answer.finding(name) for name in wanted}
    assert wanted and {name: item.verdict for name, item in found.items() if item is not None} == wanted


def test_every_part_of_the_administrative_code_has_a_case_where_it_applies_or_says_why_not() -> None:
    parts = {item.id for item in LAW.statutes.provisions if item.act == "cao"}
    shown = {case["provision"] for case in CASES if case["expect"] in ("applies", "undecided")}
    assert parts <= shown, sorted(parts - shown)


@pytest.mark.parametrize("article", sorted(EDITIONS))
def test_an_edition_whose_text_was_not_found_says_so_and_never_applies(article: str) -> None:
    old = [item for item in LAW.show(article) if not item.text_found and not item.decided]
    assert old
    assert {item.certainty for item in old} == {"unverified"} and all(not item.sanctions for item in old)
    for case in CASES:
        day, _ = read_moment(case["on"], "on")
        if case["provision"] == article and any(item.in_force(day) for item in old):
            assert case["expect"] != "applies"
