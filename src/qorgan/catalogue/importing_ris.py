"""Records from a file of references (RIS): each reference becomes a record or is refused by its first line.

RIS has no place for much that a record holds. What it does not state is put in as `defaults` of the person
who imports, or as "not found"; both are said, and an abstract is marked as words that are not ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import rispy

from qorgan.catalogue.addresses import plain_doi
from qorgan.catalogue.faults import Fault
from qorgan.catalogue.imported import Imported, Intake
from qorgan.catalogue.importing import MOST_ROWS
from qorgan.catalogue.reading import first_day, known_code, language_of, licence_of, several, tag_of
from qorgan.catalogue.record import is_address, is_when
from qorgan.catalogue.textfile import refuse, text_of
from qorgan.catalogue.wording import line

BEGINS = re.compile(r"TY  -")
ENDS = re.compile(r"ER  -")
MOST_LINES = 5000
# Types of RIS that are one of our kinds; any other needs the word of the person who imports.
KINDS = {
    **dict.fromkeys(("STAT", "LEGAL", "BILL"), "law_text"),
    **dict.fromkeys(("DATA", "DBASE", "AGGR"), "dataset"),
    "CASE": "case_law",
}
# What a record must say and a reference does not: said as not stated, never guessed.
NOT_STATED = {"licence": "not-found", "cost": "unknown"}


def from_ris(
    data: bytes,
    identifiers: Iterator[str],
    defaults: Mapping[str, Any] | None = None,
    most: int = MOST_ROWS,
) -> Imported:
    """The records of a file of references, of its first `most`. Raises FileRefused where there is none."""
    text, notes = text_of(data)
    intake = Intake(identifiers, defaults)
    intake.notes += notes
    found = False
    for count, (number, lines) in enumerate(_references(text), start=1):
        found = True
        if count > most:
            intake.notes.append(Fault("file", "too_many_rows", str(number), str(most)))
            break
        _take(intake, number, lines)
    if not found:
        raise refuse("no_references")
    return intake.done()


def _references(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each reference with the number of its first line; one that does not end, ends where another begins."""
    begun: list[str] = []
    first = 0
    for number, written in enumerate(text.split("\n"), start=1):
        plain = written.strip("\ufeff\x1a").rstrip()
        if BEGINS.match(plain):
            if begun:
                yield first, begun
            begun, first = [plain], number
        elif begun and plain:
            begun.append(plain)
            if ENDS.match(plain):
                yield first, begun
                begun = []
    if begun:
        yield first, begun


def _take(intake: Intake, number: int, lines: list[str]) -> None:
    title = next((written[5:] for written in lines if written[:2] in ("TI", "T1")), lines[0])
    if not ENDS.match(lines[-1]):
        intake.refuse(number, title, (Fault("row", "reference_open"),))
        return
    if len(lines) > MOST_LINES:
        intake.refuse(number, title, (Fault("row", "row_long", allowed=str(MOST_LINES)),))
        return
    try:
        # Without the delimiters: an address may hold a semicolon.
        (entry,) = rispy.loads("\n".join(lines), delimiter_tags_mapping={}, skip_unknown_tags=True)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        intake.refuse(number, title, (Fault("row", "reference_broken", str(error)),))
        return
    intake.take(number, *_plain(entry), otherwise=NOT_STATED)


def _first(entry: Mapping[str, Any], *names: str) -> str:
    return next((line(str(entry[name])) for name in names if entry.get(name)), "")


def _all(entry: Mapping[str, Any], *names: str) -> list[str]:
    found = [one for name in names for one in entry.get(name) or ()]
    return list(dict.fromkeys(filter(None, (line(str(one)) for one in found))))


def _plain(entry: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    tags = list(filter(None, map(tag_of, several(_first(entry, "language"), commas=True))))
    title = _first(entry, "title", "primary_title")
    translated, summary = _first(entry, "translated_title"), _first(entry, "abstract", "notes_abstract")
    titles = {language_of(one, tags if one is title else ()): one for one in (title, translated) if one}
    doi = plain_doi(_first(entry, "doi"))
    address = next(filter(is_address, _all(entry, "urls")), f"https://doi.org/{doi}" if doi else "")
    issued = first_day([_first(entry, name) for name in ("date", "year", "publication_year")])
    notes: tuple[Fault, ...] = (Fault("summary", "not_our_words"),) if summary else ()
    if issued and not is_when(issued):
        notes, issued = (*notes, Fault("issued", "not_understood", issued)), ""
    words = [part for one in _all(entry, "keywords") for part in several(one)]
    topics = {word: known_code("topics", word) for word in words}
    plain = {
        "kind": KINDS.get(_first(entry, "type_of_reference").upper(), ""),
        "title": titles,
        "original_title": title if translated else "",
        "summary": {language_of(summary): summary} if summary else {},
        "languages": tags,
        "topics": list(dict.fromkeys(filter(None, topics.values()))),
        "keywords": [word for word, code in topics.items() if not code],
        "address": address,
        "issued": issued,
        "authors": _all(entry, "first_authors", "authors"),
        "publisher": _first(entry, "publisher"),
        "licence": licence_of(_all(entry, "notes")),
        "sources": [{"address": address, "certainty": "secondary", "note": "RIS"}] if address else [],
    }
    return plain, notes
