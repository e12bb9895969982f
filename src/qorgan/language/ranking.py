"""How well a text answers a query, for putting the texts a database has found in order.

A database's own rank counts a synonym like the word that was typed. Here each wish of the query (a group)
counts once, by the heaviest of its alternatives that the text holds: the exact word before its stem, that
before a synonym or another keyboard's reading, and in a title before a summary. Texts that answer more of the
wishes come first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from qorgan.language.query import Alternative, Group, Kind, Query

AGAIN = 0.1  # what each doubling of a word's count adds
MOST_AGAIN = 3


@dataclass(frozen=True, slots=True)
class Field:
    """A part of a text: its stems (`analyse`) and folded words (`forms`), in order, and what it counts."""

    stems: Sequence[str]
    forms: Sequence[str] = ()
    weight: float = 1.0
    _stems: frozenset[str] = field(init=False, repr=False)
    _forms: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_stems", frozenset(self.stems))
        object.__setattr__(self, "_forms", frozenset(self.forms))

    def holds(self, one: Alternative) -> bool:
        """Whether the part holds the alternative."""
        exact = one.kind is Kind.EXACT
        if not (self._forms if exact else self._stems).issuperset(one.terms):
            return False
        return not one.phrase or one.held_by(self.stems, self.forms)

    def times(self, one: Alternative) -> int:
        """How often the part holds the alternative's first term."""
        return (self.forms if one.kind is Kind.EXACT else self.stems).count(one.terms[0])


def _answer(group: Group, fields: Sequence[Field], rarity: Callable[[str], float] | None) -> float:
    best = 0.0
    for part in fields:
        for one in group.alternatives:  # the heaviest first
            reach = one.weight * part.weight
            if rarity:
                reach *= max(map(rarity, one.terms))
            if reach * (1 + AGAIN * MOST_AGAIN) > best and part.holds(one):
                more = min(MOST_AGAIN, part.times(one).bit_length() - 1)
                best = max(best, reach * (1 + AGAIN * max(0, more)))
    return best


def score(query: Query, fields: Sequence[Field], rarity: Callable[[str], float] | None = None) -> float:
    """How well a text of these parts answers the query; 0 when it answers nothing of it.

    `rarity` gives how rare a term is among all texts (an inverse document frequency); without it every word
    counts alike.

    >>> from qorgan.language import analyse, forms, parse
    >>> def of(text): return [Field(analyse(text, "ru"), forms(text))]
    >>> query = parse("приют для женщин")
    >>> score(query, of("Приют для женщин")) > score(query, of("Убежище для женщины")) > 0
    True
    >>> score(query, of("Погода"))
    0.0
    """
    answers = [_answer(group, fields, rarity) for group in query.groups]
    if not answers:
        return 0.0
    return sum(answers) * sum(1 for each in answers if each) / len(answers)
