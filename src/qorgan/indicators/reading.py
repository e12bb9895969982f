"""A table from a file: CSV (comma, semicolon, tab) or Parquet, only the columns that are wanted.

CSV cells come as strings, so that whoever measures says which cell is not a number, with its line; a row with
too few or too many cells is refused, never filled up. Column names are matched without regard to case.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from polars import selectors as cs

from qorgan.indicators.faults import BadInput, Fault, fault, refuse

STDIN = "<stdin>"
SEPARATORS = ",;\t|"
ENDINGS = {".csv": "CSV", ".tsv": "CSV", ".txt": "CSV", ".parquet": "Parquet", ".pq": "Parquet"}
HEAD = 4 << 20
FIRST_LINE = 2  # of the first row of a CSV: the header is line 1


@dataclass(frozen=True)
class Table:
    """The wanted columns that are there, under the names they were wanted by; `header` is every name."""

    file: str
    format: str
    frame: pl.DataFrame
    header: tuple[str, ...]

    def line(self, row: int) -> int:
        """The line (CSV) or the row (Parquet) of a row that counts from 0."""
        return row + (FIRST_LINE if self.format == "CSV" else 1)

    def need(self, *columns: str) -> None:
        """Raises BadInput naming each column that is missing."""
        missing = [name for name in columns if name not in self.frame.columns]
        if missing:
            wanted = ", ".join(columns)
            raise BadInput(*(fault(self.file, "no_column", field=name, columns=wanted) for name in missing))

    def numbers(self, column: str, allowed: str, empty: Sequence[str] = ("",)) -> pl.Series:
        """A column as floats, null where a cell is empty. Raises BadInput naming the line of each other cell.

        `allowed` says in words that need no translation which numbers may stand there, such as "0 to 100".
        """
        found = self.frame[column]
        if found.dtype != pl.String:
            if not found.dtype.is_numeric() and found.dtype != pl.Null:
                raise BadInput(fault(self.file, "not_number", field=column, range=allowed))
            return found.cast(pl.Float64, strict=False)
        text = found.str.strip_chars()
        text = _with_points(text.set(text.is_in(list(empty)), None))
        numbers = text.cast(pl.Float64, strict=False)
        wrong = (text.is_not_null() & (numbers.is_null() | ~numbers.is_finite().fill_null(False))).arg_true()
        if len(wrong):
            raise BadInput(
                *(
                    fault(self.file, "not_number", field=column, line=self.line(row), range=allowed)
                    for row in wrong
                )
            )
        return numbers


def _with_points(text: pl.Series) -> pl.Series:
    """Decimal commas as points, where they can be nothing else.

    A column that has points too, or whose commas could all part thousands (1,500), stays as it is.

    >>> _with_points(pl.Series(["0,952", "1"])).to_list(), _with_points(pl.Series(["1,500"])).to_list()
    (['0.952', '1'], ['1,500'])
    """
    commas = text.filter(text.str.contains(r"^[+-]?\d+,\d+$").fill_null(False))
    thousands = commas.str.contains(r"^[+-]?[1-9]\d{0,2},\d{3}$")
    if not len(commas) or thousands.all() or text.str.contains(".", literal=True).any():
        return text
    return text.str.replace(",", ".", literal=True)


def read_table(
    path: str,
    wanted: Sequence[str] | Callable[[Sequence[str]], Sequence[str]],
    content: bytes | None = None,
) -> Table:
    """The columns `wanted` that the file has; a function is given the header and says which.

    `path` may be "-" for standard input (CSV). `content` is a CSV that lies on no disk: then `path` is only
    what faults call it. Raises BadInput: no file, no format, broken rows, no rows, a
    wanted column twice.
    """
    if content is not None:
        return _csv(path, io.BytesIO(content), wanted)
    name, ending, source = _opened(path)
    if ENDINGS.get(ending) == "Parquet":
        return _parquet(name, source, wanted)
    return _csv(name, source, wanted)


def _opened(path: str) -> tuple[str, str, Any]:
    if path == "-":
        return STDIN, ".csv", io.BytesIO(sys.stdin.buffer.read())
    ending = Path(path).suffix.lower()
    if not Path(path).is_file():
        raise BadInput(fault(path, "no_file"))
    if ending not in ENDINGS:
        raise BadInput(fault(path, "unknown_format", ending=ending or "«»", formats=", ".join(ENDINGS)))
    return path, ending, path


def _chosen(
    name: str, header: Sequence[str], wanted: Sequence[str] | Callable[[Sequence[str]], Sequence[str]]
) -> dict[str, str]:
    """The name in the file of each wanted column, by the wanted name."""
    asked = wanted(header) if callable(wanted) else wanted
    plain = [column.strip().casefold() for column in header]
    chosen = {}
    for column in asked:
        count = plain.count(column.casefold())
        if count > 1:
            raise BadInput(fault(name, "twice_column", field=column, count=count))
        if count:
            chosen[column] = header[plain.index(column.casefold())]
    return chosen


def _parquet(name: str, source: Any, wanted: Any) -> Table:
    try:
        file = pa.parquet.ParquetFile(source, memory_map=True)
        header = file.schema_arrow.names
        chosen = _chosen(name, header, wanted)
        frame = _parquet_frame(source, file, list(chosen.values()))
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(name, "Parquet", error) from error
    if file.metadata.num_rows == 0:
        raise BadInput(fault(name, "empty"))
    frame = _plain(name, frame)
    return Table(
        name, "Parquet", frame.rename({there: asked for asked, there in chosen.items()}), tuple(header)
    )


def _plain(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Refuses cells that no CSV could hold; a column without any value is empty text, as in a CSV."""
    refuse(
        fault(name, "odd_type", field=column, found=str(kind).split("(")[0])
        for column, kind in frame.schema.items()
        if kind.is_nested() or kind in (pl.Binary, pl.Duration, pl.Object)
    )
    return frame.with_columns(frame.select(cs.by_dtype(pl.Null).cast(pl.String)))


