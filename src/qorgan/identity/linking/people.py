"""Tables of people in, results out: what the commands read and write, whole or not at all."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from qorgan.identity import fields, headers, live, tables
from qorgan.identity.explaining.pairs_table import harmless
from qorgan.identity.faults import Fault, Report
from qorgan.identity.linking import facing
from qorgan.identity.linking.keys import keys
from qorgan.identity.saying import SaidError


class CannotWrite(SaidError):
    """The output cannot be written; the message says which and why."""


def read(source: str, report: Report, on: date | None) -> Iterator[pa.Table]:
    """Chunks of the table, with every fault and doubt of a row or a field reported.

    What is no name and no sex is set aside; days, numbers and places stay as they were written, for `facing`.
    """
    for chunk in tables.read(source, report):
        meant = fields.read(chunk, report, on)
        for name in (*fields.NAMES, "sex"):
            chunk = chunk.set_column(chunk.column_names.index(name), name, meant[name])
        yield chunk


def batches(chunks: Iterator[pa.Table], on: date | None) -> Iterator[live.Batch]:
    """Rows for the live index."""
    for chunk in chunks:
        faces = facing.faces(chunk, on)
        found = keys(faces)
        order = np.argsort(found.rows, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(found.rows, minlength=faces.num_rows))])
        columns = faces.rename_columns(
            ["group" if name == "given_class" else name for name in faces.column_names]
        ).append_column("unique_id", chunk["unique_id"].take(faces["record"]))
        yield live.Batch(columns, found.keys[order], starts.astype(np.int64))


def nobody() -> pa.Table:
    """A chunk without a row."""
    names = (*headers.FIELDS, *headers.FURTHER)
    return pa.schema([(name, pa.string()) for name in names]).empty_table()


CLUSTERS = pa.schema([("unique_id", pa.string()), ("cluster_id", pa.string()), ("weight", pa.float64())])
PAIRS = pa.schema([("unique_id_l", pa.string()), ("unique_id_r", pa.string()), ("weight", pa.float64())])
HITS = pa.schema(
    [("query_id", pa.string()), ("rank", pa.int64()), ("unique_id", pa.string()), ("weight", pa.float64())]
)


def write(path: str, schema: pa.Schema, columns: Sequence[Any]) -> None:
    """Parquet where the name ends so, else CSV; "-" is CSV on standard output. Raises CannotWrite."""
    table = pa.table(dict(zip(schema.names, columns, strict=True)), schema)
    if path == "-":
        import sys

        sys.stdout.write(_csv(table))
        return
    if path.endswith(".parquet"):
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink)
        replace(path, sink.getvalue())
    else:
        replace(path, _csv(table).encode())


def _csv(table: pa.Table) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.column_names)
    columns = [_cells(table[name]) for name in table.column_names]
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue()


def _cells(column: pa.ChunkedArray) -> list[str]:
    if pa.types.is_string(column.type):
        return ["" if text is None else harmless(text) for text in column.to_pylist()]
    if pa.types.is_floating(column.type):
        column = pc.round(column, 3)
    return ["" if value is None else str(value) for value in column.to_pylist()]


def replace(path: str, content: Any) -> None:
    """The whole content under the name, or what was there before. Raises CannotWrite.

    What is no file (a pipe, /dev/null) is written to and never put another in its place.
    """
    target = Path(path)
    half = ""
    try:
        if not is_file(path):
            with open(target, "wb") as stream:
                stream.write(content)
            return
        number, half = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent or Path("."))
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(half, target)
    except OSError as error:
        if half and os.path.exists(half):
            os.unlink(half)
        raise CannotWrite("{place}: {why}", place=path, why=error.strerror) from None


def is_file(path: str) -> bool:
    """Whether the result becomes a file, and not part of a stream or a device."""
    return path != "-" and (not os.path.exists(path) or os.path.isfile(path))


def writable(path: str) -> Fault | None:
    """Whether there is a folder to write into, asked before hours of work and not after."""
    target = Path(path)
    folder = target.parent if str(target.parent) else Path(".")
    if path == "-" or (folder.is_dir() and os.access(folder, os.W_OK) and not target.is_dir()):
        return None
    return Fault("out_folder")
