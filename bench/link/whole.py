"""Splink by itself from the table to clusters, on names as written, in ASCII, and in our canonical letters.

The peers of `bench/linkage_peers.py`, then clustered by Splink. Run once and kept, since two parts need them.
"""

from __future__ import annotations

import os
import pickle
import time
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench import linkage_peers
from bench.link import people, quality
from bench.link.apart import Asked, apart
from bench.link.report import Row
from qorgan.identity.names import word

CLUSTERED_FROM = 6.0  # bits


@dataclass(frozen=True)
class Whole:
    """Seconds: columns, training, blocking and scoring; and clusters. MiB at most."""

    left: np.ndarray
    right: np.ndarray
    weight: np.ndarray
    clusters: np.ndarray
    seconds: float
    clustering: float
    most: float = 0.0


def in_our_letters(text: str) -> str:
    """Each word in canonical form without its suffix."""
    return " ".join(filter(None, (word(part).stem for part in text.split())))


WAYS = {"raw": linkage_peers.as_written, "ascii": linkage_peers.in_ascii, "our_letters": in_our_letters}


def splink(asked: Asked, way: str) -> Whole:
    kept = asked.scratch / f"splink-{way}-{asked.people}-{asked.seed}.pickle"
    if not kept.exists():
        table = people.file(asked)
        found, most = apart(_linked, table, way, asked.threads)
        kept.write_bytes(pickle.dumps(Whole(**{**found.__dict__, "most": most})))
    whole: Whole = pickle.loads(kept.read_bytes())  # noqa: S301  # written above
    return whole


def right(found: Whole, person: np.ndarray, seed: int) -> list[Row]:
    """`precision` and `recall` are those from CLUSTERED_FROM on."""
    pairs = quality.weighed(person, found.left, found.right, found.weight)
    rows = quality.rows_of(pairs, CLUSTERED_FROM, seed)
    kept = [row for row in rows if row.name not in ("best.weight", "at_likely.f1")]
    return kept + quality.cluster_rows(person, found.clusters, seed)


def _linked(path: str, way: str, threads: int) -> Whole:
    os.environ["THREADS"] = str(threads)
    table = pq.read_table(path, columns=list(people.INTERFACE))
    pairs = linkage_peers.link(table, WAYS[way])
    began = time.perf_counter()
    clusters = clustered(table.num_rows, pairs.left, pairs.right, pairs.weight, threads)
    clustering = time.perf_counter() - began
    return Whole(pairs.left, pairs.right, pairs.weight, clusters, pairs.seconds, clustering)


def clustered(
    size: int,
    left: np.ndarray,
    right: np.ndarray,
    weight: np.ndarray,
    threads: int,
    least: float = CLUSTERED_FROM,
) -> np.ndarray:
    """Splink's connected components."""
    import duckdb
    from splink import DuckDBAPI
    from splink.clustering import cluster_pairwise_predictions_at_threshold

    connection = duckdb.connect()
    connection.execute(f"set threads to {threads}")
    api = DuckDBAPI(connection)
    # Splink looks at the probability, whichever threshold it is given.
    probability = 1 / (1 + np.exp2(-np.clip(weight, -60, 60)))
    edges = pa.table({"unique_id_l": left, "unique_id_r": right, "match_probability": probability})
    found = cluster_pairwise_predictions_at_threshold(
        api.register(pa.table({"unique_id": np.arange(size)})),
        api.register(edges),
        api,
        node_id_column_name="unique_id",
        threshold_match_probability=1 / (1 + 2.0**-least),
    ).as_pyarrow_table()  # type: ignore[no-untyped-call]
    out = np.arange(size)
    out[found["unique_id"].to_numpy()] = found["cluster_id"].to_numpy()
    return out
