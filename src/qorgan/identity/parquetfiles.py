"""Parquet of people as columns of text: typed days, numbers and dictionaries become what a CSV would hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from qorgan.identity.faults import Fault, Refused, Report

MARK = b"PAR1"
ROWS = 100_000


def opened(source: Any, file: str) -> Any:
    """The file, its end read. Raises Refused where it is damaged or cut short."""
    try:
        return pq.ParquetFile(source)
    except (pa.ArrowException, OSError, ValueError):
        raise Refused(Fault("file_broken"), file) from None


def read(parquet: Any, wanted: list[str], report: Report) -> Iterator[tuple[list[Any], Any]]:
    """Text columns in the order of `wanted`, and the number of each row."""
    row, refused = 1, set[str]()
    try:
        for batch in parquet.iter_batches(ROWS, columns=wanted):
            columns = []
            for name in wanted:
                column = as_text(batch.column(batch.schema.names.index(name)))
                if column is None:
                    if name not in refused:
                        report.add(Fault("column_type", None, name, str(batch.schema.field(name).type)[:60]))
                        refused.add(name)
                    column = pa.nulls(batch.num_rows, pa.string()).fill_null("")
                columns.append(column)
            report.rows_read += batch.num_rows
            yield columns, pa.array(np.arange(row, row + batch.num_rows, dtype=np.int64))
            row += batch.num_rows
    except (pa.ArrowException, OSError, ValueError):
        raise Refused(Fault("file_broken", row), report.file) from None


def as_text(column: Any) -> Any:
    """One Arrow array as strings without nulls, or None where its type is no text, number or day."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.dictionary_decode(), kind.value_type
    if pa.types.is_floating(kind):
        column = pc.if_else(pc.is_nan(column), pa.scalar(None, kind), column)
        whole = pc.all(pc.equal(pc.floor(column), column)).as_py()
        safe = pc.max(pc.abs(column)).as_py() or 0
        if whole is not False and safe < 2**53:
            column = column.cast(pa.int64())
    elif pa.types.is_timestamp(kind):
        if kind.tz:  # the day there, not the day in Greenwich
            column = pc.local_timestamp(column)
        column = column.cast(pa.timestamp("us"), safe=False).cast(pa.date32(), safe=False)
    elif pa.types.is_date64(kind):
        column = column.cast(pa.date32(), safe=False)
    elif pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or not _sound(column):
        raw = column.cast(pa.large_binary()).to_pylist()
        return pa.array([(value or b"").decode("utf-8", "replace") for value in raw], pa.string())
    elif pa.types.is_nested(kind) or pa.types.is_time(kind) or pa.types.is_duration(kind):
        return None
    try:
        return column.cast(pa.string()).fill_null("")
    except pa.ArrowException:
        return None


def _sound(column: Any) -> bool:
    """Whether text is good UTF-8: a Parquet file only promises it."""
    try:
        column.validate(full=True)
    except pa.ArrowException:
        return False
    return True
