"""Facts that cannot both be so.  They are refused, naming both; nothing is put right by guessing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
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


def _fault(first: str, second: str, why: str) -> Fault:
    return Fault(first, f"contradicts {second}: {why}", "correct one of the two")


def _ages(situation: Situation) -> list[Fault]:
    """A child is younger than its parent."""
    values = situation.values
    victim, offender, child = (
        values.get(name) for name in ("victim_age", "offender_age", "offender_youngest_child_age")
    )
    found: list[Fault] = []
    relation = values.get("relation")
    if isinstance(victim, (int, float)) and isinstance(offender, (int, float)):
        younger = relation in ("child", "grandchild") and victim >= offender
        older = relation in ("parent", "grandparent") and victim <= offender
        if younger or older:
            found.append(_fault("victim_age", "offender_age", f"as {relation} the two ages cannot be"))
    if isinstance(child, (int, float)) and isinstance(offender, (int, float)) and child >= offender:
        found.append(
            _fault("offender_youngest_child_age", "offender_age", "a child is younger than its parent")
        )
    return found


def _days(situation: Situation) -> list[Fault]:
    start, end = situation.values.get("acts_from"), situation.values.get("acts_until")
    if isinstance(start, date) and isinstance(end, date) and start > end:
        return [_fault("acts_from", "acts_until", "the acts end before they begin")]
    return []
