"""A table of female-to-male ratios: one row a country, or one row an indicator as in a country's profile.

A cell that cannot be a ratio (negative, a percentage, an absolute number) is refused with its line: a score
made from it would look like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from qorgan.indicators.faults import BadInput, Fault, fault, refuse
from qorgan.indicators.gggi.columns import numbers_in, words_in
from qorgan.indicators.gggi.countries import countries
from qorgan.indicators.gggi.method import Method
from qorgan.indicators.reading import Table, read_table

PUBLISHED = ("pub_score", "pub_economic", "pub_educational", "pub_health", "pub_political")
PROFILE = ("iso3", "edition", "indicator", "female", "male", "ratio_FM")
LARGEST = 1e6  # of the absolute numbers behind a ratio
ROUNDED = 0.0005  # profiles print ratios with three decimals
APART = 0.05  # women over men and the printed ratio further apart are two different figures


@dataclass(frozen=True)
class Ratios:
    """`values` countries x 14; `published` countries x 5 where the table has them; `derived`: made here."""

    file: str
    iso3: tuple[str, ...]
    values: npt.NDArray[np.float64]
    published: npt.NDArray[np.float64] | None = None
    derived: tuple[str, ...] = field(default=())


def read_ratios(path: str, method: Method, edition: str | None = None) -> Ratios:
    """Raises BadInput naming each cell that cannot be a ratio, each code that is none, each second row."""

    def wanted(header: Sequence[str]) -> Sequence[str]:
        plain = {name.strip().casefold() for name in header}
        if "indicator" in plain and not plain & {column.casefold() for column in method.columns}:
            return PROFILE
        return ("iso3", *method.columns, *PUBLISHED)

    table = read_table(path, wanted)
    if "indicator" in table.frame.columns:
        return _profiles(table, method, edition)
    if edition is not None and not (edition.isascii() and edition.isdigit()):
        raise BadInput(fault("--edition", "not_number", range=f"{method.from_edition} …"))
    return _wide(table, method)


def _wide(table: Table, method: Method) -> Ratios:
    table.need("iso3", *method.columns)
    iso3, faults = _codes(table)
    first: dict[str, int] = {}
    for row, code in enumerate(iso3):
        if code in first:
            line = table.line(first[code])
            faults.append(
                fault(
                    table.file,
                    "twice",
                    part="gggi",
                    field="iso3",
                    line=table.line(row),
                    iso3=code,
                    first=line,
                )
            )
        first.setdefault(code, row)
    columns = [_column(table, one.column, one.most, faults) for one in method.indicators]
    there = [name for name in PUBLISHED if name in table.frame.columns]
    shown = {name: _column(table, name, 1.0, faults) for name in there}
    refuse(_in_order(faults))
    nothing = np.full(len(iso3), np.nan)
    published = np.column_stack([shown.get(name, nothing) for name in PUBLISHED]) if there else None
    return Ratios(table.file, tuple(iso3), np.column_stack(columns), published)


def _in_order(faults: list[Fault]) -> list[Fault]:
    return sorted(faults, key=lambda one: (one.line or 0, one.field))


def _codes(table: Table) -> tuple[list[str], list[Fault]]:
    codes = [code.upper() for code in words_in(table, "iso3")]
    wrong = [row for row, code in enumerate(codes) if code not in countries()]
    return codes, [
        fault(table.file, "no_country", part="gggi", field="iso3", line=table.line(row)) for row in wrong
    ]


def _column(table: Table, name: str, most: float, faults: list[Fault]) -> npt.NDArray[np.float64]:
    """The numbers of a column, NaN where empty; what cannot stand there goes to `faults`."""
    allowed = f"0 … {most:g}"
    try:
        found = numbers_in(table, name, allowed)
    except BadInput as refused:
        faults.extend(refused.faults)
        return np.full(table.frame.height, np.nan)
    numbers = found.fill_null(float("nan")).to_numpy()
    for code, wrong in (("negative", numbers < 0), ("not_ratio", numbers > most)):
        faults.extend(
            fault(table.file, code, part="gggi", field=name, line=table.line(int(row)), most=f"{most:g}")
            for row in np.flatnonzero(wrong)
        )
    return np.asarray(numbers, dtype=np.float64)


def _profiles(table: Table, method: Method, edition: str | None) -> Ratios:
    """Country profiles, a row an indicator."""
    table.need(*PROFILE)
    table = _of_edition(table, edition)
    iso3, faults = _codes(table)
    numbers = {name: _column(table, name, LARGEST, faults) for name in ("female", "male", "ratio_FM")}
    place = {name: at for at, one in enumerate(method.indicators) for name in (one.column, *one.profile)}
    codes = sorted(set(iso3))
    values, derived = np.full((len(codes), len(method.indicators)), np.nan), []
    seen: set[tuple[int, int]] = set()

    def wrong(row: int, code: str, column: str, **words: object) -> None:
        faults.append(fault(table.file, code, part="gggi", field=column, line=table.line(row), **words))

    for row, name in enumerate(words_in(table, "indicator")):
        if name not in place:
            wrong(row, "no_indicator", "indicator", known=", ".join(method.columns))
            continue
        key = (codes.index(iso3[row]), place[name])
        if key in seen:
            wrong(row, "indicator_twice", "indicator")
        seen.add(key)
        one = method.indicators[place[name]]
        ratio, made, agrees = _ratio(
            *(float(numbers[column][row]) for column in ("ratio_FM", "female", "male"))
        )
        if not agrees:
            wrong(row, "ratio_differs", "ratio_FM")
        if ratio > one.most:
            wrong(row, "not_ratio", "ratio_FM", most=f"{one.most:g}")
        if made:
            derived.append(f"{iso3[row]} {one.column}")
        values[key] = ratio
    refuse(_in_order(faults))
    return Ratios(table.file, tuple(codes), values, None, tuple(derived))


def _ratio(printed: float, women: float, men: float) -> tuple[float, bool, bool]:
    """The ratio, whether it was made from women and men, and whether the three agree.

    Where women over men rounds to the printed ratio it is the same figure with more digits.
    """
    if np.isnan(women) or np.isnan(men) or men == 0:
        return printed, False, True
    made = women / men
    if np.isnan(printed) or abs(made - printed) <= ROUNDED:
        return made, True, True
    return printed, False, abs(made - printed) <= APART


def _of_edition(table: Table, edition: str | None) -> Table:
    text = pl.Series(words_in(table, "edition"))
    editions = sorted(set(text.to_list()))
    if edition is None and len(editions) > 1:
        raise BadInput(
            fault(table.file, "which_edition", part="gggi", field="edition", editions=", ".join(editions))
        )
    lines = pl.Series("_line", [table.line(row) for row in range(table.frame.height)])
    frame = table.frame.with_columns(lines, text.alias("edition"))
    kept = frame.filter(pl.col("edition") == (edition or editions[0]))
    if kept.is_empty():
        raise BadInput(
            fault(table.file, "which_edition", part="gggi", field="edition", editions=", ".join(editions))
        )
    return _Some(table.file, table.format, kept, table.header)


class _Some(Table):
    """Some rows of a table, each with the line it has in the file."""

    def line(self, row: int) -> int:
        return int(self.frame["_line"][row])


def codes_in(path: str) -> frozenset[str]:
    """The countries of any table with a column iso3; empty cells are passed over."""
    table = read_table(path, ("iso3",))
    table.need("iso3")
    return frozenset(code.upper() for code in words_in(table, "iso3")) - {""}
