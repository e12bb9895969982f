"""Answers of the general part, and parts of articles that are not encoded, made from their sanction alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from qorgan.law import Finding, Provision, load
from qorgan.law.conditions import Leaf
from qorgan.law.provisions import Sanction
from qorgan.law.situation import Situation, situation_of

LAW = load("kz")
RULES = LAW.statutes.rules
ON = date(2026, 4, 1)
BATTERY: dict[str, Any] = {"relation": "spouse", "acts": ["blows"], "harm": "pain"}
INSULT: dict[str, Any] = {"relation": "spouse", "place": "dwelling", "acts": ["insult"]}
TORMENT: dict[str, Any] = {
    "relation": "spouse",
    "acts": ["burning", "mockery"],
    "harm": "light",
    "aim_torment": True,
}
CHILD: dict[str, Any] = {"relation": "child", "victim_age": 9, "acts": ["blows"], "harm": "light"}


def found(provision: str, facts: dict[str, Any], on: date = ON, history: Any = ()) -> Finding:
    finding = LAW.assess(facts, on, history).finding(provision)
    assert finding is not None
    return finding


def said(provision: str, facts: dict[str, Any], on: date = ON, history: Any = ()) -> dict[str, Any]:
    document: dict[str, Any] = found(provision, facts, on, history).to_json()["computed"]
    return document


def made(name: str, *sanctions: Sanction, negligent: bool = False, **more: Any) -> Provision:
    """A part of an article that is not encoded here, with its sanction."""
    article = ".".join(name.split(".")[:3])
    text = {"en": name, "ru": name, "kk": name}
    return Provision(
        id=name,
        article=article,
        part=name[len(article) + 1 :],
        act=name.split(".")[1],
        title=text,
        plain=text,
        when=Leaf("harm", "is", frozenset({"pain"})),
        points=(),
        sanctions=sanctions,
        start=date(2024, 6, 16),
        end=more.get("end"),
        reference=name,
        source=name,
        certainty="certain",
        negligent=negligent,
        prosecution=more.get("prosecution", "public"),
    )


def years(most: float, least: float = 0.0) -> Sanction:
    return Sanction("imprisonment", {"min_years": least, "max_years": most} if least else {"max_years": most})


def about(facts: dict[str, Any], on: date = ON) -> Situation:
    settings = LAW.statutes.settings
    return situation_of(LAW.statutes.vocabulary, facts, on, (), False, settings)
