"""The table of events as columns of numbers: subjects and parents hashed, instants in UTC microseconds.

Read through DuckDB, so that millions of rows never become objects. A subject is known by 64 bits of a hash:
among three million subjects, two share one in about one table of four million.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from qorgan.indicators.faults import BadInput, Fault, fault
from qorgan.indicators.flow.roles import ANY, Role, policy
from qorgan.indicators.reading import ENDINGS, FIRST_LINE, read_table

NEEDED = ("subject", "parent", "type", "recorded_at", "occurred_at", "agency", "state")
OPTIONAL = ("sex", "age_band", "relation", "region", "provision", "iccs", "service", "owner", "person_key")
GROUPS = ("sex", "age_band", "relation", "region", "service", "agency")
NEVER = np.iinfo(np.int64).min  # no instant
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

    connection = duckdb.connect()
    connection.execute("SET TimeZone='UTC'")
    connection.execute("SET threads=2")
    name, first, header, source = _source(path, connection)
    needs = [column for column in (*NEEDED, *extra) if column not in header]
    if needs:
        listed = ", ".join((*NEEDED, *extra))
        raise BadInput(*(fault(name, "no_column", field=column, columns=listed) for column in needs))
    try:
        return _read(connection, name, first, header, source)
    except duckdb.Error as error:
        reason = str(error).splitlines()[0][:120]
        raise BadInput(fault(name, "unreadable", format="Parquet", reason=reason)) from error


def _source(path: str, connection: Any) -> tuple[str, int, dict[str, str], str]:
    """The name of the file, its first line, the name in it of each wanted column, and what SQL reads."""
    wanted = (*NEEDED, *OPTIONAL)
    ending = path[path.rfind(".") :].lower() if "." in path else ""
    if ENDINGS.get(ending) == "Parquet":
        table = read_table(path, ())
        plain = [column.strip().casefold() for column in table.header]
        for column in wanted:
            if plain.count(column) > 1:
                count = plain.count(column)
                raise BadInput(fault(table.file, "twice_column", field=column, count=count))
        header = {c: table.header[plain.index(c)] for c in wanted if c in plain}
        return table.file, 1, header, f"read_parquet('{path.replace(chr(39), chr(39) * 2)}')"
    table = read_table(path, wanted)
    connection.register("events", table.frame.to_arrow())
    return table.file, FIRST_LINE, {column: column for column in table.frame.columns}, "events"


def _quoted(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _read(connection: Any, name: str, first: int, header: Mapping[str, str], source: str) -> Events:
    text = {c: f"trim(cast({_quoted(there)} as varchar))" for c, there in header.items()}
    coded = [c for c in header if c not in ("subject", "parent", "recorded_at", "occurred_at", "person_key")]
    words = _words(connection, source, {c: text[c] for c in coded})
    kinds = dict(
        connection.execute(
            f"select column_name, column_type from (describe select * from {source})"
        ).fetchall()
    )  # noqa: S608, E501  # nosec B608
    parts = [
        f"coalesce(hash(nullif({text['subject']}, '')), 0) as subject",
        f"coalesce(hash(nullif({text['parent']}, '')), 0) as parent",
        *_instant("recorded_at", header["recorded_at"], kinds[header["recorded_at"]]),
        *_instant("occurred_at", header["occurred_at"], kinds[header["occurred_at"]]),
    ]
    for number, column in enumerate(coded):
        connection.execute(
            f"create type words_{number} as enum (select unnest($words))",
            {"words": list(words[column]) or [""]},
        )  # noqa: E501
        parts.append(
            f"coalesce(enum_code(try_cast({text[column]} as words_{number}))::integer + 1, 0) as {column}"
        )
    if "person_key" in header:
        parts.append(f"coalesce(hash(nullif({text['person_key']}, '')), 0) as person_key")
    found = connection.execute(f"select {', '.join(parts)} from {source}").fetchnumpy()  # noqa: S608  # nosec B608
    return _events(name, first, tuple(header), found, words)


def _words(connection: Any, source: str, text: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    parts = ", ".join(f"list(distinct {sql}) as {column}" for column, sql in text.items())
    row = connection.execute(f"select {parts} from {source}").fetchone()  # noqa: S608  # nosec B608
    return {c: tuple(sorted(w for w in (values or []) if w)) for c, values in zip(text, row, strict=True)}


def _instant(name: str, there: str, kind: str) -> list[str]:
    """SQL of an instant in microseconds and of how it was written.

    0 nothing, 1 a day, 2 with a zone, 3 without one, 4 cannot be read.
    """
    column, never = _quoted(there), str(NEVER + 1)
    if kind.startswith("TIMESTAMP WITH"):
        return [
            f"coalesce(epoch_us({column}), {never}) as {name}",
            f"case when {column} is null then 0 else 2 end::tinyint as {name}_as",
        ]
    if kind.startswith("TIMESTAMP") or kind == "DATE":
        written = 1 if kind == "DATE" else 3
        return [
            f"coalesce(epoch_us({column}::timestamp), {never}) as {name}",
            f"case when {column} is null then 0 else {written} end::tinyint as {name}_as",
        ]
    cell = f"trim(cast({column} as varchar))"
    value = f"epoch_us(try_cast({cell} as timestamptz))"
    return [
        f"coalesce({value}, {never}) as {name}",
        f"case when {cell} is null or {cell} = '' then 0 when length({cell}) = 10 then 1 "
        f"when right({cell}, 1) = 'Z' then 2 "
        f"when regexp_matches({cell}, '[0-9:][+-][0-9]{{2}}(:?[0-9]{{2}})?$') then 2 else 3 end::tinyint as {name}_as",
    ]


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
        odd = (written != 0) & ((at == NEVER + 1) | (np.abs(at) > 253_402_300_799 * MICRO))
        wrong += [
            fault(name, "bad_instant", part="flow", field=column, line=int(r) + first)
            for r in np.flatnonzero(odd)[:MOST_FAULTS]
        ]
        at = np.where(written == 0, NEVER, at)
        local = np.flatnonzero(((written == 1) | (written == 3)) & ~odd)
        at[local] = _to_utc(at[local])
        naive += int((written == 3).sum())
        times[column] = (at, written)
    recorded, as_ = times["recorded_at"]
    for column, empty in (
        ("subject", found["subject"] == 0),
        ("type", found["type"] == 0),
        ("recorded_at", as_ == 0),
    ):
        wrong += [
            fault(name, "empty_cell", part="flow", field=column, line=int(r) + first)
            for r in np.flatnonzero(empty)[:MOST_FAULTS]
        ]
    if wrong:
        raise BadInput(*sorted(wrong, key=_by_line))
    occurred, occurred_as = times["occurred_at"]
    coded = {c: np.asarray(found[c], np.int32) for c in words}
    day_only = np.where(occurred == NEVER, as_ == 1, occurred_as == 1)
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
