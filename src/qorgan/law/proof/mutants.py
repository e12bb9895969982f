"""Mutants of the law: each condition negated or dropped, one at a time; does the table of cases notice?

A condition is changed where it is written: in its article, in every part and edition that shares it; a
general rule (intent, age, defence) and the inside of a named definition once, for every article.  A
definition that an article names is one condition of that article.  What survives no case needs.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from qorgan.law.conditions import Condition, Every, FromHistory, Leaf, Not, Open, Presume, Some
from qorgan.law.engine import Statutes, judge, situate
from qorgan.law.faults import BadFacts, Fault
from qorgan.law.provisions import Provision
from qorgan.law.situation import Situation

from .cases import TableCase, answer_of
from .equivalence import answers_alike

Key = tuple[str, str]
GENERAL = "general"
# A condition that stands in as many articles is a general rule and not typed in any.
MANY = 20


@dataclass(frozen=True, eq=False)
class Mutant:
    """``node`` negated, or dropped from ``parent``; ``of``: an article, ``general``, a definition."""

    of: str
    node: Condition
    parent: Condition | None
    shown: str = ""

    def __str__(self) -> str:
        return f"{self.of}: {'negated' if self.parent is None else 'dropped'} {self.shown}"

    def concerns(self, law: Provision) -> bool:
        return law.article == self.of or not self.of.startswith("kz.")

    @property
    def dropped_everywhere(self) -> bool:
        return self.of == GENERAL and isinstance(self.parent, Every) and self.node in self.parent.parts

    def changed(self, tree: Condition) -> Condition:
        """The tree with the change in it, or the same tree."""
        if self.parent is None:
            return _with(tree, self.node, Not(self.node))
        if self.dropped_everywhere and isinstance(tree, Every) and self.node in tree.parts:
            return Every(tuple(part for part in tree.parts if part is not self.node))
        if not isinstance(self.parent, (Every, Some)):
            return tree
        parts = tuple(part for part in self.parent.parts if part is not self.node)
        return _with(tree, self.parent, type(self.parent)(parts) if len(parts) > 1 else parts[0])


@dataclass(frozen=True)
class Caught:
    """How many mutants there were, which of them no case noticed, and which no case can notice."""

    total: int
    survivors: tuple[str, ...]
    wrong_before: tuple[str, ...]
    alike: tuple[str, ...] = ()

    @property
    def caught(self) -> int:
        return self.total - len(self.survivors) - len(self.alike)

    @property
    def share(self) -> float:
        """Of those that change an answer at all."""
        return self.caught / (self.total - len(self.alike)) if self.caught else 0.0


def written(node: Condition, names: Mapping[int, str], top: bool = True) -> str:
    """A condition in one short line, definitions by their names."""
    if not top and id(node) in names:
        return names[id(node)]
    if isinstance(node, Leaf):
        value = "|".join(sorted(node.value)) if isinstance(node.value, frozenset) else node.value
        return f"{{{node.fact} {node.operator} {value}}}"
    if isinstance(node, FromHistory):
        return f"{{computed {node.name} {dict(node.arguments)}}}"
    if isinstance(node, Open):
        return f"{{open {node.reason}}}"
    name = {Every: "all", Some: "any", Not: "not", Presume: "presume"}[type(node)]
    return f"{name}({', '.join(written(child, names, False) for child in node.children())})"


def _with(tree: Condition, target: Condition, new: Condition) -> Condition:
    """The tree with one node in the place of another."""
    if tree is target:
        return new
    if isinstance(tree, (Every, Some)):
        parts = tuple(_with(part, target, new) for part in tree.parts)
        same = all(one is other for one, other in zip(parts, tree.parts, strict=True))
        return tree if same else type(tree)(parts)
    if isinstance(tree, (Not, Presume)):
        part = _with(tree.part, target, new)
        return tree if part is tree.part else type(tree)(part)
    return tree


def mutants_of(statutes: Statutes) -> list[Mutant]:
    """Every mutant, each once."""
    names = {id(node): name for name, node in statutes.definitions.items()}
    general = _general(statutes)
    found: dict[Any, Mutant] = {}

    def add(of: str, tree: Condition, parent: Condition | None, named: set[int]) -> None:
        for mutant in _within(of, tree, parent, named):
            shown = written(mutant.node, names, top=id(mutant.node) not in named)
            found.setdefault((of, id(mutant.node), id(mutant.parent)), replace(mutant, shown=shown))

    for law in statutes.provisions:
        children = law.when.children() if isinstance(law.when, Every) else (law.when,)
        for child in children:
            if id(child) in general:
                add(GENERAL, child, law.when, set(names))
            else:
                add(law.article, child, law.when if len(children) > 1 else None, set(names))
        for point in law.points:
            add(law.article, point.when, None, set(names))
    used = {id(node) for law in statutes.provisions for node in law.whole.walk()}
    for name, tree in statutes.definitions.items():
        if id(tree) in used:
            add(name, tree, None, set(names) - {id(tree)})
    return _once(found.values())


def _once(mutants: Iterable[Mutant]) -> list[Mutant]:
    """A general rule is dropped from every provision at once: that is one mutant, not one for each."""
    found: dict[Any, Mutant] = {}
    for mutant in mutants:
        general = mutant.of == GENERAL and mutant.parent is not None and mutant.dropped_everywhere
        found.setdefault((mutant.of, id(mutant.node), "all" if general else id(mutant.parent)), mutant)
    return list(found.values())


def _general(statutes: Statutes) -> set[int]:
    """The conditions that stand in many articles."""
    articles: dict[int, set[str]] = {}
    for law in statutes.provisions:
        for child in law.when.children():
            articles.setdefault(id(child), set()).add(law.article)
    return {node for node, where in articles.items() if len(where) >= MANY}


def _within(of: str, tree: Condition, parent: Condition | None, named: set[int]) -> Iterator[Mutant]:
    if isinstance(parent, (Every, Some)) and len(parent.parts) > 1:
        yield Mutant(of, tree, parent)
    if id(tree) in named or isinstance(tree, (Leaf, FromHistory)):
        yield Mutant(of, tree, None)
    elif not isinstance(tree, Open):
        for child in tree.children():
            yield from _within(of, child, tree, named)


class Trial:
    """The cases with their situations; a mutant is tried on those that speak of what it changes."""

    def __init__(self, statutes: Statutes, cases: Sequence[TableCase]) -> None:
        self.statutes = statutes
        self.cases = [
            (case, situate(statutes, case.facts, case.on, case.history, case.closed)) for case in cases
        ]
        self.wrong = tuple(
            f"{case.name}: {item.provision} {item.stage} expected {item.answer}"
            for case, situation in self.cases
            for item in self._wrong(case, situation, statutes.on(case.on))
        )
        self._broken = {
            id(case)
            for case, situation in self.cases
            if next(self._wrong(case, situation, statutes.on(case.on)), None)
        }

    def _wrong(self, case: TableCase, situation: Situation, laws: Iterable[Provision]) -> Iterator[Any]:
        judged: Mapping[Key, Any] = {
            (item.provision.id, item.provision.stage): item for item in judge(self.statutes, situation, laws)
        }
        for item in case.expected:
            if answer_of(judged, item) != item.answer:
                yield item

    def notices(self, mutant: Mutant) -> bool:
        """Whether some case that is right of the law is wrong of the mutant."""
        changed = {id(law): new for law in self.statutes.provisions if (new := self._changed(law, mutant))}
        names = {law.id for law in self.statutes.provisions if id(law) in changed}
        for case, situation in self.cases:
            if id(case) in self._broken:
                continue
            if not any(_speaks_of(item.provision, names) for item in case.expected):
                continue
            in_force = self.statutes.on(case.on)
            if not any(id(law) in changed for law in in_force):
                continue
            laws = [changed.get(id(law), law) for law in in_force]
            if next(self._wrong(case, situation, laws), None) is not None:
                return True
        return False

    def _changed(self, law: Provision, mutant: Mutant) -> Provision | None:
        if not mutant.concerns(law):
            return None
        when = mutant.changed(law.when)
        points = tuple(replace(point, when=mutant.changed(point.when)) for point in law.points)
        same = when is law.when and all(
            new.when is old.when for new, old in zip(points, law.points, strict=True)
        )
        return None if same else replace(law, when=when, points=points)


def _speaks_of(provision: str, names: set[str]) -> bool:
    return provision in names or provision.rpartition(".")[0] in names


def run(statutes: Statutes, cases: Sequence[TableCase], most: int = 0, seed: int = 1, of: str = "") -> Caught:
    """Try every mutant, those ``of`` one article or definition, or ``most`` of them taken at random."""
    mutants = [mutant for mutant in mutants_of(statutes) if of in ("", mutant.of)]
    if not mutants:
        allowed = "an article such as kz.cao.73, a definition, or general"
        raise BadFacts([Fault("--of", f"nothing of {of} is a condition", allowed)])
    if most and most < len(mutants):
        mutants = random.Random(seed).sample(mutants, most)  # noqa: S311  # nosec B311  # a sample, no secret
    trial = Trial(statutes, cases)
    alive = [mutant for mutant in mutants if not trial.notices(mutant)]
    alike = [mutant for mutant in alive if _changes_nothing(statutes, mutant)]
    return Caught(
        len(mutants),
        tuple(str(mutant) for mutant in alive if mutant not in alike),
        trial.wrong,
        tuple(str(mutant) for mutant in alike),
    )


def _changes_nothing(statutes: Statutes, mutant: Mutant) -> bool:
    tree = statutes.definitions.get(mutant.of)
    return tree is not None and answers_alike(statutes, mutant.of, mutant.changed(tree))
