"""The table of events as columns of numbers: subjects and parents hashed, instants in UTC microseconds.

Millions of rows never become objects: DuckDB reads the instants, Polars hashes the keys. A subject is known by 64 bits of a hash:
among three million subjects, two share one in about one table of four million.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet  # noqa: F401
from numpy.typing import NDArray

from qorgan.indicators.faults import BadInput, Fault, fault
from qorgan.indicators.flow.roles import ANY, Role, policy
from qorgan.indicators.reading import ENDINGS, FIRST_LINE, read_table

NEEDED = ("subject", "parent", "type", "recorded_at", "occurred_at", "agency", "state")
OPTIONAL = ("sex", "age_band", "relation", "region", "provision", "iccs", "service", "owner", "person_key")
GROUPS = ("sex", "age_band", "relation", "region", "service", "agency")
NEVER = np.iinfo(np.int64).min  # no instant
UNREAD = NEVER + 1
HASHED, INSTANTS = ("subject", "parent", "person_key"), ("recorded_at", "occurred_at")
SEED = 20260302
MOST_FAULTS = 1000
MICRO = 1_000_000
DAY = 86_400 * MICRO
Ints = NDArray[np.int64]
Codes = NDArray[np.int32]


@dataclass
class Events:
    """One row an event, in the order of the file. `codes[x]` is 0 where nothing stands in column x."""

    file: str
    first_line: int
    header: tuple[str, ...]
    subject: NDArray[np.uint64]
    parent: NDArray[np.uint64]
    recorded: Ints
    occurred: Ints
    day_only: NDArray[np.bool_]
    recorded_day: NDArray[np.bool_]
    person: NDArray[np.uint64] | None
    codes: Mapping[str, Codes]
    words: Mapping[str, tuple[str, ...]]
    naive: int = 0
    keep: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))

    def __len__(self) -> int:
        return len(self.subject)

    def has(self, column: str) -> bool:
        return column in self.header

    def line(self, row: int) -> int:
        return int(row) + self.first_line

    def pairs(self, role: Role) -> list[tuple[int, int]]:
        """(type code, state code or -1 for any) of a role, as far as the table has them."""
        types, states = self.words["type"], self.words["state"]
        found = []
        for type_, state in role.types:
            if type_ in types and (state in (ANY, "") or state in states):
                code = -1 if state == ANY else 0 if state == "" else states.index(state) + 1
                found.append((types.index(type_) + 1, code))
        return found

    def rows(self, role: Role) -> NDArray[np.intp]:
        """The kept rows of a role."""
        mask = np.zeros(len(self), bool)
        for type_, state in self.pairs(role):
            is_type = self.codes["type"] == type_
            mask |= is_type if state < 0 else is_type & (self.codes["state"] == state)
        return np.flatnonzero(mask & self.keep)

    def at(self, role: Role, rows: NDArray[np.intp]) -> Ints:
        """When it happened, for a role that is told so; else when it was recorded."""
        recorded = self.recorded[rows]
        if not role.happened:
            return recorded
        occurred = self.occurred[rows]
        return np.where(occurred == NEVER, recorded, occurred)


def read_events(path: str, extra: Sequence[str] = ()) -> Events:
    """The table at `path`. Raises BadInput: no table, a column missing, a row without subject, type or time.

    `extra` are the optional columns without which the question cannot be answered.
    """
    import duckdb

    source = _source(path)
    needs = [column for column in (*NEEDED, *extra) if column not in source.there]
    if needs:
        listed = ", ".join((*NEEDED, *extra))
        raise BadInput(*(fault(source.file, "no_column", field=column, columns=listed) for column in needs))
    found: dict[str, Any] = {}
    words = {}
    try:
        for column in source.there:
            if column in HASHED:
                found[column] = _hashed(source.series(column))
            elif column in INSTANTS:
                found[column], found[f"{column}_as"] = source.instants(column)
            else:
                found[column], words[column] = _coded(source.plain(column))
    except (pa.ArrowException, pl.exceptions.PolarsError, OSError, duckdb.Error) as error:
        reason = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise BadInput(fault(source.file, "unreadable", format="Parquet", reason=reason)) from error
    return _events(source.file, source.first_line, tuple(source.there), found, words)


@dataclass(frozen=True)
class _Source:
    """Where a column comes from; `there` gives its name in the file. A Parquet file is read column by column."""

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
        few = [] if column in HASHED or column in INSTANTS else [name]
        with pa.parquet.ParquetFile(self.file, memory_map=True, read_dictionary=few) as file:
            return file.read(columns=[name]).column(0)

    def instants(self, column: str) -> tuple[Ints, NDArray[np.int8]]:
        """Microseconds (UNREAD: cannot be read) and how each cell is written."""
        if self.table is None:
            kind = pa.parquet.read_schema(self.file).field(self.there[column]).type
            if pa.types.is_string(kind) or pa.types.is_large_string(kind):
                name, file = self.there[column].replace('"', '""'), self.file.replace("'", "''")
                return _from_text(f"""select "{name}" as x from read_parquet('{file}')""")  # noqa: S608  # nosec B608
        return _instants(self.plain(column))


def _source(path: str) -> _Source:
    wanted = (*NEEDED, *OPTIONAL)
    ending = path[path.rfind(".") :].lower() if "." in path else ""
    if ENDINGS.get(ending) != "Parquet":
        read = read_table(path, wanted)
        frame = read.frame.with_columns(pl.all().str.strip_chars())
        return _Source(read.file, FIRST_LINE, {c: c for c in frame.columns}, frame.to_arrow())
    read = read_table(path, ())
    plain = [column.strip().casefold() for column in read.header]
    for column in wanted:
        if plain.count(column) > 1:
            raise BadInput(fault(read.file, "twice_column", field=column, count=plain.count(column)))
    return _Source(path, 1, {c: read.header[plain.index(c)] for c in wanted if c in plain})


def _text(column: Any) -> Any:
    """A column as text, whatever it was."""
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return column
    if pa.types.is_dictionary(kind):
        return (
            column.cast(kind.value_type)
            if pa.types.is_string(kind.value_type)
            else column.cast(pa.large_string())
        )
    if pa.types.is_string_view(kind) or pa.types.is_integer(kind) or pa.types.is_null(kind):
        return column.cast(pa.large_string())
    return pa.chunked_array(
        [pa.array([None if v is None else str(v) for v in column.to_pylist()], pa.large_string())]
    )


def _hashed(cells: pl.Series | pl.LazyFrame) -> NDArray[np.uint64]:
    """64 bits for each cell, 0 for an empty one; spaces around it do not count."""
    lazy = cells.to_frame().lazy() if isinstance(cells, pl.Series) else cells
    cell = pl.all().str.strip_chars()
    key = pl.when(cell == "").then(0).otherwise(cell.hash(SEED)).fill_null(0)
    found: NDArray[np.uint64] = (
        lazy.select(key.cast(pl.UInt64)).collect(engine="streaming").to_series().to_numpy()
    )
    return found


def _coded(column: Any) -> tuple[Codes, tuple[str, ...]]:
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
select coalesce(epoch_us(try_cast(case when x <> '' then x end as timestamptz)), {never}) as at,
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
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SET TimeZone='UTC'")
        if table is not None:
            connection.register("cells", table)
        found = connection.execute(_WRITTEN.format(never=UNREAD, cells=cells)).fetchnumpy()
    return np.asarray(found["at"], np.int64), np.asarray(found["written"], np.int8)


def _events(
    name: str,
    first: int,
    header: tuple[str, ...],
    found: Mapping[str, Any],
    words: dict[str, tuple[str, ...]],
) -> Events:
    times, wrong = {}, []
    naive = 0
    for column in ("recorded_at", "occurred_at"):
        written, at = np.asarray(found[f"{column}_as"]), np.asarray(found[column], np.int64)
        odd = (written != 0) & ((at == UNREAD) | (np.abs(at) > 253_402_300_799 * MICRO))
        wrong += [
            fault(name, "bad_instant", part="flow", field=column, line=int(r) + first)
            for r in np.flatnonzero(odd)[:MOST_FAULTS]
        ]
        at = np.where(written == 0, NEVER, at)
        local = np.flatnonzero(((written == 1) | (written == 3)) & ~odd)
        at[local] = _to_utc(at[local])
        naive += int((written == 3).sum())
        times[column] = (at, written)
    recorded, recorded_as = times["recorded_at"]
    for column, empty in (
        ("subject", found["subject"] == 0),
        ("type", found["type"] == 0),
        ("recorded_at", recorded_as == 0),
    ):
        wrong += [
            fault(name, "empty_cell", part="flow", field=column, line=int(r) + first)
            for r in np.flatnonzero(empty)[:MOST_FAULTS]
        ]
    if wrong:
        raise BadInput(*sorted(wrong, key=_by_line))
    occurred, occurred_as = times["occurred_at"]
    coded = {c: np.asarray(found[c], np.int32) for c in words}
    day_only = np.where(occurred == NEVER, recorded_as == 1, occurred_as == 1)
    person = np.asarray(found["person_key"]) if "person_key" in header else None
    return Events(
        name,
        first,
        header,
        np.asarray(found["subject"]),
        np.asarray(found["parent"]),
        recorded,
        occurred,
        day_only,
        recorded_as == 1,
        person,
        coded,
        words,
        naive,
        np.ones(len(recorded), bool),
    )


def _by_line(wrong: Fault) -> int:
    return wrong.line or 0


def _to_utc(local: Ints) -> Ints:
    """Wall-clock microseconds of the zone of `data/flow.yaml` as UTC."""
    series = pl.Series(local).cast(pl.Datetime("us"))
    at = series.dt.replace_time_zone(policy()["zone"], ambiguous="earliest", non_existent="null")
    return at.dt.convert_time_zone("UTC").cast(pl.Int64).fill_null(pl.Series(local)).to_numpy().copy()


def local_days(at: Ints) -> pl.Series:
    """The local days of instants."""
    return pl.Series(at).cast(pl.Datetime("us", "UTC")).dt.convert_time_zone(policy()["zone"]).dt.date()
