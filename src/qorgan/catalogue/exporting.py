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

from qorgan.catalogue.columns import ALL_OF_A_KIND, COLUMNS, Column, get
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


def _cells(plain: dict[str, Any]) -> list[str]:
    return [guarded(_text(column, plain)) for column in COLUMNS]


def _text(column: Column, plain: dict[str, Any]) -> str:
    value = get(plain, column.place)
    for whole, single in ALL_OF_A_KIND.items():
        several = len(get(plain, whole) or ()) > 1
        if column.place == whole:
            # One result alone would show the good and hide the harm: all of them or the one there is.
            return json.dumps(value, ensure_ascii=False) if several else ""
        if several and column.place[: len(single)] == single:
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
    header = [one.label(language) if language else one.code for one in COLUMNS]
    return _written([header, *(_cells(record.plain()) for record in records)], separator)
