"""Records from a table (CSV): each row becomes a record or is refused with its line and its faults.

Commas, semicolons and tabs part the cells, quoted cells may hold line ends; a quote that is never closed
costs its own line and no other, and one inside a cell is a sign like any other. Several results of one study
stand as JSON in the column `effects`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from typing import Any

from qorgan.catalogue.columns import COLUMNS, Column, column_of, put
from qorgan.catalogue.faults import Fault
from qorgan.catalogue.imported import Imported, Intake
from qorgan.catalogue.textfile import refuse, text_of

SEPARATORS = ",;\t"
MOST_ROWS = 100_000
MOST_LINES = 500  # of one quoted cell
MOST_COLUMNS = 300
LONGEST_CELL = 20_000
LONGEST_LINE = 120_000  # csv reads no cell above 131 072
FORMULA = re.compile(r"'*[=+\-@\t\r]")


def from_csv(
    data: bytes,
    identifiers: Iterator[str],
    defaults: Mapping[str, Any] | None = None,
    most: int = MOST_ROWS,
) -> Imported:
    """The records of a table, of its first `most` rows. Raises FileRefused where nothing can be read."""
    text, notes = text_of(data)
    lines = text.split("\n")
    columns, separator, start, odd = _header(lines)
    intake = Intake(identifiers, defaults)
    intake.notes += [*notes, *odd]
    width = len(columns)
    for line, cells in _rows(lines, start, separator, width, intake, most):
        plain = _plain(columns, cells)
        if plain:
            intake.take(line, *_with_source(plain))
    return intake.done()


def _header(lines: list[str]) -> tuple[list[Column | None], str, int, list[Fault]]:
    """The columns, the separator, the index of the first line after them, and notes."""
    first = next(index for index, line in enumerate(lines) if line.strip())
    separator = ""
    if lines[first].lower().startswith("sep=") and len(lines[first]) == 5:
        separator, first = lines[first][4], first + 1
    if separator not in SEPARATORS or not separator:
        outside = "".join(lines[min(first, len(lines) - 1)].split('"')[::2])
        separator = max(SEPARATORS, key=outside.count)
    cells, taken = _cells(lines, first, separator)
    if len(cells or ()) > MOST_COLUMNS:
        raise refuse("too_many_columns", str(len(cells or ())), str(MOST_COLUMNS))
    columns = [column_of(cell) for cell in cells or ()]
    known = [column.code for column in columns if column]
    if not known:
        raise refuse("no_header", (cells or [""])[0], ", ".join(column.code for column in COLUMNS))
    twice = sorted({code for code in known if known.count(code) > 1})
    if twice:
        raise refuse("column_twice", ", ".join(twice))
    unknown = [cell for cell, column in zip(cells or (), columns, strict=True) if cell.strip() and not column]
    return columns, separator, first + taken, [Fault("column", "unknown_column", one) for one in unknown]


def _cells(lines: list[str], index: int, separator: str) -> tuple[list[str] | None, int]:
    """The cells of the row that begins at an index, and how many lines it takes; None for an open quote."""
    if index >= len(lines):
        return [], 1
    # The reader itself says how many lines it took: a quote inside a cell (5" wide) opens nothing.
    last = min(index + MOST_LINES, len(lines))
    rows = csv.reader((f"{lines[at]}\n" for at in range(index, last)), delimiter=separator, strict=True)
    try:
        return next(rows, []), rows.line_num
    except csv.Error:
        return None, 1


def _rows(
    lines: list[str], index: int, separator: str, width: int, intake: Intake, most: int
) -> Iterator[tuple[int, list[str]]]:
    seen = 0
    while index < len(lines):
        if not lines[index].strip(f" {separator}\x1a"):
            index += 1
            continue
        number, seen = index + 1, seen + 1
        if seen > most:
            intake.notes.append(Fault("file", "too_many_rows", str(number), str(most)))
            return
        if len(lines[index]) > LONGEST_LINE:
            intake.refuse(number, lines[index][:200], (Fault("row", "row_long", allowed=str(LONGEST_CELL)),))
            index += 1
            continue
        cells, taken = _cells(lines, index, separator)
        while cells and len(cells) > width and not cells[-1].strip():
            cells.pop()
        if taken > 1 and cells is not None and len(cells) != width:
            cells, taken = None, 1  # the quote that closed it was another row's: only this line is lost
        index += taken
        title = lines[number - 1][:200]
        if cells is None:
            intake.refuse(number, title, (Fault("row", "row_quote"),))
        elif len(cells) > width:
            intake.refuse(number, title, (Fault("row", "row_cells", str(len(cells)), str(width)),))
        elif any(len(cell) > LONGEST_CELL for cell in cells):
            intake.refuse(number, title, (Fault("row", "row_long", allowed=str(LONGEST_CELL)),))
        else:
            yield number, cells


def _plain(columns: list[Column | None], cells: list[str]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for column, cell in zip(columns, cells, strict=False):
        if column and cell.strip():
            put(plain, column.place, column.read(unguarded(cell)))
    return plain


def _with_source(plain: dict[str, Any]) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """Where no source is named the address of the resource is one, and that is said."""
    notes: tuple[Fault, ...] = ()
    if "sources" not in plain and plain.get("address"):
        plain["sources"] = [{"address": plain["address"], "certainty": "secondary"}]
        notes = (Fault("sources", "source_assumed", plain["address"]),)
    if isinstance(plain.get("sources"), list):
        for source in plain["sources"]:
            if isinstance(source, dict):
                source.setdefault("certainty", "secondary")
    return plain, notes


def unguarded(cell: str) -> str:
    """The cell without the mark that `exporting.guarded` set before a formula."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell
