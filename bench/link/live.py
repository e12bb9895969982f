"""A live index: who of a million could this person be, beside engines that look for neighbours.

Queries are later records of people who are in the index, and records of people who are not, though their
relatives and namesakes are. Each is asked once; its time runs from the record as written to the answer.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.link import live_peers, people
from bench.link.alarms import over_mean
from bench.link.apart import Asked, apart
from bench.link.report import Row, named, share
from qorgan.identity import live, synthetic
from qorgan.identity.linking import records, searching
from qorgan.identity.linking.people import batches
from qorgan.identity.synthetic import rates

QUERIES, INSERTS, HUNDRED, WARM, TOP = 3000, 500, 100, 200, 10
Record = dict[str, str]


@dataclass(frozen=True)
class Made:
    """Where the index and the queries stand, and what building took."""

    folder: Path
    members: Path
    queries: Path  # later records of people in the index, with the `unique_id` that is right as `right`
    strangers: Path
    rows: int
    megabytes: float
    seconds: float


def run(asked: Asked) -> Iterator[Row]:
    yield from _of(asked, asked.people, asked.peers)
    if asked.large:
        yield from named(_of(asked, asked.large, peers=False), "large")


def _of(asked: Asked, count: int, peers: bool) -> Iterator[Row]:
    made, most = apart(make, asked, count)
    yield Row("people", count, "", note=f"{made.rows:,} readings")
    yield Row("build.seconds", made.seconds, "s", note="inventing and reading included")
    yield Row("build.memory", most, "MiB")
    yield Row("size", made.megabytes, "MiB")
    rows, most = apart(_ours, made)
    yield from rows
    yield Row("memory", most, "MiB", note="of the asking process, with the pages of the index it touched")
    if peers:
        for peer in live_peers.PEERS:
            yield from apart(peer, made.members, made.queries, made.strangers)[0]
    shutil.rmtree(made.folder)


def left_out(count: int) -> int:
    """One person of so many is not in the index."""
    return max(5, min(89, count // 3000))


def make(asked: Asked, count: int) -> Made:
    """Invents people, one record of each for the index, and builds it."""
    began = time.perf_counter()
    at = asked.scratch / f"live-{count}"
    at.mkdir(exist_ok=True)
    writer, queries, strangers, wanted = None, [], [], min(QUERIES, max(200, count // 10))
    left = count

    def chunks() -> Iterator[pa.Table]:
        nonlocal writer, left
        for block in synthetic.blocks(_records(count), asked.seed + 1):
            person, kind = block["person"].to_numpy(), np.array(block["kind"].to_pylist())
            out = person % left_out(count) == 0
            first = np.flatnonzero((kind != "variant") & ~out)[:left]
            left -= len(first)
            inside = dict(
                zip(person[first].tolist(), block["unique_id"].take(first).to_pylist(), strict=True)
            )
            later = np.flatnonzero((kind == "variant") & np.isin(person, list(inside)))
            right = pa.array([inside[one] for one in person[later].tolist()])
            names = list(people.INTERFACE)
            queries.append(block.select(names).take(later).append_column("right", right).slice(0, wanted))
            strangers.append(block.select(names).take(np.flatnonzero(out)).slice(0, wanted))
            members = block.select(names).take(first)
            writer = writer or pq.ParquetWriter(at / "members.parquet", members.schema)
            writer.write_table(members)
            yield members
            if not left:
                return

    built = live.build(at / "people.idx", batches(chunks(), people.on()), searching.version())
    assert writer is not None
    writer.close()
    for name, tables in (("queries", queries), ("strangers", strangers)):
        table = pa.concat_tables(tables)
        order = np.random.default_rng(asked.seed).permutation(table.num_rows)[:wanted]
        pq.write_table(table.take(order), at / f"{name}.parquet")
    members, asked_for, others = (at / f"{name}.parquet" for name in ("members", "queries", "strangers"))
    took = time.perf_counter() - began
    return Made(at / "people.idx", members, asked_for, others, built.rows, built.bytes / 2**20, took)


def _records(count: int) -> int:
    """Enough that `count` people are in the index."""
    apart_ = left_out(count)
    return int(count / rates.load()["originals"] * apart_ / (apart_ - 1) * 1.01) + 1000


def read(path: Path) -> list[Record]:
    found: list[Record] = pq.read_table(path).to_pylist()
    return found


def _ours(made: Made) -> list[Row]:
    began = time.perf_counter()
    searcher = searching.Searcher(made.folder)
    rows = [Row("open", (time.perf_counter() - began) * 1000, "ms")]
    queries, strangers = read(made.queries), read(made.strangers)
    warm = min(WARM, len(strangers) // 4)
    for record in strangers[:warm]:
        searcher.search(record, people.on(), TOP)
    strangers = strangers[warm:]
    times: list[tuple[float, float]] = []

    def ask(record: Record) -> list[tuple[str, float]]:
        took, hits = timed(lambda: searcher.search(record, people.on(), TOP))
        times.append(took)
        return [(hit.unique_id, hit.weight) for hit in hits]

    answers = [ask(record) for record in queries]
    told = [ask(record) for record in strangers]
    rows += _times("query", times)
    rows += found(answers, [record["right"] for record in queries], told)
    rows += _strangers(searcher, strangers, told)
    for kind, durable in (("not_durable", False), ("durable", True)):
        rows += _inserts(made, kind, durable, strangers)
    return rows


def found(
    answers: list[list[tuple[str, float]]], right: list[str], told: list[list[tuple[str, float]]]
) -> list[Row]:
    """Ranks, and how many are found where one stranger in a hundred raises an alarm."""
    ranks = [
        next((at for at, (name, _) in enumerate(one) if name == who), None)
        for one, who in zip(answers, right, strict=True)
    ]
    count = len(answers)
    best = np.array([one[0][1] if one else -np.inf for one in told])
    least = alarm_at(best, 0.01)
    reached = sum(
        1 for one, rank in zip(answers, ranks, strict=True) if rank is not None and one[rank][1] > least
    )
    return [
        share("rank1", sum(1 for rank in ranks if rank == 0), count),
        share("in_top_10", sum(1 for rank in ranks if rank is not None), count),
        share("recall_at_fa1", reached, count, f"above {least:.2f}"),
        share("alarms_at_fa1", int((best > least).sum()), len(best), "of people who are not in the index"),
    ]


def alarm_at(best: np.ndarray, rate: float) -> float:
    """The threshold above which at most this share of strangers has an answer."""
    allowed = int(len(best) * rate)
    return float(np.sort(best)[::-1][allowed])


def _strangers(
    searcher: searching.Searcher, strangers: list[Record], told: list[list[tuple[str, float]]]
) -> list[Row]:
    """False alarms on people who are not there, at the shipped thresholds, by script and by commonness."""
    best = np.array([one[0][1] if one else -np.inf for one in told])
    written = np.array([people.script(" ".join(one[name] for name in people.NAMES)) for one in strangers])
    faces = [records.faces_of(one, people.on())[0] for one in strangers]
    count = searcher.index.frequency
    often = np.array([count("surname", one.surname) * count("given", one.given) for one in faces])
    common = often >= np.quantile(often, 0.9)
    kazakh = people.groups([one.given for one in faces]) == "kazakh"
    rows = []
    for name, least in (("likely", searcher.model.likely), ("review", searcher.model.review)):
        alarmed = best >= least
        rows.append(share(f"strangers.{name}", int(alarmed.sum()), len(best)))
        for kind in sorted(set(written.tolist())):
            of = written == kind
            rows.append(share(f"strangers.{name}.written: {kind}", int(alarmed[of].sum()), int(of.sum())))
        rows += over_mean(f"strangers.{name}.common_kazakh_over_mean", alarmed, common & kazakh)
    return rows


def _inserts(made: Made, kind: str, durable: bool, strangers: list[Record]) -> list[Row]:
    searcher = searching.Searcher(made.folder, durable=durable)
    many = min(INSERTS, len(strangers) // 2)
    chosen = strangers[:many] if durable else strangers[many : 2 * many]
    times, seen = [], 0
    for record in chosen:
        new = {**record, "unique_id": f"new-{record['unique_id']}"}
        took, _ = timed(lambda new=new: searcher.insert(new, people.on()))  # type: ignore[misc]
        times.append(took)
        hits = searcher.search(new, people.on(), TOP)
        seen += any(hit.unique_id == new["unique_id"] for hit in hits)
    many_at_once = [
        {**record, "unique_id": f"more-{kind}-{at}"} for at, record in enumerate(chosen[:HUNDRED])
    ]
    rows = [
        live.Row(one["unique_id"], face, records.keys_of(face)[0])
        for one in many_at_once
        for face in records.faces_of(one, people.on())
    ]
    together, _ = timed(lambda: searcher.index.insert_many(rows))
    return [
        Row(
            f"insert.{kind}.hundred at once, each",
            together[0] * 1000 / len(many_at_once),
            "ms",
            note="already read",
        ),
        *_times(f"insert.{kind}", times),
        Row(f"insert.{kind}.mean", float(np.mean([wall for wall, _ in times])) * 1000, "ms"),
        share(
            f"insert.{kind}.found at once",
            seen,
            len(chosen),
            "a record with no name and no number has no key",
        ),
    ]


def timed(act: Callable[[], Any]) -> tuple[tuple[float, float], Any]:
    """Seconds by the clock and of the processor, and the answer."""
    start, busy = time.perf_counter(), time.thread_time()
    answer = act()
    return (time.perf_counter() - start, time.thread_time() - busy), answer


def _times(name: str, times: list[tuple[float, float]]) -> list[Row]:
    rows = []
    for kind, column in (("", 0), ("processor.", 1)):
        taken = np.array([one[column] for one in times]) * 1000
        for mark in (50, 95, 99):
            rows.append(Row(f"{name}.{kind}p{mark}", float(np.quantile(taken, mark / 100)), "ms"))
    return rows
