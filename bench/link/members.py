"""Thirty real members of parliament in Kazakh and in Russian: does each find himself, and nobody else?

No table row is made from them. Two ways: the names compared, and the records weighed by the model; a pair
counts as found from the shipped thresholds of `review` on. All 30 x 29 cross pairs are looked at.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bench.link import names
from bench.link.apart import Asked
from bench.link.report import Row, share
from qorgan.identity.comparing import compare_names
from qorgan.identity.comparing.matching import DIFFERENT
from qorgan.identity.linking import facing
from qorgan.identity.linking.frequencies import frequencies
from qorgan.identity.linking.keys import table
from qorgan.identity.linking.model import shipped
from qorgan.identity.linking.paired import arrays, pairs
from qorgan.identity.linking.score import score

SAMPLE = Path(__file__).parents[2] / "tests" / "data" / "linkage" / "kz_mp_names_sample.tsv"
ON = date(2026, 1, 1)


def sample(path: Path = SAMPLE) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        lines = [line for line in file if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t"))


def run(asked: Asked) -> Iterator[Row]:
    people = sample()
    kazakh, russian = [row["name_kk"] for row in people], [row["name_ru"] for row in people]
    count = len(people)
    decided = np.array([[compare_names(a, b).verdict != DIFFERENT for b in russian] for a in kazakh])
    yield from _told("names", decided)
    for name, born in (("records_without_birth", False), ("records_with_birth", True)):
        weight = weights(people, born)
        yield from _told(name, weight >= shipped().review)
        lowest, highest = float(weight.diagonal().min()), float(weight[~np.eye(count, dtype=bool)].max())
        note = f"review from {shipped().review:g} bits on, likely from {shipped().likely:g}"
        yield Row(f"{name}.lowest of one person", lowest, "bits", note=note)
        yield Row(f"{name}.highest of two people", highest, "bits")
    for way, compare in names.comparers(asked.peers).items():
        if way == "qorgan":
            continue
        every = compare([a for a in kazakh for _ in russian], russian * count).reshape(count, count)
        if way == "logic_v2":
            yield from _told("logic_v2 from 0.7", every >= 0.7)
        above = every.diagonal() > every[~np.eye(count, dtype=bool)].max()
        yield share(f"{way}.above every cross pair", int(above.sum()), count)


def _told(name: str, decided: np.ndarray) -> Iterator[Row]:
    count = len(decided)
    hits, wrong = int(decided.diagonal().sum()), int(decided.sum() - decided.diagonal().sum())
    told = share("", hits, count)
    yield Row(
        f"{name}.found", hits, f"of {count}", note=f"share {told.low:.3f}..{told.high:.3f} (Wilson, 95 %)"
    )
    told = share("", wrong, count * (count - 1))
    yield Row(
        f"{name}.false", wrong, f"of {count * (count - 1)}", note=f"share {told.low:.4f}..{told.high:.4f}"
    )


def weights(people: list[dict[str, str]], born: bool) -> NDArray[np.float64]:
    """Bits of each Kazakh record beside each Russian one, in a table of these sixty; best of all readings."""
    count = len(people)
    birth = [row["birth_date"] if born else "" for row in people]
    given = {"full_name": [row[name] for name in ("name_kk", "name_ru") for row in people], "dob": birth * 2}
    faces = facing.faces(
        pa.table({name: pa.array(column, pa.string()) for name, column in given.items()}), ON
    )
    record = faces["record"].to_numpy()
    kazakh, russian = np.flatnonzero(record < count), np.flatnonzero(record >= count)
    left, right = np.repeat(kazakh, len(russian)), np.tile(russian, len(kazakh))
    model = shipped().of_size(faces.num_rows)
    found = score(pairs(arrays(faces), left, right), model, frequencies(faces), table().caps).total
    out = np.full((count, count), -np.inf)
    np.maximum.at(out, (record[left], record[right] - count), found)
    return out
