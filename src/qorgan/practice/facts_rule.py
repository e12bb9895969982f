"""Small rules over the facts of a case: "any of these lists of conditions holds". Unknown facts hold nothing.

The rules stand in the data files; the vocabulary of facts belongs to the law and is not repeated here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Condition = Mapping[str, Any]


def any_holds(rules: Sequence[Sequence[Condition]], facts: Mapping[str, object]) -> bool:
    """True where every condition of at least one rule is known to hold. No rules: False.

    A condition is `{fact, any_of: [words]}`, `{fact, is: true}`, `{fact, below: number}` or
    `{fact, not: word}`; only the last also holds where the fact is not known. A set is one word or a list.
    """
    return any(all(_holds(condition, facts) for condition in rule) for rule in rules)


def _holds(condition: Condition, facts: Mapping[str, object]) -> bool:
    value = facts.get(condition["fact"])
    if "any_of" in condition:
        words = value if isinstance(value, list | tuple | set | frozenset) else [value]
        return any(word in condition["any_of"] for word in words)
    if "below" in condition:
        return isinstance(value, int) and not isinstance(value, bool) and value < condition["below"]
    if "not" in condition:
        return bool(value != condition["not"])
    return value is condition["is"]
