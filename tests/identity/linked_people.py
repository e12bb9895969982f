"""Invented people for the tests of linkage, made once a run: tables, faces, and the database they are asked
in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from qorgan.identity import synthetic
from qorgan.identity.linking import batch, facing
from qorgan.identity.linking.frequencies import frequencies
from qorgan.identity.linking.keys import table
from qorgan.identity.linking.model import Model, shipped
from qorgan.identity.linking.paired import Pairs, arrays, pairs
from qorgan.identity.linking.score import Scored, score

ON = date(2026, 11, 25)
Rows = NDArray[np.int64]


@cache
def people(count: int = 1500, seed: int = 11) -> pa.Table:
    return synthetic.people(count, seed)


@cache
def faces(count: int = 1500, seed: int = 11) -> pa.Table:
    return facing.faces(people(count, seed), ON)


def told(*records: Mapping[str, str]) -> pa.Table:
    """A table of people with the columns that any of the records has."""
    names = dict.fromkeys(name for record in records for name in record)
    return pa.table({name: pa.array([one.get(name) for one in records], pa.string()) for name in names})


def faces_of(*records: Mapping[str, str]) -> pa.Table:
    return facing.faces(told(*records), ON)


def scored(of: pa.Table, left: Iterable[int], right: Iterable[int], model: Model | None = None) -> Scored:
    """Pairs of rows of faces, weighed with how often their own values stand in `of`."""
    rows = [np.array(list(side), dtype=np.int64) for side in (left, right)]
    found = pairs(arrays(of), rows[0], rows[1])
    return score(found, model or shipped(), frequencies(of), table().caps)


def turned(of: Pairs) -> Pairs:
    return Pairs(of.right, of.left)


def deduplicated(of: pa.Table, records: int, **kept: Any) -> batch.Deduplicated:
    """As `qorgan link dedupe` does it, on one thread."""
    model = kept.pop("model", None) or shipped().of_size(of.num_rows)
    engine = kept.pop("engine", None) or batch.DuckDB(model, table(), threads=1)
    try:
        return batch.dedupe(of, records, engine, model, table(), kept.pop("threshold", model.likely), **kept)
    finally:
        engine.close()
