"""SYNTHETIC examples for the demonstration: two invented campaigns and the survey files of invented people.

Nothing of a result is typed: the answers are drawn, written as the CSV that an office would send, and go the
way of every upload (`measuring.register`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from qorgan.indicators.norms.instrument import Item, Vignette, instrument

PLACES, PEOPLE = 12, 20  # of an arm; of a place
LIKENESS = 0.25  # spread of places, on the scale of the latent view
MISSING = 0.02
LEFT_OUT = ("norms7",)  # a block that these offices did not ask


@dataclass(frozen=True)
class Truth:
    """What was put into the answers: how far the programme moved each block or story, in spreads of a person.
    0 for what is not named."""

    seed: int
    moved: Mapping[str, float] = field(default_factory=dict)


def survey(truth: Truth, waves: tuple[int, ...] = (0, 1)) -> bytes:
    """The file of a survey: both arms, the same people in every wave."""
    chance = np.random.default_rng(truth.seed)
    groups = _groups()
    people = [
        _person(chance, truth, groups, place, number)
        for place in range(2 * PLACES)
        for number in range(PEOPLE)
    ]
    held = io.StringIO()
    table = csv.writer(held, lineterminator="\n")
    table.writerow(["id", "cluster", "arm", "wave", *(name for name, _item, _group in groups)])
    table.writerows(row for one in people for row in one if row[3] in waves)
    return held.getvalue().encode()


def _groups() -> list[tuple[str, Item | Vignette, str]]:
    """(column, item or story, block) in the order of the questionnaire."""
    whole = instrument()
    found: list[tuple[str, Item | Vignette, str]] = []
    for block in whole.blocks:
        if block.id not in LEFT_OUT:
            found += [(item.id, item, item.id) for item in block.items]
    for story in whole.vignettes:
        found.append((f"{story.id}_cell", story, story.id))
        found += [(item.id, item, item.id) for item in whole.asked_of(story)]
    return found


def _person(
    chance: np.random.Generator, truth: Truth, groups: list[Any], place: int, number: int
) -> list[list[Any]]:
    """The rows of one invented person. Places share a view, which a seed of their own draws."""
    shared = np.random.default_rng([truth.seed, place])
    programme = place % 2
    lasting = float(chance.normal(0, 1))
    rows = []
    cells = {
        name: str(chance.choice(item.names())) for name, item, _g in groups if isinstance(item, Vignette)
    }
    for wave in (0, 1):
        row: list[Any] = [
            f"S{place:02d}{number:02d}",
            f"V{place:02d}",
            ("comparison", "programme")[programme],
            wave,
        ]
        for name, item, group in groups:
            if isinstance(item, Vignette):
                row.append(cells[name])
                continue
            view = 0.6 * lasting + 0.8 * float(chance.normal(0, 1)) + float(shared.normal(0, LIKENESS))
            row.append(_answer(chance, item, view - truth.moved.get(group, 0.0) * programme * wave))
        rows.append(row)
    return rows


def _answer(chance: np.random.Generator, item: Item, view: float) -> int:
    """A code of the item's scale; a higher view holds more with the old norm."""
    if chance.random() < MISSING:
        return -1
    if item.scale.name == "yesno":
        return int(view > 0.9)
    if item.scale.name == "agree4":
        return 1 + sum(view < edge for edge in (1.1, 0.3, -0.6))
    share = 1 / (1 + np.exp(-(view * 0.6 - 0.2)))
    return int(chance.binomial(item.scale.high, share))
