"""Months as offices write them; a cell that cannot stand is named by line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.indicators.faults import BadInput
from qorgan.indicators.its.months import days_in, month_of, written
from qorgan.indicators.its.series import read_series


def written_to(folder: Path, text: str) -> str:
    path = folder / "s.csv"
    path.write_text(text)
    return str(path)


def refused(folder: Path, text: str) -> list[str]:
    with pytest.raises(BadInput) as caught:
        read_series(written_to(folder, text))
    return caught.value.lines()


@given(st.integers(1900 * 12, 2200 * 12 + 11))
def test_every_month_is_read_back_from_every_way_of_writing_it(month: int) -> None:
    year, number = month // 12, month % 12 + 1
    for said in (
        written(month),
        f"{year}/{number:02d}",
        f"{year}M{number:02d}",
        f"{year}{number:02d}",
        f"{number:02d}.{year}",
        f"{written(month)}-01",
        f"{written(month)}-01 00:00:00",
        f"{days_in(month):02d}.{number:02d}.{year}",
    ):
        assert month_of(said) == month


@given(st.text(max_size=12))
def test_any_other_text_is_a_month_or_none_and_never_breaks(text: str) -> None:
    assert month_of(text) is None or isinstance(month_of(text), int)


def test_rows_in_any_order_make_the_same_series(tmp_path: Path) -> None:
    one = read_series(written_to(tmp_path, "month;value\n2024-03;3\n2024-01;1\n2024-02;2\n"))
    assert (one.first, one.values) == (2024 * 12, (1, 2, 3))


def test_a_month_twice_is_refused_with_both_lines(tmp_path: Path) -> None:
    lines = refused(tmp_path, "month,value\n2024-01,1\n2024-02,2\n01.2024,3\n")
    assert len(lines) == 1
    assert "line 4" in lines[0] and "2024-01" in lines[0] and "line 2" in lines[0]


@pytest.mark.parametrize("cell", ["2024-13", "2024-06-15", "June", "", "06/07/2024", "24-06", "0000-01"])
def test_a_cell_that_is_no_month_is_refused(tmp_path: Path, cell: str) -> None:
    lines = refused(tmp_path, f"month,value\n2024-01,1\n{cell},2\n")
    assert "line 3" in lines[0] and "month" in lines[0]


@pytest.mark.parametrize("cell", ["-1", "1e13", "1e400", "abc", "1 000"])
def test_a_value_that_cannot_be_is_refused(tmp_path: Path, cell: str) -> None:
    lines = refused(tmp_path, f"month,value\n2024-01,1\n2024-02,{cell}\n")
    assert "line 3: value" in lines[0]


def test_zero_people_exposed_are_refused(tmp_path: Path) -> None:
    lines = refused(tmp_path, "month,value,exposure\n2024-01,1,10\n2024-02,1,0\n")
    assert "line 3: exposure" in lines[0]


def test_empty_values_are_missing_months_and_empty_ends_are_no_months(tmp_path: Path) -> None:
    series = read_series(written_to(tmp_path, "month,value\n2024-01,\n2024-02,5\n2024-03,NA\n2024-05,6\n"))
    assert (written(series.first), written(series.last)) == ("2024-02", "2024-05")
    assert [written(month) for month in series.missing] == ["2024-03", "2024-04"]


def test_a_month_counted_in_part_is_left_out_and_named(tmp_path: Path) -> None:
    text = "month,value,days\n2024-01,5,31\n2024-02,6,29\n2024-03,2,11\n"
    series = read_series(written_to(tmp_path, text))
    assert [written(month) for month in series.partial] == ["2024-03"]
    assert written(series.last) == "2024-02"
    assert "line 3: days" in refused(tmp_path, "month,value,days\n2024-01,5,31\n2024-02,6,30\n")[0]


def test_a_column_without_any_value_is_refused(tmp_path: Path) -> None:
    assert "value" in refused(tmp_path, "month,value\n2024-01,\n2024-02,\n")[0]


def test_dates_and_numbers_of_a_parquet_file_are_read(tmp_path: Path) -> None:
    path = tmp_path / "s.parquet"
    frame = pl.DataFrame({"month": [date(2024, 1, 1), date(2024, 2, 1)], "value": [3, None]})
    frame.with_columns(other=pl.lit("x")).write_parquet(path)
    assert read_series(str(path)).values == (3.0,)


def test_a_parquet_column_of_dates_is_no_value(tmp_path: Path) -> None:
    path = tmp_path / "s.parquet"
    pl.DataFrame({"month": ["2024-01"], "value": [date(2024, 1, 1)]}).write_parquet(path)
    with pytest.raises(BadInput, match="value"):
        read_series(str(path))


def test_years_that_lie_a_thousand_years_apart_are_refused(tmp_path: Path) -> None:
    assert "1200" in refused(tmp_path, "month,value\n1900-01,5\n2199-02,6\n")[0]
