"""Condition trees compiled to a list of steps over planes, equal parts once; and how the steps are run.

``Program.add`` takes a tree of ``conditions.py`` and answers the number of its last step.  A kind of node
that this module does not know stops it: a table must never be answered by less than the whole law.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qorgan.law import conditions as tree
from qorgan.law.faults import BadLaw

from .columns import NONE, Cases
from .planes import Tri, contrary, every, everything, nothing, pack, presumed, some

Key = tuple[Any, ...]
JOINTS = {"every": every, "some": some}


@dataclass
class Program:
    """Steps in an order in which each finds its parts done: ``(kind, arguments...)``."""

    steps: list[Key] = field(default_factory=list)
    _numbers: dict[Key, int] = field(default_factory=dict)
    _nodes: dict[int, int] = field(default_factory=dict)
    # The trees whose numbers are held, so that none is another one at the same place in memory.
    _held: list[tree.Condition] = field(default_factory=list)

    def add(self, node: tree.Condition) -> int:
        """The step that answers this tree."""
        known = self._nodes.get(id(node))
        if known is None:
            known = self._nodes[id(node)] = self._step(self._key(node))
            self._held.append(node)
        return known

    def _step(self, key: Key) -> int:
        if key not in self._numbers:
            self._numbers[key] = len(self.steps)
            self.steps.append(key)
        return self._numbers[key]

    def _key(self, node: tree.Condition) -> Key:
        if isinstance(node, tree.Leaf):
            return ("leaf", node.fact, node.operator, node.value)
        if isinstance(node, (tree.Every, tree.Some)):
            parts = tuple(sorted({self.add(part) for part in node.parts}))
            return ("every" if isinstance(node, tree.Every) else "some", *parts)
        if isinstance(node, tree.Not):
            return ("not", self.add(node.part))
        if isinstance(node, tree.Presume):
            return ("presume", self.add(node.part))
        if isinstance(node, tree.FromHistory):
            return ("computed", node.name, node.arguments)
        if isinstance(node, tree.Open):
            return ("open",)
        raise BadLaw(f"the table cannot read a condition of the kind {type(node).__name__}")

    def needed(self, last: Iterable[int]) -> list[int]:
        """The steps that these rest on, in order."""
        wanted = set(last)
        for number in range(len(self.steps) - 1, -1, -1):
            if number in wanted and self.steps[number][0] in ("every", "some", "not", "presume"):
                wanted.update(self.steps[number][1:])
        return sorted(wanted)

    def run(self, cases: Cases, numbers: Sequence[int], computed: Computed) -> dict[int, Tri]:
        """The answers of these steps, which are complete: what ``needed`` gives."""
        found: dict[int, Tri] = {}
        leaves = Leaves(cases)
        for number in numbers:
            kind, *rest = self.steps[number]
            if kind == "leaf":
                found[number] = leaves.answer(*rest)
            elif kind in JOINTS:
                parts = [found[part] for part in rest]
                found[number] = JOINTS[kind](parts) if parts else leaves.constant(kind == "every")
            elif kind == "not":
                found[number] = contrary(found[rest[0]])
            elif kind == "presume":
                found[number] = presumed(found[rest[0]])
            elif kind == "computed":
                found[number] = computed(cases, rest[0], dict(rest[1]))
            else:
                found[number] = leaves.open()
        return found


class Computed:
    """Answers a rule over the history for all cases; see ``computed.py``."""

    def __call__(self, cases: Cases, name: str, arguments: Mapping[str, str]) -> Tri:
        raise NotImplementedError


class Leaves:
    """Questions about single facts, with the planes that all questions of one fact share."""

    def __init__(self, cases: Cases) -> None:
        self.cases = cases
        self.nothing, self.everything = nothing(cases.count), everything(cases.count)
        self._opened: dict[str, Any] = {}
        self._unanswered: dict[str, Any] = {}
        self.some_open_acts = bool(cases.known("acts_unknown").any())

    def constant(self, answer: bool) -> Tri:
        yes, no = (self.everything, self.nothing) if answer else (self.nothing, self.everything)
        return Tri(yes, no, self.nothing)

    def open(self) -> Tri:
        """A point that no text settles: not known, and nothing may be presumed of it."""
        return Tri(self.nothing, self.nothing, self.everything)

    def answer(self, fact: str, operator: str, operand: Any) -> Tri:
        cases = self.cases
        absent_is = self._when_absent(operator, operand)
        # ``acts_unknown`` is no fact of its own: it opens words of ``acts``.
        if fact == "acts_unknown" or fact not in cases.codes and not self._may_be_open(fact):
            if cases.closed:
                return self.constant(absent_is)
            return Tri(self.nothing, self.nothing, self.nothing)
        if fact not in self._opened:
            self._opened[fact] = pack(cases.opened(fact))
            self._unanswered[fact] = pack(cases.open_to_answer(fact))
        opened, unanswered = self._opened[fact], self._unanswered[fact]
        flags = cases.satisfies(fact, operator, operand)
        if cases.closed and absent_is:
            flags = flags | ~(cases.known(fact) | cases.opened(fact))
        yes = pack(flags)
        no = ~(yes | unanswered)
        if self._may_be_open(fact):
            maybe = pack(cases.satisfies("acts_unknown", "touches", operand))
            happened = pack(cases.satisfies(fact, "touches", operand))
            yes, no = yes & ~maybe | happened, no & ~maybe
        return Tri(yes, no, opened & ~(yes | no))

    def _may_be_open(self, fact: str) -> bool:
        """Whether some case names acts that may or may not have happened."""
        return fact == "acts" and self.some_open_acts

    @staticmethod
    def _when_absent(operator: str, operand: Any) -> bool:
        """How a closed world reads a fact that nobody gave."""
        if isinstance(operand, frozenset):
            return NONE in operand
        return operator == "flag" and operand is False
