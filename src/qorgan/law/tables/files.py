"""Tables on disk: CSV and Parquet read in runs of cases, verdicts written run by run.

A fault names the line (CSV) or row (Parquet), the column and what is allowed.  It must never drop a case
without saying so, and never hold more of a table than a few runs.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from qorgan.law.dates import Localise, read_moment
from qorgan.law.earlier import Earlier
from qorgan.law.faults import BadFacts, Fault, UnknownFact
from qorgan.law.vocabulary import Vocabulary

from .columns import ABSENT, Cases, Codes, Dictionary
from .gathering import history_cell, history_of, small

RUN = 65536
BLOCK = 8 * 1024 * 1024
# Columns that are no facts.
OTHER = ("id", "date", "history", "jurisdiction", "synthetic", "title", "note")
NO_DAY = date(1, 1, 1)


@dataclass
class Run:
    """A run of cases as read, and what was wrong with their rows, by place in the run."""

    name: str
    cases: Cases
    place: list[int] | range
    ids: pa.Array | None
    faults: dict[int, list[Fault]] = field(default_factory=dict)


@dataclass
class Source:
    """A table to be read.  ``on``: the day of every case that has none of its own."""

    path: Path
    vocabulary: Vocabulary
    dictionaries: Mapping[str, Dictionary]
    local: Localise
    on: date | datetime | None = None
    broken: list[Fault] = field(default_factory=list)
    _days: dict[Any, Any] = field(default_factory=dict)
    _histories: dict[Any, Any] = field(default_factory=dict)

    @property
    def is_csv(self) -> bool:
        return self.path.suffix.lower() == ".csv"

    def runs(self) -> Iterator[Run]:
        """The runs in order.  Raises BadFacts where the table as a whole cannot be read."""
        try:
            yield from self._runs()
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            problem = getattr(error, "strerror", None) or str(error).splitlines()[0]
            raise BadFacts(
                [Fault("file", problem, "a readable CSV in UTF-8, or Parquet", None, self.path.name)]
            ) from None

    def _runs(self) -> Iterator[Run]:
        done = 0
        for batch in self._csv() if self.is_csv else self._parquet():
            for start in range(0, batch.num_rows, RUN):
                part = batch.slice(start, RUN)
                yield self._run(part, done)
                done += part.num_rows
        self._refuse_nothing(done)

    def _refuse_nothing(self, done: int) -> None:
        if not done and not self.broken:
            raise BadFacts(
                [Fault("file", "holds no case", "a header and a row a case", None, self.path.name)]
            )

    def _csv(self) -> Iterator[pa.RecordBatch]:
        names = _header(self.path)
        if not names:
            self._refuse_nothing(0)
        self._check(names)

        def broken(row: Any) -> str:
            self.broken.append(
                Fault(
                    "row",
                    f"has {row.actual_columns} fields, not {row.expected_columns}",
                    "as many as the header",
                    None if row.number is None else int(row.number),
                    self.path.name,
                )
            )
            return "skip"

        reader = pyarrow.csv.open_csv(
            self.path,
            read_options=pyarrow.csv.ReadOptions(block_size=BLOCK, use_threads=False),
            parse_options=pyarrow.csv.ParseOptions(invalid_row_handler=broken),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""]
            ),
        )
        with reader:
            yield from reader

    def _parquet(self) -> Iterator[pa.RecordBatch]:
        with pyarrow.parquet.ParquetFile(self.path, pre_buffer=False) as file:
            self._check(file.schema_arrow.names)
            yield from file.iter_batches(batch_size=RUN, use_threads=False)

    def _check(self, names: Sequence[str]) -> None:
        """Every column is a fact or one of the others, and stands there once."""
        faults: list[Fault] = []
        for place, name in enumerate(names):
            if name in names[:place]:
                faults.append(Fault(name, "stands there twice", "each column once", 1))
            elif name not in OTHER:
                try:
                    self.vocabulary.value(name, None)
                except UnknownFact as error:
                    allowed = f"{', '.join(OTHER)}; {error.faults[0].allowed}"
                    faults.append(Fault(name, error.faults[0].problem, allowed, 1))
        if "date" not in names and self.on is None:
            faults.append(
                Fault("date", "is missing: the law of which day?", "a column date, or --on DATE", 1)
            )
        if faults:
            raise BadFacts([Fault(f.field, f.problem, f.allowed, f.line, self.path.name) for f in faults])

    def _run(self, batch: pa.RecordBatch, done: int) -> Run:
        faults: dict[int, list[Fault]] = {}
        codes = {
            name: self._codes(name, batch.column(name))
            for name in batch.schema.names
            if name not in OTHER and batch.column(name).null_count < batch.num_rows
        }
        day, moment = self._dates(batch, faults)
        history = self._history(batch, faults)
        ids = batch.column("id") if "id" in batch.schema.names else None
        cases = Cases(batch.num_rows, self.dictionaries, codes, day, moment, history)
        return Run(self.path.name, cases, self._places(done, batch.num_rows), ids, faults)

    def _places(self, done: int, count: int) -> list[int] | range:
        """The line of each case in a CSV file, past the lines that were refused; the row in Parquet."""
        if not self.is_csv:
            return range(done + 1, done + count + 1)
        refused = sorted(fault.line for fault in self.broken if fault.line is not None)
        if not refused:
            return range(done + 2, done + count + 2)
        line, lines, passed = 1, [], set(refused)
        for number in range(done + count):
            line += 1
            while line in passed:
                line += 1
            if number >= done:
                lines.append(line)
        return lines

    def _codes(self, name: str, column: pa.Array) -> Codes:
        dictionary = self.dictionaries[name]
        if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
            given = column.to_pylist()
            return small([dictionary.code(item) for item in given], len(dictionary.values))
        encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        table = [dictionary.code(item) for item in encoded.dictionary.to_pylist()]
        places = encoded.indices.fill_null(len(table)).to_numpy(zero_copy_only=False)
        codes: Codes = np.take(small([*table, ABSENT], len(dictionary.values)), places)
        return codes

    def _dates(self, batch: pa.RecordBatch, faults: dict[int, list[Fault]]) -> tuple[Any, Any]:
        """The day and, where it is written, the moment of each case."""
        if "date" not in batch.schema.names:
            given: list[Any] = [None] * batch.num_rows
            encoded = pa.array([None] * batch.num_rows, pa.string()).dictionary_encode()
        else:
            column = batch.column("date")
            encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        given = [*encoded.dictionary.to_pylist(), None]
        places = encoded.indices.fill_null(len(given) - 1).to_numpy(zero_copy_only=False)
        answers = [self._date(item) for item in given]
        for place, (_, _, fault) in enumerate(answers):
            if fault:
                for row in np.flatnonzero(places == place):
                    faults.setdefault(int(row), []).append(fault)
        days = np.array([answer[0] for answer in answers], "datetime64[D]")[places]
        moments = np.array([answer[1] or "NaT" for answer in answers], "datetime64[us]")
        return days, None if np.isnat(moments).all() else moments[places]

    def _date(self, given: Any) -> tuple[date, datetime | None, Fault | None]:
        given = self.on if given is None else given
        if given not in self._days:
            try:
                if given is None:
                    raise BadFacts([Fault("date", "is missing", "YYYY-MM-DD or YYYY-MM-DDTHH:MM")])
                day, moment = read_moment(given, "date")
                local = None if moment is None else self.local(moment)
                self._days[given] = (local.date() if local else day, local, None)
            except BadFacts as error:
                self._days[given] = (NO_DAY, None, error.faults[0])
        found: tuple[date, datetime | None, Fault | None] = self._days[given]
        return found

    def _history(self, batch: pa.RecordBatch, faults: dict[int, list[Fault]]) -> Any:
        if "history" not in batch.schema.names or batch.column("history").null_count == batch.num_rows:
            return None
        found: list[tuple[Earlier, ...]] = []
        for row, written in enumerate(batch.column("history").to_pylist()):
            if written not in self._histories:
                self._histories[written] = self._entries(written)
            entries, wrong = self._histories[written]
            found.append(entries)
            if wrong:
                faults.setdefault(row, []).extend(wrong)
        if len(self._histories) > RUN:
            self._histories.clear()
        return history_of(found)

    def _entries(self, written: Any) -> tuple[tuple[Earlier, ...], tuple[Fault, ...]]:
        try:
            return (() if written is None else history_cell(str(written), self.local)), ()
        except BadFacts as error:
            return (), error.faults


def _header(path: Path) -> list[str]:
    """The names of the columns of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file), [])


class Target:
    """The table of verdicts: Parquet, or CSV where the name says so.  Written beside, put in place whole."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.path, self.beside = path, path.with_name(f".{path.name}.part")
        try:
            self._writer = (
                pyarrow.csv.CSVWriter(self.beside, schema)
                if path.suffix.lower() == ".csv"
                else pyarrow.parquet.ParquetWriter(
                    self.beside, schema, compression="zstd", write_statistics=False
                )
            )
        except OSError as error:
            raise BadFacts(
                [Fault("OUT", error.strerror or str(error), "a file that can be written", None, path.name)]
            ) from None

    def write(self, batch: pa.RecordBatch) -> None:
        self._writer.write(pa.Table.from_batches([batch]))

    def close(self, good: bool) -> None:
        self._writer.close()
        if good:
            self.beside.replace(self.path)
        else:
            self.beside.unlink()
