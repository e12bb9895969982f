"""A query as groups of alternatives: what a person typed, and everything the same wish may be written as.

A record is found when each group has an alternative that it holds. Alternatives carry terms of the index
(`analyse`, or `forms` for EXACT ones), never what was typed: letters and digits only, so no operator of a
database's query language can come through.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    EXACT = "exact"  # the folded word as typed; its terms are those of `forms`
    STEM = "stem"
    SYNONYM = "synonym"
    READING = "reading"  # another keyboard or alphabet
    NEAR = "near"  # a word of the index that is spelt nearly so


@dataclass(frozen=True, slots=True)
class Alternative:
    """Terms that stand for a group. `phrase`: one after another; else anywhere, but all of them."""

    terms: tuple[str, ...]
    kind: Kind
    weight: float
    phrase: bool = False

    def held_by(self, stems: Sequence[str], forms: Sequence[str] = ()) -> bool:
        """Whether a text with these stems and forms, each in order, holds the alternative."""
        terms = forms if self.kind is Kind.EXACT else stems
        if not self.phrase or len(self.terms) == 1:
            return all(one in terms for one in self.terms)
        size = len(self.terms)
        return any(tuple(terms[at : at + size]) == self.terms for at in range(len(terms) - size + 1))


@dataclass(frozen=True, slots=True)
class Group:
    """One wish of a query, as typed ("" when nobody typed it), with its alternatives, the heaviest
    first. `quiet`: it
    counts for the order only; nothing is found by it and nothing is missed without it."""

    text: str
    alternatives: tuple[Alternative, ...]
    glossary: tuple[str, ...] = ()
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """`cut`: the query was longer than is read. No groups: it held no word. `life`: rows of the table
    of life's
    words that it told of; `turn`: the needs under which the directory of services answers them."""

    text: str
    groups: tuple[Group, ...] = ()
    cut: bool = False
    life: tuple[str, ...] = ()
    turn: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.groups)

    def matches(self, stems: Sequence[str], forms: Sequence[str] = ()) -> bool:
        """Whether a text with these terms is found: each group has an alternative in it."""
        return bool(self.groups) and all(
            group.quiet or any(one.held_by(stems, forms) for one in group.alternatives)
            for group in self.groups
        )
