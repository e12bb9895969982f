"""The seven items, their cut-offs and their columns in each release, from `data/gsni.yaml`."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from qorgan.indicators.texts import Text

ITEMS = ("leaders", "rights", "university", "job", "executives", "beating", "abortion")
DIMENSIONS = ("political", "educational", "economic", "physical")
MEASURES = ("gsni", "gsni2", "none", *DIMENSIONS)
PUBLISHED_AS = {"GSNI": "gsni", "GSNI2": "gsni2", "NOBIAS": "none"} | {
    name.upper(): name for name in DIMENSIONS
}
WAVES = (5, 6, 7)


@dataclass(frozen=True, slots=True)
class Item:
    """One question: its lowest and highest code and which codes are a bias. `kind` says how its scale
    runs."""

    name: str
    low: int
    high: int
    bias: frozenset[int]
    kind: str
    word: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a release keeps what is needed; `wave` None: its rows say it. Items without a column are not in
    it."""

    name: str
    wave: int | None
    mark: str
    columns: Mapping[str, str]
    items: Mapping[str, Item]
    roles: Mapping[str, tuple[str, ...]]
    inverted: Mapping[str, str]

    def with_columns(self, named: Mapping[str, str]) -> Layout:
        """The layout where a person has named columns for some items."""
        columns = {**self.columns, **named}
        return Layout(self.name, self.wave, self.mark, columns, self.items, self.roles, self.inverted)


@cache
def _raw() -> Mapping[str, Any]:
    read: Mapping[str, Any] = yaml.safe_load(
        files("qorgan.indicators").joinpath("data", "gsni.yaml").read_text("utf-8")
    )
    return read


@cache
def layouts() -> Mapping[str, Layout]:
    """Each release by its name: wave7, wave6, wave5, series."""
    roles = ("sex", "country", "weight", "year", "told", "psu", "id")
    return {
        name: Layout(
            name=name,
            wave=row["wave"],
            mark=row["mark"],
            columns=row["items"],
            items={item: _item(item, row["changed"].get(item, {})) for item in ITEMS},
            roles={role: tuple(row[role]) for role in roles},
            inverted=row["inverted"],
        )
        for name, row in _raw()["layouts"].items()
    }


def _item(name: str, changed: Mapping[str, Any]) -> Item:
    row = {**_raw()["items"][name], **changed}
    low, high = row["scale"]
    return Item(name, low, high, frozenset(row["bias"]), row["kind"], row["word"])


@cache
def members() -> Mapping[str, tuple[str, ...]]:
    """The items of each dimension."""
    return {name: tuple(items) for name, items in _raw()["dimensions"].items()}


def sex_codes() -> Mapping[str, int]:
    found: Mapping[str, int] = _raw()["sexes"]
    return found


def drop_out_differs() -> float:
    return float(_raw()["drop_out_differs"])


def law_in_force(iso3: str) -> date | None:
    """The day from which a measure of that country could show the reform."""
    law = _raw()["law"]
    day: date = law["in_force"]
    return day if law["iso3"] == iso3 else None


def window(wave: int) -> tuple[int, int]:
    """First and last year of a wave."""
    first, last = _raw()["layouts"][f"wave{wave}"]["years"]
    return first, last


def sources() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = _raw()["sources"]
    return found


def _rows(name: str) -> list[dict[str, str]]:
    text = files("qorgan.indicators").joinpath("data", name).read_text("utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


@cache
def countries() -> Mapping[str, tuple[str, Text]]:
    """ISO 3166 alpha-3 code and name, by that code and by the numeric one without leading zeros."""
    found = {}
    for row in _rows("gsni_countries.csv"):
        found[row["iso3"]] = found[row["numeric"]] = (row["iso3"], Text(row["en"], row["ru"], row["kk"]))
    return found


@cache
def published() -> Mapping[tuple[str, int], Mapping[str, float]]:
    """UNDP's pooled cells of 2023 (annex tables A1 and A3a) by country and wave, percent."""
    found: dict[tuple[str, int], dict[str, float]] = {}
    for row in _rows("published/gsni_2023.csv"):
        if row["table"] in ("A1", "A3a") and row["sex"] == "both" and row["iso3"] != "AVG":
            cells = found.setdefault((row["iso3"], int(row["wave"])), {})
            cells[PUBLISHED_AS[row["indicator"]]] = float(row["value_pct"])
    return found
