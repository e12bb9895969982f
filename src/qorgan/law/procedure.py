"""The procedure around an act: who may or must do what, on whose initiative, by when and for how long.

It answers which rules are in force on a day and, for a situation, which of them are reached.  A rule whose
text was not found says so.  It must never promise that a body will act, and never turn a power into a duty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .conditions import Condition, Grammar
from .durations import counting, duration
from .faults import BadLaw
from .findings import APPLIES, Finding
from .provisions import CERTAINTIES, is_under
from .situation import Situation
from .truth import Truth
from .vocabulary import Text, text

REACHED, NOT_REACHED, UNDECIDED = "reached", "not_reached", "undecided"
TOPICS = (
    "order",
    "register",
    "tracking",
    "detention",
    "protection",
    "start",
    "investigation",
    "testimony",
    "lawyer",
    "services",
    "parents",
    "compensation",
)
FORCES = frozenset({"duty", "power", "limit", "right", "rule"})
_ACT_OF_CASE = {"criminal": "kz.cc", "administrative": "kz.cao"}


@dataclass(frozen=True)
class ProcedureRule:
    """One rule as data.  ``within`` runs from ``start_event``; ``at_least``, ``at_most``: how long it lasts.

    ``force``: duty, power (may), limit (no longer than), right, rule.  ``since_found`` False: in force when
    it was read, the day since when was not found.  ``after``: articles of which a finding must apply.
    """

    id: str
    topic: str
    force: str
    by: tuple[str, ...]
    initiative: tuple[str, ...]
    within: str | None
    counting: str | None
    start_event: str | None
    at_least: str | None
    at_most: str | None
    lasts_from: str | None
    title: Text
    plain: Text
    basis: str
    reference: str
    source: str
    certainty: str
    start: date
    end: date | None
    since_found: bool
    text_found: bool
    when: Condition | None
    after: tuple[str, ...]
    note: Text | None

    def in_force(self, on: date) -> bool:
        return self.start <= on and (self.end is None or on <= self.end)

    def to_json(self, lang: str | None = None) -> dict[str, Any]:
        """Plain values; texts in one language when ``lang`` is given."""
        shown: dict[str, Any] = {
            "id": self.id,
            "topic": self.topic,
            "force": self.force,
            "by": list(self.by),
            "initiative": list(self.initiative),
            "within": self.within,
            "counting": self.counting,
            "from": self.start_event,
            "lasts": {"min": self.at_least, "max": self.at_most, "from": self.lasts_from},
            "title": self.title[lang] if lang else dict(self.title),
            "plain": self.plain[lang] if lang else dict(self.plain),
            "basis": self.basis,
            "reference": self.reference,
            "source": self.source,
            "certainty": self.certainty,
            "in_force": [self.start.isoformat(), self.end.isoformat() if self.end else None],
            "since": "found" if self.since_found else "not found",
            "text": "found" if self.text_found else "not found",
        }
        if self.note is not None:
            shown["note"] = self.note[lang] if lang else dict(self.note)
        return shown


@dataclass(frozen=True)
class Step:
    """A rule for one situation: whether it is reached, and the facts that would decide it."""

    rule: ProcedureRule
    verdict: str
    missing: tuple[str, ...]

    def to_json(self, lang: str | None = None) -> dict[str, Any]:
        return {**self.rule.to_json(lang), "verdict": self.verdict, "missing": list(self.missing)}


Groups = Mapping[str, Sequence[str]]


def procedure_rules(
    written: Mapping[str, Any], grammar: Grammar, sources: Mapping[str, str]
) -> tuple[ProcedureRule, ...]:
    """Read ``procedure.yaml``; BadLaw for a rule without citation or two editions of one day."""
    groups = written["article_groups"]
    rules = tuple(_rule(item, grammar, sources, groups) for item in written["procedure"])
    for one in rules:
        for other in rules:
            if one is not other and one.id == other.id and one.in_force(other.start):
                raise BadLaw(f"procedure {one.id}: two editions are in force on {other.start}")
    return rules


def _rule(
    written: Mapping[str, Any], grammar: Grammar, sources: Mapping[str, str], groups: Groups
) -> ProcedureRule:
    where = f"procedure {written.get('id')}"
    source = _cited(written, sources, where)
    lasts = written.get("lasts", {})
    return ProcedureRule(
        id=written["id"],
        topic=written["topic"],
        force=written["force"],
        by=_words(written["by"]),
        initiative=_words(written.get("initiative", ())),
        within=duration(written.get("within"), where),
        counting=counting(written.get("counting"), where),
        start_event=written.get("from"),
        at_least=duration(lasts.get("min"), where),
        at_most=duration(lasts.get("max"), where),
        lasts_from=lasts.get("from"),
        title=text(written["title"], where),
        plain=text(written["plain"], where),
        basis=written["basis"],
        reference=written["reference"],
        source=source,
        certainty=written["certainty"],
        start=date.fromisoformat(written["from_day"]),
        end=date.fromisoformat(written["to_day"]) if written.get("to_day") else None,
        since_found=written.get("since") != "not found",
        text_found=written.get("text") != "not found",
        when=grammar.parse(written["when"], where) if "when" in written else None,
        after=articles_of(written, groups, where),
        note=text(written["note"], where) if "note" in written else None,
    )


def _cited(written: Mapping[str, Any], sources: Mapping[str, str], where: str) -> str:
    """The source of the act; BadLaw when topic, force, citation or certainty is none of ours."""
    act = str(written.get("basis", "")).split(".")[1:2]
    if not act or act[0] not in sources or not written.get("reference"):
        raise BadLaw(f"{where}: no citation")
    if written.get("certainty") not in CERTAINTIES:
        raise BadLaw(f"{where}: no certainty")
    if written.get("topic") not in TOPICS or written.get("force") not in FORCES:
        raise BadLaw(f"{where}: topic or force is not one of ours")
    if written.get("within") and not written.get("from"):
        raise BadLaw(f"{where}: a term runs from something")
    return sources[act[0]]


def articles_of(written: Mapping[str, Any], groups: Groups, where: str) -> tuple[str, ...]:
    """The articles of which a finding must be there: articles, ``=group``, or a kind of case."""
    if "case" in written:
        return (_ACT_OF_CASE[written["case"]],)
    found: list[str] = []
    for name in _words(written.get("after", ())):
        if name.startswith("=") and name[1:] not in groups:
            raise BadLaw(f"{where}: no group of articles called {name[1:]!r}")
        found.extend(groups[name[1:]] if name.startswith("=") else (name,))
    return tuple(found)


def _words(written: Any) -> tuple[str, ...]:
    return (written,) if isinstance(written, str) else tuple(written)


def steps_for(
    rules: Sequence[ProcedureRule], situation: Situation, findings: Sequence[Finding]
) -> tuple[Step, ...]:
    """Every rule in force on the day with its answer for the situation."""
    return tuple(_step(rule, situation, findings) for rule in rules if rule.in_force(situation.on))


def _step(rule: ProcedureRule, situation: Situation, findings: Sequence[Finding]) -> Step:
    truths: list[Truth] = []
    missing: set[str] = set()
    if rule.when is not None:
        outcome = rule.when.ask(situation)
        truths.append(outcome.truth)
        missing |= outcome.missing
    if rule.after:
        reached = [item for item in findings if is_under(item.id, rule.after)]
        applies = any(item.verdict == APPLIES for item in reached)
        truths.append(Truth.YES if applies else Truth.UNKNOWN if reached else Truth.NO)
        if not applies:
            missing |= {fact for item in reached for fact in item.missing}
    if Truth.NO in truths:
        return Step(rule, NOT_REACHED, ())
    if Truth.UNKNOWN in truths:
        return Step(rule, UNDECIDED, tuple(sorted(missing)))
    return Step(rule, REACHED, ())
