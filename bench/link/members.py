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

from bench.link import names
from bench.link.apart import Asked
from bench.link.report import Row, share
from qorgan.identity.comparing import compare_names
from qorgan.identity.comparing.matching import DIFFERENT
from qorgan.identity.linking import records
from qorgan.identity.linking.conditions import NO_DAY, Column, Pairs
from qorgan.identity.linking.keys import table
from qorgan.identity.linking.model import shipped
from qorgan.identity.linking.score import score

SAMPLE = Path(__file__).parents[2] / "tests" / "data" / "linkage" / "kz_mp_names_sample.tsv"
ON = date(2026, 1, 1)
Columns = dict[str, str | int | None]


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
    model = shipped()
    for name, born in (("records_without_birth", False), ("records_with_birth", True)):
        left = [_faces(row["name_kk"], row["birth_date"] if born else "") for row in people]
        right = [_faces(row["name_ru"], row["birth_date"] if born else "") for row in people]
        weight = np.array([[best(a, b) for b in right] for a in left])
        yield from _told(name, weight >= model.review)
        lowest, highest = float(weight.diagonal().min()), float(weight[~np.eye(count, dtype=bool)].max())
        yield Row(
            f"{name}.lowest of one person", lowest, "bits", note=f"review from {model.review:g} bits on"
        )
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


def _faces(name: str, born: str) -> list[Columns]:
    return [records.columns_of(face, born) for face in records.faces_of({"full_name": name, "dob": born}, ON)]


def best(left: list[Columns], right: list[Columns]) -> float:
    """The heaviest of all readings. No name counts as rare: thirty people do not tell how common one is."""
    pairs = [(a, b) for a in left for b in right]
    columns = [_arrays([pair[side] for pair in pairs]) for side in (0, 1)]
    return float(score(Pairs(*columns), shipped(), {}, table().caps).total.max())


def _arrays(rows: list[Columns]) -> dict[str, Column]:
    out: dict[str, Column] = {}
    for name in rows[0]:
        if name in ("born_from", "born_to"):
            out[name] = np.array([NO_DAY if row[name] is None else row[name] for row in rows], dtype=np.int64)
        else:
            column = np.empty(len(rows), dtype=object)
            column[:] = [row[name] for row in rows]
            out[name] = column
    return out
