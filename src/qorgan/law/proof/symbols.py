"""Condition trees as formulas for a solver: the same three values, with the facts left open.

Every fact may be absent, called unknown, or have any value of the vocabulary; a formula pair says when a tree
is yes and when it is no.  A rule over the history is left open within what it may answer, so whatever is
proved for every case holds whatever the history was; a witness that needs a history is checked by the engine.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import z3

from qorgan.law import conditions as tree
from qorgan.law.engine import Statutes
from qorgan.law.faults import BadLaw
from qorgan.law.provisions import Provision
from qorgan.law.vocabulary import Fact

Formula = Any
# Numbers of the vocabulary (ages, counts, months) are whole and end far below this.
BITS, LARGEST = 11, 2000


@dataclass(frozen=True)
class Pair:
    """When a tree is yes, when it is no, and when, being neither, somebody left it open by name."""

    yes: Formula
    no: Formula
    stated: Formula


@dataclass
class Symbols:
    """The facts of one case as variables, and the formulas made of them so far."""

    statutes: Statutes
    # Facts that nobody calls unknown: the question is then only what happened, not who knows it.
    never_opened: bool = True
    # Every fact is known: then only what no text settles, or a history, is open.
    complete: bool = False
    # How a point that no text settles is read; None: as open.
    open_is: bool | None = None
    # Facts whose value is settled: trees are folded over them before the solver sees anything.
    fixed: Mapping[str, Any] = field(default_factory=dict)
    rules: list[Formula] = field(default_factory=list)
    _known: dict[str, Formula] = field(default_factory=dict)
    _opened: dict[str, Formula] = field(default_factory=dict)
    _values: dict[str, Any] = field(default_factory=dict)
    _pairs: dict[int, Pair] = field(default_factory=dict)
    _computed: dict[Any, Pair] = field(default_factory=dict)
    _held: list[Any] = field(default_factory=list)

    def known(self, fact: str) -> Formula:
        if fact in self.fixed:
            return True
        self._fact(fact)
        return self._known[fact]

    def _rule(self, rule: Formula) -> None:
        if rule is not True:
            self.rules.append(rule)

    def _fact(self, fact: str) -> Any:
        """The variables of a fact, made when it is first asked for."""
        if fact not in self._values:
            known = True if self.complete else z3.Bool(f"{fact}?known")
            opened = False if self.never_opened or self.complete else z3.Bool(f"{fact}?opened")
            self._known[fact], self._opened[fact] = known, opened
            self._rule(nor(both(known, opened)))
            self._values[fact] = self._variables(self.statutes.vocabulary.facts[fact])
        return self._values[fact]

    def _variables(self, fact: Fact) -> Any:
        if fact.type == "boolean":
            return z3.Bool(fact.id)
        if fact.type == "number":
            number = z3.BitVec(fact.id, BITS)
            self.rules.append(z3.UGE(number, int(fact.min or 0)))
            self.rules.append(z3.ULE(number, int(LARGEST if fact.max is None else fact.max)))
            return number
        if fact.type == "date":
            return z3.BitVec(fact.id, BITS)
        words = {word: z3.Bool(f"{fact.id}={word}") for word in fact.words}
        if fact.type == "choice":
            self.rules.append(z3.PbEq([(variable, 1) for variable in words.values()], 1))
        else:
            # A set that is given says something: at least one word, and "none" stands alone.
            self.rules.append(z3.Or(*words.values()))
            if "none" in words:
                others = [variable for word, variable in words.items() if word != "none"]
                self.rules.append(z3.Implies(words["none"], z3.Not(z3.Or(*others))))
        return words

    def is_word(self, fact: str, *words: str) -> Formula:
        """That the fact is known and has, or holds, one of these words."""
        if fact in self.fixed:
            return _settled(self.fixed[fact], "any", frozenset(words))
        variables = self._fact(fact)
        return both(self._known[fact], either(*(variables[word] for word in words)))

    def number(self, fact: str) -> Any:
        """The number of a fact that is not settled."""
        return self._fact(fact)

    def pair(self, node: tree.Condition) -> Pair:
        """The formulas of a tree."""
        held = self._pairs.get(id(node))
        if held is None:
            held = self._pairs[id(node)] = self._make(node)
            self._held.append(node)
        return held

    def _make(self, node: tree.Condition) -> Pair:
        if shut(node, self.fixed):
            return Pair(False, True, False)
        if isinstance(node, tree.Leaf):
            return self._leaf(node)
        if isinstance(node, tree.Every):
            return _every([self.pair(part) for part in node.parts])
        if isinstance(node, tree.Some):
            return _some([self.pair(part) for part in node.parts])
        if isinstance(node, tree.Not):
            part = self.pair(node.part)
            return Pair(part.no, part.yes, part.stated)
        if isinstance(node, tree.Presume):
            part = self.pair(node.part)
            return Pair(nor(part.no, part.stated), part.no, part.stated)
        if isinstance(node, tree.FromHistory):
            return self._from_history(node)
        if isinstance(node, tree.Open):
            return Pair(self.open_is is True, self.open_is is False, self.open_is is None)
        raise BadLaw(f"the proof cannot read a condition of the kind {type(node).__name__}")

    def _leaf(self, leaf: tree.Leaf) -> Pair:
        if leaf.fact in self.fixed:
            answer = _settled(self.fixed[leaf.fact], leaf.operator, leaf.value)
            return Pair(answer, not answer, False)
        variable = self._fact(leaf.fact)
        known, opened = self._known[leaf.fact], self._opened[leaf.fact]
        if isinstance(leaf.value, frozenset):
            met = either(*(variable[word] for word in sorted(leaf.value)))
        elif leaf.operator == "flag":
            met = variable if leaf.value else z3.Not(variable)
        else:
            edge = float(leaf.value)
            met = {
                "below": z3.ULT(variable, math.ceil(edge)),
                "at_least": z3.UGE(variable, math.ceil(edge)),
                "above": z3.UGT(variable, math.floor(edge)),
            }[leaf.operator]
        return Pair(both(known, met), both(known, nor(met)), opened)

    def _from_history(self, node: tree.FromHistory) -> Pair:
        key = (node.name, node.arguments)
        if key not in self._computed:
            name = f"{node.name}({', '.join(f'{k}={v}' for k, v in node.arguments)})"
            yes, no, stated = (z3.Bool(f"{name} {answer}") for answer in ("yes", "no", "stated"))
            self.rules += [z3.Not(z3.And(yes, no)), z3.Implies(stated, z3.Not(z3.Or(yes, no)))]
            self._computed[key] = Pair(yes, no, stated)
        return self._computed[key]

    def whole(self, law: Provision) -> Pair:
        """When the elements and, where there are points, one of them are met."""
        when = self.pair(law.when)
        if not law.points or when.no is True:
            return when
        return _every([when, _some([self.pair(point.when) for point in law.points])])

    def possible(self) -> list[Formula]:
        """What holds of every case that is not refused.  Call it last: it speaks of the facts so far."""
        refused = []
        for item in self.statutes.contradictions:
            one, other = item.facts
            refused.append(both(self.known(one), self.known(other), self.pair(item.when).yes))
        last = nor(*refused)
        found = [*self.rules, *self._ages(), *([] if last is True else [last])]
        return [z3.BoolVal(rule) if isinstance(rule, bool) else rule for rule in found]

    def _ages(self) -> list[Formula]:
        """A child is younger than its parent."""
        victim, offender = self.number("victim_age"), self.number("offender_age")
        ages = both(self.known("victim_age"), self.known("offender_age"))
        youngest = self.number("offender_youngest_child_age")
        both_known = both(self.known("offender_youngest_child_age"), self.known("offender_age"))
        child = both(ages, self.is_word("relation", "child", "grandchild"))
        parent = both(ages, self.is_word("relation", "parent", "grandparent"))
        return [
            either(nor(child), z3.ULT(victim, offender)),
            either(nor(parent), z3.UGT(victim, offender)),
            either(nor(both_known), z3.ULT(youngest, offender)),
        ]

    def witness(self, model: Any) -> dict[str, Any]:
        """The facts of a model, as ``Law.assess`` takes them; what the model leaves open is left out."""
        found: dict[str, Any] = {
            fact: sorted(value) if isinstance(value, frozenset) else value
            for fact, value in self.fixed.items()
        }
        for fact, variable in self._values.items():
            known = self._known[fact]
            if known is not True and not z3.is_true(model[known]):
                continue
            kind = self.statutes.vocabulary.facts[fact].type
            if isinstance(variable, dict):
                words = [word for word, one in variable.items() if z3.is_true(model[one])]
                found[fact] = words if kind == "set" else words[0]
            elif kind == "boolean":
                found[fact] = z3.is_true(model[variable])
            elif kind == "number":
                found[fact] = model.eval(variable, model_completion=True).as_long()
        return found

    def computed_in(self, model: Any) -> Mapping[Any, bool]:
        """How the model answered the rules over the history: those that it needs as yes."""
        return {key: True for key, pair in self._computed.items() if z3.is_true(model[pair.yes])}


def shut(node: tree.Condition, fixed: Mapping[str, Any]) -> bool:
    """Whether a leaf that the tree cannot do without is not met by what is settled."""
    return any(
        leaf.fact in fixed and not _settled(fixed[leaf.fact], leaf.operator, leaf.value)
        for leaf in node.gates
    )


def _settled(value: Any, operator: str, operand: Any) -> bool:
    """The answer of a leaf over a value that is settled."""
    if isinstance(operand, frozenset):
        return bool(value & operand) if isinstance(value, frozenset) else value in operand
    if operator == "flag":
        return value is operand
    return bool({"below": value < operand, "at_least": value >= operand, "above": value > operand}[operator])


def _join(make: Any, parts: list[Formula]) -> Formula:
    """As z3.And and z3.Or, without looking up the sort of every part: most of the time goes there."""
    context = z3.main_ctx()
    array = (z3.Ast * len(parts))(*(part.ast for part in parts))
    return z3.BoolRef(make(context.ref(), len(parts), array), context)


def both(*parts: Formula) -> Formula:
    """All of these, folded where some are settled."""
    if any(part is False for part in parts):
        return False
    left = [part for part in parts if part is not True]
    return _join(z3.Z3_mk_and, left) if len(left) > 1 else left[0] if left else True


def either(*parts: Formula) -> Formula:
    """Any of these, folded where some are settled."""
    if any(part is True for part in parts):
        return True
    left = [part for part in parts if part is not False]
    return _join(z3.Z3_mk_or, left) if len(left) > 1 else left[0] if left else False


def nor(*parts: Formula) -> Formula:
    """None of these."""
    found = either(*parts)
    return not found if isinstance(found, bool) else z3.Not(found)


def _every(parts: list[Pair]) -> Pair:
    yes, no = both(*(part.yes for part in parts)), either(*(part.no for part in parts))
    return Pair(yes, no, _open(yes, no, parts))


def _some(parts: list[Pair]) -> Pair:
    yes, no = either(*(part.yes for part in parts)), both(*(part.no for part in parts))
    return Pair(yes, no, _open(yes, no, parts))


def _open(yes: Formula, no: Formula, parts: list[Pair]) -> Formula:
    stated = either(*(part.stated for part in parts))
    return False if stated is False else both(stated, nor(yes, no))
