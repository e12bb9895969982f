"""The table of events as columns of numbers: subjects and parents hashed, instants in UTC microseconds.

A subject is known by 64 bits of a hash: among three million subjects, two share one in about one table of
four million.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from qorgan.indicators.faults import BadInput, Fault, fault
from qorgan.indicators.flow.columns import (
    HASHED,
    INSTANTS,
    NEEDED,
    NEVER,
    Codes,
    Ints,
    coded,
    hashed,
    source_of,
)
from qorgan.indicators.flow.roles import ANY, Role, policy

GROUPS = ("sex", "age_band", "relation", "region", "service", "agency")
MOST_FAULTS = 1000
MICRO = 1_000_000
EARLIEST, LATEST = -2_208_988_800 * MICRO, 7_258_118_400 * MICRO  # the years 1900 to 2199
DAY = 86_400 * MICRO


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

    source = source_of(path)
    needs = [column for column in (*NEEDED, *extra) if column not in source.there]
    if needs:
        listed = ", ".join((*NEEDED, *extra))
        raise BadInput(*(fault(source.file, "no_column", field=column, columns=listed) for column in needs))
    found: dict[str, Any] = {}
    words = {}
    try:
        for column in source.there:
            if column in HASHED:
                found[column] = hashed(source.series(column))
            elif column in INSTANTS:
                found[column], found[f"{column}_as"] = source.instants(column)
            else:
                found[column], words[column] = coded(source.plain(column))
    except (pa.ArrowException, pl.exceptions.PolarsError, OSError, duckdb.Error) as error:
        reason = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise BadInput(fault(source.file, "unreadable", format="Parquet", reason=reason)) from error
    return _events(source.file, source.first_line, tuple(source.there), found, words)


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
        odd = (written != 0) & ((at < EARLIEST) | (at >= LATEST))
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
    numbered = {c: np.asarray(found[c], np.int32) for c in words}
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
        numbered,
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


def midnight(day: date) -> int:
    """The first microsecond of a local day."""
    return int(datetime.combine(day, time(), ZoneInfo(policy()["zone"])).timestamp()) * MICRO


def by_month(at: Ints) -> dict[str, int]:
    """How many instants lie in each local month that has any, in order."""
    if not len(at):
        return {}
    first, last = local_days(np.array([at.min(), at.max()], np.int64)).to_list()
    months = [
        first.year * 12 + first.month - 1 + n
        for n in range((last.year - first.year) * 12 + last.month - first.month + 1)
    ]
    edges = np.array([midnight(date(month // 12, month % 12 + 1, 1)) for month in months[1:]], np.int64)
    counts = np.bincount(np.searchsorted(edges, at, side="right"), minlength=len(months))
    return {
        f"{m // 12:04d}-{m % 12 + 1:02d}": int(count)
        for m, count in zip(months, counts, strict=True)
        if count
    }
