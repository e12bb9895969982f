"""The columns asked for from a survey file of any of its formats, as codes, never as labels.

CSV (comma, semicolon, tab), Parquet, SPSS (.sav, .zsav) and Stata (.dta). A header such as "Q29: Men make
..." is the column Q29 with a label, as the country files of the World Values Survey are written.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from qorgan.indicators.faults import BadInput, fault
from qorgan.indicators.reading import ENDINGS, Table, read_table

LABELLED = {".sav": "SPSS", ".zsav": "SPSS", ".dta": "Stata"}
LABEL_MARK = ":"

# What a parser of a file with wrong bytes in it has been seen to throw, or may.
BROKEN = (OSError, ValueError, TypeError, AttributeError, LookupError, ArithmeticError, MemoryError)

Wanted = Callable[[Sequence[str]], Sequence[str]]


@dataclass(frozen=True)
class Survey:
    """The wanted columns under their plain names in capitals. `labels` of columns, `values` of their codes
    and `missing` ranges that the file itself declares are there only where the format or the header has
    them."""

    file: str
    format: str
    frame: pl.DataFrame
    header: tuple[str, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[float, str]] = field(default_factory=dict)
    missing: Mapping[str, Sequence[tuple[float, float]]] = field(default_factory=dict)
    cut: bool = False

    def line(self, row: int) -> int:
        """The line (CSV) or row of a row that counts from 0."""
        return Table(self.file, self.format, self.frame, self.header).line(row)


def plain(header: str) -> str:
    """The id a header starts with.

    >>> plain(' Q29: Men make better political leaders')
    'Q29'
    """
    return header.split(LABEL_MARK, 1)[0].strip().strip('"').upper()


def read_survey(path: str, wanted: Wanted) -> Survey:
    """The columns that `wanted` picks from the plain names of the file. Raises BadInput where it is not
    whole."""
    ending = Path(path).suffix.lower()
    kind = LABELLED.get(ending)
    if kind is None and (path == "-" or ending in ENDINGS):
        return _plain_table(path, wanted)
    if not Path(path).is_file():
        raise BadInput(fault(path, "no_file"))
    if kind is None:
        known = ", ".join((*ENDINGS, *LABELLED))
        raise BadInput(fault(path, "unknown_format", ending=ending or "«»", formats=known))
    return _labelled(path, kind, wanted)


def _plain_table(path: str, wanted: Wanted) -> Survey:
    def pick(header: Sequence[str]) -> list[str]:
        return _picked(path, header, wanted)

    table = read_table(path, pick)
    names = {column: plain(column) for column in table.frame.columns}
    labels = {
        plain(column): column.split(LABEL_MARK, 1)[1].strip()
        for column in table.frame.columns
        if LABEL_MARK in column
    }
    frame = table.frame.rename(names)
    header = tuple(plain(column) for column in table.header)
    return Survey(table.file, table.format, frame, header, labels, cut=_no_last_end(path, table.format))


def _picked(path: str, header: Sequence[str], wanted: Wanted) -> list[str]:
    names = [plain(column) for column in header]
    asked = wanted(names)
    twice = sorted({name for name in asked if names.count(name) > 1})
    if twice:
        raise BadInput(*(fault(path, "twice_column", field=name, count=names.count(name)) for name in twice))
    return [header[names.index(name)] for name in asked if name in names]


def _no_last_end(path: str, kind: str) -> bool:
    if kind != "CSV" or path == "-" or not os.path.getsize(path):
        return False
    with open(path, "rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) not in b"\n\r\x00"


def _labelled(path: str, kind: str, wanted: Wanted) -> Survey:
    import pyreadstat

    reading: Any = pyreadstat.read_sav if kind == "SPSS" else pyreadstat.read_dta
    try:
        _, head = reading(path, metadataonly=True)
        columns = _picked(path, head.column_names, wanted)
        if not columns:
            empty = pl.DataFrame()
            return Survey(path, kind, empty, tuple(plain(name) for name in head.column_names))
        # Codes that SPSS declares missing come as they are: 0 of the democracy item is one that counts.
        raw, meta = reading(
            path,
            usecols=columns,
            user_missing=kind == "SPSS",
            output_format="dict",
            disable_datetime_conversion=True,
        )
    except BadInput:
        raise
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, *BROKEN) as error:
        reason = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise BadInput(fault(path, "unreadable", format=kind, reason=reason)) from error
    frame = pl.DataFrame({plain(name): raw[name] for name in columns}, strict=False, nan_to_null=True)
    if not frame.height:
        raise BadInput(fault(path, "empty"))
    if head.number_rows is not None and head.number_rows >= 0 and head.number_rows != frame.height:
        reason = f"{frame.height} of {head.number_rows} rows"
        raise BadInput(fault(path, "unreadable", format=kind, reason=reason))
    return Survey(
        path,
        kind,
        frame,
        tuple(plain(name) for name in head.column_names),
        {plain(name): label for name, label in meta.column_names_to_labels.items() if label},
        {plain(name): _by_number(labels) for name, labels in meta.variable_value_labels.items()},
        {plain(name): _ranges(ranges) for name, ranges in meta.missing_ranges.items()},
    )


def _by_number(labels: Mapping[Any, str]) -> dict[float, str]:
    return {float(code): str(label) for code, label in labels.items() if isinstance(code, int | float)}


def _ranges(ranges: Sequence[Mapping[str, Any]]) -> list[tuple[float, float]]:
    numbers = [(row["lo"], row["hi"]) for row in ranges]
    return [(float(low), float(high)) for low, high in numbers if not isinstance(low, str)]
