"""How far a study supports what a record describes: one stated rule (docs/library-grades.md), never typed.

The rule's numbers and every sentence stand in `data/grades.yaml`. The grade is about one study as we read
it; it says nothing of what works elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from qorgan.catalogue.codes import label as code_label
from qorgan.catalogue.record import Effect, Evidence

GRADES = ("strong", "moderate", "promising", "insufficient", "no_effect_shown", "harm_shown", "not_evaluated")
STEPS = {3: "strong", 2: "moderate", 1: "promising"}  # anything lower is "insufficient"
DEEDS = frozenset({"violence", "help_seeking", "service"})  # what people do, not what they think
MINUS, DASH = "\N{MINUS SIGN}", "\N{EN DASH}"


@dataclass(frozen=True)
class Reason:
    """Why: a code of `reasons` in `data/grades.yaml`, and the effect or the value that it speaks of."""

    code: str
    effect: Effect | None = None
    value: str = ""
    total: str = ""

    def said(self, language: str) -> str:
        sentence = str(_data()["reasons"][self.code][language])
        value = code_label("designs", self.value, language) if self.code.startswith("design") else self.value
        effect = said_effect(self.effect, language) if self.effect else ""
        return sentence.format(effect=effect, value=value, total=self.total)


@dataclass(frozen=True)
class Grade:
    """A grade, the reasons in the order in which they counted, the effect that decided, and every harm."""

    code: str
    reasons: tuple[Reason, ...]
    decided_by: Effect | None = None
    harms: tuple[Effect, ...] = ()

    def label(self, language: str) -> str:
        return str(_data()["grades"][self.code]["label"][language])

    def explained(self, language: str) -> str:
        """What the grade means, in one plain sentence."""
        return str(_data()["grades"][self.code]["means"][language])

    def said(self, language: str) -> tuple[str, ...]:
        """Each reason as a sentence."""
        return tuple(reason.said(language) for reason in self.reasons)


@cache
def _data() -> Mapping[str, Any]:
    text = files("qorgan.catalogue").joinpath("data/grades.yaml").read_text("utf-8")
    found: Mapping[str, Any] = yaml.safe_load(text)
    return found


def _written(value: float, language: str) -> str:
    text = f"{value:.10g}".replace("-", MINUS)
    return text if language == "en" else text.replace(".", ",")


def said_effect(effect: Effect, language: str) -> str:
    """`Violence: risk ratio 0.48 (95% interval 0.16–1.39; lower is better)`, as the language writes it."""
    words = _data()["words"]
    outcome = (
        effect.outcome.get(language) or effect.outcome.get("en") or next(iter(effect.outcome.values()), "")
    )
    measure = _data()["measures"].get(effect.measure, {}).get(language, effect.measure)
    interval = words["no_interval"][language]
    if effect.low is not None and effect.high is not None:
        # A dash beside a minus sign would be read as another minus.
        to = " … " if effect.low < 0 else DASH
        interval = words["interval"][language].format(
            level=_written(round(effect.level * 100, 1), language),
            between=f"{_written(effect.low, language)}{to}{_written(effect.high, language)}",
        )
    estimate = _written(effect.estimate, language)
    return f"{outcome}: {measure} {estimate} ({interval}; {words[effect.better][language]})"


def wrong_way(effect: Effect) -> bool:
    """Whether the estimate lies on the side that was not hoped for."""
    return effect.estimate > effect.null if effect.better == "lower" else effect.estimate < effect.null


def is_harm(effect: Effect) -> bool:
    """Whether even the end of the interval next to the null lies on the side that was not hoped for.

    The far end need not be known, nor the level be high: harm asks for less proof than good."""
    end = effect.low if effect.better == "lower" else effect.high
    if end is None:
        return False
    return end > effect.null if effect.better == "lower" else end < effect.null


def has_interval(effect: Effect) -> bool:
    """Whether both ends are known, at the level that the rule asks for (95%)."""
    return effect.low is not None and effect.high is not None and effect.level >= _data()["rule"]["level"]


def is_good(effect: Effect) -> bool:
    """Whether the whole interval lies on the hoped side of the null."""
    if not has_interval(effect) or effect.low is None or effect.high is None:
        return False
    return effect.high < effect.null if effect.better == "lower" else effect.low > effect.null


def grade_of(evidence: Evidence | None) -> Grade:
    """The grade of a study and why. None, or a study without a result: not evaluated."""
    if evidence is None:
        return Grade("not_evaluated", (Reason("no_study"),))
    design = Reason("design", value=evidence.design)
    start = _data()["rule"]["designs"][evidence.design]
    if not evidence.effects:
        return Grade("not_evaluated", (design, Reason("no_result")))
    harms = tuple(filter(is_harm, evidence.effects))
    if start == 0:
        # A share of people who were harmed is a percentage of a survey, not something the survey did.
        seen = tuple(effect for effect in harms if effect.measure != "percent")
        reasons = (Reason("design_cannot_tell", value=evidence.design),)
        return Grade(
            "not_evaluated", reasons + tuple(Reason("runs_with_harm", one) for one in seen), harms=seen
        )
    goods = tuple(Reason("good", one) for one in evidence.effects if is_good(one))
    if harms:
        told = tuple(Reason("harm", one) for one in harms)
        return Grade("harm_shown", (*told, *goods, design, *_recalled(evidence)), harms[0], harms)
    if not goods:
        return _nothing_shown(evidence, design)
    return max(
        (_of_group(evidence, group, start) for group in _groups(evidence)),
        key=lambda found: -GRADES.index(found.code),
    )


def _nothing_shown(evidence: Evidence, design: Reason) -> Grade:
    measured = [effect for effect in evidence.effects if has_interval(effect)]
    rest = tuple(
        Reason("leans_worse" if wrong_way(one) else "without_interval", one)
        for one in evidence.effects
        if not has_interval(one)
    )
    unclear = tuple(Reason("unclear", one) for one in measured)
    if not measured:
        return Grade("insufficient", (*rest, design, *_recalled(evidence)), evidence.effects[0])
    return Grade("no_effect_shown", (*unclear, *rest, design, *_recalled(evidence)), measured[0])


def _recalled(evidence: Evidence) -> tuple[Reason, ...]:
    return (Reason("recall"),) if evidence.certainty == "recall" else ()


def _groups(evidence: Evidence) -> Iterator[tuple[Effect, ...]]:
    """Deeds, then thoughts: each group in which something good was shown."""
    deeds = tuple(effect for effect in evidence.effects if effect.domain in DEEDS)
    thoughts = tuple(effect for effect in evidence.effects if effect.domain not in DEEDS)
    for group in (deeds, thoughts):
        if any(map(is_good, group)):
            yield group


def _of_group(evidence: Evidence, group: tuple[Effect, ...], start: int) -> Grade:
    rule = _data()["rule"]
    good = [effect for effect in group if is_good(effect)]
    points, reasons = start, [Reason("good", good[0]), Reason("design", value=evidence.design)]
    for reason in (*_thoughts(good[0]), *_of_few(evidence, rule), *_uneven(evidence, group, good)):
        points -= 1
        reasons.append(reason)
    ceiling = int(rule["certainties"][evidence.certainty])
    if points > ceiling:
        points = ceiling
        reasons.append(Reason("recall" if evidence.certainty == "recall" else "secondary"))
    deeds = [effect for effect in evidence.effects if effect.domain in DEEDS]
    if good[0].domain not in DEEDS and deeds and not any(map(is_good, deeds)):
        points = min(points, rule["thoughts_without_deeds"])
        reasons += [Reason("deeds_not_shown", one) for one in deeds]
    return Grade(STEPS.get(points, "insufficient"), tuple(reasons), good[0])


def _thoughts(effect: Effect) -> Iterator[Reason]:
    if effect.domain not in DEEDS:
        yield Reason("thoughts_only")


def _of_few(evidence: Evidence, rule: Mapping[str, Any]) -> Iterator[Reason]:
    """A step for few clusters, and one for few people; a study of studies has no clusters of its own."""
    clusters, people = evidence.clusters, evidence.participants
    if evidence.design == "cluster_trial" and clusters is None:
        yield Reason("clusters_unknown")
    elif evidence.design not in rule["of_studies"] and clusters is not None:
        if clusters < rule["fewest_clusters"]:
            yield Reason("few_clusters", value=str(clusters))
    if people is not None and people < rule["fewest_people"]:
        yield Reason("few_people", value=str(people))


def _uneven(evidence: Evidence, group: tuple[Effect, ...], good: list[Effect]) -> Iterator[Reason]:
    """One step where any result of the study points the other way, or most of this kind were not shown."""
    other_way = [effect for effect in evidence.effects if wrong_way(effect)]
    rest = other_way or [effect for effect in group if effect not in good]
    if other_way or 2 * len(good) < len(group):
        yield Reason("uneven", rest[0], str(len(good)), str(len(group)))
