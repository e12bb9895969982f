"""A table in, a table of verdicts out: one row a case, one column a provision, run by run on every core."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from qorgan.law.faults import Fault

from .files import Run, Source, Target
from .judging import NOT_IN_FORCE, Column, Table, Verdicts

WORDS = ("does_not_apply", "undecided", "applies")
STATES = ("judged", "outside", "refused")
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Done:
    """What was read, judged and refused."""

    rows: int
    judged: int
    outside: int
    refused: int


def name_of(column: Column) -> str:
    """``kz.cc.107.2``, and ``kz.cc.107.2 (attempt)`` for another stage."""
    provision, stage = column
    return provision if stage == "completed" else f"{provision} ({stage})"


def schema_of(table: Table, points: bool) -> pa.Schema:
    """The columns of the answer."""
    word = pa.dictionary(pa.int8(), pa.string())
    fields = [pa.field("row", pa.int64()), pa.field("id", pa.string()), pa.field("state", word)]
    fields.append(pa.field("fault", pa.string()))
    with_points = {(item.id, item.stage) for item in table.statutes.provisions if item.points}
    for column in table.columns:
        fields.append(pa.field(name_of(column), word))
        if points and column in with_points:
            fields.append(pa.field(f"{name_of(column)} points", pa.string()))
    return pa.schema(fields)


def answer_table(
    source: Source,
    target: Path,
    table: Table,
    closed_world: bool,
    points: bool,
    tell: Tell,
    workers: int,
) -> Done:
    """Judge every case of the source; each fault is told as one line, in the order of the rows."""
    schema = schema_of(table, points)
    runs = source.runs()
    first = next(runs, None)  # A table that cannot be read leaves no file behind.
    written = Target(target, schema)
    counts, told, good = np.zeros(3, np.int64), 0, False
    try:
        for run, verdicts, lines in _judged(_again(first, runs), table, closed_world, points, workers):
            told = _tell_broken(source, told, tell)
            for line in lines:
                tell(line)
            batch, states = _batch(run, verdicts, schema, points)
            counts += np.bincount(states, minlength=3)
            written.write(batch)
        told = _tell_broken(source, told, tell)
        good = True
    finally:
        written.close(good)
    return Done(int(counts.sum()) + told, int(counts[0]), int(counts[1]), int(counts[2]) + told)


def _again(first: Run | None, rest: Iterator[Run]) -> Iterator[Run]:
    if first is not None:
        yield first
    yield from rest


def _tell_broken(source: Source, told: int, tell: Tell) -> int:
    for fault in source.broken[told:]:
        tell(str(fault))
    return len(source.broken)


Answered = tuple[Run, Verdicts, list[str]]


def _judged(
    runs: Iterator[Run], table: Table, closed_world: bool, points: bool, workers: int
) -> Iterator[Answered]:
    """The runs with their verdicts, in order; no more of them at once than the workers can hold."""

    def work(run: Run) -> Answered:
        verdicts = table.judge(run.cases, closed_world, points)
        return run, verdicts, _faults(run, verdicts, table, closed_world)

    with ThreadPoolExecutor(workers) as people:
        waiting: deque[Future[Answered]] = deque()
        for run in runs:
            waiting.append(people.submit(work, run))
            if len(waiting) > workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _faults(run: Run, verdicts: Verdicts, table: Table, closed_world: bool) -> list[str]:
    """One line a fault, and the case marked as refused."""
    lines: list[str] = []
    for row in sorted({*np.flatnonzero(verdicts.refused).tolist(), *run.faults}):
        found = list(run.faults.get(row, ()))
        if verdicts.refused[row]:
            found.extend(table.faults(run.cases, row, closed_world))
        run.faults[row] = found
        lines.extend(str(Fault(f.field, f.problem, f.allowed, run.place[row], run.name)) for f in found)
    return lines


def _batch(
    run: Run, verdicts: Verdicts, schema: pa.Schema, points: bool
) -> tuple[pa.RecordBatch, NDArray[np.int8]]:
    count = run.cases.count
    states = np.where(verdicts.outside, 1, 0).astype(np.int8)
    wrong = sorted(run.faults)
    states[wrong] = 2
    reasons: list[str | None] = [None] * count
    for row in wrong:
        reasons[row] = "; ".join(f"{f.field}: {f.problem}" for f in run.faults[row])
    columns: list[Any] = [
        pa.array(np.asarray(run.place, np.int64)),
        pa.nulls(count, pa.string()) if run.ids is None else run.ids.cast(pa.string()),
        pa.DictionaryArray.from_arrays(pa.array(states), pa.array(STATES)),
        pa.array(reasons, pa.string()),
    ]
    for column, codes in verdicts.verdict.items():
        columns.append(_words(codes, states == 2))
        if points and f"{name_of(column)} points" in schema.names:
            columns.append(_points(verdicts, column, count))
    return pa.RecordBatch.from_arrays(columns, schema=schema), states


def _words(codes: NDArray[np.uint8], refused: NDArray[np.bool_]) -> pa.Array:
    """Verdicts as words; null where the provision is not in force or the case is refused."""
    mask = (codes == NOT_IN_FORCE) | refused
    return pa.DictionaryArray.from_arrays(pa.array(codes.view(np.int8), mask=mask), pa.array(WORDS))


def _points(verdicts: Verdicts, column: Column, count: int) -> pa.Array:
    """The points met, as ``1;3``; null where there is none."""
    shown = np.full(count, "", object)
    for number, met in verdicts.points.get(column, {}).items():
        for row in np.flatnonzero(met):
            shown[row] = f"{shown[row]};{number}" if shown[row] else number
    return pa.array([text or None for text in shown], pa.string())