def _parquet_frame(source: Any, file: Any, columns: list[str]) -> pl.DataFrame:
    """By Polars, in a quarter of the time; what it cannot read Arrow reads, or says what is wrong."""
    try:
        if columns:
            return pl.read_parquet(source, columns=columns)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        pass
    frame = pl.from_arrow(file.read(columns=columns, use_threads=True))
    assert isinstance(frame, pl.DataFrame)
    return frame


def _csv(name: str, source: Any, wanted: Any) -> Table:
    head = _head(name, source)
    encoding = encoding_of(head)
    header, separator = _header(name, head, encoding)
    if len(head.splitlines()) < FIRST_LINE:
        raise BadInput(fault(name, "empty"))
    chosen = _chosen(name, header, wanted)
    broken: list[tuple[int | None, int]] = []

    def handle(row: Any) -> str:
        broken.append((row.number, row.actual_columns))
        return "skip"

    def read(threads: bool, newlines: bool) -> Any:
        if not isinstance(source, str):
            source.seek(0)
        broken.clear()
        return pa.csv.read_csv(
            source,
            read_options=pa.csv.ReadOptions(
                encoding=encoding,
                use_threads=threads,
                block_size=(16 if newlines else 4) << 20,
                column_names=[str(place) for place in range(len(header))],
                skip_rows=1,
            ),
            parse_options=pa.csv.ParseOptions(
                delimiter=separator, newlines_in_values=newlines, invalid_row_handler=handle
            ),
            convert_options=pa.csv.ConvertOptions(
                include_columns=[str(header.index(column)) for column in chosen.values()] or ["0"],
                column_types={str(place): pa.string() for place in range(len(header))},
                strings_can_be_null=False,
            ),
        )

    try:
        table = _quick(read)
        if table is None or broken:
            table = read(threads=False, newlines=True)  # only one thread knows the number of a row
    except (pa.ArrowException, OSError, UnicodeError) as error:
        raise _unreadable(name, "CSV", error) from error
    if broken:
        raise BadInput(*_broken(name, broken, len(header)))
    if table.num_rows == 0:
        raise BadInput(fault(name, "empty"))
    table = table.select(range(len(chosen))).rename_columns(list(chosen.values()))
    return _table(name, "CSV", table, chosen, header)


def _quick(read: Callable[..., Any]) -> Any:
    """All lines at once, as if no cell held a line end: three times faster. None where one does, or all
    fails: the parser then finds itself out of step with the blocks it was given."""
    try:
        return read(threads=True, newlines=False)
    except (pa.ArrowException, UnicodeError):
        return None


def _broken(name: str, rows: Sequence[tuple[int | None, int]], wanted: int) -> list[Fault]:
    return [fault(name, "cells", line=number, found=found, wanted=wanted) for number, found in rows]


def _table(name: str, kind: str, table: Any, chosen: dict[str, str], header: Sequence[str]) -> Table:
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return Table(name, kind, frame.rename({there: asked for asked, there in chosen.items()}), tuple(header))


def _unreadable(name: str, kind: str, error: Exception) -> BadInput:
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return BadInput(fault(name, "unreadable", format=kind, reason=reason[:120]))


def _head(name: str, source: Any) -> bytes:
    try:
        if isinstance(source, str):
            with open(source, "rb") as file:
                return file.read(HEAD)
    except OSError as error:
        raise _unreadable(name, "CSV", error) from error
    found: bytes = source.read(HEAD)
    source.seek(0)
    return found


def encoding_of(head: bytes) -> str:
    """The encoding of text that begins so: what its mark says, UTF-8 where it is that, else Windows-1251."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        head[: head.rfind(b"\n") + 1 or len(head)].decode("utf-8")
    except UnicodeDecodeError:
        return "cp1251"
    return "utf-8"


def _header(name: str, head: bytes, encoding: str) -> tuple[list[str], str]:
    text = head.decode(encoding, errors="replace").removeprefix("\ufeff")
    first = text.splitlines()[0] if text.strip() else ""
    if not first:
        raise BadInput(fault(name, "empty"))
    separator = max(SEPARATORS, key=first.count)
    return [column.strip() for column in next(csv.reader([first], delimiter=separator))], separator
