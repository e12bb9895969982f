"""SYNTHETIC respondents, never anybody's answers: rows made up so that their counts are the ones behind
UNDP's published cells (`data/gsni_2023_implied_counts.csv`). The counts fix the margins, not who answered
what together.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

DATA = Path(__file__).parent / "data"
WAVE = {"2005-2009": 5, "2010-2014": 6, "2017-2022": 7}
DIMENSIONS = {
    "pol": ("leaders", "rights"),
    "edu": ("university",),
    "eco": ("job", "executives"),
    "phy": ("beating", "abortion"),
}
ITEMS = tuple(item for items in DIMENSIONS.values() for item in items)
# The columns and codes of the codebook, typed here apart from the product's own table.
COLUMNS = {
    7: dict(zip(ITEMS, ("Q29", "Q249", "Q30", "Q33", "Q31", "Q189", "Q184"), strict=True)),
    6: dict(zip(ITEMS, ("V51", "V139", "V52", "V45", "V53", "V208", "V204"), strict=True)),
    5: dict(zip(ITEMS, ("V61", "V161", "V62", "V44", "V63", "V208", "V204"), strict=True)),
}
SEX = {7: "Q260", 6: "V240", 5: "V235"}
COUNTRY = {7: "B_COUNTRY_ALPHA", 6: "V2", 5: "V2"}
WEIGHT = {7: "W_WEIGHT", 6: "V258", 5: "V259"}
FOUR, TEN = range(1, 5), range(1, 11)


def bias_codes(item: str, wave: int) -> list[int]:
    job = [1, 2] if wave == 7 else [1]
    rights = list(range(0 if wave == 7 else 1, 8))
    return {"rights": rights, "job": job, "beating": list(range(2, 11)), "abortion": [1]}.get(item, [1, 2])


def clean_codes(item: str, wave: int) -> list[int]:
    scale = {"rights": TEN, "beating": TEN, "abortion": TEN, "job": range(1, 6 if wave == 7 else 4)}.get(
        item, FOUR
    )
    return [code for code in scale if code not in bias_codes(item, wave)]


@cache
def implied() -> list[dict[str, Any]]:
    """The rows of counts that are complete, with their wave."""
    with open(DATA / "gsni_2023_implied_counts.csv", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["status"] == "complete"]
    return [
        {name: int(cell) if cell.isdigit() else cell for name, cell in row.items()}
        | {"wave": WAVE[row["period"]]}
        for row in rows
    ]


@cache
def published(table: str) -> dict[tuple[str, int, str, str], float]:
    """UNDP's cells by country, wave, sex and measure."""
    with open(DATA / "gsni_2023_published.csv", encoding="utf-8") as file:
        return {
            (row["iso3"], int(row["wave"]), row["sex"], row["indicator"]): float(row["value_pct"])
            for row in csv.DictReader(file)
            if row["table"] == table and row["wave"]
        }


def people(counts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Respondents as {"sex", item: True (a bias), False (clean) or None (missing)} with exactly these
    counts."""
    rows: list[dict[str, Any]] = []
    for sex in ("women", "men"):
        wanted = {
            name: (int(counts[f"{name}_n_{sex}"]), int(counts[f"{name}_k_{sex}"])) for name in DIMENSIONS
        }
        rows += of_one_sex(
            sex,
            int(counts[f"n_all7_{sex}"]),
            int(counts[f"k_ge1_{sex}"]),
            int(counts[f"k_ge2_{sex}"]),
            wanted,
        )
    return rows


def of_one_sex(
    sex: str, complete: int, one: int, two: int, wanted: Mapping[str, tuple[int, int]]
) -> list[dict[str, Any]]:
    singles = one - two
    least = {name: max(0, k - (n - complete)) for name, (n, k) in wanted.items()}
    have = {name: min(k, one) for name, (n, k) in wanted.items()}
    # Nobody is in a dimension twice: what does not fit into the doubles is single.
    while sum(max(0, have[name] - two) for name in have) > singles:
        name = max((name for name in have if have[name] > max(least[name], two)), key=lambda name: have[name])
        have[name] -= 1
    single = {name: max(0, have[name] - two) for name in have}
    for name in ("edu", "pol", "eco", "phy"):
        more = min(singles - sum(single.values()), have[name] - single[name])
        single[name] += more
    assert sum(single.values()) == singles
    rows = [{"sex": sex, **dict.fromkeys(ITEMS, False)} for _ in range(complete)]
    at = 0
    for name, count in single.items():
        for row in rows[at : at + count]:
            row[DIMENSIONS[name][0]] = True
        at += count
    doubles, place = rows[singles:one], 0
    for name in ("pol", "eco", "phy", "edu"):
        for _ in range(have[name] - single[name]):
            doubles[place % two][DIMENSIONS[name][0]] = True
            place += 1
    for row in doubles:
        if sum(row[item] for item in ITEMS) == 1:
            pair = next(items for items in DIMENSIONS.values() if any(row[item] for item in items))
            row[pair[1]] = True
    for name, (n, k) in wanted.items():
        biased = k - have[name]
        for extra in range(n - complete):
            row = {"sex": sex, **dict.fromkeys(ITEMS)}
            row |= dict.fromkeys(DIMENSIONS[name], False)
            if extra < biased:
                row[DIMENSIONS[name][extra % len(DIMENSIONS[name])]] = True
            rows.append(row)
    return rows


def coded(country: Any, wave: int, rows: Sequence[Mapping[str, Any]], seed: int = 1) -> pl.DataFrame:
    """These people as a release of that wave has them: any of the codes of an answer, -1 or -2 for none."""
    rng = random.Random(seed)
    frame: dict[str, list[Any]] = {COUNTRY[wave]: [country] * len(rows)}
    for item, column in COLUMNS[wave].items():
        codes = {True: bias_codes(item, wave), False: clean_codes(item, wave), None: [-1, -2, -4]}
        frame[column] = [rng.choice(codes[row[item]]) for row in rows]
    frame[SEX[wave]] = [2 if row["sex"] == "women" else 1 for row in rows]
    frame[WEIGHT[wave]] = [round(rng.uniform(0.4, 2.5), 4) for _ in rows]
    frame["SYNTHETIC"] = ["synthetic"] * len(rows)
    return pl.DataFrame(frame)


def write(frame: pl.DataFrame, path: Path, **labels: Any) -> str:
    """As the ending of the path says; CSV with semicolons where the name has them in it."""
    ending = path.suffix
    if ending == ".csv":
        frame.write_csv(path, separator=";" if "semicolon" in path.name else ",")
    elif ending == ".parquet":
        frame.write_parquet(path)
    else:
        import pyreadstat

        if ending == ".dta":
            pyreadstat.write_dta(frame, str(path), **labels)
        else:
            pyreadstat.write_sav(frame, str(path), compress=ending == ".zsav", **labels)
    return str(path)
