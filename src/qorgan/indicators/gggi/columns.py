"""The cells of a column as words or numbers, whatever a Parquet file keeps in it."""

from __future__ import annotations

import polars as pl

from qorgan.indicators.faults import BadInput, fault
from qorgan.indicators.reading import Table


def words_in(table: Table, column: str) -> list[str]:
    """Each cell as text without the space around it, empty where there is none."""
    if column not in table.frame.columns:
        return [""] * table.frame.height
    _check(table, column)
    return table.frame[column].cast(pl.String, strict=False).fill_null("").str.strip_chars().to_list()


def numbers_in(table: Table, column: str, allowed: str) -> pl.Series:
    """As `Table.numbers`. Raises BadInput also for a column of truths, days, bytes or lists."""
    _check(table, column)
    return table.numbers(column, allowed)


def _check(table: Table, column: str) -> None:
    kind = table.frame[column].dtype
    if kind.is_numeric() or kind in (pl.String, pl.Null):
        return
    raise BadInput(fault(table.file, "not_cells", part="gggi", field=column))
