"""Other engines for one against many: Splink's own call for two records, faiss and usearch on hashed bigrams.

The bit vectors are what record linkage calls a CLK, in plain form: 1024 bits, bigrams of surname, given name,
patronymic (in ASCII letters) and date of birth, ten bits each.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench import linkage_peers
from bench.link.report import Row, named, share

BITS, EACH, TOP = 1024, 10, 10
ASKED, EXACT, GRAPH, PAIRS, TRAINED_ON = 1000, 100, 100_000, 20, 20_000
Bits = np.ndarray
Answers = tuple[np.ndarray, np.ndarray]  # of each query the nearest rows and their distances


def vectors(table: pa.Table) -> Bits:
    """A row of 128 bytes for each record."""
    columns = linkage_peers.columns(table, linkage_peers.in_ascii)
    out = np.zeros((table.num_rows, BITS // 64), dtype=np.uint64)
    for name in ("surname", "first_name", "patronymic", "dob"):
        coded = pc.dictionary_encode(columns[name].combine_chunks())
        known = np.array(
            [pattern(name, word) for word in coded.dictionary.to_pylist()]
            or [np.zeros(BITS // 64, np.uint64)]
        )
        codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        out[codes >= 0] |= known[codes[codes >= 0]]
    return out.view(np.uint8)


def pattern(field: str, text: str) -> np.ndarray:
    """The bits of one value: its bigrams with an edge at both ends."""
    padded, bits = f"_{text}_", np.zeros(BITS, dtype=np.uint8)
    for one in {padded[at : at + 2] for at in range(len(padded) - 1)}:
        digest = hashlib.blake2b(f"{field}:{one}".encode(), digest_size=2 * EACH).digest()
        bits[np.frombuffer(digest, dtype=np.uint16) % BITS] = 1
    return np.packbits(bits).view(np.uint64)


def _right(answers: Answers, ids: list[str], right: list[str], told: Answers) -> Iterator[Row]:
    """The same figures as ours; where rows are equally far, the first that the engine gives."""
    at = [[ids[row] for row in rows if row >= 0] for rows in answers[0]]
    nearest = np.sort(told[1][:, 0])
    allowed = nearest[int(len(nearest) * 0.01)]
    count = len(right)
    yield share("rank1", sum(1 for one, who in zip(at, right, strict=True) if one and one[0] == who), count)
    yield share("in_top_10", sum(1 for one, who in zip(at, right, strict=True) if who in one), count)
    hits = 0
    for one, distances, who in zip(at, answers[1], right, strict=True):
        hits += who in one and distances[one.index(who)] < allowed
    yield share("recall_at_fa1", int(hits), count)


def _asked(search: Callable[[Bits], Answers], queries: Bits) -> tuple[list[Row], Answers]:
    times, rows, distances = [], [], []
    for query in queries:
        began = time.perf_counter()
        found = search(query[None, :])
        times.append(time.perf_counter() - began)
        rows.append(np.ravel(found[0])[:TOP])
        distances.append(np.ravel(found[1])[:TOP])
    p50, p95 = (float(np.quantile(times, mark)) * 1000 for mark in (0.5, 0.95))
    told = [
        Row("query.p50", p50, "ms", note="hashing of the query not included"),
        Row("query.p95", p95, "ms"),
    ]
    return told, (np.array(rows), np.array(distances))


def _missing(name: str, error: ImportError) -> list[Row]:
    print(f"{name} is not installed here ({error}): bench/link_peers.lock", flush=True)
    return []


def _neighbours(
    name: str,
    build: Callable[[Bits], Callable[[Bits], Answers]],
    most: int,
    asked: int,
    paths: tuple[Path, ...],
) -> list[Row]:
    members, queries, strangers = (pq.read_table(path) for path in paths)
    members = members.slice(0, most)
    ids = members["unique_id"].to_pylist()
    there = pc.is_in(queries["right"], value_set=members["unique_id"].combine_chunks())
    queries, strangers = queries.filter(there).slice(0, asked), strangers.slice(0, asked)
    base = vectors(members)
    began = time.perf_counter()
    search = build(base)
    took = time.perf_counter() - began
    rows = [Row("build.seconds", round(took, 2), "s", note=f"{len(ids):,} people, hashing not included")]
    times, answers = _asked(search, vectors(queries))
    _, told = _asked(search, vectors(strangers))
    rows += [*times, *_right(answers, ids, queries["right"].to_pylist(), told)]
    return named(rows, name)


def faiss(*paths: Path) -> list[Row]:
    try:
        import faiss as engine  # type: ignore[import-not-found]
    except ImportError as error:
        return _missing("faiss", error)

    def build(base: Bits) -> Callable[[Bits], Answers]:
        engine.omp_set_num_threads(1)
        index = engine.IndexBinaryFlat(BITS)
        index.add(base)

        def search(query: Bits) -> Answers:
            distances, rows = index.search(query, TOP)
            return rows, distances

        return search

    return _neighbours("faiss_flat", build, 10**9, ASKED, paths)


def usearch(*paths: Path) -> list[Row]:
    try:
        from usearch.index import Index, MetricKind, ScalarKind
        from usearch.index import search as exactly
    except ImportError as error:
        return _missing("usearch", error)

    def exact(base: Bits) -> Callable[[Bits], Answers]:
        def search(query: Bits) -> Answers:
            found = exactly(base, query[0], TOP, MetricKind.Hamming, exact=True, threads=1)
            return found.keys, found.distances

        return search

    def graph(base: Bits) -> Callable[[Bits], Answers]:
        index = Index(
            ndim=BITS, metric=MetricKind.Hamming, dtype=ScalarKind.B1, connectivity=16, expansion_search=128
        )
        index.add(np.arange(len(base)), base)

        def search(query: Bits) -> Answers:
            found = index.search(query[0], TOP, threads=1)
            return found.keys, found.distances

        return search

    rows = _neighbours("usearch_exact", exact, 10**9, EXACT, paths)
    return rows + _neighbours("usearch_graph", graph, GRAPH, ASKED, paths)


def splink(*paths: Path) -> list[Row]:
    """Splink's call for two records: for each candidate once, since it has no index of its own."""
    import duckdb
    from splink import DuckDBAPI, Linker, block_on

    members, queries = pq.read_table(paths[0]).slice(0, TRAINED_ON), pq.read_table(paths[1])
    api = DuckDBAPI(connection=duckdb.connect())
    columns = linkage_peers.columns(members, linkage_peers.in_ascii)
    linker = Linker(api.register(columns), linkage_peers.settings(columns))
    linker.training.estimate_u_using_random_sampling(max_pairs=1e5, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("s5"))
    left = linkage_peers.columns(queries.slice(0, PAIRS), linkage_peers.in_ascii).to_pylist()
    right = columns.slice(0, PAIRS).to_pylist()
    times = []
    for one, other in zip(left, right, strict=True):
        began = time.perf_counter()
        linker.inference.score_pair(one, other).as_pyarrow_table()  # type: ignore[no-untyped-call]
        times.append((time.perf_counter() - began) * 1000)
    note = f"for one pair; trained on {members.num_rows:,}"
    return [Row("splink_score_pair.p50", float(np.median(times)), "ms", note=note)]


PEERS = (splink, faiss, usearch)
