"""The ways to a record without a search: by kind, by topic, by country, by letter; long lists in pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from qorgan.catalogue.codes import codes, label
from qorgan.catalogue.record import Record as Value
from qorgan.web.library.pack.record import Line, line, page_of

MOST = 120  # of a page, so that it stays below 100 KB
GROUPS = (("kind", "kinds", "kind"), ("topic", "topics", "topics"), ("country", "countries", "countries"))
# Kazakh letters stand where the Kazakh alphabet has them, and Russian ones fit into the same order.
ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"


@dataclass(frozen=True)
class Section:
    """The lines under one letter; a list without letters is one section without a sign."""

    sign: str
    anchor: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Listing:
    """One page of a list. `parts`: all its pages; `jumps`: every letter with the place where it begins."""

    name: str
    title: str
    sections: tuple[Section, ...]
    number: int
    parts: tuple[str, ...]
    jumps: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Way:
    """A list as a page of ways shows it."""

    href: str
    title: str
    count: int


def order(text: str) -> tuple[int, list[int], str]:
    """The place of a title among others: Latin, then Cyrillic as Kazakh orders it; signs do not count.

    >>> sorted(["Яблоко", "Қала", "Кітап", "«Алма»", "Law"], key=order)
    ['Law', '«Алма»', 'Кітап', 'Қала', 'Яблоко']
    """
    plain = "".join(one for one in text.lower() if one.isalnum())
    latin = not plain[:1] or plain[0].isascii()
    places = [ALPHABET.find(one) + 1 or 1000 + ord(one) for one in plain[:80]]
    return (0 if latin else 1, [ord(one) for one in plain[:80]] if latin else places, text)


def ways(records: tuple[Value, ...], language: str) -> dict[str, list[Way]]:
    """For each group its codes that lead to something, in the order of the code lists."""
    found: dict[str, list[Way]] = {}
    for group, name, _field in GROUPS:
        counted = {code: sum(code in _codes(one, group) for one in records) for code in codes(name)}
        found[group] = [
            Way(page_of(group, code), label(name, code, language), count)
            for code, count in counted.items()
            if count
        ]
    return found


def listings(records: tuple[Value, ...], language: str, all_title: str) -> Iterator[Listing]:
    """Every page of every list, with that of all records by letter as `az.html`."""
    lines = {one.identifier: line(one, language) for one in records}
    inorder = sorted(records, key=lambda one: order(lines[one.identifier].title))
    yield from _by_letter(_paged("az.html", all_title, [lines[one.identifier] for one in inorder]))
    for group, name, _field in GROUPS:
        for code in codes(name):
            chosen = [lines[one.identifier] for one in inorder if code in _codes(one, group)]
            if chosen:
                yield from _paged(page_of(group, code), label(name, code, language), chosen)


def _codes(value: Value, group: str) -> tuple[str, ...]:
    return (value.kind,) if group == "kind" else value.topics if group == "topic" else value.countries


def _paged(name: str, title: str, lines: list[Line]) -> Iterator[Listing]:
    stem = name.removesuffix(".html")
    count = max(1, -(-len(lines) // MOST))
    parts = tuple(name if number == 1 else f"{stem}-{number}.html" for number in range(1, count + 1))
    for number, part in enumerate(parts, start=1):
        section = Section("", "", tuple(lines[(number - 1) * MOST : number * MOST]))
        yield Listing(part, title, (section,), number, parts)


def _by_letter(pages: Iterable[Listing]) -> Iterator[Listing]:
    """The same pages with a heading for each letter, and every letter at the top of each."""
    given = tuple(pages)
    jumps: dict[str, str] = {}
    for page in given:
        for one in page.sections[0].lines:
            jumps.setdefault(letter(one.title), f"{page.name}#{anchor(letter(one.title))}")
    for page in given:
        under: dict[str, list[Line]] = {}
        for one in page.sections[0].lines:
            under.setdefault(letter(one.title), []).append(one)
        sections = tuple(Section(sign, anchor(sign), tuple(lines)) for sign, lines in under.items())
        yield replace(page, sections=sections, jumps=tuple(jumps.items()))


def letter(text: str) -> str:
    """The letter under which a word or a title stands; all digits stand under one.

    >>> letter("«Алма»"), letter("111 call centre"), letter("қала"), letter("…")
    ('А', '0–9', 'Қ', '…')
    """
    first = next((one for one in text if one.isalnum()), text[:1])
    return "0–9" if first.isdigit() else first.upper()


def anchor(sign: str) -> str:
    """The anchor of a letter, in ASCII.

    >>> anchor("Қ"), anchor("0–9")
    ('l49a', 'l30')
    """
    return f"l{ord(sign[0]):x}"
