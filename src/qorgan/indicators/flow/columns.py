"""One column of a file at a time, as numbers: keys hashed, words numbered, instants in microseconds.

Millions of cells never become objects: DuckDB reads the instants, Polars hashes the keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet
from numpy.typing import NDArray

from qorgan.indicators.faults import BadInput, fault
from qorgan.indicators.reading import ENDINGS, FIRST_LINE, read_table

NEEDED = ("subject", "parent", "type", "recorded_at", "occurred_at", "agency", "state")
OPTIONAL = ("sex", "age_band", "relation", "region", "provision", "iccs", "service", "owner", "person_key")
HASHED, INSTANTS = ("subject", "parent", "person_key"), ("recorded_at", "occurred_at")
NEVER = np.iinfo(np.int64).min  # no instant
UNREAD = NEVER + 1
SEED, BLOCK = 20260302, 1 << 18
Ints = NDArray[np.int64]
Codes = NDArray[np.int32]


@dataclass(frozen=True)
class Source:
    """Where a column comes from; `there` gives its name in the file. Parquet is read column by column."""

    file: str
    first_line: int
    there: Mapping[str, str]
    table: Any = None

    def series(self, column: str) -> pl.Series | pl.LazyFrame:
        """As Polars has it; a column of text in a Parquet file not read yet."""
        if self.table is None:
            lazy = pl.scan_parquet(self.file, glob=False).select(pl.col(self.there[column]).alias(column))
            if lazy.collect_schema()[column] == pl.String:
                return lazy
        return pl.Series(column, _text(self.plain(column))).cast(pl.String)

    def plain(self, column: str) -> Any:
        """As Arrow has it; columns of few words stay numbers of a dictionary and never become strings."""
        if self.table is not None:
            return self.table.column(column)
        name = self.there[column]
        kind = pa.parquet.read_schema(self.file).field(name).type
        few = [name] if column not in (*HASHED, *INSTANTS) and _is_text(kind) else []
        with pa.parquet.ParquetFile(self.file, memory_map=True, read_dictionary=few) as file:
            return file.read(columns=[name]).column(0)

    def instants(self, column: str) -> tuple[Ints, NDArray[np.int8]]:
        """Microseconds (UNREAD: cannot be read) and how each cell is written."""
        if self.table is None:
            kind = pa.parquet.read_schema(self.file).field(self.there[column]).type
            if _is_text(kind):
                name, file = self.there[column].replace('"', '""'), self.file.replace("'", "''")
                return _from_text(f"""select "{name}" as x from read_parquet('{file}')""")  # noqa: S608  # nosec B608
        return _instants(self.plain(column))


def source_of(path: str) -> Source:
    wanted = (*NEEDED, *OPTIONAL)
    ending = path[path.rfind(".") :].lower() if "." in path else ""
    if ENDINGS.get(ending) != "Parquet":
        read = read_table(path, wanted)
        frame = read.frame.with_columns(pl.all().str.strip_chars())
        return Source(read.file, FIRST_LINE, {c: c for c in frame.columns}, frame.to_arrow())
    read = read_table(path, ())
    plain = [column.strip().casefold() for column in read.header]
    for column in wanted:
        if plain.count(column) > 1:
            raise BadInput(fault(read.file, "twice_column", field=column, count=plain.count(column)))
    return Source(path, 1, {c: read.header[plain.index(c)] for c in wanted if c in plain})


def _is_text(kind: Any) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _said(value: Any) -> str | None:
    return (
        value.decode("utf-8", "replace")
        if isinstance(value, bytes)
        else None
        if value is None
        else str(value)
    )


def _text(column: Any) -> Any:
    """A column as text, whatever it was."""
    kind = column.type
    if _is_text(kind):
        return column
    if pa.types.is_dictionary(kind):
        return (
            column.cast(kind.value_type)
            if pa.types.is_string(kind.value_type)
            else column.cast(pa.large_string())
        )
    if pa.types.is_string_view(kind) or pa.types.is_integer(kind) or pa.types.is_null(kind):
        return column.cast(pa.large_string())
    return pa.chunked_array([pa.array([_said(value) for value in column.to_pylist()], pa.large_string())])


def hashed(cells: pl.Series | pl.LazyFrame) -> NDArray[np.uint64]:
    """64 bits for each cell, 0 for an empty one; spaces around it do not count."""
    whole = (cells if isinstance(cells, pl.Series) else cells.collect().to_series()).alias("cell")
    cell = pl.col("cell").str.strip_chars() if _may_have_spaces(whole) else pl.col("cell")
    key = pl.when(cell == "").then(0).otherwise(cell.hash(SEED)).fill_null(0)
    frame = whole.to_frame().lazy().select(key.cast(pl.UInt64)).collect(engine="streaming")
    found: NDArray[np.uint64] = frame.to_series().to_numpy()
    return found


def _may_have_spaces(cells: pl.Series) -> bool:
    """Whether any byte of a column is a space or a control, or of a sign outside ASCII: looked for in all of
    it at once, since taking spaces off each cell costs more than hashing it."""
    for part in cells.get_chunks():
        array: Any = part.to_arrow(compat_level=pl.CompatLevel.oldest())
        data = array.buffers()[2]
        plain = np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)
        for begin in range(0, len(plain), BLOCK):
            if (plain[begin : begin + BLOCK] - np.uint8(0x21) > 0x5E).any():
                return True
    return False


def coded(column: Any) -> tuple[Codes, tuple[str, ...]]:
    """Each cell as the place of its word, from 1, and the words in order; 0 is an empty cell."""
    column = column if pa.types.is_dictionary(column.type) else _text(column).dictionary_encode()
    column = column.unify_dictionaries()
    raw = column.chunk(0).dictionary.to_pylist() if column.num_chunks else []
    plain = ["" if word is None else str(word).strip() for word in raw]
    words = tuple(sorted({word for word in plain if word}))
    place = {word: number for number, word in enumerate(words, 1)}
    table = np.array([*(place.get(word, 0) for word in plain), 0], np.int32)
    codes = [chunk.indices.fill_null(len(raw)).to_numpy(zero_copy_only=False) for chunk in column.chunks]
    return table[np.concatenate(codes) if codes else np.zeros(0, np.intp)], words


# How an instant is written: 0 nothing, 1 a day, 2 with a zone, 3 without one.
_WRITTEN = """
select coalesce(epoch_us(try_cast(case when x >= '0' and x < ':' then x end as timestamptz)), {never}) as at,
  case when x is null or x = '' then 0 when length(x) = 10 then 1 when right(x, 1) = 'Z' then 2
       when regexp_matches(x, '[0-9:][+-][0-9]{{2}}(:?[0-9]{{2}})?$') then 2 else 3 end::tinyint as written
from ({cells})"""


def _instants(column: Any) -> tuple[Ints, NDArray[np.int8]]:
    kind = column.type
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        written = 2 if pa.types.is_timestamp(kind) and kind.tz else 1 if pa.types.is_date(kind) else 3
        empty = column.is_null().to_numpy()
        at = column.cast(pa.timestamp("us", tz=kind.tz if written == 2 else None), safe=False).cast(
            pa.int64()
        )
        return at.fill_null(UNREAD).to_numpy().copy(), np.where(empty, np.int8(0), np.int8(written))
    return _from_text("select x from cells", pa.table({"x": _text(column)}))


def _from_text(cells: str, table: Any = None) -> tuple[Ints, NDArray[np.int8]]:
    with _database() as connection:
        if table is not None:
            connection.register("cells", table)
        found = connection.execute(_WRITTEN.format(never=UNREAD, cells=cells)).fetchnumpy()
    return np.asarray(found["at"], np.int64), np.asarray(found["written"], np.int8)


def _database() -> Any:
    """A database in memory that reckons in UTC; its bar of progress would stand in the answer."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET TimeZone='UTC'; SET enable_progress_bar=false")
    return connection
