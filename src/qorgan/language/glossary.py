"""The glossary of the field: 65 terms in English, Russian and Kazakh, prepared for four more languages.

Ids are permanent. Kazakh that is not `seen` is our own drafting and waits for a legal check; everything in
ky, uz, tg and tk is unverified.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from qorgan.language.analysis import analyse
from qorgan.language.languages import LANGUAGES, PREPARED, STEMMED, base
from qorgan.language.tables import table


class UnknownTerm(KeyError):
    """No term of the glossary has this id."""


@dataclass(frozen=True, slots=True)
class Term:
    """`words`: for each language the word of the glossary, then others said for the same; () when there is
    none yet. `seen`: the Kazakh word was read in official or press Kazakh. `typed` is never shown."""

    id: str
    number: int
    words: Mapping[str, tuple[str, ...]]
    seen: bool
    typed: Mapping[str, tuple[str, ...]]

    def word(self, language: str) -> str:
        """The word of the glossary in a language; "" when it has none."""
        return next(iter(self.words.get(base(language), ())), "")

    def verified(self, language: str) -> bool:
        """Whether nobody need check the word before it is relied on."""
        return base(language) in ("en", "ru") or (base(language) == "kk" and self.seen)

    def plain(self) -> dict[str, Any]:
        """The term for an interface: id, number, and each language's words with whether they are verified."""
        return {
            "id": self.id,
            "number": self.number,
            "languages": {
                language: {
                    "term": self.word(language),
                    "variants": list(self.words[language][1:]),
                    "verified": self.verified(language),
                }
                for language in LANGUAGES
                if self.words[language]
            },
        }


def split(line: object) -> tuple[str, ...]:
    """The forms of a line of the data: between bars."""
    return tuple(filter(None, (one.strip() for one in str(line or "").split("|"))))


@cache
def terms() -> tuple[Term, ...]:
    """Every term, in the order of the glossary.

    >>> len(terms()), terms()[14].id, terms()[14].word("kk")
    (65, 'protective_order', 'қорғау нұсқамасы')
    """
    data: dict[str, dict[str, Any]] = table("glossary")
    return tuple(
        Term(
            id=name,
            number=one["number"],
            words={language: split(one.get(language)) for language in (*STEMMED, *PREPARED)},
            seen=bool(one.get("seen")),
            typed={language: split(forms) for language, forms in one.get("typed", {}).items()},
        )
        for name, one in data.items()
    )


@cache
def _by_id() -> dict[str, Term]:
    return {one.id: one for one in terms()}


def term(name: str) -> Term:
    """The term with this id. Raises UnknownTerm.

    >>> term("shelter").word("ru")
    'приют'
    """
    try:
        return _by_id()[name]
    except KeyError:
        raise UnknownTerm(name) from None


def find(text: str, language: str | None = None) -> tuple[Term, ...]:
    """The terms a text names, in the glossary's order; in one `language`, or in any of the three.

    >>> [one.id for one in find("қорғау нұсқамасын бұзғаны үшін", "kk")]
    ['protective_order', 'order_breach']
    """
    found = []
    asked = (base(language),) if language else STEMMED
    analysed = {one: " " + " ".join(analyse(text, one)) + " " for one in asked}
    for each in terms():
        if any(f" {' '.join(stems)} " in analysed[one] for one in asked for stems in _stems(each.id, one)):
            found.append(each)
    return tuple(found)


@cache
def _stems(name: str, language: str) -> tuple[tuple[str, ...], ...]:
    return tuple(filter(None, (analyse(word, language) for word in term(name).words.get(language, ()))))
