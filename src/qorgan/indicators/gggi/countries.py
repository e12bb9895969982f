"""Countries by their three letters (ISO 3166-1), and the many names one country has in published tables."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from qorgan.indicators.texts import Text, same


def _rows(name: str) -> list[dict[str, str]]:
    text = files("qorgan.indicators").joinpath("data", "gggi", name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def countries() -> Mapping[str, Text]:
    """The name of every country by its letters.

    >>> countries()["KAZ"]["kk"]
    'Қазақстан'
    """
    return {row["iso3"]: Text(row["en"], row["ru"], row["kk"]) for row in _rows("countries.csv")}


@cache
def _by_name() -> Mapping[str, str]:
    found = {name.en.casefold(): iso3 for iso3, name in countries().items()}
    return found | {row["name"].casefold(): row["iso3"] for row in _rows("names.csv")}


def iso3_of(name: str) -> str | None:
    """The letters of a country named as a published edition names it.

    >>> iso3_of("Korea (the Republic of)"), iso3_of("Atlantis")
    ('KOR', None)
    """
    return _by_name().get(name.strip().casefold())


def name_of(iso3: str) -> Text:
    return countries().get(iso3) or same(iso3)
