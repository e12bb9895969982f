"""An index from nothing: rows come in batches, keys are sorted in parts on disk, memory stays bounded.

What stays in memory are the distinct words, one integer for each IIN and phone, and one part of the keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from qorgan.identity.live import layout
from qorgan.identity.live.errors import BadRow, LiveFault, NoIndex
from qorgan.identity.live.files import locked
from qorgan.identity.live.postings import Spill
from qorgan.identity.live.rows import (
    DAYS,
    FACE,
    I64,
    LONGEST,
    NO_DAY,
    NONE,
    NUMBERS,
    SHAPES,
    U64,
    WORDS,
    Row,
    key_array,
    keys_from,
    mark,
)  # fmt: skip
from qorgan.identity.live.writing import Writer, new_base
from qorgan.identity.saying import Message

PAIRS = 8_000_000  # of one sorted part: about 100 MB, and as much again while it is sorted


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows column by column. `columns` is a pyarrow table or a mapping with `unique_id` and the fields of a
    Face; a column that is missing is known of nobody. Row i has the keys `keys[starts[i]:starts[i + 1]]`."""

    columns: Mapping[str, Any] | Any
    keys: U64
    starts: I64


@dataclass(frozen=True, slots=True)
class Built:
    """How much an index holds."""

    rows: int
    pairs: int
    bytes: int


def batch_of(rows: Sequence[Row]) -> Batch:
    """A batch from single rows. Raises BadRow."""
    keys = [key_array(row.keys) for row in rows]
    columns: dict[str, list[Any]] = {"unique_id": [row.unique_id for row in rows]}
    for name in (*WORDS, *NUMBERS, *DAYS):
        columns[name] = [getattr(row.face, name) for row in rows]
    starts = np.cumsum([0, *(len(one) for one in keys)])
    return Batch(columns, np.concatenate([np.empty(0, np.uint64), *keys]), starts)


def _column(batch: Batch, name: str, type_: pa.DataType) -> pa.Array | None:
    names = batch.columns.column_names if isinstance(batch.columns, pa.Table) else batch.columns
    if name not in names:
        return None
    column = batch.columns[name]
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    try:
        return column.cast(type_) if isinstance(column, pa.Array) else pa.array(column, type_)
    except (pa.ArrowException, UnicodeEncodeError, TypeError, OverflowError):
        raise BadRow(name, Message("has a value that is no {type}", type=type_)) from None


def _texts(batch: Batch, name: str) -> pa.Array | None:
    found = _column(batch, name, pa.large_string())
    if found is None:
        return None
    if (pc.max(pc.binary_length(found)).as_py() or 0) > LONGEST:
        raise BadRow(name, Message("is longer than {most} bytes", most=LONGEST))
    return found.fill_null("")


class _Vocabulary:
    """The words of a column in the order of their coming, and how often each came."""

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}
        self.counts: I64 = np.zeros(1024, np.int64)

    def read(self, texts: pa.Array) -> NDArray[np.int32]:
        coded = texts.dictionary_encode()
        ids = np.array(
            [
                self.ids.setdefault(word, len(self.ids)) if word else NONE
                for word in coded.dictionary.to_pylist()
            ],
            np.int32,
        )
        found: NDArray[np.int32] = ids[coded.indices.to_numpy(zero_copy_only=False)]
        if len(self.ids) > len(self.counts):
            self.counts = np.concatenate([self.counts, np.zeros(len(self.ids), np.int64)])
        fresh = np.bincount(found[found >= 0])
        self.counts[: len(fresh)] += fresh
        return found


def _numbers(batch: Batch, column: str) -> I64 | None:
    texts = _texts(batch, column)
    if texts is None:
        return None
    shaped = pc.match_substring_regex(texts, f"^({SHAPES[column].pattern})?$")
    if not pc.all(shaped, min_count=0).as_py():
        raise BadRow(column, "is not in its canonical form")
    digits = pc.ascii_ltrim(texts, "+")
    known = pc.if_else(pc.equal(digits, ""), None, digits)
    found: I64 = known.cast(pa.int64()).fill_null(NONE).to_numpy(zero_copy_only=False)
    return found


def _days(batch: Batch, column: str) -> NDArray[np.int32] | None:
    days = _column(batch, column, pa.int32())
    return None if days is None else days.fill_null(NO_DAY).to_numpy(zero_copy_only=False)


class _Builder:
    def __init__(self, writer: Writer, most: int) -> None:
        self.writer = writer
        self.words = {column: _Vocabulary() for column in WORDS}
        self.values: dict[str, list[I64]] = {column: [] for column in NUMBERS}
        self.keys = Spill(writer.place, "keys", most)
        self.owners = Spill(writer.place, "owners", most)

    def add(self, batch: Batch) -> None:
        texts = _texts(batch, "unique_id")
        if texts is None or pc.any(pc.equal(texts, "")).as_py():
            raise BadRow("unique_id", "is empty")
        faces = np.zeros(len(texts), FACE)
        counts = np.diff(batch.starts)
        ends = (len(counts), batch.starts[0], batch.starts[-1])
        if ends != (len(texts), 0, len(batch.keys)) or (counts < 0).any():
            raise BadRow("keys", "do not fit the rows")
        raw = [text.encode() for text in texts.to_pylist()]
        faces["owner"] = [mark(text) for text in raw]
        for column in WORDS:
            words = _texts(batch, column)
            faces[column] = NONE if words is None else self.words[column].read(words)
        for column in NUMBERS:
            numbers = _numbers(batch, column)
            faces[column] = NONE if numbers is None else numbers
            self.values[column].append(faces[column].copy())
        for column in DAYS:
            days = _days(batch, column)
            faces[column] = NO_DAY if days is None else days
        rows = np.arange(self.writer.rows, self.writer.rows + len(faces), dtype=np.uint32)
        self.owners.add(faces["owner"].copy(), rows)
        self.keys.add(keys_from(batch.keys), np.repeat(rows, counts))
        self.writer.add(faces, b"".join(raw), np.array([len(text) for text in raw], np.int64))

    def done(self) -> None:
        for column, words in self.words.items():
            self.writer.words(column, list(words.ids), words.counts[: len(words.ids)])
            words.ids = {}
        for column in NUMBERS:
            self.writer.numbers(column, self.values.pop(column))
        self.writer.pairs = self.writer.postings(self.keys.runs(), ("keys", "key_rows"))
        self.writer.postings(self.owners.runs(), ("owners", "owner_rows"))
        self.keys.delete()
        self.owners.delete()


def build(
    folder: Path | str, batches: Iterable[Batch], keys_version: str, wait: bool = True, most: int = PAIRS
) -> Built:
    """Writes an index of all rows; one that is there already answers until it is done, and is then replaced
    with all that was inserted into it. Raises NoIndex, BadRow, Busy, NotWritten."""
    folder = Path(folder)
    layout.claim(folder)
    with locked(folder / layout.COMPACTING, "build or compact it", wait):
        _clean(folder)
        with new_base(folder) as writer:
            builder = _Builder(writer, most)
            for batch in batches:
                builder.add(batch)
            builder.done()
            manifest = writer.done(keys_version)
            with locked(folder / layout.WRITING, "write", True):
                layout.switch(folder, writer.generation, manifest)
        layout.sweep(folder, writer.generation)
    return Built(writer.rows, writer.pairs, writer.bytes)


def _clean(folder: Path) -> None:
    """Deletes what an earlier build left, as long as it is known which generation is good."""
    try:
        layout.sweep(folder, layout.current(folder)[0])
    except NoIndex:
        layout.sweep(folder, 0)
    except LiveFault:
        return
