"""The tables of the names, read once from `identity/data`; the files themselves say what the rows mean."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_DATA = files("qorgan.identity").joinpath("data")


class NamesDataFault(ValueError):
    """A table of names has a row that cannot be used."""


@cache
def table(name: str) -> dict[str, Any]:
    """`data/<name>.yaml`."""
    loaded: dict[str, Any] = yaml.safe_load(_DATA.joinpath(f"{name}.yaml").read_text("utf-8"))
    return loaded


def lines(name: str) -> list[str]:
    """The lines of `data/<name>` that are not comments."""
    text = _DATA.joinpath(name).read_text("utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def lookalikes() -> tuple[dict[str, str], dict[str, str]]:
    """Latin letters and digits that look Cyrillic, and the reverse."""
    rows = table("letters")["lookalikes"]
    return rows["to_cyrillic"], rows["to_latin"]


def keyboard() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Digits that stand for Kazakh letters: anywhere, between consonants, between vowels or first."""
    rows = table("letters")["lookalikes"]
    return rows["keyboard"], rows["keyboard_between_consonants"], rows["keyboard_beside_vowels"]
