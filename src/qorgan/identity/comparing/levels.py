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
# The order is the code that stands in arrays.
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
    "different",
)
CODE = {name: number for number, name in enumerate(LEVELS)}
ADJUSTMENTS = ("other_order", "other_name", "married_surname", "layout")


class LevelDataFault(ValueError):
    """`data/name_levels.yaml` lacks a level or has a figure that cannot be."""


@dataclass(frozen=True)
class Weights:
    """`agrees` and `costs` have one row for each slot and one column for each level, in bits."""

    slots: NDArray[np.float64]
    agrees: NDArray[np.float64]
    costs: NDArray[np.float64]
    adjustments: dict[str, float]
    review: float
    same: float


def read(raw: dict[str, Any]) -> Weights:
    """The weights in `raw`. Raises LevelDataFault."""
    if set(raw["levels"]) != set(LEVELS) or set(raw["adjustments"]) != set(ADJUSTMENTS):
        raise LevelDataFault("name_levels.yaml: a level or an adjustment is missing or unknown")
    slots = np.array([float(raw["slots"][slot]) for slot in SLOTS])
    agrees, costs = (
        np.array(
            [
                [float({**raw["levels"][level], **raw["levels"][level].get(slot, {})}[kind]) for level in LEVELS]
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
    adjustments = {name: float(raw["adjustments"][name]) for name in ADJUSTMENTS}
    return Weights(slots, agrees * slots[:, None], costs * slots[:, None], adjustments, review, same)


@cache
def weights() -> Weights:
    return read(yaml.safe_load(files("qorgan.identity").joinpath("data", "name_levels.yaml").read_text("utf-8")))
