"""Sets of facts at random over the whole vocabulary, half of them aimed at a provision so that it may apply.

Aimed means: the leaves of a part or point are given values that satisfy them, and then something is taken
away, called unknown or changed.  Aiming only chooses what to ask; it decides no answer.  The same seed gives
the same sets for the same law.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from qorgan.law import conditions as tree
from qorgan.law.earlier import KINDS, Earlier
from qorgan.law.engine import Statutes
from qorgan.law.measures import MeasureRule
from qorgan.law.provisions import Provision
from qorgan.law.vocabulary import UNKNOWN, Fact

LAST_DAY = date(2027, 12, 31)
DENSITIES = (0.0, 0.02, 0.1, 0.4, 1.0)


@dataclass
class Case:
    """A set of facts with its day and history, as ``Law.assess`` takes them."""

    facts: dict[str, Any]
    on: date | datetime
    history: list[Earlier] = field(default_factory=list)


def days_of_change(statutes: Statutes) -> list[date]:
    """The first days on which some provision or measure begins, or is no longer in force."""
    rules: list[Provision | MeasureRule] = [*statutes.provisions, *statutes.measures]
    days = {item.start for item in rules} | {item.end + timedelta(days=1) for item in rules if item.end}
    first = statutes.rules["encoded_from_day"]
    return sorted({first, *(day for day in days if day > first)})


class Maker:
    """Makes cases for one statute from one source of chance."""

    def __init__(self, statutes: Statutes, chance: random.Random) -> None:
        self.statutes, self.chance = statutes, chance
        self.changes = days_of_change(statutes)
        self.facts = statutes.vocabulary.facts
        self.articles = sorted({item.article for item in statutes.provisions})

    def case(self) -> Case:
        chance = self.chance
        made = Case({}, self._day())
        if chance.random() < 0.75:
            self._aim(made)
        for name, fact in self.facts.items():
            if name not in made.facts and chance.random() < chance.choice(DENSITIES) * 0.5:
                made.facts[name] = self._value(fact)
        self._disturb(made)
        if chance.random() < 0.3:
            made.history += [self._entry(made) for _ in range(chance.choice((1, 1, 2, 3)))]
        return made

    def _day(self) -> date | datetime:
        chance = self.chance
        if chance.random() < 0.5:
            day = chance.choice(self.changes) + timedelta(days=chance.choice((-1, 0, 1)))
        else:
            start = self.changes[0] - timedelta(days=60)
            day = start + timedelta(days=chance.randrange((LAST_DAY - start).days))
        hour = datetime(day.year, day.month, day.day, chance.randrange(24), chance.randrange(60))
        return hour if chance.random() < 0.2 else day

    def _aim(self, made: Case) -> None:
        day = made.on.date() if isinstance(made.on, datetime) else made.on
        in_force: Sequence[Provision] = self.statutes.on(day) or self.statutes.provisions
        law = self.chance.choice(in_force)
        self._satisfy(law.when, True, made)
        if law.points and self.chance.random() < 0.9:
            for point in self.chance.sample(law.points, min(len(law.points), self.chance.choice((1, 1, 2)))):
                self._satisfy(point.when, True, made)

    def _satisfy(self, node: tree.Condition, wanted: bool, made: Case) -> None:
        if isinstance(node, tree.Leaf):
            self._answer(node, wanted, made)
        elif isinstance(node, (tree.Every, tree.Some)):
            everything = isinstance(node, tree.Every) is wanted
            parts = node.parts if everything else [self.chance.choice(node.parts)] if node.parts else []
            for part in parts:
                self._satisfy(part, wanted, made)
        elif isinstance(node, tree.Not):
            self._satisfy(node.part, not wanted, made)
        elif isinstance(node, tree.Presume):
            # Most presumptions are left to stand, as in what people tell.
            if not wanted or self.chance.random() < 0.2:
                self._satisfy(node.part, wanted, made)
        elif isinstance(node, tree.FromHistory) and wanted:
            self._remember(node, made)

    def _answer(self, leaf: tree.Leaf, wanted: bool, made: Case) -> None:
        fact = self.facts[leaf.fact]
        value = leaf.value
        if isinstance(value, frozenset):
            words = sorted(value if wanted else frozenset(fact.words) - value)
            if not words:
                return
            word = self.chance.choice(words)
            if fact.type == "set":
                held = made.facts.get(leaf.fact)
                kept = [item for item in held if item != "none"] if isinstance(held, list) else []
                made.facts[leaf.fact] = sorted({*kept, word}) if word != "none" else ["none"]
            else:
                made.facts[leaf.fact] = word
        elif leaf.operator == "flag":
            made.facts[leaf.fact] = bool(value) is wanted
        else:
            made.facts[leaf.fact] = self._number(fact, leaf.operator, float(value), wanted)

    def _number(self, fact: Fact, operator: str, edge: float, wanted: bool) -> int:
        low, high = int(fact.min or 0), int(fact.max if fact.max is not None else 1000)
        step = self.chance.choice((0, 1, 1, 5, 20))
        under = (operator == "below") is wanted
        number = int(edge) - step if under else int(edge) + step
        if under and step == 0 and wanted:
            number -= 1
        return max(low, min(high, number))

    def _remember(self, node: tree.FromHistory, made: Case) -> None:
        """Something that a rule over the history may read as yes; nothing for a rule not known here."""
        arguments, chance = dict(node.arguments), self.chance
        if node.name == "repeated" and chance.random() < 0.5:
            made.facts["earlier_same_article"] = "unpunished"
        elif node.name in ("repeated", "penalised_within_year"):
            kind = "act" if node.name == "repeated" else "penalty"
            made.history.append(self._entry(made, kind, arguments["article"]))
        elif node.name == "order_in_force":
            if chance.random() < 0.5:
                made.facts["order_in_force"] = True
            else:
                made.history.append(self._entry(made, "order_served"))

    def _entry(self, made: Case, kind: str | None = None, article: str | None = None) -> Earlier:
        chance = self.chance
        kind = kind or chance.choice(sorted(KINDS))
        on = made.on.date() if isinstance(made.on, datetime) else made.on
        day = on - timedelta(days=chance.choice((-20, 0, 1, 10, 29, 30, 31, 300, 365, 366, 380, 800, 2500)))
        provision = ""
        if "provision" in KINDS[kind]:
            provision = article or chance.choice(self.articles)
            provision += chance.choice(("", ".1", ".2", ".1-1", ".2.8"))
        moment = (
            datetime(day.year, day.month, day.day, chance.randrange(24)) if chance.random() < 0.4 else None
        )
        executed = day + timedelta(days=chance.choice((0, 5, 40))) if kind == "penalty" else None
        return Earlier(kind, provision, day, executed if chance.random() < 0.6 else None, moment)

    def _value(self, fact: Fact) -> Any:
        chance = self.chance
        if chance.random() < 0.05:
            return UNKNOWN
        if fact.type == "boolean":
            return chance.random() < 0.5
        if fact.type == "choice":
            return chance.choice(list(fact.words))
        if fact.type == "set":
            words = [word for word in fact.words if word != "none"]
            few = chance.sample(words, min(len(words), chance.choice((0, 1, 1, 2, 4))))
            return ["none"] if "none" in fact.words and chance.random() < 0.2 else sorted(few)
        if fact.type == "number":
            low = int(fact.min or 0)
            return chance.randint(low, min(int(fact.max or 1000), low + chance.choice((3, 20, 70))))
        return (date(2025, 1, 1) + timedelta(days=chance.randrange(700))).isoformat()

    def _disturb(self, made: Case) -> None:
        chance = self.chance
        for _ in range(chance.choice((0, 0, 1, 2))):
            if made.facts:
                name = chance.choice(sorted(made.facts))
                what = chance.randrange(3)
                if what == 0:
                    del made.facts[name]
                else:
                    made.facts[name] = UNKNOWN if what == 1 else self._value(self.facts[name])
