"""Which acts the statute reaches on a day: for every set of facts, not for some.

An act is asked alone (nothing else happened), with one degree of harm, in or out of a home, between family
members or not, done on purpose (what came about was meant) by an adult without lawful defence.  Everything
else is left open, so "always" means whatever else was so, and "sometimes" that it hangs on something else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import z3

from qorgan.law.engine import Statutes
from qorgan.law.provisions import Provision

from .checks import Prover
from .symbols import Formula, Pair, either, nor, shut

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


def settled(cell: Cell) -> Mapping[str, Any]:
    """What is settled of a cell."""
    home = {"place": "dwelling"} if cell.at_home else {}
    acts = frozenset((cell.act,))
    return {**SETTLED, **home, "acts": acts, "harm": cell.harm, "intended_result": cell.harm}


class Reacher:
    """Asks of every act; an answer is kept for the days on which the same texts are in force."""

    def __init__(self, statutes: Statutes) -> None:
        self.statutes = statutes
        self.acts = sorted(statutes.vocabulary.words("acts") - {"none"})
        self.asked = 0
        self._kept: dict[Any, Reach | None] = {}

    def _prover(self, fixed: Mapping[str, Any], family: bool) -> Prover:
        """A solver with what is settled folded in; make it ready when all has been named."""
        together = self.statutes.definitions["family_household"]
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
        in_force = self.statutes.on(day)
        found: dict[Cell, Reach] = {}
        for cell in cells:
            fixed = settled(cell)
            laws = [law for law in in_force if not shut(law.when, fixed)]
            texts = frozenset((law.act, id(law.when), *(id(one.when) for one in law.points)) for law in laws)
            key = (texts, cell)
            if key not in self._kept:
                self._kept[key] = self._reach(laws, cell, fixed)
            answer = self._kept[key]
            if answer is not None:
                found[cell] = answer
        return found

    def _reach(self, laws: Sequence[Provision], cell: Cell, fixed: Mapping[str, Any]) -> Reach | None:
        prover = self._prover(fixed, cell.family)
        pairs = [(law.act, prover.symbols.whole(law)) for law in laws]
        prover.ready(True if cell.at_home else nor(prover.symbols.is_word("place", "dwelling")))
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
