"""Invented incidents from published totals and assumptions (``synthetic.yaml``); nobody in them is real."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np

from qorgan.law.tables.columns import Cases, Dictionary
from qorgan.law.tables.gathering import small

RUN = 65536


def margins_of(written: Mapping[str, Any]) -> list[dict[str, str]]:
    """What the population is made from: each margin with its source and how sure it is."""
    kinds, ages = written["kinds"], written["ages"]
    return [
        {"margin": "acts, harm", "certainty": kinds["certainty"], "source": kinds["source"]},
        *(
            {"margin": item["fact"], "certainty": item["certainty"], "source": item["source"]}
            for item in written["margins"]
        ),
        {"margin": "ages", "certainty": ages["certainty"], "source": ages["source"]},
    ]


def population(
    written: Mapping[str, Any], dictionaries: Mapping[str, Dictionary], count: int, seed: int, day: date
) -> Iterator[Cases]:
    """Runs of invented incidents; the same seed gives the same ones."""
    chance = np.random.default_rng(seed)
    for start in range(0, count, RUN):
        yield _run(written, dictionaries, min(RUN, count - start), chance, day)


def _run(
    written: Mapping[str, Any],
    dictionaries: Mapping[str, Dictionary],
    count: int,
    chance: np.random.Generator,
    day: date,
) -> Cases:
    kinds = written["kinds"]["shares"]
    shares = np.array([kind["share"] for kind in kinds])
    kind = chance.choice(len(kinds), count, p=shares / shares.sum())
    given: dict[str, np.ndarray[Any, Any]] = {
        "acts": np.zeros(count, np.int64),
        "harm": np.zeros(count, np.int64),
    }
    for place, one in enumerate(kinds):
        here = np.flatnonzero(kind == place)
        codes = np.array([dictionaries["acts"].code([act]) for act in one["acts"]])
        given["acts"][here] = codes[chance.integers(0, len(codes), len(here))]
        given["harm"][here] = dictionaries["harm"].code(one["harm"])
        for fact, value in one.get("facts", {}).items():
            given.setdefault(fact, np.zeros(count, np.int64))[here] = dictionaries[fact].code(value)
    for margin in written["margins"]:
        fact = margin["fact"]
        words = list(margin["shares"])
        weights = np.array([margin["shares"][word] for word in words])
        codes = np.array([dictionaries[fact].code(word) for word in words])
        given[fact] = codes[chance.choice(len(words), count, p=weights / weights.sum())]
    _ages(written["ages"], dictionaries, given, count, chance)
    return Cases(
        count,
        dictionaries,
        {fact: small(codes, len(dictionaries[fact].values)) for fact, codes in given.items()},
        np.full(count, np.datetime64(day, "D")),
    )


def _ages(
    written: Mapping[str, Any],
    dictionaries: Mapping[str, Dictionary],
    given: dict[str, np.ndarray[Any, Any]],
    count: int,
    chance: np.random.Generator,
) -> None:
    """Ages that can be: a child is younger than its parent."""
    offender = chance.integers(written["offender"][0], written["offender"][1] + 1, count)
    victim = chance.integers(written["victim"][0], written["victim"][1] + 1, count)
    child = given["relation"] == dictionaries["relation"].code("child")
    parent = given["relation"] == dictionaries["relation"].code("parent")
    young = chance.integers(written["child"][0], written["child"][1] + 1, count)
    victim = np.where(child, np.minimum(young, offender - 18), victim)
    victim = np.where(parent, np.maximum(victim, offender + 18), victim)
    for fact, ages in (("offender_age", offender), ("victim_age", np.maximum(victim, 1))):
        codes = np.array([dictionaries[fact].code(int(age)) for age in range(121)])
        given[fact] = codes[ages]
