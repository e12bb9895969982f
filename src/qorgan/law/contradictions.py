"""Facts that cannot both be so.  They are refused, naming both; nothing is put right by guessing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .conditions import Condition, Grammar
from .faults import BadLaw, ContradictoryFacts, Fault
from .situation import Situation
from .truth import Truth
from .vocabulary import Text, text


@dataclass(frozen=True)
class Contradiction:
    """Two facts, the condition under which they exclude each other, and why."""

    facts: tuple[str, str]
    when: Condition
    why: Text


def contradictions_from(written: Sequence[Mapping[str, Any]], grammar: Grammar) -> tuple[Contradiction, ...]:
    """Read ``contradictions.yaml``."""
    found = []
    for item in written:
        first, second = item["facts"]
        where = f"contradiction {first}/{second}"
        if grammar.kind(first) is None or grammar.kind(second) is None:
            raise BadLaw(f"{where}: unknown fact")
        found.append(
            Contradiction((first, second), grammar.parse(item["when"], where), text(item["why"], where))
        )
    return tuple(found)


def refuse(situation: Situation, known: Sequence[Contradiction]) -> None:
    """Raise ContradictoryFacts with every pair that cannot stand together."""
    faults = [
        Fault(item.facts[0], f"contradicts {item.facts[1]}: {item.why['en']}", "correct one of the two")
        for item in known
        if all(fact in situation.values for fact in item.facts)
        and item.when.ask(situation).truth is Truth.YES
    ]
    faults.extend(_ages(situation))
    faults.extend(_days(situation))
    if faults:
        raise ContradictoryFacts(faults)


def _ages(situation: Situation) -> list[Fault]:
    """A child is younger than its parent."""
    victim, offender = situation.values.get("victim_age"), situation.values.get("offender_age")
    relation = situation.values.get("relation")
    if not isinstance(victim, (int, float)) or not isinstance(offender, (int, float)):
        return []
    child = relation in ("child", "grandchild") and victim >= offender
    parent = relation in ("parent", "grandparent") and victim <= offender
    if not child and not parent:
        return []
    return [
        Fault(
            "victim_age",
            f"contradicts offender_age: as {relation} the two ages cannot be",
            "correct one of the two",
        )
    ]


def _days(situation: Situation) -> list[Fault]:
    start, end = situation.values.get("acts_from"), situation.values.get("acts_until")
    if start is not None and end is not None and str(start) > str(end):
        return [
            Fault(
                "acts_from",
                "contradicts acts_until: the acts end before they begin",
                "correct one of the two",
            )
        ]
    return []
