"""The invented people everything is measured on, made once a run."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.link.apart import Asked, apart
from qorgan.identity import synthetic
from qorgan.identity.names import word
from qorgan.identity.synthetic import rates, vocabulary

# What `qorgan link dedupe` reads; headline figures use nothing else.
INTERFACE = (
    "unique_id",
    "surname",
    "first_name",
    "patronymic",
    "full_name",
    "dob",
    "age",
    "iin",
    "phone",
    "region",
)
FURTHER = ("street", "aliases", "sex")
NAMES = ("surname", "first_name", "patronymic", "full_name")
KAZAKH_LETTERS = frozenset("әғқңөұүһіӘҒҚҢӨҰҮҺІ")


def on() -> date:
    """The day on which the invented ages were true."""
    return rates.load().reference_day


def file(asked: Asked) -> Path:
    """The table of this run's people; made in a process of its own where it is not there."""
    path = asked.scratch / f"people-{asked.people}-{asked.seed}.parquet"
    if not path.exists():
        half = path.with_suffix(".half")
        apart(synthetic.write, asked.people, asked.seed, half)
        half.rename(path)
    return path


def columns(asked: Asked, *names: str) -> pa.Table:
    return pq.read_table(file(asked), columns=list(names))


def script(text: str) -> str:
    """How a name is written.

    >>> [script(name) for name in ("Құсайынов", "Кусаинов", "Kusainov", "Kусаинов", "")]
    ['kazakh cyrillic', 'other cyrillic', 'latin', 'mixed', 'none']
    """
    cyrillic = any("Ѐ" <= letter <= "ӿ" for letter in text)
    latin = any(letter.isalpha() and letter < "ɐ" for letter in text)
    if cyrillic and latin:
        return "mixed"
    if cyrillic:
        return "kazakh cyrillic" if any(letter in KAZAKH_LETTERS for letter in text) else "other cyrillic"
    return "latin" if latin else "none"


def scripts(table: pa.Table) -> np.ndarray:
    rows = zip(*(table[name].to_pylist() for name in NAMES), strict=True)
    return np.array([script(" ".join(filter(None, row))) for row in rows])


@cache
def _given_names() -> dict[str, str]:
    """Of the generator's groups, the one that has most people of this given name."""
    known, most = vocabulary.load(), dict[str, dict[str, float]]()
    for group in known.groups:
        for places, weights in ((group.male, group.male_weights), (group.female, group.female_weights)):
            for place, weight in zip(places.tolist(), weights.tolist(), strict=True):
                counts = most.setdefault(word(known.given[place]).canonical, {})
                counts[group.name] = counts.get(group.name, 0.0) + group.share * weight
    return {name: max(counts, key=lambda one: counts[one]) for name, counts in most.items()}


def groups(given: list[str | None]) -> np.ndarray:
    """Whose given name each is, for canonical given names; the generator does not tell it otherwise."""
    known = _given_names()
    return np.array([known.get(name or "", "not told") for name in given])
