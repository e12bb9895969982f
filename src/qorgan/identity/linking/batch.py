"""Deduplicates a table of people in chunks that survive an interruption: pairs, their weights, clusters.

What is finished stands in a folder beside the output and is not done again, unless the people, the model or
the tables changed. Nothing is merged: the output says which records may be one person, and how sure that
is.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from qorgan.identity.faults import Fault, Refused
from qorgan.identity.linking import clusters, frequencies, splinking
from qorgan.identity.linking.kept import Kept
from qorgan.identity.linking.keys import Keyed, Table, keys, usable
from qorgan.identity.linking.model import Model

Progress = Callable[[str, int, int], None]
ROWS_IN_A_CHUNK = 2_000_000


class Engine(Protocol):
    """Where the SQL runs."""

    def load(self, faces: pa.Table, keyed: pa.Table) -> None: ...

    def weigh(self, chunk: int, chunks: int) -> pa.Table: ...

    def close(self) -> None: ...


def _spill(folder: Path | None) -> str:
    """Where the database puts what does not fit into memory: our folder or nowhere, for it has names in it.

    Nowhere too where the folder is named in an encoding that the database cannot read.
    """
    place = str(folder / "spill") if folder else ""
    try:
        place.encode()
    except UnicodeEncodeError:
        return ""
    return place


@contextmanager
def _told() -> Iterator[None]:
    """Raises Refused where memory or the disk is full. What the database says may quote a value."""
    import duckdb

    try:
        yield
    except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
        raise Refused(Fault("duckdb_stopped", detail=type(error).__name__), "--engine duckdb") from None


class DuckDB:
    """Splink on DuckDB, in this process."""

    def __init__(
        self, model: Model, table: Table, threads: int | None = None, folder: Path | None = None
    ) -> None:
        import duckdb
        from splink import DuckDBAPI

        self.model, self.table = model, table
        self.connection = duckdb.connect(":memory:")
        # Its bar of progress would stand in a result on standard output.
        self.connection.execute("SET enable_progress_bar=false")
        self.connection.execute("SET preserve_insertion_order = false")
        if threads:
            self.connection.execute(f"SET threads TO {int(threads)}")
        self.connection.execute("SET temp_directory = ?", [_spill(folder)])
        self.api = DuckDBAPI(self.connection)
        self.linker: Any = None

    def load(self, faces: pa.Table, keyed: pa.Table) -> None:
        """Raises Refused."""
        with _told():
            self._load(faces, keyed)

    def weigh(self, chunk: int, chunks: int) -> pa.Table:
        """Raises Refused."""
        with _told():
            return self._weigh(chunk, chunks)

    def _load(self, faces: pa.Table, keyed: pa.Table) -> None:
        from splink import Linker

        self.connection.register("faces_given", faces)
        self.connection.execute("CREATE TABLE faces AS SELECT * FROM faces_given")
        self.connection.unregister("faces_given")
        self.connection.register("given", keyed.filter(pa.array(usable(as_keyed(keyed), self.table))))
        self.connection.execute("CREATE TABLE usable AS SELECT face, record, key FROM given")
        self.connection.unregister("given")
        self.linker = Linker(
            self.api.register("faces"),
            splinking.settings(self.model),
            log_level=logging.ERROR,
            validate_settings=False,
        )
        for name, shares in frequencies.tables(faces):
            self.connection.register("shares", shares)
            self.connection.execute(f"CREATE TABLE shares_of_{name} AS SELECT * FROM shares")  # nosec B608
            self.connection.unregister("shares")
            table = self.api.register(f"shares_of_{name}")
            self.linker.table_management.register_term_frequency_lookup(table, name)

    def _weigh(self, chunk: int, chunks: int) -> pa.Table:
        self.connection.execute(
            f"CREATE OR REPLACE TABLE pairs AS {splinking.pairs_sql('usable', chunk, chunks)}"
        )
        self.linker.table_management.register_blocked_pairs_for_predict(self.api.register("pairs"))
        predicted = self.linker.inference.predict(warning_mode="never")
        sql = splinking.weighed_sql(
            predicted.physical_name, "faces", self.model, self.table.caps, self.table.kept_from
        )
        weighed = self.connection.sql(sql).to_arrow_table()
        predicted.drop_table_from_database_and_remove_from_cache()
        return weighed

    def close(self) -> None:
        self.connection.close()


@dataclass(frozen=True)
class Deduplicated:
    """`pairs`: record_l, record_r, weight. `clusters`: for each record the smallest record of its cluster.

    `best`: the weight of each record's strongest link inside its cluster, NaN where it is alone.
    """

    pairs: pa.Table
    clusters: NDArray[np.int64]
    best: NDArray[np.float64]


def dedupe(
    faces: pa.Table,
    records: int,
    engine: Engine,
    model: Model,
    table: Table,
    threshold: float,
    work: Path | None = None,
    progress: Progress = lambda what, done, of: None,
    rows_in_a_chunk: int = ROWS_IN_A_CHUNK,
) -> Deduplicated:
    """Pairs and clusters of `faces` (as `facing.faces` makes them) of `records` records.

    With `work`, each finished chunk is kept in that folder, and found again by a later run over the same
    faces, model and tables. Raises CannotKeep.
    """
    chunks = max(1, -(-faces.num_rows // rows_in_a_chunk))
    kept = Kept(work, identity(faces, model, table, chunks)) if work else None
    weighed = {chunk: kept.read(chunk) if kept else None for chunk in range(chunks)}
    if any(finished is None for finished in weighed.values()):
        progress("keys", 0, chunks)
        engine.load(faces.append_column("face", pa.array(np.arange(faces.num_rows))), keyed(faces))
    for chunk, finished in weighed.items():
        if finished is None:
            weighed[chunk] = engine.weigh(chunk, chunks).select(["record_l", "record_r", "weight"])
            if kept:
                kept.write(chunk, weighed[chunk])
        progress("pairs", chunk + 1, chunks)
    pairs = pa.concat_tables(list(weighed.values())).sort_by(
        [("record_l", "ascending"), ("record_r", "ascending")]
    )
    left, right = (pairs[name].to_numpy().astype(np.int64) for name in ("record_l", "record_r"))
    weights = pairs["weight"].to_numpy()
    progress("clusters", 0, 1)
    found = clusters.cluster(records, left, right, weights, threshold, table.not_seen)
    progress("clusters", 1, 1)
    return Deduplicated(pairs, found, _strongest(found, left, right, weights))


def _strongest(
    found: NDArray[np.int64], left: NDArray[np.int64], right: NDArray[np.int64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Of each record the weight of its strongest link inside its cluster; NaN where it is alone."""
    best = np.full(len(found), np.nan)
    inside = found[left] == found[right]
    np.fmax.at(best, left[inside], weights[inside])
    np.fmax.at(best, right[inside], weights[inside])
    return best


def keyed(faces: pa.Table) -> pa.Table:
    """The keys of faces as a table: face, record, key (signed 64 bits, for Spark has no other), type."""
    found = keys(faces)
    record = faces["record"].to_numpy()
    return pa.table(
        {
            "face": found.rows,
            "record": record[found.rows],
            "key": found.keys.view(np.int64),
            "type": found.types.astype(np.int16),
        }
    )


def as_keyed(table: pa.Table) -> Keyed:
    """What `keyed` made of it."""
    rows, types = table["face"].to_numpy(), table["type"].to_numpy()
    return Keyed(rows, table["key"].to_numpy().view(np.uint64), types.astype(np.uint8))


def identity(faces: pa.Table, model: Model, table: Table, chunks: int) -> str:
    """A digest of everything that a chunk's answer depends on."""
    digest = hashlib.sha256(repr((model, table, chunks, faces.schema.names)).encode())
    for batch in faces.combine_chunks().to_batches():
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, batch.schema) as writer:
            writer.write_batch(batch)
        digest.update(sink.getvalue())
    return digest.hexdigest()
