"""Whom false alarms fall upon: by how common the name is, how it is written, whose name it is.

The rate is the share of records that stand in at least one false pair of the batch: from the threshold on
from which a person should look (`review`), and from the default one (`likely`).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.link import ours, people
from bench.link.apart import Asked
from bench.link.report import Row, share, wilson
from qorgan.identity.linking.model import shipped

TENTHS = 10


def run(asked: Asked) -> Iterator[Row]:
    found = ours.linked(asked)
    table = people.columns(asked, "person", *people.NAMES)
    person, written = table["person"].to_numpy(), people.scripts(table)
    faces = pq.read_table(
        ours.faces_file(asked), columns=["record", "surname_skeleton", "given_class", "given"]
    )
    _, first = np.unique(faces["record"].to_numpy(), return_index=True)
    faces = faces.take(first)
    tenth, whose = tenths(_counted(faces)), people.groups(faces["given"].to_pylist())
    wrong = person[found.left] != person[found.right]
    model = shipped()
    for name, least in (("likely", model.likely), ("review", model.review)):
        there = wrong & (found.weight >= least)
        alarmed = np.zeros(len(person), dtype=bool)
        alarmed[found.left[there]] = alarmed[found.right[there]] = True
        yield share(f"{name}.all", int(alarmed.sum()), len(person))
        for value in range(TENTHS):
            yield from _rate(f"{name}.name in tenth {value + 1} by frequency", alarmed, tenth == value)
        for word in sorted(set(written.tolist())):
            yield from _rate(f"{name}.written: {word}", alarmed, written == word)
        for word in sorted(set(whose.tolist())):
            yield from _rate(f"{name}.given name: {word}", alarmed, whose == word)
        common = (tenth == TENTHS - 1) & (whose == "kazakh")
        yield from over_mean(
            f"{name}.common_kazakh_over_mean" if name == "review" else "common_kazakh_over_mean",
            alarmed,
            common,
        )


def over_mean(name: str, alarmed: np.ndarray, of: np.ndarray) -> Iterator[Row]:
    """The rate among some over the rate among all; its interval is the former's."""
    mean, hits, count = alarmed.mean(), int(alarmed[of].sum()), int(of.sum())
    if mean and count:
        low, high = (end / mean for end in wilson(hits, count))
        yield Row(
            name, hits / count / mean, "times", low, high, f"{hits:,} of {count:,}, the commonest tenth"
        )


def _rate(name: str, alarmed: np.ndarray, of: np.ndarray) -> Iterator[Row]:
    if of.any():
        yield share(name, int(alarmed[of].sum()), int(of.sum()))


def _counted(faces: pa.Table) -> np.ndarray:
    """How many records have the surname and given name of each."""
    both = [
        f"{a} {b}"
        for a, b in zip(*(faces[n].to_pylist() for n in ("surname_skeleton", "given_class")), strict=True)
    ]
    _, place, count = np.unique(np.array(both), return_inverse=True, return_counts=True)
    return np.asarray(count[place])


def tenths(frequency: np.ndarray) -> np.ndarray:
    """0 to 9; equal frequencies stay together in the lowest tenth they reach into.

    >>> tenths(np.array([1, 1, 1, 5, 9])).tolist()
    [0, 0, 0, 6, 8]
    """
    place = np.searchsorted(np.sort(frequency), frequency, side="left")
    return place * TENTHS // len(frequency)
