"""A table of people from CSV or Parquet, in chunks of plain text columns, every fault counted.

Rows that cannot be used are left out and reported; nothing else is dropped. What the fields mean is read by
`fields`. A file that cannot be used at all raises Refused with one clear line. Nothing is written to disk:
what comes on standard input stays in memory.
"""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from qorgan.identity import csvfiles, encodings, headers, parquetfiles
from qorgan.identity.faults import Fault, Refused, Report
from qorgan.identity.headers import FIELDS, FURTHER, ID, OF_A_PERSON, Columns
from qorgan.identity.repeated import Seen

STDIN = "-"
LINE = "line"
_OTHER_KINDS = (
    (b"PK\x03\x04", "ZIP/XLSX"), (b"\xd0\xcf\x11\xe0", "XLS"), (b"\x1f\x8b", "GZIP"), (b"%PDF", "PDF"),
    (b"SQLite format 3", "SQLite"), (b"7z\xbc\xaf", "7Z"), (b"ARROW1", "Arrow IPC"), (b"ORC", "ORC"),
)  # fmt: skip


def read(source: str | Path, report: Report | None = None, stdin: BinaryIO | None = None) -> Iterator[Any]:
    """Chunks of `FIELDS` and `FURTHER` as strings without nulls, and `line` (int64). Raises Refused.

    The file is opened and its column names are checked before this returns; later faults come while reading.
    """
    file = "<stdin>" if str(source) == STDIN else str(source)
    report = report if report is not None else Report(file)
    stream = _opened(source, file, stdin)
    try:
        start = stream.read(encodings.SAMPLE)
        while len(start) < encodings.SAMPLE and (more := stream.read(encodings.SAMPLE - len(start))):
            start += more
        parts = _parts(stream, start, file, report)
        first = next(parts, None)
    except OSError:
        stream.close()
        raise Refused(Fault("file_unreadable"), file) from None
    except Refused:
        stream.close()
        raise
    if first is None and not report.rows_read:
        stream.close()
        raise Refused(Fault("file_no_rows"), file)
    return _chunks(chain([first] if first else [], parts), stream, report)


def _opened(source: str | Path, file: str, stdin: BinaryIO | None) -> BinaryIO:
    if str(source) == STDIN:
        if stdin is None and sys.stdin is None:
            raise Refused(Fault("file_empty"), file)
        return stdin if stdin is not None else sys.stdin.buffer
    try:
        if os.path.isdir(source):
            raise Refused(Fault("file_folder"), file)
        return open(source, "rb")
    except FileNotFoundError:
        raise Refused(Fault("file_missing"), file) from None
    except PermissionError:
        raise Refused(Fault("file_closed"), file) from None
    except (OSError, ValueError):
        raise Refused(Fault("file_unreadable"), file) from None


_Part = tuple[Columns, list[Any], Any]


def _parts(stream: BinaryIO, start: bytes, file: str, report: Report) -> Iterator[_Part]:
    if not start.removeprefix(codecs.BOM_UTF8).strip(b" \t\r\n\xff\xfe\0"):
        raise Refused(Fault("file_empty"), file)
    for mark, kind in _OTHER_KINDS:
        if start.startswith(mark):
            raise Refused(Fault("file_kind", detail=kind), file)
    if start.startswith(parquetfiles.MARK):
        return _parquet_parts(stream, start, file, report)
    return _csv_parts(stream, start, file, report)


def _parquet_parts(stream: BinaryIO, start: bytes, file: str, report: Report) -> Iterator[_Part]:
    if stream.seekable():
        stream.seek(0)
        source: Any = pa.PythonFile(stream, mode="r")
    else:
        source = pa.BufferReader(start + stream.read())
    parquet = parquetfiles.opened(source, file)
    names = list(parquet.schema_arrow.names)
    columns = headers.assigned(names, report)
    wanted = [names[index] for index in columns.places.values()]
    in_order = Columns({field: i for i, field in enumerate(columns.places)}, columns.names, columns.aside)
    for texts, lines in parquetfiles.read(parquet, wanted, report):
        if len(lines):
            yield in_order, texts, lines


def _csv_parts(stream: BinaryIO, start: bytes, file: str, report: Report) -> Iterator[_Part]:
    encoding = encodings.of(start)
    if not encoding:
        raise Refused(Fault("file_binary"), file)

    def say(name: str) -> None:
        report.add(Fault("encoding", None, "", name))

    pieces = encodings.as_utf8(stream, start, encoding, csvfiles.BLOCK, say)
    if b"\n" not in start and b"\r" in start:
        pieces = (piece.replace(b"\r", b"\n") for piece in pieces)
    blocks = csvfiles.blocks(pieces)
    first = next(blocks, b"")
    names, separator, taken = csvfiles.header(first)
    columns = headers.assigned(names, report)
    body = first.split(b"\n", taken)
    line = taken + 1
    for block in chain([body[taken] if len(body) > taken else b""], blocks):
        if block:
            texts, lines = csvfiles.read(block, line, len(names), separator, report)
            line += block.count(b"\n")
            if len(lines):
                yield columns, texts, lines


def _chunks(parts: Iterator[_Part], stream: BinaryIO, report: Report) -> Iterator[Any]:
    seen = Seen()
    try:
        for columns, texts, lines in parts:
            chunk = _chunk(columns, texts, lines)
            chunk = _usable(chunk, seen, report)
            if chunk.num_rows:
                yield chunk
    finally:
        if stream is not getattr(sys.stdin, "buffer", None):
            stream.close()


def _chunk(columns: Columns, texts: list[Any], lines: Any) -> Any:
    empty = pa.nulls(len(lines), pa.string()).fill_null("")
    made = {
        field: _bare(texts[columns.places[field]]) if field in columns.places else empty
        for field in (*FIELDS, *FURTHER)
    }
    return pa.table({**made, LINE: lines})


def _bare(column: Any) -> Any:
    """Without spaces around, and without what keeps a number as text in a spreadsheet: ="0123", '0123."""
    column = pc.utf8_trim_whitespace(column)
    if pc.any(pc.match_substring_regex(column, "^(=\"|'[0-9])")).as_py():
        column = pc.replace_substring_regex(column, '^(?:="(.*)"|\'([0-9].*))$', r"\1\2")
    return column


def _usable(chunk: Any, seen: Seen, report: Report) -> Any:
    """The chunk without rows that have no id, an id seen before, or nothing about a person."""
    lines = chunk.column(LINE).to_numpy()
    no_id = pc.equal(chunk.column(ID), "").to_numpy(zero_copy_only=False)
    nothing = np.ones(chunk.num_rows, dtype=bool)
    for field in OF_A_PERSON:
        nothing &= pc.equal(chunk.column(field), "").to_numpy(zero_copy_only=False)
    nothing &= ~no_id
    report.add_lines("id_missing", lines[no_id].tolist(), ID)
    report.add_lines("row_nothing", lines[nothing].tolist())
    bad = no_id | nothing
    if bad.any():
        chunk = chunk.filter(pa.array(~bad))
        lines = lines[~bad]
    earlier = seen.before(chunk.column(ID).to_pylist(), lines)
    repeated = np.flatnonzero(earlier)
    for row in repeated.tolist():
        report.add(Fault("id_twice", int(lines[row]), ID, str(int(earlier[row]))))
    return chunk.filter(pa.array(earlier == 0)) if len(repeated) else chunk
