"""Protective measures: which are open to whom, by whom, on what basis, and what must still be established.

A verdict here warns and binds no officer: it never withholds an order.  What only an officer can establish
(sanity, no ground for detention) is named in ``still_needed`` and is never inferred.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from .conditions import Condition, Grammar, Outcome
from .durations import duration
from .faults import BadLaw
from .findings import APPLIES, Finding, Measure
from .provisions import CERTAINTIES, is_under
from .situation import Situation
from .truth import Truth
from .vocabulary import Text, text

AVAILABLE, UNAVAILABLE, UNDECIDED = "available", "unavailable", "undecided"
_VERDICTS = {Truth.YES: AVAILABLE, Truth.NO: UNAVAILABLE, Truth.UNKNOWN: UNDECIDED}


@dataclass(frozen=True)
class MeasureTerms:
    """Who may set a measure going, within what the body decides, how long it lasts, what a breach means.

    ``breach``: the provisions that answer a breach.  Nothing stands where the law says nothing.
    """

    initiative: tuple[str, ...] = ()
    within: str | None = None
    at_least: str | None = None
    at_most: str | None = None
    lasts_from: str | None = None
    breach: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "initiative": list(self.initiative),
            "within": self.within,
            "lasts": {"min": self.at_least, "max": self.at_most, "from": self.lasts_from},
            "breach": list(self.breach),
        }


NO_TERMS = MeasureTerms()


@dataclass(frozen=True)
class MeasureRule:
    """One measure under one act, as data.  ``after`` lists the articles of which one must apply.

    Where ``sure_when`` is not known to hold, ``otherwise`` gives the certainty, and adds to what is needed.
    ``terms`` says on whose initiative, within what time, and for how long at least and at most.
    """

    id: str
    by: str
    basis: str
    title: Text
    plain: Text
    start: date
    end: date | None
    when: Condition | None
    after: tuple[str, ...]
    still_needed: Mapping[str, Text]
    certainty: str
    reference: str
    source: str
    days: int | None
    content: tuple[Text, ...]
    sure_when: Condition | None = None
    otherwise: tuple[str, Mapping[str, Text]] = ("", MappingProxyType({}))
    terms: MeasureTerms = NO_TERMS
    text_found: bool = True

    def in_force(self, on: date) -> bool:
        return self.start <= on and (self.end is None or on <= self.end)


def measure_rules(
    written: Mapping[str, Any], grammar: Grammar, sources: Mapping[str, str]
) -> tuple[MeasureRule, ...]:
    """Read one file of ``measures/``."""
    return tuple(_rule(written, version, grammar, sources) for version in written["versions"])


def _rule(
    written: Mapping[str, Any], version: Mapping[str, Any], grammar: Grammar, sources: Mapping[str, str]
) -> MeasureRule:
    where = f"measure {written['measure']} {version.get('basis')}"
    act = str(version.get("basis", "")).split(".")[1:2]
    if not act or act[0] not in sources or not version.get("reference"):
        raise BadLaw(f"{where}: no citation")
    if version.get("certainty") not in CERTAINTIES:
        raise BadLaw(f"{where}: no certainty")
    return MeasureRule(
        id=written["measure"],
        by=version["by"],
        basis=version["basis"],
        title=text(written["title"], where),
        plain=text(version.get("plain", written["plain"]), where),
        start=date.fromisoformat(version["from"]),
        end=date.fromisoformat(version["to"]) if version.get("to") else None,
        when=grammar.parse(version["when"], where) if "when" in version else None,
        after=tuple(version.get("after", ())),
        still_needed={name: text(label, where) for name, label in version.get("still_needed", {}).items()},
        certainty=version["certainty"],
        reference=version["reference"],
        source=sources[act[0]],
        days=version.get("days"),
        content=tuple(text(item, where) for item in version.get("content", ())),
        sure_when=grammar.parse(version["sure_when"], where) if "sure_when" in version else None,
        otherwise=_otherwise(version, where),
        terms=_terms(version, where),
        text_found=version.get("text") != "not found",
    )


def _terms(version: Mapping[str, Any], where: str) -> MeasureTerms:
    lasts = version.get("lasts", {})
    return MeasureTerms(
        tuple(version.get("initiative", ())),
        duration(version.get("within"), where),
        duration(lasts.get("min"), where),
        duration(lasts.get("max"), where),
        lasts.get("from"),
        tuple(version.get("breach", ())),
    )


def _otherwise(version: Mapping[str, Any], where: str) -> tuple[str, Mapping[str, Text]]:
    written = version.get("otherwise", {})
    certainty = written.get("certainty", version["certainty"])
    if certainty not in CERTAINTIES:
        raise BadLaw(f"{where}: no certainty")
    return certainty, {name: text(label, where) for name, label in written.get("still_needed", {}).items()}


def measures_for(
    rules: Sequence[MeasureRule], situation: Situation, findings: Sequence[Finding]
) -> tuple[Measure, ...]:
    """One answer per measure in force on the day; where two acts give it, the more open answer stands."""
    best: dict[str, Measure] = {}
    rank = {AVAILABLE: 2, UNDECIDED: 1, UNAVAILABLE: 0}
    for rule in rules:
        if not rule.in_force(situation.on):
            continue
        measure = _measure(rule, situation, findings)
        held = best.get(rule.id)
        if held is None or rank[measure.verdict] > rank[held.verdict]:
            best[rule.id] = measure
    return tuple(best.values())


def _measure(rule: MeasureRule, situation: Situation, findings: Sequence[Finding]) -> Measure:
    outcomes, because = [], []
    if rule.when is not None:
        outcomes.append(rule.when.ask(situation))
        because.append(rule.when.because(situation))
    if rule.after:
        outcomes.append(_after(rule.after, findings))
        because.append({"finding": list(rule.after), "truth": outcomes[-1].truth.value})
    truth, missing = _every(outcomes)
    sure = rule.sure_when is None or rule.sure_when.ask(situation).truth is Truth.YES
    certainty, more = (rule.certainty, {}) if sure else rule.otherwise
    needed = {**rule.still_needed, **more}
    still = [name for name in needed if not (name == "addressee_16" and "offender_age" in situation.values)]
    return Measure(
        id=rule.id,
        verdict=_VERDICTS[truth],
        by=rule.by,
        basis=rule.basis,
        title=rule.title,
        plain=rule.plain,
        certainty=certainty,
        days=rule.days,
        still_needed=tuple(still),
        missing=tuple(sorted(missing)),
        because={"all": because},
        source=rule.source,
        needs={name: needed[name] for name in still},
        content=rule.content,
    )


def _after(articles: Sequence[str], findings: Sequence[Finding]) -> Outcome:
    """Whether a finding of these articles (or acts, such as ``kz.cc``) applies or may apply."""
    reached = [item for item in findings if is_under(item.id, articles)]
    if any(item.verdict == APPLIES for item in reached):
        return Outcome(Truth.YES)
    if reached:
        return Outcome(Truth.UNKNOWN, frozenset().union(*(frozenset(item.missing) for item in reached)))
    return Outcome(Truth.NO)


def _every(outcomes: Sequence[Outcome]) -> tuple[Truth, frozenset[str]]:
    if any(item.truth is Truth.NO for item in outcomes):
        return Truth.NO, frozenset()
    waiting = [item for item in outcomes if item.truth is Truth.UNKNOWN]
    if not waiting:
        return Truth.YES, frozenset()
    return Truth.UNKNOWN, frozenset().union(*(item.missing for item in waiting))
