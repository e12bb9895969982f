"""Records as a table (CSV) that `importing` reads back, and the empty table to fill in.

A cell that a spreadsheet would run as a formula gets an apostrophe before it: what a contributor wrote in a
title must not run on a librarian's computer.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from qorgan.catalogue.codes import LANGUAGES
from qorgan.catalogue.columns import ALL_OF_A_KIND, COLUMNS, Column, Place, get, in_language
from qorgan.catalogue.importing import FORMULA
from qorgan.catalogue.record import Record
from qorgan.catalogue.wording import line


def guarded(cell: str) -> str:
    """The cell as text, never as a formula.

    >>> guarded("=1+1"), guarded("-0.3"), guarded("a=b")
    ("'=1+1", "'-0.3", 'a=b')
    """
    # One with such a mark already gets another, so that none is lost on the way back.
    return f"'{cell}" if FORMULA.match(cell) else cell


def _columns(records: Iterable[dict[str, Any]]) -> list[Column]:
    """Those of every table, and one for each other language that a title or a summary is in."""
    others = dict.fromkeys(
        (name, language)
        for plain in records
        for name in ("title", "summary")
        for language in plain[name]
        if language not in LANGUAGES
    )
    base = {column.code: column for column in COLUMNS}
    return [*COLUMNS, *(in_language(base[f"{name}_en"], language) for name, language in others)]


def _as_json(whole: Place, values: list[dict[str, Any]]) -> bool:
    """Whether the columns for one source or one result cannot hold them all.

    One of several results alone would show the good and hide the harm."""
    if len(values) != 1:
        return len(values) > 1
    if whole == ("sources",):
        return not set(values[0]["note"]) <= set(LANGUAGES)
    return bool(values[0]["note"]) or not set(values[0]["outcome"]) <= set(LANGUAGES)


def _text(column: Column, plain: dict[str, Any]) -> str:
    value = get(plain, column.place)
    for whole, single in ALL_OF_A_KIND.items():
        together = _as_json(whole, get(plain, whole) or [])
        if column.place == whole:
            return json.dumps(value, ensure_ascii=False) if together else ""
        if together and column.place[: len(single)] == single:
            return ""
    if isinstance(value, list):
        texts = [line(str(one)).replace("|", "/") for one in value]
        return " | ".join(texts) + (" |" if any(";" in text for text in texts) else "")
    return "" if value is None else line(str(value))


def _written(rows: Iterable[list[str]], separator: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return codecs.BOM_UTF8 + out.getvalue().encode("utf-8")


def template(language: str = "", separator: str = ";") -> bytes:
    """The header row alone: labels in a language, codes where none is asked for."""
    return _written([[one.label(language) if language else one.code for one in COLUMNS]], separator)


def as_csv(records: Iterable[Record], language: str = "", separator: str = ";") -> bytes:
    """The records, under the header that `template` gives."""
    plain = [record.plain() for record in records]
    columns = _columns(plain)
    header = [one.label(language) if language else one.code for one in columns]
    return _written([header, *([guarded(_text(one, row)) for one in columns] for row in plain)], separator)
