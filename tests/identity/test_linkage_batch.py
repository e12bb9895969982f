"""A long run is done in chunks that survive anything, and comes to the same whatever the chunks."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.identity.linked_people import deduplicated, faces, faces_of, people

from qorgan.identity.faults import Refused
from qorgan.identity.linking import arrays, batch
from qorgan.identity.linking.kept import CannotKeep, Kept, throw_away
from qorgan.identity.linking.keys import table
from qorgan.identity.linking.model import Model, shipped

ROOT = Path(__file__).resolve().parents[2]
CHUNK = 420
CHUNKS = 4


def model() -> Model:
    return shipped().of_size(faces().num_rows)


class Watched(batch.DuckDB):
    """Tells which chunks were computed."""

    def __init__(self) -> None:
        super().__init__(model(), table(), threads=1)
        self.computed: list[int] = []
        self.loaded = False

    def load(self, faces: pa.Table, keyed: pa.Table) -> None:
        self.loaded = True
        super().load(faces, keyed)

    def weigh(self, chunk: int, chunks: int) -> pa.Table:
        self.computed.append(chunk)
        return super().weigh(chunk, chunks)


def in_chunks(work: Path | None, of: pa.Table | None = None) -> tuple[batch.Deduplicated, Watched]:
    engine = Watched()
    found = deduplicated(
        faces() if of is None else of, people().num_rows, engine=engine, work=work, rows_in_a_chunk=CHUNK
    )
    return found, engine


@cache
def at_once() -> batch.Deduplicated:
    return deduplicated(faces(), people().num_rows)


def same(one: batch.Deduplicated, other: batch.Deduplicated) -> bool:
    assert one.pairs.select(["record_l", "record_r"]).equals(other.pairs.select(["record_l", "record_r"]))
    assert np.allclose(one.pairs["weight"].to_numpy(), other.pairs["weight"].to_numpy(), atol=1e-6, rtol=0)
    assert np.array_equal(one.clusters, other.clusters)
    return np.allclose(one.best, other.best, atol=1e-6, rtol=0, equal_nan=True)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, batch.Deduplicated, Watched]:
    """A folder that was there, open to all, and what was computed into it."""
    work = tmp_path_factory.mktemp("finished") / "work"
    work.mkdir(mode=0o755)
    return work, *in_chunks(work)


def test_chunks_come_to_what_one_chunk_comes_to(finished: tuple[Path, batch.Deduplicated, Watched]) -> None:
    _, found, engine = finished
    assert engine.computed == list(range(CHUNKS))
    assert same(found, at_once())
    assert found.pairs.num_rows > 200


@pytest.mark.parametrize("chunks", [1, 3])
def test_arrays_come_to_the_pairs_weights_and_clusters_of_the_database(chunks: int) -> None:
    engine, rows = arrays.Arrays(model(), table(), threads=1), -(-faces().num_rows // chunks)
    found = deduplicated(faces(), people().num_rows, engine=engine, rows_in_a_chunk=rows)
    assert same(found, at_once())
    assert np.abs(found.pairs["weight"].to_numpy() - at_once().pairs["weight"].to_numpy()).max() < 1e-9


def test_arrays_and_the_database_look_at_the_same_pairs_of_faces() -> None:
    """Also at those that weigh too little to be kept."""
    least, of = replace(table(), kept_from=-1e9), faces()
    keyed, face = batch.keyed(of), of.append_column("face", pa.array(np.arange(of.num_rows)))
    found = []
    for engine in (arrays.Arrays(model(), least, 2), batch.DuckDB(model(), least, 1)):
        engine.load(face, keyed)
        found.append(engine.weigh(0, 1).sort_by([("record_l", "ascending"), ("record_r", "ascending")]))
        engine.close()
    one, other = found
    assert one.num_rows > at_once().pairs.num_rows + 50
    assert one.select(["record_l", "record_r"]).equals(other.select(["record_l", "record_r"]))
    assert np.abs(one["weight"].to_numpy() - other["weight"].to_numpy()).max() < 1e-9


def test_arrays_that_do_not_fit_into_memory_are_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = arrays.Arrays(model(), table(), threads=1)
    of = faces().append_column("face", pa.array(np.arange(faces().num_rows)))
    engine.load(of, batch.keyed(faces()))
    assert engine.met is not None
    faces_, sizes = engine.met
    engine.met = faces_, np.append(sizes, 1 << 50)
    with pytest.raises(Refused) as caught:
        engine.weigh(0, 1)
    assert caught.value.said().startswith("--engine arrays: there is not enough memory")


def test_every_pair_stands_once_with_its_smaller_record_left() -> None:
    left, right = (at_once().pairs[name].to_numpy() for name in ("record_l", "record_r"))
    assert (left < right).all()
    assert len(set(zip(left.tolist(), right.tolist(), strict=True))) == len(left)


def test_the_weight_of_a_record_is_that_of_its_strongest_link_inside_its_cluster() -> None:
    found = at_once()
    best = np.full(people().num_rows, np.nan)
    for row in found.pairs.to_pylist():
        left, right = row["record_l"], row["record_r"]
        if found.clusters[left] == found.clusters[right]:
            for record in (left, right):
                best[record] = np.fmax(best[record], row["weight"])
    assert np.array_equal(best, found.best, equal_nan=True)
    alone = np.bincount(found.clusters, minlength=len(best))[found.clusters] == 1
    assert np.array_equal(np.isnan(found.best), alone)


CHILD = """
import sys
from pathlib import Path
import pyarrow.parquet as pq
from qorgan.identity.linking import batch
from qorgan.identity.linking.keys import table
from qorgan.identity.linking.model import shipped

