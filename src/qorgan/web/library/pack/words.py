"""A search that needs no script: the words of titles and keywords in their order, as at the end of a book."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from qorgan.catalogue.record import Record as Value
from qorgan.language import analyse, fold
from qorgan.language.synonyms import acronyms, stopwords
from qorgan.web.library.pack.listing import anchor, letter, order
from qorgan.web.library.pack.record import Line, line

WORD = re.compile(r"[^\W_]+(?:[-–][^\W_]+)*")
NUMBER = re.compile(r"\d{1,3}(?:[\s\u00a0]\d{3})+(?!\w)|\d{5,}|\b0\d+")  # amounts and what a DOI is made of
MOST = 160  # links on a page, so that it stays below 100 KB
TOO_MANY = 40  # a word of so many records leads nowhere in particular; topics do


@dataclass(frozen=True)
class Word:
    """A word as it is written most plainly, with the records that have it."""

    text: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Letter:
    """A letter with its words; `anchor` is "" where the letter began on the page before."""

    sign: str
    anchor: str
    words: tuple[Word, ...]


@dataclass(frozen=True)
class Leaf:
    """One page of the index. `jumps`: every letter with the place where it begins."""

    name: str
    letters: tuple[Letter, ...]
    jumps: tuple[tuple[str, str], ...]


@dataclass
class _Gathered:
    forms: Counter[str] = field(default_factory=Counter)
    lines: dict[str, Line] = field(default_factory=dict)


def leaves(records: tuple[Value, ...], language: str) -> Iterator[Leaf]:
    """Every page of the index, at least one."""
    pages = list(_pages(_words(records, language)))
    jumps: dict[str, str] = {}
    for number, page in enumerate(pages, start=1):
        for word in page:
            jumps.setdefault(letter(word.text), f"{_name(number)}#{anchor(letter(word.text))}")
    for number, page in enumerate(pages, start=1):
        yield Leaf(_name(number), tuple(_letters(page, _name(number), jumps)), tuple(jumps.items()))


def _name(number: int) -> str:
    return "words.html" if number == 1 else f"words-{number}.html"


def _letters(page: list[Word], name: str, jumps: dict[str, str]) -> Iterator[Letter]:
    signs = dict.fromkeys(letter(word.text) for word in page)
    for sign in signs:
        begins = jumps[sign].startswith(f"{name}#")
        words = tuple(word for word in page if letter(word.text) == sign)
        yield Letter(sign, anchor(sign) if begins else "", words)


def _pages(words: list[Word]) -> Iterator[list[Word]]:
    page: list[Word] = []
    for word in words:
        if page and sum(len(one.lines) for one in (*page, word)) > MOST:
            yield page
            page = []
        page.append(word)
    yield page


def _words(records: tuple[Value, ...], language: str) -> list[Word]:
    found: dict[str, _Gathered] = {}
    for value in records:
        here = line(value, language)
        for code, text in ((here.other or language, here.title), *((None, one) for one in value.keywords)):
            for form in filter(_tells, WORD.findall(NUMBER.sub(" ", text))):
                for stem in analyse(form, code)[:1]:
                    one = found.setdefault(stem, _Gathered())
                    one.forms[form] += 1
                    one.lines[value.identifier] = here
    kept = [one for one in found.values() if len(one.lines) <= TOO_MANY]
    words = [
        Word(_plainest(one.forms), tuple(sorted(one.lines.values(), key=lambda each: order(each.title))))
        for one in kept
    ]
    return sorted(words, key=lambda one: order(one.text))


def _tells(form: str) -> bool:
    """Whether somebody might look for this word."""
    return form in acronyms() or (len(form) > 2 and fold(form) not in stopwords())


def _plainest(forms: Counter[str]) -> str:
    """The shortest form, and of equals the most frequent; with a capital, since an index has them.

    >>> _plainest(Counter({"нұсқамасын": 3, "нұсқама": 1}))
    'Нұсқама'
    """
    text = min(forms, key=lambda one: (len(one), -forms[one], one))
    return text[0].upper() + text[1:]
