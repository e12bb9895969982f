"""What else a wish is called: terms of the glossary and everyday words, recognised in a query by their stems.

A form is recognised wherever its words stand in the query, in any order and close together: "order of
protection", "муж меня бьет". What people type who do not know the word leads to the term.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from qorgan.language.analysis import analyse
from qorgan.language.folding import fold
from qorgan.language.glossary import split, terms
from qorgan.language.languages import LANGUAGES, STEMMED
from qorgan.language.tables import table
from qorgan.language.words import forms

_SLACK = 3  # words that may stand among those of a form


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Forms that stand for one another, as stems. `term`: the glossary's id, "" for none."""

    term: str
    stems: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A form that a query may hold: the stems it needs, and what it leads to. `typed`: it is what
    people type who do
    not know the word."""

    needs: frozenset[str]
    leads_to: Synonyms
    language: str
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A form found in a query: at which slots, and whether as it was typed (else in another reading)."""

    slots: tuple[int, ...]
    form: Form
    plain: bool


@cache
def stopwords() -> frozenset[str]:
    """The folded stop words of the three languages."""
    lists = table("stopwords")
    return frozenset(fold(word) for language in STEMMED for word in lists[language].split())


@cache
def acronyms() -> frozenset[str]:
    """Words that are no stop words when they are written in capitals: WHO."""
    return frozenset(table("stopwords")["acronyms"].split())


def _needs(words: str, language: str) -> frozenset[str]:
    stems, folded = analyse(words, language), forms(words)
    content = [stem for stem, form in zip(stems, folded, strict=True) if form not in stopwords()]
    # One word of many forms is too little: "he follows me" is not any text that follows something.
    return frozenset(content if len(content) > 1 or len(stems) < 3 else stems)


def _everyday() -> Iterable[dict[str, tuple[str, ...]]]:
    for row in table("everyday"):
        yield dict(zip(STEMMED, map(split, row.split(";")), strict=True))


def _synonyms(name: str, words: Mapping[str, tuple[str, ...]]) -> Synonyms:
    found = [analyse(word, language) for language in LANGUAGES for word in words.get(language, ())]
    return Synonyms(name, tuple(dict.fromkeys(filter(None, found))))


@cache
def _forms() -> Mapping[str, tuple[Form, ...]]:
    """Forms by each stem they need."""
    found: dict[str, list[Form]] = defaultdict(list)

    def add(words: Mapping[str, tuple[str, ...]], leads_to: Synonyms, *, typed: bool = False) -> None:
        for language in LANGUAGES:
            for word in words.get(language, ()):
                form = Form(_needs(word, language), leads_to, language, typed)
                for stem in form.needs:
                    found[stem].append(form)

    for each in terms():
        leads_to = _synonyms(each.id, each.words)
        add(each.words, leads_to)
        add(each.typed, leads_to, typed=True)
    for row in _everyday():
        add(row, _synonyms("", row))
    return {stem: tuple(forms) for stem, forms in found.items()}


def matches(slots: Sequence[Mapping[str, bool]]) -> list[Match]:
    """The forms found in a query whose slots hold these stems (True: as typed; False: in another reading),
    the ones that take most slots first, then as typed, then the glossary's."""
    found = []
    seen: set[Form] = set()
    where: dict[str, list[int]] = defaultdict(list)
    for at, stems in enumerate(slots):
        for stem in stems:
            where[stem].append(at)
    for stem in where:
        for form in _forms().get(stem, ()):
            if form not in seen and all(one in where for one in form.needs):
                seen.add(form)
                match = _match(form, where, slots)
                if match:
                    found.append(match)
    found.sort(key=lambda m: (-len(m.slots), not m.plain, not m.form.leads_to.term, m.slots))
    return found


def _match(form: Form, where: Mapping[str, list[int]], slots: Sequence[Mapping[str, bool]]) -> Match | None:
    rarest = min(form.needs, key=lambda stem: len(where[stem]))
    for anchor in where[rarest]:
        places = {stem: min(where[stem], key=lambda at: abs(at - anchor)) for stem in form.needs}
        taken = tuple(sorted(set(places.values())))
        if taken[-1] - taken[0] < len(form.needs) + _SLACK:
            return Match(taken, form, all(slots[at][stem] for stem, at in places.items()))
    return None
