"""Are the invented people too easy or too hard? Splink alone has to do on them as on the prototype's."""

from __future__ import annotations

from collections.abc import Iterator

from bench.link import people, quality, whole
from bench.link.apart import Asked
from bench.link.report import Row, named


def run(asked: Asked) -> Iterator[Row]:
    linked = {way: whole.splink(asked, way) for way in ("raw", "ascii")}
    person = people.columns(asked, "person")["person"].to_numpy()
    for way, found in linked.items():
        pairs = quality.weighed(person, found.left, found.right, found.weight)
        rows = quality.rows_of(pairs, whole.CLUSTERED_FROM, asked.seed)
        kept = ("f1", "best.precision", "best.recall", "recall_at_p99", "recall_at_p999")
        yield from named([row for row in rows if row.name in kept], way)
        yield from named(quality.cluster_rows(person, found.clusters, asked.seed), way)
        yield Row(
            f"{way}.seconds", found.seconds + found.clustering, "s", note="columns, training, pairs, clusters"
        )
        yield Row(f"{way}.memory", found.most, "MiB")
