"""What each way for two words to agree weighs: `data/name_levels.yaml`, read and checked.

Data only; it compares nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

SLOTS = ("surname", "given", "father")
SURNAME, GIVEN, FATHER = range(3)
# The order is the code that stands in arrays; from `trace` on two words have hardly anything in common.
LEVELS = (
    "both_missing",
    "missing",
    "same",
    "suffix",
    "suffix_sex",
    "group",
    "sound",
    "sound_faint",
    "one_letter",
    "one_letter_short",
    "part",
    "close",
    "faint",
    "initial",
    "other_given",
    "trace",
    "different",
)
CODE = {name: number for number, name in enumerate(LEVELS)}
# How far `near` counts, and the longest word of each of its columns but the last.
MOST_FRAME, MOST_LETTERS, SIZES = 3, 6, (4, 6, 8)
ADJUSTMENTS = ("other_order", "other_name", "married_surname", "left_out", "layout", "one_word")
WHOLE = ("word", "short_word", "extra", "unlike", "joined")


class LevelDataFault(ValueError):
    """`data/name_levels.yaml` lacks a level or has a figure that cannot be."""


@dataclass(frozen=True)
class Weights:
    """`agrees` and `costs` have one row for each slot and one column for each level, in bits. `near`: frame
    letters that differ, letters that differ, size of the words, to the code of a level."""

    slots: NDArray[np.float64]
    agrees: NDArray[np.float64]
    costs: NDArray[np.float64]
    near: NDArray[np.uint8]
    adjustments: dict[str, float]
    whole: dict[str, float]
    review: float
    same: float


def read(raw: dict[str, Any]) -> Weights:
    """The weights in `raw`. Raises LevelDataFault."""
    for block, names in (("levels", LEVELS), ("adjustments", ADJUSTMENTS), ("whole", WHOLE)):
        if set(raw[block]) != set(names):
            raise LevelDataFault(f"name_levels.yaml: {block} needs exactly {', '.join(names)}")
    slots = np.array([float(raw["slots"][slot]) for slot in SLOTS])
    agrees, costs = (
        np.array(
            [
                [
                    float({**raw["levels"][level], **raw["levels"][level].get(slot, {})}[kind])
                    for level in LEVELS
                ]
                for slot in SLOTS
            ]
        )
        for kind in ("agrees", "costs")
    )
    if agrees.min() < 0 or agrees.max() > 1 or costs.min() < 0:
        raise LevelDataFault("name_levels.yaml: agrees is a share, and costs are not negative")
    review, same = (float(raw["thresholds"][name]) for name in ("review", "same"))
    if not 0 < review < same <= 1:
        raise LevelDataFault("name_levels.yaml: thresholds must rise between 0 and 1")
    adjustments, whole = (
        {name: float(figure) for name, figure in raw[block].items()} for block in ("adjustments", "whole")
    )
    return Weights(
        slots,
        agrees * slots[:, None],
        costs * slots[:, None],
        _near(raw["near"]),
        adjustments,
        whole,
        review,
        same,
    )


def _near(rows: dict[str, list[str]]) -> NDArray[np.uint8]:
    found = np.full((MOST_FRAME + 1, MOST_LETTERS + 1, len(SIZES) + 1), CODE["different"], dtype=np.uint8)
    for key, levels in rows.items():
        frame, letters = (int(number) for number in key.split())
        if len(levels) != len(SIZES) + 1 or not set(levels) <= set(LEVELS):
            raise LevelDataFault(f"name_levels.yaml: near {key!r} needs {len(SIZES) + 1} known levels")
        found[frame, letters] = [CODE[level] for level in levels]
    return found


@cache
def weights() -> Weights:
    return read(
        yaml.safe_load(files("qorgan.identity").joinpath("data", "name_levels.yaml").read_text("utf-8"))
    )
