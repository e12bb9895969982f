"""The declared inventory of sealed fields: names, permanent numbers, compartments (`inventory.yaml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from qorgan.vault.context import Compartment


@dataclass(frozen=True)
class Field:
    """A sealed field."""

    name: str
    number: int
    compartment: Compartment


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(
        (Path(__file__).parent / "inventory.yaml").read_text(encoding="utf-8")
    )
    return data


@cache
def field(name: str) -> Field:
    """The field called `name`; KeyError for one that is not declared."""
    row = _data()["fields"][name]
    return Field(name, row["number"], Compartment[row["compartment"]])


@cache
def by_number(number: int) -> Field:
    return next(field(name) for name, row in _data()["fields"].items() if row["number"] == number)


def plain_text_models() -> frozenset[str]:
    """Models whose text columns are declared as not sealed, as `app.Model`."""
    return frozenset(_data()["plain_text"])
