"""A table deduplicated: how right, how fast, beside Splink by itself with the same processors and threads."""

from __future__ import annotations

from collections.abc import Iterator

from bench.link import ours, people, quality, whole
from bench.link.apart import Asked
from bench.link.report import Row, named
from qorgan.identity.linking.model import shipped

HEADLINE = (
    *("f1", "best.precision", "best.recall", "best.weight", "precision", "recall", "at_likely.f1"),
    *("recall_at_p99", "recall_at_p999"),
)


def run(asked: Asked) -> Iterator[Row]:
    peers = {way: whole.splink(asked, way) for way in whole.WAYS if asked.peers}
    found = ours.linked(asked)
    alone, alone_memory = ours.splink_alone(asked) if asked.peers else ({}, 0.0)
    everything = ours.linked(asked, further=True)
    person = people.columns(asked, "person")["person"].to_numpy()
    yield Row(
        "likely", shipped().likely, "bits", note=f"fixed beforehand: {shipped().about.get('thresholds_on')}"
    )
    yield from _right(found, person, asked.seed)
    yield from named(_right(everything, person, asked.seed), "all_columns")
    for step, seconds in found.seconds.items():
        yield Row(f"seconds: {step}", seconds, "s")
    yield Row("seconds", found.total, "s", note="the steps above; the model is given")
    yield Row(
        "memory", found.most, "MiB", note="this process; reading names in further processes of their own"
    )
    if asked.peers:
        yield from _beside(found, peers, alone, alone_memory, person, asked.seed)


def _beside(
    found: ours.Ours,
    peers: dict[str, whole.Whole],
    alone: dict[str, float],
    alone_memory: float,
    person: quality.Rows,
    seed: int,
) -> Iterator[Row]:
    """Splink's part alone on our columns, and Splink by itself; how many times their time ours is."""
    for step, seconds in alone.items():
        yield Row(f"splink_alone: {step}", seconds, "s", note="on our columns and keys, model given, no caps")
    yield Row("splink_alone.memory", alone_memory, "MiB")
    for way, peer in peers.items():
        both = peer.seconds + peer.clustering
        yield Row(f"splink_{way}.seconds", both, "s", note="columns, training, blocking, scoring, clusters")
        yield Row(f"splink_{way}.memory", peer.most, "MiB")
    yield from named(whole.right(peers["our_letters"], person, seed), "splink_our_letters")
    ascii_ = peers["ascii"].seconds + peers["ascii"].clustering
    yield Row("time_over_splink", found.total / ascii_, "", note="batch.seconds / batch.splink_ascii.seconds")
    letters = peers["our_letters"].seconds + peers["our_letters"].clustering
    yield Row(
        "time_over_splink_our_letters", found.total / letters, "", note="by batch.splink_our_letters.seconds"
    )
    yield Row(
        "time_over_splink_alone", found.total / sum(alone.values()), "", note="by the sum of splink_alone"
    )


def _right(found: ours.Ours, person: quality.Rows, seed: int) -> Iterator[Row]:
    pairs = quality.weighed(person, found.left, found.right, found.weight)
    rows = quality.rows_of(pairs, shipped().likely, seed)
    yield from (row for row in rows if row.name in HEADLINE)
    true = int(pairs.pairs_of.sum())
    yield Row("blocking_recall", found.hits / true, note=f"{found.hits:,} of {true:,} pairs")
    yield Row(
        "candidates_a_record",
        found.looked_at / len(person),
        "pairs",
        note=f"{found.looked_at:,} pairs of records",
    )
    yield from quality.cluster_rows(person, found.clusters, seed)
