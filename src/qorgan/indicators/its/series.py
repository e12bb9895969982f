"""A monthly series from a table: `month, value` and, where there are any, `exposure`, `comparison`, `days`.

Rows may stand in any order. A month twice, a cell that is no month, a negative value: refused with the line.
A month that is not there is no fault: it is named, and no effect is stated across it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import polars as pl

from qorgan.indicators.faults import BadInput, Fault, fault, refuse
from qorgan.indicators.its.months import ALLOWED, Month, days_in, month_of, of_day, written
from qorgan.indicators.reading import Table, read_table

PART = "its"
COLUMNS = ("month", "value", "exposure", "comparison", "days")
EMPTY = ("", "NA", "N/A", "NaN", "nan", "null", "-", "–", "—", "..", "...", "…")
MOST = 1e12
RANGES = {"value": "0 … 10^12", "comparison": "0 … 10^12", "exposure": "> 0, ≤ 10^12", "days": "1 … 31"}
LONGEST = 12 * 100


@dataclass(frozen=True, slots=True)
class Series:
    """Every month from the first to the last; None where there is no value. `partial`: months of which only
    some days were counted, left out."""

    file: str
    first: Month
    values: tuple[float | None, ...]
    exposure: tuple[float | None, ...] | None = None
    comparison: tuple[float | None, ...] | None = None
    partial: tuple[Month, ...] = ()

    @property
    def last(self) -> Month:
        return self.first + len(self.values) - 1

    @property
    def months(self) -> range:
        return range(self.first, self.last + 1)

    @property
    def missing(self) -> tuple[Month, ...]:
        """Months without a value, or without an exposure or comparison where there is such a column."""
        beside = [column for column in (self.values, self.exposure, self.comparison) if column is not None]
        rows = zip(self.months, zip(*beside, strict=True), strict=True)
        return tuple(month for month, row in rows if None in row)

    def between(self, first: Month | None, last: Month | None) -> Series:
        """Only the months asked for. Raises BadInput where none is left."""
        start, end = max(first or self.first, self.first), min(last or self.last, self.last)
        if start > end:
            raise BadInput(fault(self.file, "no_months", field="month", part=PART, months=self.said_months()))
        cut = slice(start - self.first, end - self.first + 1)
        return replace(
            self,
            first=start,
            values=self.values[cut],
            exposure=self.exposure and self.exposure[cut],
            comparison=self.comparison and self.comparison[cut],
            partial=tuple(
                month
                for month in self.partial
                if (first is None or month >= first) and (last is None or month <= last)
            ),
        )

    def said_months(self) -> str:
        return f"{written(self.first)} … {written(self.last)}"


def read_series(path: str) -> Series:
    """Raises BadInput naming every cell that cannot stand there."""
    table = read_table(path, COLUMNS)
    table.need("month", "value")
    months = _months(table)
    columns = {name: _numbers(table, name) for name in COLUMNS[1:] if name in table.frame.columns}
    partial = _partial(table, months, columns.pop("days", None))
    for month in partial:
        for cells in columns.values():
            cells[months.index(month)] = None
    return _whole(table.file, months, columns, partial)


def _months(table: Table) -> list[Month]:
    faults: list[Fault] = []
    found: dict[Month, int] = {}
    for row, cell in enumerate(table.frame["month"].to_list()):
        month = _of_cell(cell)
        line = table.line(row)
        if month is None:
            faults.append(
                fault(table.file, "not_month", field="month", line=line, part=PART, formats=ALLOWED)
            )
        elif month in found:
            faults.append(
                fault(
                    table.file,
                    "month_twice",
                    field="month",
                    line=line,
                    part=PART,
                    month=written(month),
                    other=found[month],
                )
            )
        else:
            found[month] = line
    if found and max(found) - min(found) >= LONGEST:
        faults.append(fault(table.file, "too_long", field="month", part=PART, months=LONGEST))
    refuse(faults)
    return list(found)


def _of_cell(cell: object) -> Month | None:
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return month_of(cell.isoformat())
    return None if cell is None else month_of(str(cell))


def _numbers(table: Table, name: str) -> list[float | None]:
    dtype = table.frame.schema[name]
    if dtype != pl.String and not dtype.is_numeric() and dtype != pl.Null:
        raise BadInput(fault(table.file, "not_number", field=name, range=RANGES[name]))
    cells: Sequence[float | None] = table.numbers(name, RANGES[name], EMPTY).to_list()
    least = 0.0 if name in ("value", "comparison") else 1e-12
    cells = [None if cell is None or cell != cell else cell for cell in cells]  # NaN of a Parquet file
    wrong = [row for row, cell in enumerate(cells) if cell is not None and not least <= cell <= MOST]
    refuse(
        fault(table.file, "out_of_range", field=name, line=table.line(row), part=PART, range=RANGES[name])
        for row in wrong
    )
    return list(cells)


def _partial(table: Table, months: list[Month], days: list[float | None] | None) -> tuple[Month, ...]:
    """Months of which fewer days were counted than they have. Raises BadInput where they have fewer."""
    if days is None:
        return ()
    faults, partial = [], []
    for row, (month, counted) in enumerate(zip(months, days, strict=True)):
        if counted is None:
            continue
        if counted != int(counted) or counted > days_in(month):
            allowed = f"1 … {days_in(month)}"
            faults.append(
                fault(
                    table.file, "out_of_range", field="days", line=table.line(row), part=PART, range=allowed
                )
            )
        elif counted < days_in(month):
            partial.append(month)
    refuse(faults)
    return tuple(sorted(partial))


def _whole(
    file: str, months: list[Month], columns: dict[str, list[float | None]], partial: tuple[Month, ...]
) -> Series:
    first, last = min(months), max(months)
    by_name = {}
    for name, cells in columns.items():
        there = dict(zip(months, cells, strict=True))
        by_name[name] = tuple(there.get(month) for month in range(first, last + 1))
    if all(value is None for value in by_name["value"]):
        raise BadInput(fault(file, "no_value", field="value", part=PART))
    exposure, comparison = (
        by_name.get(name) if any(cell is not None for cell in by_name.get(name, ())) else None
        for name in ("exposure", "comparison")
    )
    series = Series(file, first, by_name["value"], exposure, comparison, partial)
    return _without_empty_ends(series)


def _without_empty_ends(series: Series) -> Series:
    """A partial or empty month at either end is where the series begins or stops, not a hole in it."""
    there = [month for month, value in zip(series.months, series.values, strict=True) if value is not None]
    return replace(series.between(there[0], there[-1]), partial=series.partial)


def day_of(text: str, option: str) -> date:
    """A date of the command line. Raises BadInput."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(fault(option, "not_date", part=PART)) from None


def month_asked(text: str, option: str) -> Month:
    month = month_of(text)
    if month is None:
        raise BadInput(fault(option, "not_month", part=PART, formats=ALLOWED))
    return month


__all__ = ["Series", "day_of", "month_asked", "of_day", "read_series"]
