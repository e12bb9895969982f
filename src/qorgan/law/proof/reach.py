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

from ..measures import MeasureRule
from ..provisions import Provision, is_under
from .checks import Prover
from .symbols import Formula

ALWAYS, SOMETIMES, NEVER = "always", "sometimes", "never"
NOBODY, OPEN, ADMINISTRATIVE, CRIMINAL = "nothing", "open", "administrative", "criminal"
LEVELS = (NOBODY, OPEN, ADMINISTRATIVE, CRIMINAL)
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
    """Asks the prover about cells; answers are kept for days on which the same texts are in force."""

    def __init__(self, prover: Prover) -> None:
        self.prover = prover
        self.acts = sorted(prover.statutes.vocabulary.words("acts") - {"none"})
        self._kept: dict[Any, dict[Cell, Reach]] = {}
        self._orders: dict[Any, frozenset[tuple[str, bool]]] = {}
        self._possible: dict[Cell, bool] = {}

    def _base(self, family: bool) -> list[Formula]:
        symbols = self.prover.symbols
        together = symbols.pair(self.prover.statutes.definitions["family_household"])
        return [
            together.yes if family else together.no,
            symbols.is_word("intent", "intentional"),
            symbols.is_word("self_defence", "none"),
            symbols.is_word("detaining_offender", "none"),
            z3.UGE(symbols.number("offender_age"), 18),
        ]

    def _cell(self, cell: Cell) -> list[Formula]:
        symbols = self.prover.symbols
        acts = symbols._fact("acts")
        home = symbols.is_word("place", "dwelling")
        return [
            *self._base(cell.family),
            *(variable if word == cell.act else z3.Not(variable) for word, variable in acts.items()),
            symbols.is_word("harm", cell.harm),
            home if cell.at_home else z3.Not(home),
        ]

    def cells(self, family: Sequence[bool] = (True,), homes: Sequence[bool] = (True, False)) -> list[Cell]:
        """The cells that can be at all."""
        found = []
        for act in self.acts:
            for harm in HARMS:
                for kin in family:
                    for home in homes:
                        cell = Cell(act, harm, kin, home)
                        if cell not in self._possible:
                            self._possible[cell] = self.prover.can(*self._cell(cell)) is not None
                        if self._possible[cell]:
                            found.append(cell)
        return found

    def reach(self, day: date, cells: Sequence[Cell]) -> dict[Cell, Reach]:
        """How far the statute of a day reaches each cell."""
        laws = self.prover.statutes.on(day)
        pairs = {id(pair): pair for pair in map(self.prover.symbols.whole, laws)}
        key = frozenset((law.act, id(law.when), *(id(point.when) for point in law.points)) for law in laws)
        kept = self._kept.setdefault(key, {})
        for cell in cells:
            if cell not in kept:
                kept[cell] = self._reach(laws, pairs.values(), self._cell(cell))
        return {cell: kept[cell] for cell in cells}

    def _reach(self, laws: Sequence[Provision], pairs: Any, cell: list[Formula]) -> Reach:
        can, yes = self.prover.can, self.prover.yes
        criminal = z3.Or(*(yes(law) for law in laws if law.act == "cc"))
        other = z3.Or(*(yes(law) for law in laws if law.act != "cc"))
        if can(*cell, criminal) is not None:
            level = CRIMINAL
        elif can(*cell, other) is not None:
            level = ADMINISTRATIVE
        else:
            level = OPEN if can(*cell, z3.Or(*(z3.Not(pair.no) for pair in pairs))) is not None else NOBODY
        if level in (NOBODY, OPEN):
            return Reach(level, NEVER)
        free = can(*cell, z3.Not(criminal), z3.Not(other))
        if free is None:
            return Reach(level, ALWAYS)
        return Reach(level, SOMETIMES, self.prover.symbols.witness(free))

    def orders(self, day: date) -> frozenset[tuple[str, str, bool]]:
        """(measure, act, family) of each measure that some case of the act opens on this day."""
        rules = [rule for rule in self.prover.statutes.measures if rule.in_force(day)]
        laws = self.prover.statutes.on(day)
        key = (
            frozenset((rule.id, id(rule.when), rule.after) for rule in rules),
            frozenset((law.id, id(law.when)) for law in laws),
        )
        if key not in self._orders:
            found = set()
            for act in self.acts:
                for family in (True, False):
                    acts = self.prover.symbols._fact("acts")
                    base = [
                        *self._base(family),
                        *(one if word == act else z3.Not(one) for word, one in acts.items()),
                    ]
                    for name in dict.fromkeys(rule.id for rule in rules):
                        opens = z3.Or(*(self._opens(rule, laws) for rule in rules if rule.id == name))
                        if self.prover.can(*base, opens) is not None:
                            found.add((name, act, family))
            self._orders[key] = frozenset(found)  # type: ignore[assignment]
        return self._orders[key]  # type: ignore[return-value]

    def _opens(self, rule: MeasureRule, laws: Sequence[Provision]) -> Formula:
        """That the measure is open: its condition, and a finding it must come after."""
        parts = [] if rule.when is None else [self.prover.symbols.pair(rule.when).yes]
        if rule.after:
            parts.append(z3.Or(*(self.prover.yes(law) for law in laws if is_under(law.id, rule.after))))
        return z3.And(*parts)


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
    for cell in cells:
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
