"""From answers to outcomes: shares in percent and means, each over those who answered all that it needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from qorgan.indicators.norms.instrument import Instrument, Item, instrument
from qorgan.indicators.norms.survey import Array, Survey
from qorgan.indicators.texts import LANGUAGES, Text, texts

Unit = Literal["percent", "mean"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`values`: 0 or 100 for a share, the number itself for a mean; NaN where an answer is missing."""

    name: str
    label: Text
    unit: Unit
    values: Array


def outcomes(survey: Survey) -> tuple[Outcome, ...]:
    """In the order of the questionnaire, the counts over a block first."""
    whole = instrument()
    found: list[Outcome] = []
    for block in whole.blocks:
        if block.items[0].id in survey.answers:
            found += _summaries(survey, block.id, block.items) + [_one(survey, item) for item in block.items]
    return tuple(found + _of_stories(survey, whole))


def _of_stories(survey: Survey, whole: Instrument) -> list[Outcome]:
    return [
        _one(survey, item)
        for vignette in whole.vignettes
        for item in whole.asked_of(vignette)
        if item.id in survey.answers
    ]


def _one(survey: Survey, item: Item) -> Outcome:
    codes = survey.answers[item.id]
    if not item.biased:
        return Outcome(item.id, item.said, "mean", codes)
    return Outcome(item.id, _labelled(item), "percent", 100.0 * _holds(codes, item))


def _labelled(item: Item) -> Text:
    """The question with the codes whose share is shown."""
    ends = sorted({min(item.biased), max(item.biased)})
    codes = "[" + "–".join(map(str, ends)) + "]"
    return Text(*(f"{item.said[language]} {codes}" for language in LANGUAGES))


def _holds(codes: Array, item: Item) -> Array:
    return np.where(np.isnan(codes), np.nan, np.isin(codes, item.biased).astype(np.float64))


def _summaries(survey: Survey, block: str, items: Sequence[Item]) -> list[Outcome]:
    """How many of a block somebody holds: at least one, at least two, or the mean number; listwise."""
    said = texts("norms")
    if block not in ("norms7", "scenes"):
        return []
    held = np.sum([_holds(survey.answers[item.id], item) for item in items], axis=0)
    known = np.isfinite(held)

    def share(least: int) -> Array:
        return np.where(known, 100.0 * (held >= least), np.nan)

    found = [Outcome(f"{block}_any", said[f"{block}_any"], "percent", share(1))]
    if block == "norms7":
        return [*found, Outcome("norms7_two", said["norms7_two"], "percent", share(2))]
    return [*found, Outcome("scenes_number", said["scenes_number"], "mean", held)]
