"""Our own pipeline from a table to clusters, each step timed; run once for each set of columns and kept."""

from __future__ import annotations

import pickle
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.link import people
from bench.link.apart import Asked, apart, memory
from bench.link.whole import clustered
from qorgan.identity.linking import arrays, batch, facing
from qorgan.identity.linking.keys import table
from qorgan.identity.linking.model import shipped


@dataclass
class Watched:
    """The engine with a watch beside it, and what was looked at counted outside the time."""

    engine: arrays.Arrays
    record: np.ndarray
    person: np.ndarray
    seconds: dict[str, float] = field(default_factory=dict)
    faces: int = 0
    looked_at: list[np.ndarray] = field(default_factory=list)
    counting: float = 0.0
    most: float = 0.0

    def load(self, faces: pa.Table, keyed: pa.Table) -> None:
        began = time.perf_counter()
        self.engine.load(faces, keyed)
        self.seconds["loading, frequent keys set aside"] = time.perf_counter() - began

    def weigh(self, chunk: int, chunks: int) -> pa.Table:
        began = time.perf_counter()
        found = self.engine.weigh(chunk, chunks)
        ended = time.perf_counter()
        name = "blocking, scoring, caps"
        self.seconds[name] = self.seconds.get(name, 0.0) + ended - began
        self.most = max(self.most, memory())
        assert self.engine.met is not None
        pairs = arrays.pairs(*self.engine.met, self.record, chunk, chunks)
        self.faces += len(pairs[0])
        left, right = (self.record[side] for side in pairs)
        self.looked_at.append(np.unique(np.minimum(left, right) * len(self.person) + np.maximum(left, right)))
        self.counting += time.perf_counter() - ended
        return found

    def close(self) -> None:
        self.engine.close()


@dataclass(frozen=True)
class Ours:
    """`seconds` by step. `looked_at`: pairs of records, of which `hits` are of one person."""

    left: np.ndarray
    right: np.ndarray
    weight: np.ndarray
    clusters: np.ndarray
    seconds: dict[str, float]
    looked_at: int
    hits: int
    faces: int
    most: float

    @property
    def total(self) -> float:
        return sum(self.seconds.values())


def linked(asked: Asked, further: bool = False) -> Ours:
    """With the interface's columns, or with street, aliases and sex too."""
    kept = _kept(asked, further)
    if not kept.exists():
        found, _ = apart(_linked, people.file(asked), faces_file(asked, further), further, asked.threads)
        kept.write_bytes(pickle.dumps(found))
    found = pickle.loads(kept.read_bytes())  # noqa: S301  # written above
    assert isinstance(found, Ours)
    return found


def _kept(asked: Asked, further: bool) -> Path:
    return asked.scratch / f"ours-{'all' if further else 'interface'}-{asked.people}-{asked.seed}.pickle"


def faces_file(asked: Asked, further: bool = False) -> Path:
    return asked.scratch / f"faces-{'all' if further else 'interface'}-{asked.people}-{asked.seed}.parquet"


def _linked(path: Path, out: Path, further: bool, threads: int) -> Ours:
    names = (*people.INTERFACE, *people.FURTHER) if further else people.INTERFACE
    given = pq.read_table(path, columns=list(names))
    began = time.perf_counter()
    faces = facing.faces(given, people.on(), processes=threads)
    seconds = {"reading names, days, numbers": time.perf_counter() - began}
    model = shipped().of_size(faces.num_rows)
    person = pq.read_table(path, columns=["person"])["person"].to_numpy()
    engine = Watched(arrays.Arrays(model, table(), threads), faces["record"].to_numpy(), person)
    marks: dict[str, float] = {}
    began = time.perf_counter()
    found = batch.dedupe(
        faces, given.num_rows, engine, model, table(), model.likely,
        progress=lambda what, done, of: marks.__setitem__(f"{what} {done == of}", time.perf_counter()),
    )  # fmt: skip
    whole = time.perf_counter() - began - engine.counting
    engine.close()
    pq.write_table(faces, out)
    clustering = marks["clusters True"] - marks["clusters False"]
    rest = whole - sum(engine.seconds.values()) - clustering
    seconds |= {"keys": rest, **engine.seconds, "clusters": clustering}
    codes = np.unique(np.concatenate(engine.looked_at))
    hits = person[codes // len(person)] == person[codes % len(person)]
    left, right, weight = (found.pairs[name].to_numpy() for name in ("record_l", "record_r", "weight"))
    return Ours(
        left, right, weight, found.clusters, seconds, len(codes), int(hits.sum()), engine.faces, engine.most,
    )  # fmt: skip


def splink_alone(asked: Asked) -> tuple[dict[str, float], float]:
    """Seconds of Splink's part alone on our columns and pairs, the model given: predict, and its clusters."""
    linked(asked)
    found: tuple[dict[str, float], float] = apart(_alone, faces_file(asked), asked.people, asked.threads)
    return found


def _alone(path: Path, records: int, threads: int) -> dict[str, float]:
    from qorgan.identity.linking import splinking

    faces = pq.read_table(path)
    model = shipped().of_size(faces.num_rows)
    engine = batch.DuckDB(model, table(), threads)
    engine.load(faces.append_column("face", pa.array(np.arange(faces.num_rows))), batch.keyed(faces))
    began = time.perf_counter()
    engine.connection.execute(f"CREATE TABLE pairs AS {splinking.pairs_sql('usable', 0, 1)}")
    blocked = time.perf_counter()
    engine.linker.table_management.register_blocked_pairs_for_predict(engine.api.register("pairs"))
    predicted: Any = engine.linker.inference.predict(warning_mode="never")
    scored = time.perf_counter()
    found = predicted.as_pyarrow_table()
    left, right, weight = (found[name].to_numpy() for name in ("face_l", "face_r", "match_weight"))
    record = faces["record"].to_numpy()
    began_clusters = time.perf_counter()
    clustered(records, record[left], record[right], weight, threads, model.likely)
    clustering = time.perf_counter() - began_clusters
    engine.close()
    return {"blocking": blocked - began, "predict": scored - blocked, "clusters": clustering}
