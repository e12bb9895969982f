"""The published tables of GSNI and GGGI as facts, one for each cell."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from qorgan.indicators.gggi.editions import sizes
from qorgan.indicators.published.facts import Fact, measures, sources

GSNI = {
    "GSNI": "gsni",
    "GSNI2": "gsni2",
    "NOBIAS": "nobias",
    "POLITICAL": "gsni_political",
    "EDUCATIONAL": "gsni_educational",
    "ECONOMIC": "gsni_economic",
    "PHYSICAL": "gsni_physical",
}
SCORES = ("score", "economic", "educational", "health", "political")


def _rows(name: str) -> Iterator[dict[str, str]]:
    with files("qorgan.indicators").joinpath("data", "published", name).open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


@cache
def gsni() -> tuple[Fact, ...]:
    """Every cell of UNDP's annex tables A1, A2, A3a and A3b, in percent, as printed in single precision."""
    source, found = sources()["undp-gsni-2023"], []
    for row in _rows("gsni_2023.csv"):
        territory = row["iso3"]
        if territory == "AVG":
            territory += "80" if "80 countries" in row["name"] else "38"
        period = "latest available" if row["period"].startswith("Latest") else row["period"].replace("-", "/")
        name = "-".join(
            ("gsni", row["table"], territory, row["period"].replace(" ", "_"), row["sex"], row["indicator"])
        )
        sex = "" if row["sex"] == "both" else row["sex"]
        found.append(
            Fact(
                name, measures()[GSNI[row["indicator"]]], float(row["value_pct"]), "exact", "percent", period,
                territory, source, source.read, source.status, sex, row["table"],
            )
        )  # fmt: skip
    return tuple(found)


@cache
def gggi() -> tuple[Fact, ...]:
    """Score, sub-indexes and rank of each country in each edition, where they are known."""
    found = []
    for row in _rows("gggi.csv"):
        source, year = sources()[row["source"]], row["report_year"]
        for column in (*SCORES, "rank"):
            if not row[column]:
                continue
            unit = f"rank of {sizes()[int(year)]['size']}" if column == "rank" else "score, 1 = parity"
            # Two copies of one edition differ in decimals; the id says which it is.
            name = f"gggi-{row['iso3']}-{year}-{row['decimals']}-{column}"
            found.append(
                Fact(
                    name, measures()[f"gggi_{column}"], float(row[column]), "exact", unit, year,
                    row["iso3"], source, source.read, source.status,
                )
            )  # fmt: skip
    return tuple(found)
