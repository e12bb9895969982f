"""Columns as whole codes. Every negative code, empty cell and code the file declares missing is MISSING.

A cell that is no code (a label, a percent, a fraction) is refused with its line and never repeated.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from qorgan.indicators.faults import BadInput, Fault, fault
from qorgan.indicators.gsni.items import Item
from qorgan.indicators.gsni.survey import Survey

PART = "gsni"
MISSING = -1
EMPTY = ("", "NA", "N/A", "NaN", "nan", ".", "NULL")
MOST = 32_000  # beyond it a number is no code of any item
SHOWN = 5
SCALE_SHOWN = 10

Codes = NDArray[np.integer[Any]]  # of one or two bytes


def codes(survey: Survey, column: str, allowed: str) -> Codes:
    """A column as whole numbers, MISSING for what is empty or negative. Raises BadInput naming the lines."""
    found = survey.frame[column]
    if found.dtype.is_integer():
        return _from_integers(found)
    if found.dtype.is_numeric():
        numbers = found.cast(pl.Float64)
        return _whole(survey, column, numbers, numbers.is_null() | numbers.is_nan(), allowed)
    if found.dtype in (pl.Categorical, pl.Enum):
        found = found.cast(pl.String)
    if found.dtype == pl.Null:
        return np.full(len(found), MISSING, dtype=np.int16)
    if found.dtype != pl.String:
        raise BadInput(fault(survey.file, "not_code", field=column, part=PART, scale=allowed))
    return _from_text(survey, column, found, allowed)


def _from_integers(found: pl.Series) -> Codes:
    if found.dtype not in (pl.Int8, pl.UInt8, pl.Int16):  # these hold no bound to clip to, and need none
        found = found.clip(MISSING if found.dtype.is_signed_integer() else 0, MOST)
    if found.dtype != pl.Int8:
        found = found.cast(pl.Int16)
    if found.null_count():
        found = found.fill_null(MISSING)
    whole: Codes = found.to_numpy()
    # Columns of millions of rows are copied only where they have to be.
    return np.maximum(whole, MISSING) if whole.size and whole.min() < MISSING else whole


def _from_text(survey: Survey, column: str, found: pl.Series, allowed: str) -> Codes:
    quick = found.cast(pl.Int32, strict=False)
    if not quick.null_count():
        return quick.clip(MISSING, MOST).cast(pl.Int16).to_numpy()
    text = found.str.strip_chars()
    empty = text.is_null() | text.is_in(list(EMPTY))
    numbers = text.cast(pl.Float64, strict=False)
    percent = ~empty & numbers.is_null() & text.str.ends_with("%").fill_null(False)
    if percent.any():
        raise BadInput(*_lines(survey, column, percent, "percent_cell", allowed))
    return _whole(survey, column, numbers, empty, allowed)


def _whole(survey: Survey, column: str, numbers: pl.Series, empty: pl.Series, allowed: str) -> Codes:
    values = numbers.to_numpy()
    missing = empty.to_numpy() | (values < 0)
    with np.errstate(invalid="ignore"):
        bad = ~missing & ~(np.isfinite(values) & (values == np.rint(values)))
    if bad.any():
        raise BadInput(*_lines(survey, column, pl.Series(bad), "not_code", allowed))
    clipped = np.clip(np.where(missing, MISSING, values), MISSING, MOST)
    whole: Codes = clipped.astype(np.int16)
    return whole


def item_codes(survey: Survey, column: str, item: Item, five_point: bool = False) -> Codes:
    """The codes of an item, each on its scale or MISSING. Raises BadInput where one is not on the scale."""
    allowed = f"{item.low}..{item.high}"
    found = codes(survey, column, allowed)
    found = _declared_missing(survey, column, item, found)
    if found.size and (found.max() > item.high or (item.low and (found == 0).any())):
        outside = (found > item.high) | ((found >= 0) & (found < item.low))
        kind = "five_points" if five_point and found.max() <= SCALE_SHOWN // 2 else "outside_scale"
        first = int(np.argmax(outside))
        raise BadInput(
            fault(
                survey.file,
                kind,
                field=column,
                line=survey.line(first),
                part=PART,
                count=int(outside.sum()),
                scale=allowed,
            )
        )
    return found


def _declared_missing(survey: Survey, column: str, item: Item, found: Codes) -> Codes:
    """A code outside the scale that an SPSS file declares missing, such as 99, is missing."""
    for low, high in survey.missing.get(column, ()):
        declared = (found >= low) & (found <= high) & ((found > item.high) | (found < item.low))
        found = np.where(declared, MISSING, found)
    return found


def numbers(survey: Survey, column: str, allowed: str) -> NDArray[np.float64]:
    """A column of any numbers, NaN where it is empty. Raises BadInput naming the lines of what is none."""
    found = survey.frame[column]
    if found.dtype.is_numeric():
        return found.cast(pl.Float64).fill_null(np.nan).to_numpy()
    table = survey.frame[column].cast(pl.String, strict=False).str.strip_chars()
    empty = table.is_null() | table.is_in(list(EMPTY))
    values = table.cast(pl.Float64, strict=False)
    bad = ~empty & values.is_null()
    if bad.any():
        raise BadInput(*_lines(survey, column, bad, "not_number", allowed))
    return values.fill_null(np.nan).to_numpy()


def _lines(survey: Survey, column: str, wrong: pl.Series, code: str, allowed: str) -> list[Fault]:
    """The first few by their lines, then how many cells of the column in all."""
    rows: Sequence[int] = wrong.arg_true().to_list()
    part = "faults" if code == "not_number" else PART
    said = [
        fault(survey.file, code, field=column, line=survey.line(row), part=part, scale=allowed, range=allowed)
        for row in rows[:SHOWN]
    ]
    if len(rows) > SHOWN:
        said.append(
            fault(survey.file, "cells_in_all", field=column, part=PART, count=len(rows), scale=allowed)
        )
    return said
