"""Trees that say the same become the same tree, so that a situation answers and explains each only once.

Done when the data is read.  It must never change what a tree says, nor the order of its parts, which is the
order in which reasons are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .conditions import Condition, Every, FromHistory, Leaf, Not, Open, Presume, Some
from .contradictions import Contradiction
from .measures import MeasureRule
from .obligations import DutyRule, RightRule, Scope
from .provisions import Point, Provision


@dataclass
class Shared:
    """The one tree for each thing said."""

    held: dict[Any, Condition] = field(default_factory=dict)

    def tree(self, node: Condition) -> Condition:
        """The shared tree that says what this one says."""
        if isinstance(node, (Every, Some)):
            parts = tuple(self.tree(part) for part in node.parts)
            return self._one((type(node), *map(id, parts)), type(node)(parts))
        if isinstance(node, (Not, Presume)):
            part = self.tree(node.part)
            return self._one((type(node), id(part)), type(node)(part))
        if isinstance(node, Leaf):
            return self._one((Leaf, node.fact, node.operator, node.value), node)
        if isinstance(node, FromHistory):
            return self._one((FromHistory, node.name, node.arguments), node)
        return self._one((Open, node.reason), node) if isinstance(node, Open) else node

    def _one(self, key: Any, node: Condition) -> Condition:
        return self.held.setdefault(key, node)

    def maybe(self, node: Condition | None) -> Condition | None:
        return None if node is None else self.tree(node)

    def definitions(self, definitions: Mapping[str, Condition]) -> dict[str, Condition]:
        return {name: self.tree(node) for name, node in definitions.items()}

    def provision(self, item: Provision) -> Provision:
        return replace(item, when=self.tree(item.when), points=tuple(map(self._point, item.points)))

    def _point(self, point: Point) -> Point:
        return replace(point, when=self.tree(point.when), with_others=self.maybe(point.with_others))

    def contradiction(self, item: Contradiction) -> Contradiction:
        return replace(item, when=self.tree(item.when))

    def measure(self, rule: MeasureRule) -> MeasureRule:
        return replace(rule, when=self.maybe(rule.when), sure_when=self.maybe(rule.sure_when))

    def duty(self, rule: DutyRule) -> DutyRule:
        return replace(rule, scope=self._scope(rule.scope))

    def right(self, rule: RightRule) -> RightRule:
        return replace(rule, scope=self._scope(rule.scope))

    def _scope(self, scope: Scope) -> Scope:
        return replace(scope, when=self.maybe(scope.when))
