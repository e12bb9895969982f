"""Are the invented people too easy or too hard? Splink alone has to do on them as on the prototype's."""

from __future__ import annotations

from collections.abc import Iterator

from bench.link import people, whole
from bench.link.apart import Asked
from bench.link.report import Row, named


def run(asked: Asked) -> Iterator[Row]:
    linked = {way: whole.splink(asked, way) for way in ("raw", "ascii")}
    person = people.columns(asked, "person")["person"].to_numpy()
    for way, found in linked.items():
        yield from named(whole.right(found, person, asked.seed), way)
        yield Row(
            f"{way}.seconds", found.seconds + found.clustering, "s", note="columns, training, pairs, clusters"
        )
        yield Row(f"{way}.memory", found.most, "MiB")
