"""The trained model: how often each level is seen between records of one person (m) and of two people (u).

The numbers come from Splink (`training.py`) and are kept as data with where they come from; this module reads
them, refuses what does not fit the comparisons, and hands them to Splink and to our own evaluator alike.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qorgan.identity.linking.comparisons import COMPARISONS

# Weights nearer than this are the same weight; a level is then told by its weight alone.
SAME_WEIGHT = 1e-9
# Where the file does not say of how many faces the table was in which the prior was counted.
PRIOR_AT = 1_000_000
# However short a list, two of its records are not taken to be one person more often than this beforehand.
MOST_PRIOR = 1e-5
TOLD_BY_WEIGHT = (("given", "other"), ("iin", "same"))


class ModelFault(ValueError):
    """The model's file does not fit the comparisons. The message names the comparison and the level."""


@dataclass(frozen=True)
class Model:
    """`m` and `u` by comparison and level, probabilities in (0, 1]; `prior`: two random records are one
    person, in a table of `readings` faces.

    `review` and `likely` are weights in bits: from `review` on a person should look; from `likely` on the
    pair was right in 99 of 100 cases of the half on which the thresholds were fixed.
    """

    m: Mapping[str, Mapping[str, float]]
    u: Mapping[str, Mapping[str, float]]
    prior: float
    review: float
    likely: float
    about: Mapping[str, Any]
    readings: int = PRIOR_AT

    def weight(self, comparison: str, level: str) -> float:
        """Bits that this level adds; 0 where the value is not known."""
        if level == "unknown":
            return 0.0
        return math.log2(self.m[comparison][level] / self.u[comparison][level])

    def of_size(self, readings: int) -> Model:
        """For a table of so many faces: a record has about as many others of its person in a short list as
        in a long one, so two of a short list are one person more often.
        """
        if readings == self.readings:
            return self
        prior = min(self.prior * self.readings / max(readings, 1), MOST_PRIOR)
        return replace(self, prior=prior, readings=readings)

    @cached_property
    def bits(self) -> Mapping[str, NDArray[np.float64]]:
        """The weights of each comparison's levels, in their order."""
        return {
            one.id: np.array([self.weight(one.id, level.id) for level in one.levels]) for one in COMPARISONS
        }

    def prior_weight(self) -> float:
        return math.log2(self.prior / (1 - self.prior))


def read(raw: dict[str, Any]) -> Model:
    """Raises ModelFault."""
    m: dict[str, dict[str, float]] = {}
    u: dict[str, dict[str, float]] = {}
    for comparison in COMPARISONS:
        rows = raw["comparisons"].get(comparison.id, {})
        wanted = [level.id for level in comparison.levels if level.id != "unknown"]
        if sorted(rows) != sorted(wanted):
            raise ModelFault(f"model: {comparison.id} needs the levels {', '.join(wanted)}")
        for level, row in rows.items():
            if not (0 < row["m"] <= 1 and 0 < row["u"] <= 1):
                raise ModelFault(f"model: {comparison.id} {level}: m and u must lie above 0 and not above 1")
        m[comparison.id] = {level: row["m"] for level, row in rows.items()}
        u[comparison.id] = {level: row["u"] for level, row in rows.items()}
    if not 0 < raw["prior"] < 1:
        raise ModelFault("model: prior must lie between 0 and 1")
    model = Model(
        m, u, raw["prior"], raw["review"], raw["likely"], raw["about"], raw.get("readings", PRIOR_AT)
    )
    for name, told in TOLD_BY_WEIGHT:
        others = [model.weight(name, level) for level in (*m[name], "unknown") if level != told]
        if any(abs(weight - model.weight(name, told)) < SAME_WEIGHT for weight in others):
            raise ModelFault(f"model: {name} {told} weighs the same as another level")
    return model


@cache
def shipped() -> Model:
    return read(json.loads(files("qorgan.identity").joinpath("data", "model.json").read_text("utf-8")))


def splink_comparisons(model: Model | None) -> list[dict[str, Any]]:
    """The comparisons as Splink's settings want them, best level first; without numbers when `model` is
    None.
    """
    return [
        {
            "output_column_name": comparison.id,
            "comparison_description": comparison.id,
            "comparison_levels": [_splink_level(comparison.id, level, model) for level in comparison.levels],
        }
        for comparison in COMPARISONS
    ]


def _splink_level(comparison: str, level: Any, model: Model | None) -> dict[str, Any]:
    out: dict[str, Any] = {"sql_condition": level.condition.sql(), "label_for_charts": level.id}
    if level.id == "unknown":
        out["is_null_level"] = True
    elif model is not None:
        out |= {
            "m_probability": model.m[comparison][level.id],
            "u_probability": model.u[comparison][level.id],
        }
    if level.frequency:
        out |= {"tf_adjustment_column": level.frequency, "tf_adjustment_weight": 1.0}
        out["tf_minimum_u_value"] = level.rarest
    return out
