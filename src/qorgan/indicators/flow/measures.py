"""One indicator with its value, what it was made from and how sure it is; or why it cannot be computed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from qorgan.indicators.texts import Text

PERCENT, RATIO, COUNT, DAYS, HOURS, RATE = (
    "percent",
    "ratio",
    "count",
    "days",
    "hours",
    "per_100_order_months",
)


@dataclass(frozen=True, slots=True)
class Definition:
    """An indicator as data: what it counts, in words; cautions are names of sentences."""

    id: str
    family: str
    of: str  # what is counted: cases, persons, orders, referrals, breaches, events; never mixed
    unit: str
    name: Text
    formula: Text
    numerator: Text
    denominator: Text
    cautions: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Measure:
    """A result. `value` is None where it is not known: `reason` says why."""

    id: str
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    low: float | None = None
    high: float | None = None
    median: float | None = None
    p90: float | None = None
    censored: int | None = None
    left_out: int = 0
    parts: Mapping[str, float | None] = field(default_factory=dict)
    reason: Text | None = None
    cautions: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        known = definitions()[self.id]
        shown: dict[str, Any] = {
            "id": self.id,
            "family": known.family,
            "name": known.name.as_dict(),
            "status": "computed" if self.reason is None else "cannot be computed",
            "reason": self.reason.as_dict() if self.reason else None,
            "of": known.of,
            "unit": known.unit,
            "value": plain(self.value),
            "time_unit": HOURS if known.unit == HOURS else DAYS,  # of median and p90
        }
        for name in ("numerator", "denominator", "low", "high", "median", "p90", "censored", "left_out"):
            shown[name] = plain(getattr(self, name))
        shown["parts"] = {name: plain(value) for name, value in self.parts.items()}
        shown["cautions"] = [*known.cautions, *self.cautions]
        return shown


def plain(value: float | None) -> float | int | None:
    """A number for JSON: whole where it is whole, None where it is not known."""
    if value is None or math.isnan(value):
        return None
    return int(value) if float(value).is_integer() else float(value)


@cache
def definitions() -> Mapping[str, Definition]:
    """Every indicator by its id, from `data/flow_indicators.yaml`, in the order of the file."""
    raw = yaml.safe_load(
        files("qorgan.indicators").joinpath("data", "flow_indicators.yaml").read_text("utf-8")
    )
    words = {name: Text(**text) for name, text in raw["words"].items()}
    found = {}
    for row in raw["indicators"]:
        found[row["id"]] = Definition(
            row["id"],
            row["family"],
            row["of"],
            row["unit"],
            Text(**row["name"]),
            Text(**row["formula"]),
            words[row["numerator"]],
            words[row["denominator"]],
            tuple(row.get("cautions", ())),
            row["source"],
        )
    return found
