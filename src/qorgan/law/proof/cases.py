"""The table of cases: facts of a day and what the words of the law make of them, for each part and point.

Two written forms are read: a list of ``{provision, on, facts, history, expect, why}``, and articles with a
base of facts and cases that name, for each answer, the parts and points that have it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from qorgan.law.dates import read_moment
from qorgan.law.engine import Judged
from qorgan.law.faults import BadFacts, BadLaw, Fault
from qorgan.law.plainyaml import load as load_yaml

TODAY = date(2026, 4, 2)
EXPECTATIONS = ("applies", "does_not_apply", "undecided", "covered")


@dataclass(frozen=True)
class Expected:
    """One answer that is expected of a part (``stage`` of it), or of one of its points."""

    provision: str
    stage: str
    answer: str


@dataclass(frozen=True)
class TableCase:
    """Facts of a day with the answers that the law gives them."""

    name: str
    facts: Mapping[str, Any]
    on: date
    history: Sequence[Any]
    closed: bool
    expected: tuple[Expected, ...]


def cases_in(folder: Path) -> list[TableCase]:
    """Every case of the tables in a folder and below it; BadFacts when there is none."""
    found: list[TableCase] = []
    for path in sorted(folder.rglob("*.yaml")):
        try:
            written = load_yaml(path.read_text(encoding="utf-8"))
            found += _listed(written) if isinstance(written, list) else _by_article(written)
        except (KeyError, TypeError, ValueError, AttributeError, BadLaw) as error:
            raise BadFacts(
                [Fault("case", f"cannot be read: {error}", "a table of cases", None, path.name)]
            ) from None
    if not found:
        raise BadFacts(
            [Fault("CASES", "holds no table of cases", "a folder of YAML tables", None, str(folder))]
        )
    return found


def _listed(written: Sequence[Mapping[str, Any]]) -> Iterator[TableCase]:
    for item in written:
        expected = Expected(item["provision"], item.get("stage", "completed"), item["expect"])
        yield TableCase(
            f"{item['provision']} {item['on']} {item['why']}",
            item["facts"],
            read_moment(item["on"], "on")[0],
            item.get("history", ()),
            bool(item.get("closed", False)),
            (expected,),
        )


def _by_article(written: Mapping[str, Any]) -> Iterator[TableCase]:
    for name, article in written.get("articles", {}).items():
        for item in article["cases"]:
            facts = {**article["base"], **item.get("with", {})}
            expected = tuple(
                _suffixed(name.split()[0], str(suffix), answer)
                for answer in EXPECTATIONS
                for suffix in item.get(answer, ())
            )
            yield TableCase(
                f"{name} {item.get('on', TODAY)} {item['why']}",
                {fact: value for fact, value in facts.items() if value is not None},
                read_moment(item.get("on", TODAY), "on")[0],
                item.get("history", ()),
                not item.get("open", False),
                expected,
            )


def _suffixed(article: str, suffix: str, answer: str) -> Expected:
    name, _, stage = suffix.partition(" ")
    return Expected(f"{article}.{name}" if name else article, stage or "completed", answer)


def answer_of(judged: Mapping[tuple[str, str], Judged], expected: Expected) -> str:
    """What the engine says of the part or point; a part that is not in force does not apply."""
    item = judged.get((expected.provision, expected.stage))
    point = ""
    if item is None:
        part, _, point = expected.provision.rpartition(".")
        item = judged.get((part, expected.stage))
    if item is None:
        return "does_not_apply"
    if item.absorbed_by:
        return "covered" if expected.answer == "covered" else "does_not_apply"
    if point and item.verdict == "applies" and point not in {one.number for one in item.points}:
        return "does_not_apply"
    return item.verdict