faces = pq.read_table(sys.argv[1])
model = shipped().of_size(faces.num_rows)
engine = batch.DuckDB(model, table(), threads=1)
batch.dedupe(
    faces, int(sys.argv[2]), engine, model, table(), 6.0, Path(sys.argv[3]),
    rows_in_a_chunk=int(sys.argv[4]),
)
"""


def test_a_run_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    work, table_ = tmp_path / "work", tmp_path / "faces.parquet"
    pq.write_table(faces(), table_)
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(table_), str(people().num_rows), str(work), str(CHUNK)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    until = time.monotonic() + 120
    while not list(work.glob("chunk-*.parquet")) and time.monotonic() < until and child.poll() is None:
        time.sleep(0.005)
    os.kill(child.pid, signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL, "it was at work when it was killed"
    finished = {path.name: path.stat().st_mtime_ns for path in work.glob("chunk-*.parquet")}
    assert 1 <= len(finished) < CHUNKS
    found, engine = in_chunks(work)
    assert engine.computed == list(range(len(finished), CHUNKS))
    assert same(found, at_once())
    for name, written in finished.items():
        assert (work / name).stat().st_mtime_ns == written
    again, engine = in_chunks(work)
    assert not engine.loaded and not engine.computed, "all is there"
    assert same(again, found)


def test_a_damaged_chunk_is_computed_again(
    tmp_path: Path, finished: tuple[Path, batch.Deduplicated, Watched]
) -> None:
    work = tmp_path / "work"
    shutil.copytree(finished[0], work)
    whole, cut, empty = sorted(work.glob("chunk-*.parquet"))[:3]
    content = bytearray(whole.read_bytes())
    content[len(content) // 2] ^= 1
    whole.write_bytes(content)
    cut.write_bytes(cut.read_bytes()[:-5])
    empty.write_bytes(b"")
    found, engine = in_chunks(work)
    assert engine.computed == [0, 1, 2]
    assert same(found, at_once())


@pytest.mark.parametrize("about", [b"", b"{", b"[1]", b'"x"', b"\xff\xfe", None])
def test_chunks_of_which_nobody_knows_what_they_are_of_are_thrown_away(
    tmp_path: Path, about: bytes | None
) -> None:
    kept = Kept(tmp_path / "work", "one")
    kept.write(0, pa.table({"record_l": [1]}))
    if about is None:
        (kept.folder / "about.json").unlink()
    else:
        (kept.folder / "about.json").write_bytes(about)
    assert Kept(tmp_path / "work", "one").read(0) is None
    assert not list(kept.folder.glob("chunk-*"))


def test_chunks_of_other_people_another_model_or_other_keys_are_thrown_away(tmp_path: Path) -> None:
    of, model = faces_of({"surname": "Мысалов"}, {"surname": "Тестов"}), shipped()
    base = batch.identity(of, model, table(), 3)
    assert base == batch.identity(pa.concat_tables([of.slice(0, 1), of.slice(1)]), model, table(), 3)
    others = [
        batch.identity(faces_of({"surname": "Мысалов"}, {"surname": "Тестова"}), model, table(), 3),
        batch.identity(of.slice(0, 1), model, table(), 3),
        batch.identity(of, replace(model, prior=model.prior * 2), table(), 3),
        batch.identity(of, model, replace(table(), kept_from=-99.0), 3),
        batch.identity(of, model, table(), 4),
    ]
    assert len({base, *others}) == 6
    kept = Kept(tmp_path / "work", base)
    kept.write(0, pa.table({"record_l": [1]}))
    assert Kept(tmp_path / "work", base).read(0) is not None
    assert Kept(tmp_path / "work", others[0]).read(0) is None
    assert Kept(tmp_path / "work", base).read(0) is None, "thrown away for good"


def test_the_folder_of_chunks_is_its_owners_alone_and_names_nobody(
    tmp_path: Path, finished: tuple[Path, batch.Deduplicated, Watched]
) -> None:
    work = finished[0]
    assert stat.S_IMODE(work.stat().st_mode) == 0o700
    for path in work.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        if path.suffix == ".parquet":
            assert pq.read_schema(path).names == ["record_l", "record_r", "weight"]
    shutil.copytree(work, tmp_path / "copy")
    throw_away(tmp_path / "copy")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_holds_something_else_is_neither_used_nor_deleted(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / "letters.txt").write_text("somebody's", "utf-8")
    with pytest.raises(CannotKeep, match="holds other files"):
        in_chunks(work)
    assert (work / "letters.txt").read_text("utf-8") == "somebody's"
    assert [path.name for path in work.iterdir()] == ["letters.txt"]


def test_a_file_or_a_link_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there")
    for name in ("file", "link", "nowhere/work"):
        with pytest.raises(CannotKeep) as caught:
            Kept(tmp_path / name, "one")
        assert "\n" not in str(caught.value) and str(tmp_path / name) in str(caught.value)


def test_a_database_that_runs_out_of_memory_says_so_in_one_line_and_leaves_nothing_of_anybody() -> None:
    engine = batch.DuckDB(shipped(), table(), threads=1)
    engine.connection.execute("SET memory_limit = '3MB'")
    many = pa.concat_tables([faces()] * 6)
    with pytest.raises(Refused) as caught:
        deduplicated(many, people().num_rows, engine=engine)
    assert "\n" not in caught.value.said() and "OutOfMemory" in caught.value.said("kk")
    assert str(caught.value.fault.detail).isidentifier()


def test_a_database_puts_names_on_no_disk_but_in_the_folder_of_the_run(tmp_path: Path) -> None:
    for folder, place in (
        (None, ""),
        (tmp_path / "o'Мысал", f"{tmp_path}/o'Мысал/spill"),
        (Path("o\udcff"), ""),
    ):
        engine = batch.DuckDB(shipped(), table(), 1, folder)
        assert engine.connection.execute("SELECT current_setting('temp_directory')").fetchall() == [(place,)]
        engine.close()


def test_one_record_and_records_of_which_nothing_is_known_are_alone() -> None:
    one = deduplicated(faces_of({"surname": "Мысалов", "first_name": "Асан"}), 1)
    assert one.clusters.tolist() == [0] and one.pairs.num_rows == 0 and np.isnan(one.best).all()
    nothing = deduplicated(faces_of({"surname": "12"}, {"surname": "王"}, {"surname": "-"}), 3)
    assert nothing.clusters.tolist() == [0, 1, 2]


def test_the_number_of_threads_changes_nothing() -> None:
    two = deduplicated(faces(), people().num_rows, engine=batch.DuckDB(model(), table(), threads=2))
    assert same(two, at_once())


def test_most_pairs_that_are_found_are_right_and_twins_are_kept_apart() -> None:
    """A sanity check, not a measurement: those are made by the benchmark."""
    found, truth = at_once(), people()["person"].to_pylist()
    strong = [row for row in found.pairs.to_pylist() if row["weight"] >= shipped().likely]
    right = sum(truth[row["record_l"]] == truth[row["record_r"]] for row in strong)
    assert right / len(strong) > 0.9
    of: dict[object, list[int]] = {}
    for record, person in enumerate(truth):
        of.setdefault(person, []).append(record)
    wanted = {(a, b) for rows in of.values() for a in rows for b in rows if a < b}
    got = {(row["record_l"], row["record_r"]) for row in strong}
    assert len(wanted & got) / len(wanted) > 0.7


def test_the_database_draws_no_bar_of_progress_into_a_result() -> None:
    engine = batch.DuckDB(shipped(), table(), threads=1)
    asked = engine.connection.execute("SELECT current_setting('enable_progress_bar')").fetchone()
    engine.close()
    assert asked == (False,)
