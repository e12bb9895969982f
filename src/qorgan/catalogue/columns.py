"""The columns of a table of records: a code for machines, a label in each language, and a place in a record.

One table serves the import, the template and the export, so that what goes out comes back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from qorgan.catalogue.codes import LANGUAGES
from qorgan.catalogue.reading import code_of, listed, number_of, several, tag_of, when_of
from qorgan.catalogue.record import LANGUAGE_TAG
from qorgan.catalogue.saying import field_label
from qorgan.catalogue.tongues import UNTOLD
from qorgan.catalogue.wording import line

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Column:
    """`field` has the label; `language` stands behind it; `place` is the path in the plain record."""

    code: str
    field: str
    place: Place
    read: Callable[[str], Any] = line
    language: str = ""

    def label(self, language: str) -> str:
        shown = field_label(self.field, language)
        return f"{shown} ({self.language})" if self.language else shown


def _codes(name: str) -> Callable[[str], str]:
    return lambda text: code_of(name, text)


def _lists(name: str) -> Callable[[str], list[str]]:
    return lambda text: listed(name, text)


def _json(text: str) -> Any:
    """What the JSON of a cell says; the text where it is none, so that the record refuses it by name."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _in_languages(code: str, field: str, *place: str | int) -> tuple[Column, ...]:
    return tuple(Column(f"{code}_{one}", field, (*place, one), language=one) for one in LANGUAGES)


STUDY, EFFECT = "evidence", ("evidence", "effects", 0)
# The columns that hold one source or one result; where a record has several, one column has them all as JSON.
ALL_OF_A_KIND: Mapping[Place, Place] = {("sources",): ("sources", 0), ("evidence", "effects"): EFFECT}
COLUMNS: tuple[Column, ...] = (
    Column("identifier", "identifier", ("identifier",)),
    Column("kind", "kind", ("kind",), _codes("kinds")),
    *_in_languages("title", "title", "title"),
    Column("original_title", "original_title", ("original_title",)),
    *_in_languages("summary", "summary", "summary"),
    Column("countries", "countries", ("countries",), _lists("countries")),
    Column("regions", "regions", ("regions",), lambda text: several(text, commas=True)),
    Column("languages", "languages", ("languages",), lambda t: [tag_of(o) for o in several(t, commas=True)]),
    Column("topics", "topics", ("topics",), _lists("topics")),
    Column("sectors", "sectors", ("sectors",), _lists("sectors")),
    Column("audiences", "audiences", ("audiences",), _lists("audiences")),
    Column("stages", "stages", ("stages",), _lists("stages")),
    Column("licence", "licence", ("licence",), _codes("licences")),
    Column("cost", "cost", ("cost",), _codes("costs")),
    Column("address", "address", ("address",)),
    Column("issued", "issued", ("issued",), when_of),
    Column("authors", "authors", ("authors",), several),
    Column("publisher", "publisher", ("publisher",)),
    Column("keywords", "keywords", ("keywords",), several),
    Column("related", "related", ("related",), lambda text: several(text, commas=True)),
    Column("last_checked", "last_checked", ("last_checked",), when_of),
    Column("source_address", "source_address", ("sources", 0, "address")),
    Column("source_certainty", "source_certainty", ("sources", 0, "certainty"), _codes("certainties")),
    Column("source_opened", "opened", ("sources", 0, "opened"), when_of),
    *_in_languages("source_note", "source_note", "sources", 0, "note"),
    Column("sources", "sources_json", ("sources",), _json),
    Column("design", "design", (STUDY, "design"), _codes("designs")),
    Column("participants", "participants", (STUDY, "participants"), number_of),
    Column("clusters", "clusters", (STUDY, "clusters"), number_of),
    Column("citation", "citation", (STUDY, "citation")),
    Column("study_address", "evidence.source", (STUDY, "source")),
    Column("study_certainty", "evidence.certainty", (STUDY, "certainty"), _codes("certainties")),
    *_in_languages("outcome", "outcome", *EFFECT, "outcome"),
    Column("domain", "domain", (*EFFECT, "domain")),
    Column("measure", "measure", (*EFFECT, "measure")),
    Column("estimate", "estimate", (*EFFECT, "estimate"), number_of),
    Column("low", "low", (*EFFECT, "low"), number_of),
    Column("high", "high", (*EFFECT, "high"), number_of),
    Column("level", "level", (*EFFECT, "level"), number_of),
    Column("better", "better", (*EFFECT, "better")),
    Column("effects", "effects_json", (STUDY, "effects"), _json),
)


# Older tables, and those of one language, say the note in one column and not in which language.
IN_ONE = Column("source_note", "source_note", ("sources", 0, "note", UNTOLD))


@cache
def _by_name() -> Mapping[str, Column]:
    found = {column.code.casefold(): column for column in (*COLUMNS, IN_ONE)}
    for column in (*COLUMNS, IN_ONE):
        for language in LANGUAGES:
            found[column.label(language).casefold()] = column
    return found


def column_of(header: str) -> Column | None:
    """The column that a header names by code or by label in any language; words may be in any language.

    >>> [column_of(name).code for name in ("Title_RU", "Название (kk)", "Елдер", "Title (uz-Latn)")]
    ['title_ru', 'title_kk', 'countries', 'title_uz-Latn']
    """
    found = _by_name().get(line(header).casefold())
    if found:
        return found
    worded = re.fullmatch(r"(.+?)(?:_| \()([A-Za-z]{2,3}(?:-[A-Za-z]+)*)\)?", line(header))
    if not worded or not LANGUAGE_TAG.fullmatch(worded[2]):
        return None
    for label in (f"{worded[1]}_en", f"{worded[1]} (en)"):
        base = _by_name().get(label.casefold())
        if base:
            return in_language(base, worded[2])
    return None


def in_language(base: Column, language: str) -> Column:
    """A column of words, in another language than those of every table."""
    code = base.code.removesuffix(f"_{base.language}")
    return Column(f"{code}_{language}", base.field, (*base.place[:-1], language), base.read, language)


def put(plain: dict[str, Any], place: Place, value: Any) -> None:
    """The value at its place; lists and dicts on the way are made.

    Where JSON of another column stands in the way, that stays: the record's own rules judge it."""
    at: Any = plain
    for step, following in zip(place, place[1:], strict=False):
        empty: Any = [] if isinstance(following, int) else {}
        if isinstance(step, int) and isinstance(at, list):
            at.extend({} for _ in range(step + 1 - len(at)))
            at = at[step]
        elif not isinstance(step, int) and isinstance(at, dict):
            at = at.setdefault(step, empty)
        else:
            return
    if isinstance(at, dict):
        at[place[-1]] = value


def get(plain: Any, place: Place) -> Any:
    """The value at a place of a plain record; None where there is none."""
    for step in place:
        if isinstance(step, int):
            plain = plain[step] if isinstance(plain, list) and len(plain) > step else None
        else:
            plain = plain.get(step) if isinstance(plain, Mapping) else None
    return plain
