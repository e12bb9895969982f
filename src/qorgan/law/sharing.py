"""Trees that say the same become the same tree, so that a situation answers and explains each only once.

Done once, when the data has been read, over whatever rules hold a tree.  It must never change what a tree
says, nor the order of its parts, which is the order in which reasons are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any, TypeVar

from .conditions import Condition, Every, FromHistory, Leaf, Not, Open, Presume, Some

Rules = TypeVar("Rules")


@dataclass
class _Shared:
    """The one tree for each thing said."""

    held: dict[Any, Condition] = field(default_factory=dict)

    def tree(self, node: Condition) -> Condition:
        if isinstance(node, (Every, Some)):
            parts = tuple(self.tree(part) for part in node.parts)
            return self._one((type(node), *map(id, parts)), type(node)(parts))
        if isinstance(node, (Not, Presume)):
            part = self.tree(node.part)
            return self._one((type(node), id(part)), type(node)(part))
        if isinstance(node, Leaf):
            return self._one((Leaf, node.fact, node.operator, type(node.value), node.value), node)
        if isinstance(node, FromHistory):
            return self._one((FromHistory, node.name, node.arguments), node)
        return self._one((Open, node.reason), node) if isinstance(node, Open) else node

    def _one(self, key: Any, node: Condition) -> Condition:
        return self.held.setdefault(key, node)

    def within(self, value: Any) -> Any:
        """The value with every tree in it shared; the very same value where there is none."""
        if isinstance(value, Condition):
            return self.tree(value)
        if isinstance(value, tuple):
            items = tuple(self.within(item) for item in value)
            return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
        if isinstance(value, Mapping):
            shared = {name: self.within(item) for name, item in value.items()}
            return (
                MappingProxyType(shared) if any(shared[name] is not value[name] for name in shared) else value
            )
        if is_dataclass(value) and not isinstance(value, type):
            changed = {}
            for item in fields(value):
                new = self.within(getattr(value, item.name))
                if new is not getattr(value, item.name):
                    changed[item.name] = new
            return replace(value, **changed) if changed else value
        return value


def share(rules: Rules) -> Rules:
    """The same rules (statutes, or anything built of frozen dataclasses) with equal trees made one."""
    shared: Rules = _Shared().within(rules)
    return shared
