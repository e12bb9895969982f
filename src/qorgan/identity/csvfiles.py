"""CSV of people in blocks: fast where a block is regular, row by row where it is not, no row lost in either.

A block ends at the end of a row. Arrow reads it; a block with a broken row, a row over several lines or
damaged characters is read again line by line, so that each fault has its line. Never raises for what stands
in the file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv

from qorgan.identity.faults import Report

BLOCK = 8 << 20
LONGEST = 1 << 20
MOST_LINES = 50
SEPARATORS = ",;\t|"

Block = tuple[Any, Any]  # one Arrow string array for each column of the file, and the line of each row
csv.field_size_limit(max(csv.field_size_limit(), LONGEST * 2))


def blocks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes cut where a row ends: after a line end outside quotes, as far as quotes are in order."""
    rest = b""
    for piece in pieces:
        rest += piece
        cut = _cut(rest)
        if cut:
            yield rest[:cut]
            rest = rest[cut:]
        elif len(rest) > LONGEST * 8:
            yield rest
            rest = b""
    if rest:
        yield rest


def _cut(data: bytes) -> int:
    end = last = data.rfind(b"\n") + 1
    quotes = data.count(b'"', 0, end)
    while quotes % 2 and end:
        start = data.rfind(b"\n", 0, end - 1) + 1
        quotes -= data.count(b'"', start, end)
        end = start
    # A quote that is never closed: the row-by-row reader will find it.
    return end or (last if len(data) > LONGEST else 0)


def header(block: bytes) -> tuple[list[str], str, int]:
    """The column names, the separator and the number of lines that they take."""
    lines = block.decode("utf-8", "replace").split("\n")
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    line, separator = lines[first].strip("\r"), ""
    if line.lower().startswith("sep=") and len(line) == 5:
        separator, first = line[4], first + 1
        line = lines[first].strip("\r") if first < len(lines) else ""
    while line.count('"') % 2 and first + 1 < len(lines) and len(line) < LONGEST:
        first += 1
        line += "\n" + lines[first].strip("\r")
    separator = separator or max(SEPARATORS, key=lambda s: _outside_quotes(line).count(s))
    return _split(line, separator), separator, first + 1


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _split(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(line.replace("\r", " "), newline="\n"), delimiter=separator), [])
    except csv.Error:
        return []


def read(block: bytes, line: int, width: int, separator: str, report: Report) -> Block:
    """The rows of a block that begins in `line`; rows that are left out go to the report."""
    fast = _arrow(block, width, separator)
    if fast is not None:
        rows = len(fast[0]) if fast else 0
        report.rows_read += rows
        return fast, pa.array(np.arange(line, line + rows, dtype=np.int64))
    return _by_hand(block, line, width, separator, report)


def _arrow(block: bytes, width: int, separator: str) -> list[Any] | None:
    """The block by Arrow, or None where it is not one row a line, each of `width` cells."""
    names = [str(index) for index in range(width)]
    quoted = b'"' in block
    lines = block.count(b"\n") + (not block.endswith(b"\n"))
    try:
        table = pa.csv.read_csv(
            pa.BufferReader(block),
            read_options=pa.csv.ReadOptions(use_threads=False, block_size=len(block) + 1, column_names=names),
            parse_options=pa.csv.ParseOptions(
                delimiter=separator, newlines_in_values=quoted, ignore_empty_lines=False
            ),
            convert_options=pa.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    if table.num_rows != lines or b"\xef\xbf\xbd" in block:
        return None
    return [column.combine_chunks() for column in table.columns]


def _by_hand(block: bytes, line: int, width: int, separator: str, report: Report) -> Block:
    found: list[list[str]] = []
    at: list[int] = []
    damaged: list[int] = []
    for number, cells in _rows(block.decode("utf-8", "replace"), line, width, separator, report):
        if any("\N{REPLACEMENT CHARACTER}" in cell for cell in cells):
            damaged.append(number)
        found.append(cells)
        at.append(number)
    if damaged:
        report.add_lines("text_damaged", damaged)
    columns = [pa.array([cells[index] for cells in found], pa.string()) for index in range(width)]
    return columns, pa.array(at, pa.int64())


def _rows(
    text: str, line: int, width: int, separator: str, report: Report
) -> Iterator[tuple[int, list[str]]]:
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    index = 0
    while index < len(lines):
        number, taken, written = line + index, 1, lines[index]
        if not written.strip():
            index += 1
            continue
        report.rows_read += 1
        if len(written) > LONGEST:
            report.add_lines("row_long", [number])
            index += 1
            continue
        while written.count('"') % 2 and taken < MOST_LINES and index + taken < len(lines):
            written += "\n" + lines[index + taken]
            taken += 1
        cells = _split(written.rstrip("\r"), separator) if written.count('"') % 2 == 0 else []
        if taken > 1 and len(cells) != width:
            # The quote that closed it was another row's: only this line is lost.
            report.add_lines("row_quote", [number])
            index += 1
            continue
        index += taken
        if len(cells) > width and not any(cells[width:]):
            cells = cells[:width]  # separators at the end of the row
        if len(cells) == width:
            yield number, cells
        else:
            report.add_lines("row_cells" if cells else "row_quote", [number])
