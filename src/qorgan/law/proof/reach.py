"""Which acts the statute reaches on a day, and what a day of change did: for every set of facts, not for some.

An act is asked alone (nothing else happened), with one degree of harm, in or out of a home, between family
members or not, done on purpose by an adult without lawful defence.  Everything else is left open, so "always"
means whatever else was so, and "sometimes" that it hangs on something else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import z3

from ..engine import Statutes
from ..measures import MeasureRule
from ..provisions import Provision, is_under
from .checks import Prover
from .symbols import Formula, Pair, both, either, nor

ALWAYS, SOMETIMES, NEVER = "always", "sometimes", "never"
NOBODY, OPEN, ADMINISTRATIVE, CRIMINAL = "nothing", "open", "administrative", "criminal"
LEVELS = (NOBODY, OPEN, ADMINISTRATIVE, CRIMINAL)
# Done on purpose, and no lawful defence.
SETTLED: Mapping[str, Any] = {
    "intent": "intentional",
    "self_defence": "none",
    "detaining_offender": "none",
}
HARMS = ("none", "pain", "light", "medium", "grave", "death")


@dataclass(frozen=True, order=True)
class Cell:
    """One act with one degree of harm."""

    act: str
    harm: str
    family: bool
    at_home: bool

    def to_json(self) -> dict[str, Any]:
        return {"act": self.act, "harm": self.harm, "family": self.family, "at_home": self.at_home}


@dataclass(frozen=True)
class Reach:
    """How far the statute reaches a cell.

    ``level``: the gravest that some case of it can be.  ``how``: whether every case of it is punishable,
    some are, or none.  ``escape``: facts under which nothing reaches it, where there are such.
    """

    level: str
    how: str
    escape: Mapping[str, Any] | None = None


class Reacher:
    """Asks of every act; an answer is kept for the days on which the same texts are in force."""

    def __init__(self, statutes: Statutes) -> None:
        self.statutes = statutes
        self.acts = sorted(statutes.vocabulary.words("acts") - {"none"})
        self.asked = 0
        self._kept: dict[Any, Reach | None] = {}
        self._opens: dict[Any, bool] = {}

    def _prover(self, act: str, family: bool, more: Mapping[str, Any]) -> Prover:
        """A solver for one act, with all that is settled of it folded in."""
        together = self.statutes.definitions["family_household"]
        fixed = {**SETTLED, **more, "acts": frozenset((act,))}
        prover = Prover(self.statutes, [together], complete=True, fixed=fixed)
        pair = prover.symbols.pair(together)
        prover.solver.add(pair.yes if family else pair.no)
        prover.solver.add(z3.UGE(prover.symbols.number("offender_age"), 18))
        return prover

    def cells(self, families: Sequence[bool] = (True,), homes: Sequence[bool] = (True, False)) -> list[Cell]:
        return [
            Cell(act, harm, family, home)
            for act in self.acts
            for harm in HARMS
            for family in families
            for home in homes
        ]

    def reach(self, day: date, cells: Sequence[Cell]) -> dict[Cell, Reach]:
        """How far the statute of a day reaches each cell that can be at all."""
        laws = self.statutes.on(day)
        texts = frozenset((law.act, id(law.when), *(id(point.when) for point in law.points)) for law in laws)
        found: dict[Cell, Reach] = {}
        for cell in cells:
            key = (texts, cell)
            if key not in self._kept:
                self._kept[key] = self._reach(laws, cell)
            answer = self._kept[key]
            if answer is not None:
                found[cell] = answer
        return found

    def _reach(self, laws: Sequence[Provision], cell: Cell) -> Reach | None:
        more = {"harm": cell.harm, **({"place": "dwelling"} if cell.at_home else {})}
        prover = self._prover(cell.act, cell.family, more)
        pairs = [(law.act, prover.symbols.whole(law)) for law in laws]
        if not cell.at_home:
            prover.solver.add(nor(prover.symbols.is_word("place", "dwelling")))
        prover.solver.add(*prover.symbols.possible())
        criminal = either(*(pair.yes for act, pair in pairs if act == "cc"))
        other = either(*(pair.yes for act, pair in pairs if act != "cc"))
        answer = self._level(prover, criminal, other, [pair for _, pair in pairs])
        self.asked += prover.asked
        return answer

    def _level(self, prover: Prover, criminal: Formula, other: Formula, pairs: list[Pair]) -> Reach | None:
        if prover.can() is None:
            return None
        free = prover.can(nor(criminal, other))
        if free is None:
            level = CRIMINAL if prover.can(criminal) is not None else ADMINISTRATIVE
            return Reach(level, ALWAYS)
        escape = prover.symbols.witness(free)
        if prover.can(criminal) is not None:
            return Reach(CRIMINAL, SOMETIMES, escape)
        if prover.can(other) is not None:
            return Reach(ADMINISTRATIVE, SOMETIMES, escape)
        doubtful = either(*(nor(pair.no) for pair in pairs))
        return Reach(OPEN if prover.can(doubtful) is not None else NOBODY, NEVER, escape)

    def orders(self, day: date) -> frozenset[tuple[str, str, bool]]:
        """(measure, act, family) of each measure that some case of the act opens on this day."""
        rules = [rule for rule in self.statutes.measures if rule.in_force(day)]
        laws = self.statutes.on(day)
        found = set()
        for name in dict.fromkeys(rule.id for rule in rules):
            of_name = [rule for rule in rules if rule.id == name]
            after = [law for law in laws if any(is_under(law.id, rule.after) for rule in of_name)]
            texts = (
                frozenset((id(rule.when), rule.after) for rule in of_name),
                frozenset((law.id, id(law.when)) for law in after),
            )
            for act in self.acts:
                for family in (True, False):
                    key = (name, texts, act, family)
                    if key not in self._opens:
                        self._opens[key] = self._can_open(of_name, after, act, family)
                    if self._opens[key]:
                        found.add((name, act, family))
        return frozenset(found)

    def _can_open(
        self, rules: Sequence[MeasureRule], laws: Sequence[Provision], act: str, family: bool
    ) -> bool:
        prover = self._prover(act, family, {})
        symbols, opens = prover.symbols, []
        for rule in rules:
            parts = [] if rule.when is None else [symbols.pair(rule.when).yes]
            if rule.after:
                findings = [symbols.whole(law).yes for law in laws if is_under(law.id, rule.after)]
                parts.append(either(*findings))
            opens.append(both(*parts))
        prover.solver.add(*symbols.possible())
        answer = prover.can(either(*opens)) is not None
        self.asked += prover.asked
        return answer


@dataclass(frozen=True)
class Change:
    """What one day did: cells whose level or reach changed, grouped; measures that acts gained or lost."""

    day: date
    levels: Mapping[tuple[bool, str, str], tuple[Cell, ...]]
    reach: Mapping[tuple[bool, str, str], tuple[Cell, ...]]
    gained: Mapping[tuple[str, bool], tuple[str, ...]]
    lost: Mapping[tuple[str, bool], tuple[str, ...]]


def change(reacher: Reacher, day: date, cells: Sequence[Cell]) -> Change:
    """What is different on this day from the day before."""
    before, after = reacher.reach(day - timedelta(days=1), cells), reacher.reach(day, cells)
    levels: dict[tuple[bool, str, str], list[Cell]] = {}
    reach: dict[tuple[bool, str, str], list[Cell]] = {}
    for cell in before:
        old, new = before[cell], after[cell]
        if old.level != new.level:
            levels.setdefault((cell.family, old.level, new.level), []).append(cell)
        elif old.how != new.how:
            reach.setdefault((cell.family, old.how, new.how), []).append(cell)
    had, has = reacher.orders(day - timedelta(days=1)), reacher.orders(day)
    return Change(
        day,
        {key: tuple(found) for key, found in levels.items()},
        {key: tuple(found) for key, found in reach.items()},
        _by_measure(has - had),
        _by_measure(had - has),
    )


def _by_measure(found: Any) -> dict[tuple[str, bool], tuple[str, ...]]:
    grouped: dict[tuple[str, bool], list[str]] = {}
    for name, act, family in sorted(found):
        grouped.setdefault((name, family), []).append(act)
    return {key: tuple(acts) for key, acts in grouped.items()}
