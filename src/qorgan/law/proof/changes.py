"""What each day of change did to plain cases: an act, the harm it left, and nothing else that weighs.

A plain case is read in a closed world: two adults, no earlier decision, nothing that aggravates or excuses.
So each sentence is about the act itself; what graver circumstances make of it is the matter of ``reach``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from qorgan.law.engine import Judged, Statutes, judge, situate
from qorgan.law.faults import BadFacts
from qorgan.law.findings import APPLIES, DOES_NOT_APPLY, Finding
from qorgan.law.measures import AVAILABLE, measures_for

from .random_facts import days_of_change
from .reach import ADMINISTRATIVE, CRIMINAL, HARMS, NOBODY, OPEN, Cell

Group = tuple[bool, bool, str, str]


@dataclass(frozen=True)
class Plain:
    """What a plain case comes to: the gravest level, and the measures that are open."""

    level: str
    measures: frozenset[str]


@dataclass(frozen=True)
class Change:
    """What one day did.

    ``levels``: (family, at home, before, after) to the acts with each degree of harm.  ``gained``, ``lost``:
    (measure, family) to the acts that open it now and did not, or the reverse.
    """

    day: date
    levels: Mapping[Group, Mapping[str, tuple[str, ...]]]
    gained: Mapping[tuple[str, bool], tuple[str, ...]]
    lost: Mapping[tuple[str, bool], tuple[str, ...]]

    @property
    def empty(self) -> bool:
        return not (self.levels or self.gained or self.lost)


def facts_of(cell: Cell) -> dict[str, Any]:
    """The facts of a plain case."""
    return {
        "acts": [cell.act],
        "harm": cell.harm,
        "relation": "spouse" if cell.family else "acquaintance",
        "place": "dwelling" if cell.at_home else "other",
        "offender_age": 30,
        "victim_age": 30,
        "victim_sex": "f",
        "offender_sex": "m",
    }


class Plainly:
    """Answers for plain cases, kept for days on which the same rules are in force."""

    def __init__(self, statutes: Statutes) -> None:
        self.statutes = statutes
        acts = sorted(statutes.vocabulary.words("acts") - {"none"})
        self.cells = [
            cell
            for act in acts
            for harm in HARMS
            for family in (True, False)
            for home in (True, False)
            if self._can_be(cell := Cell(act, harm, family, home))
        ]

    def _can_be(self, cell: Cell) -> bool:
        try:
            situate(self.statutes, facts_of(cell), self.statutes.rules["encoded_from_day"], (), True)
        except BadFacts:
            return False
        return True

    def on(self, day: date) -> dict[Cell, Plain]:
        return {cell: self._plain(cell, day) for cell in self.cells}

    def _plain(self, cell: Cell, day: date) -> Plain:
        situation = situate(self.statutes, facts_of(cell), day, (), True)
        judged = judge(self.statutes, situation)
        listed = [_as_finding(item) for item in judged if item.verdict != DOES_NOT_APPLY]
        measures = measures_for(self.statutes.measures, situation, listed)
        return Plain(_level(judged), frozenset(item.id for item in measures if item.verdict == AVAILABLE))


def _as_finding(item: Judged) -> Finding:
    """What a measure asks of a finding."""
    missing = tuple(sorted(item.outcome.missing))
    return Finding(
        item.provision, item.verdict, item.verdict, (), missing, (), (), None, None, None, None, None
    )


def _level(judged: Sequence[Judged]) -> str:
    applying = {item.provision.act for item in judged if item.verdict == APPLIES}
    if "cc" in applying:
        return CRIMINAL
    if applying:
        return ADMINISTRATIVE
    return OPEN if any(item.verdict != DOES_NOT_APPLY for item in judged) else NOBODY


def changes(statutes: Statutes) -> tuple[Change, ...]:
    """Each day on which something changed for a plain case."""
    plainly = Plainly(statutes)
    found: list[Change] = []
    first, *days = days_of_change(statutes)
    before = plainly.on(first)
    for day in days:
        after = plainly.on(day)
        change = _change(day, before, after)
        if not change.empty:
            found.append(change)
        before = after
    return tuple(found)


def between(statutes: Statutes, before: date, after: date) -> Change:
    """What is different for plain cases from one day to another."""
    plainly = Plainly(statutes)
    return _change(after, plainly.on(before), plainly.on(after))


def _change(day: date, before: Mapping[Cell, Plain], after: Mapping[Cell, Plain]) -> Change:
    levels: dict[Group, dict[str, list[str]]] = {}
    gained: dict[tuple[str, bool], dict[str, None]] = {}
    lost: dict[tuple[str, bool], dict[str, None]] = {}
    for cell, old in before.items():
        new = after[cell]
        if old.level != new.level:
            group = levels.setdefault((cell.family, cell.at_home, old.level, new.level), {})
            group.setdefault(cell.harm, []).append(cell.act)
        for held, other, kept in ((new, old, gained), (old, new, lost)):
            for measure in held.measures - other.measures:
                kept.setdefault((measure, cell.family), {})[cell.act] = None
    return Change(
        day,
        {key: {harm: tuple(acts) for harm, acts in group.items()} for key, group in levels.items()},
        {key: tuple(acts) for key, acts in gained.items()},
        {key: tuple(acts) for key, acts in lost.items()},
    )
