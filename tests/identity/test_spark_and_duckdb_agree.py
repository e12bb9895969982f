"""Two thousand invented people compared by DuckDB and by Spark: the same pairs, weights and clusters.

Needs PySpark and Java, which `make test-spark` sees to; where they are missing these tests say so and are
skipped, or fail if QORGAN_TEST_SPARK asks for them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from qorgan.cli import main
from qorgan.identity import synthetic
from qorgan.identity.faults import Refused
from qorgan.identity.linking import batch, facing, spark
from qorgan.identity.linking.keys import table
from qorgan.identity.linking.model import shipped

COUNT = 2000
IDS = ["unique_id_l", "unique_id_r"]
ON = date(2026, 11, 1)


def lacking() -> str:
    """Why Spark cannot run here; nothing where it can, or where it was asked for."""
    try:
        spark.check()
    except Refused as refused:
        return "" if os.environ.get("QORGAN_TEST_SPARK") else str(refused)
    return ""


pytestmark = pytest.mark.skipif(bool(lacking()), reason=lacking())


@pytest.fixture(scope="module")
def people() -> pa.Table:
    return synthetic.people(COUNT, seed=29)


@pytest.fixture(scope="module")
def deduplicated(people: pa.Table) -> Callable[[batch.Engine, int], batch.Deduplicated]:
    faces = facing.faces(people, ON)

    def run(engine: batch.Engine, chunks: int) -> batch.Deduplicated:
        rows = -(-faces.num_rows // chunks)
        try:
            return batch.dedupe(
                faces, COUNT, engine, shipped(), table(), shipped().likely, rows_in_a_chunk=rows
            )
        finally:
            engine.close()

    return run


@pytest.fixture(scope="module")
def by_duckdb(deduplicated: Callable[[batch.Engine, int], batch.Deduplicated]) -> batch.Deduplicated:
    return deduplicated(batch.DuckDB(shipped(), table()), 1)


@pytest.fixture(scope="module")
def by_spark_in_two_chunks(
    deduplicated: Callable[[batch.Engine, int], batch.Deduplicated],
    tmp_path_factory: pytest.TempPathFactory,
) -> batch.Deduplicated:
    work = tmp_path_factory.mktemp("work")
    found = deduplicated(spark.Spark(shipped(), table(), work), 2)
    assert not list(work.iterdir()), "Spark left something behind"
    return found


def agree(one: pa.Table, other: pa.Table, sides: list[str]) -> None:
    """The same pairs in the same order, their weights equal to a millionth of a bit."""
    assert one.num_rows > COUNT / 10
    assert other.select(sides).to_pylist() == one.select(sides).to_pylist()
    assert np.abs(one["weight"].to_numpy() - other["weight"].to_numpy()).max() < 1e-6


def test_two_chunks_on_spark_give_the_pairs_and_weights_of_one_on_duckdb(
    by_duckdb: batch.Deduplicated, by_spark_in_two_chunks: batch.Deduplicated
) -> None:
    agree(by_duckdb.pairs, by_spark_in_two_chunks.pairs, ["record_l", "record_r"])


def test_the_same_clusters_and_best_links(
    by_duckdb: batch.Deduplicated, by_spark_in_two_chunks: batch.Deduplicated
) -> None:
    assert len(np.unique(by_duckdb.clusters)) < COUNT
    assert np.array_equal(by_spark_in_two_chunks.clusters, by_duckdb.clusters)
    assert np.allclose(by_spark_in_two_chunks.best, by_duckdb.best, atol=1e-6, rtol=0, equal_nan=True)


def test_the_command_gives_the_same_files_in_one_chunk_and_leaves_nothing_beside_them(
    people: pa.Table, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    source = tmp_path / "people.csv"
    pa.csv.write_csv(people.drop_columns(["person", "kind", "synthetic"]), source)
    for engine in ("duckdb", "spark"):
        out, pairs = (str(tmp_path / f"{engine}.{kind}") for kind in ("csv", "parquet"))
        told = ["--pairs", pairs, "--engine", engine, "--on", ON.isoformat()]
        assert main(["link", "dedupe", str(source), out, *told]) == 0
        lines = capfd.readouterr().err.splitlines()
    assert "spark: 1/1" in lines and "pairs: 1/1" in lines
    assert not [line for line in lines if "WARN" in line or "ERROR" in line]
    assert (tmp_path / "spark.csv").read_text("utf-8") == (tmp_path / "duckdb.csv").read_text("utf-8")
    agree(*(pq.read_table(tmp_path / f"{engine}.parquet") for engine in ("duckdb", "spark")), IDS)
    made = {"here", "people.csv", "duckdb.csv", "duckdb.parquet", "spark.csv", "spark.parquet"}
    assert {one.name for one in tmp_path.iterdir()} == made
    assert not list(here.iterdir())
