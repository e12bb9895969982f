"""Pairs found and weighed over arrays of whole numbers, in this process: what Splink does on DuckDB, sooner.

The same keys, questions, weights and limits as there (`score` is our evaluator); a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from os import cpu_count

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from qorgan.identity.faults import Fault, Refused
from qorgan.identity.linking import coded
from qorgan.identity.linking.batch import as_keyed
from qorgan.identity.linking.keys import Table, usable
from qorgan.identity.linking.model import Model
from qorgan.identity.linking.score import Weights, score

Rows = NDArray[np.int64]
Faces = NDArray[np.int32]
_Weighed = tuple[Rows, Rows, Weights, Weights]
_PAIRS_AT_ONCE = 1 << 18


@contextmanager
def _told() -> Iterator[None]:
    """Raises Refused where memory is full."""
    try:
        yield
    except MemoryError:
        raise Refused(Fault("memory_full"), "--engine arrays") from None


class Arrays:
    """An `Engine`."""

    def __init__(self, model: Model, table: Table, threads: int | None = None) -> None:
        self.model, self.table = model, table
        self.threads = threads or cpu_count() or 1
        self.columns: coded.Columns | None = None
        self.met: tuple[Faces, Rows] | None = None

    def load(self, faces: pa.Table, keyed: pa.Table) -> None:
        """Raises Refused."""
        with _told():
            self.columns = coded.columns(faces)
            where = np.flatnonzero(usable(as_keyed(keyed), self.table))
            self.met = _met(keyed["face"].to_numpy()[where], keyed["key"].to_numpy()[where])

    def weigh(self, chunk: int, chunks: int) -> pa.Table:
        """Raises Refused."""
        if self.columns is None or self.met is None:
            raise RuntimeError("load comes first")
        columns = self.columns
        with _told():
            left, right = pairs(*self.met, columns.numbers["record"], chunk, chunks)
            starts = range(0, max(1, len(left)), _PAIRS_AT_ONCE)
            parts = [slice(at, at + _PAIRS_AT_ONCE) for at in starts]
            with ThreadPoolExecutor(self.threads) as pool:
                weighed = list(pool.map(lambda part: self._weighed(columns, left[part], right[part]), parts))
            return _best(columns.numbers["record"], *map(np.concatenate, zip(*weighed, strict=True)))

    def _weighed(self, columns: coded.Columns, left: Rows, right: Rows) -> _Weighed:
        """The pairs that weigh enough to be kept, with their weights before and after the caps."""
        found = score(coded.CodedPairs(columns, left, right), self.model, {}, self.table.caps)
        kept = found.total >= self.table.kept_from
        return left[kept], right[kept], found.uncapped[kept], found.total[kept]

    def close(self) -> None:
        self.columns = self.met = None


def _best(record: Rows, left: Rows, right: Rows, uncapped: Weights, weight: Weights) -> pa.Table:
    """The best pair of faces for each pair of records, as `splinking.weighed_sql` has it."""
    first, second = record[left], record[right]
    order = np.lexsort((right, left, -weight, second, first))
    pairs_ = np.column_stack([first, second])[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (pairs_[1:] != pairs_[:-1]).any(axis=1)
    rows = order[new]
    names = ("record_l", "record_r", "face_l", "face_r", "weight", "uncapped")
    columns = (first, second, left, right, weight, uncapped)
    return pa.table({name: column[rows] for name, column in zip(names, columns, strict=True)})


def _met(faces: Rows, keys: NDArray[np.int64]) -> tuple[Faces, Rows]:
    """The faces in groups of one key each, and the sizes of the groups."""
    order = np.argsort(keys)
    keys = keys[order]
    starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else order
    return faces[order].astype(np.int32), np.diff(np.append(starts, len(keys)))


def pairs(faces: Faces, sizes: Rows, record: Rows, chunk: int, chunks: int) -> tuple[Rows, Rows]:
    """Pairs of faces of different records that share a key, each once; one chunk of `chunks`.

    `faces` stand in groups of `sizes`, a group for each key. As in SQL (`splinking.pairs_sql`) the face of
    the smaller record stands left, and all pairs of one left record are in one chunk.
    """
    of = record.astype(np.int32)[faces]
    after = np.repeat(np.cumsum(sizes), sizes) - np.arange(1, len(faces) + 1)
    at, found = np.flatnonzero(after > 0), []
    for apart in range(1, int(sizes.max(initial=0))):
        first, second = of[at], of[at + apart]
        kept = first != second
        if chunks > 1:
            kept &= np.minimum(first, second) % chunks == chunk
        turned, where = (first > second)[kept], at[kept]
        one, other = faces[where], faces[where + apart]
        left = np.where(turned, other, one).astype(np.int64)
        found.append(left * len(record) + np.where(turned, one, other))
        at = at[after[at] > apart]
    codes = np.sort(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)
    codes = codes[np.append(True, codes[1:] != codes[:-1])] if len(codes) else codes
    return codes // len(record), codes % len(record)
