"""Whether a changed definition answers as before, by trying every value of the facts that it asks.

Of values that no leaf tells apart one stands for all; absent, called unknown and, of acts, partly unknown
are tried as well, in an open and in a closed world.  It must never call trees equal that it has not tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from qorgan.law.conditions import Condition, FromHistory, Leaf, Presume
from qorgan.law.engine import Statutes
from qorgan.law.situation import situation_of
from qorgan.law.vocabulary import UNKNOWN

MOST = 100_000
ACTS, OPEN_ACTS = "acts", "acts_unknown"
Facts = Mapping[str, Any]


def answers_alike(statutes: Statutes, name: str, changed: Condition) -> bool:
    """Whether the definition ``name`` and the tree in its place have one truth for every set of facts.

    False also where that cannot be tried: too many sets, an answer from the history, or a presumption
    around the definition, which asks for more than its truth.
    """
    tree = statutes.definitions[name]
    if any(isinstance(node, FromHistory) for node in tree.walk()) or _presumed(statutes, tree):
        return False
    values = {fact: _values(statutes, fact, leaves) for fact, leaves in tree.leaves.items()}
    sets = 2
    for options in values.values():
        sets *= len(options)
    if sets > MOST:
        return False
    return all(_same(statutes, tree, changed, facts) for facts in _combinations(values))


def _presumed(statutes: Statutes, tree: Condition) -> bool:
    nodes = (node for law in statutes.provisions for node in law.whole.walk() if isinstance(node, Presume))
    return any(inner is tree for node in nodes for inner in node.part.walk())


def _combinations(values: Mapping[str, list[Facts]]) -> Iterator[Facts]:
    for chosen in product(*values.values()):
        yield {fact: value for part in chosen for fact, value in part.items()}


def _same(statutes: Statutes, tree: Condition, changed: Condition, facts: Facts) -> bool:
    day = statutes.rules["uncertain_until_day"]
    for closed in (False, True):
        situation = situation_of(statutes.vocabulary, facts, day, (), closed, statutes.settings)
        if tree.ask(situation).truth is not changed.ask(situation).truth:
            return False
    return True


def _values(statutes: Statutes, fact: str, leaves: tuple[Leaf, ...]) -> list[Facts]:
    """Every way in which the leaves of a tree can be answered by one fact."""
    kind = statutes.vocabulary.kind(fact)
    known: list[Any]
    if kind == "boolean":
        known = [True, False]
    elif kind == "number":
        limits = sorted({float(leaf.value) for leaf in leaves if not isinstance(leaf.value, frozenset)})
        known = sorted({max(0.0, limit + step) for limit in limits for step in (-1, 0, 1)})
    elif kind == "choice":
        known = _told_apart(statutes, fact, leaves)
    else:
        return _sets(fact, _told_apart(statutes, fact, leaves))
    return [{}, {fact: UNKNOWN}, *({fact: value} for value in known)]


def _told_apart(statutes: Statutes, fact: str, leaves: tuple[Leaf, ...]) -> list[str]:
    """One word for each group that the leaves do not tell apart."""
    found: dict[tuple[bool, ...], str] = {}
    for word in sorted(statutes.vocabulary.words(fact)):
        asked = tuple(isinstance(leaf.value, frozenset) and word in leaf.value for leaf in leaves)
        found.setdefault(asked, word)
    return list(found.values())


def _sets(fact: str, words: list[str]) -> list[Facts]:
    """Each word in the set or not and, of acts, perhaps."""
    found: list[Facts] = [{}, {fact: UNKNOWN}]
    states = (False, True, None) if fact == ACTS else (False, True)
    for chosen in product(states, repeat=len(words)):
        held = [word for word, state in zip(words, chosen, strict=True) if state]
        perhaps = [word for word, state in zip(words, chosen, strict=True) if state is None]
        found.append({fact: held, **({OPEN_ACTS: perhaps} if perhaps else {})})
        if perhaps and not held:
            found.append({OPEN_ACTS: perhaps})
    return found
