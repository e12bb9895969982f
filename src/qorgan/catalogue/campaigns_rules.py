"""What a campaign must have before it runs, and wordings that somebody should look at again.

A wording is warned of and never refused: the list (`data/campaign_wording.yaml`) knows patterns, not meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from qorgan.catalogue.campaigns import TESTED_IN, Message, Plan, data
from qorgan.catalogue.codes import LANGUAGES

SENTENCES = re.compile(r"(?<=[.!?…])\s+|\n+")
YEAR = 365  # days: below this, norms have had little time to move
USUAL_ICC = (0.02, 0.05)


@dataclass(frozen=True)
class Check:
    """A rule and what became of it: "met", "missing", "look" (somebody should), "person" (no machine knows).

    `needed`: without it the campaign cannot be set to running. `given` is what the sentence names."""

    code: str
    state: str
    needed: bool = False
    given: str = ""

    def said(self, language: str) -> str:
        words = data()["checks"][self.code]
        words = words["rule"] if self.state == "person" else words[self.state]
        return str(words[language]).format(given=self.given)


@dataclass(frozen=True)
class Wording:
    """Words of a message that state how common violence is, or show an injury."""

    kind: str
    language: str
    words: str

    def said(self, language: str) -> str:
        return str(data()["wordings"][self.kind][language]).format(words=self.words)


@cache
def _patterns() -> tuple[Mapping[str, Mapping[str, re.Pattern[str]]], Mapping[str, re.Pattern[str]]]:
    text = files("qorgan.catalogue").joinpath("data/campaign_wording.yaml").read_text("utf-8")
    raw: dict[str, Any] = yaml.safe_load(text)

    def joined(parts: list[str]) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{one})" for one in parts), re.IGNORECASE)

    unless = {code: joined(parts) for code, parts in raw.pop("disapproval").items()}
    return {kind: {code: joined(parts) for code, parts in of.items()} for kind, of in raw.items()}, unless


def wordings(text: str, language: str) -> tuple[Wording, ...]:
    """What in a text somebody should look at again, in the order of the text.

    A share is left alone in a sentence that says what people disapprove of: "8 of 10 men say it is wrong".

    >>> [one.kind for one in wordings("Every third woman is beaten.", "en")]
    ['prevalence']
    >>> wordings("8 of 10 men here say that hitting a wife is wrong.", "en")
    ()
    """
    patterns, unless = _patterns()
    found = []
    for one in SENTENCES.split(text):
        for kind, of in patterns.items():
            if language not in of or (kind == "share" and unless[language].search(one)):
                continue
            hit = of[language].search(one)
            if hit:
                name = "prevalence" if kind == "share" else kind
                found.append(Wording(name, language, " ".join(hit.group().split())))
    return tuple(dict.fromkeys(found))


def of_message(message: Message) -> tuple[Wording, ...]:
    """The warnings of every text of a message, and of what its picture shows in whichever language."""
    found = [w for code, text in message.texts.items() for w in wordings(text, code)]
    for code in LANGUAGES:
        found += [w for w in wordings(message.picture, code) if w.kind == "injury"]
    return tuple(dict.fromkeys(found))


def checks(plan: Plan, clusters_needed: int | None = None) -> tuple[Check, ...]:
    """Every rule in order. `clusters_needed`: what the plan's own numbers ask for an arm, where computed."""
    return (*_of_messages(plan), *_of_care(plan), *_of_measure(plan, clusters_needed))


def missing_to_run(plan: Plan) -> tuple[Check, ...]:
    """What stands between the plan and "running"; empty when nothing does."""
    return tuple(one for one in checks(plan) if one.needed and one.state == "missing")


def _of_messages(plan: Plan) -> Iterator[Check]:
    yield Check("messages", "met" if plan.messages else "missing", needed=True)
    for code in TESTED_IN:
        open_ones = [
            str(place)
            for place, one in enumerate(plan.messages, start=1)
            if not one.texts.get(code, "").strip() or not one.tests_in(code)
        ]
        met = bool(plan.messages) and not open_ones
        yield Check(f"tested_{code}", "met" if met else "missing", needed=True, given=", ".join(open_ones))
    found = [w for one in plan.messages for w in of_message(one)]
    for kind in ("prevalence", "injury"):
        words = dict.fromkeys(f"«{w.words}»" for w in found if w.kind == kind)
        yield Check(kind, "look" if words else "met", given=", ".join(words))
    yield Check("norm_approves", "met" if plan.norm_kind == "approve" else "look")
    yield Check("disapproval", "person")


def _of_care(plan: Plan) -> Iterator[Check]:
    yield Check("services", "met" if plan.services else "missing", needed=True)
    for name in ("ethics", "distress"):
        there = any(one.strip() for one in getattr(plan, name).values())
        yield Check(name, "met" if there else "missing", needed=True)
    yield Check("reports_rise", "met")
    yield Check("apart", "person")


def _of_measure(plan: Plan, clusters_needed: int | None) -> Iterator[Check]:
    measure = plan.measure
    yield Check("outcome", "met" if measure.outcome else "missing")
    yield Check("comparison", "met" if measure.allocation else "missing")
    yield Check("before_after", _around(plan.starts, plan.ends, measure.before, measure.after))
    if measure.before and measure.after:
        days = (measure.after - measure.before).days
        yield Check("a_year", "met" if days >= YEAR else "look", given=str(days))
    yield Check("planned", "met" if measure.planned else "missing")
    if measure.icc is not None:
        low, high = USUAL_ICC
        yield Check("icc", "met" if low <= measure.icc <= high else "look")
    if clusters_needed is not None and measure.clusters is not None:
        enough = measure.clusters >= clusters_needed
        yield Check("sample", "met" if enough else "look", given=f"{measure.clusters} / {clusters_needed}")


def _around(starts: date | None, ends: date | None, before: date | None, after: date | None) -> str:
    """Asked before it starts and after it ends."""
    if before is None or after is None:
        return "missing"
    right = before < after and (starts is None or before <= starts) and (ends is None or after >= ends)
    return "met" if right else "look"
