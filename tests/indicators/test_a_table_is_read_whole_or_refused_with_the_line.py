"""A table is read whole, with only the columns asked for, or refused with file, line and field."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from qorgan.indicators.faults import BadInput
from qorgan.indicators.reading import read_table


def written(folder: Path, name: str, content: str | bytes) -> str:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def refused(path: str, *columns: str) -> list[str]:
    with pytest.raises(BadInput) as caught:
        read_table(path, columns).need(*columns)
    return caught.value.lines()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_separator_is_found_and_only_wanted_columns_come(
    tmp_path: Path, separator: str, end: str
) -> None:
    rows = [["Month", "other", "VALUE"], ["2024-01", '"a, b; c"', "3"], ["2024-02", "", "4"]]
    path = written(tmp_path, "a.csv", end.join(separator.join(row) for row in rows) + end)
    table = read_table(path, ("month", "value"))
    assert table.frame.to_dict(as_series=False) == {"month": ["2024-01", "2024-02"], "value": ["3", "4"]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_a_russian_table_is_read_in_any_of_its_encodings(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "a.csv", "month;область\n2024-01;Абайская\n".encode(encoding))
    assert read_table(path, ("область",)).frame["область"].to_list() == ["Абайская"]


def test_a_row_with_too_few_cells_is_named_by_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "month,value\n2024-01,1\n2024-02\n2024-03,1,2\n")
    said = refused(path, "month", "value")
    assert len(said) == 2
    assert f"{path}: line 3: cells: 1, columns: 2" in said[0]
    assert "line 4: cells: 3" in said[1]


def test_a_missing_a_doubled_column_no_rows_and_no_file_are_each_one_line(tmp_path: Path) -> None:
    assert (
        "value: the column is missing"
        in refused(written(tmp_path, "a.csv", "month\n1\n"), "month", "value")[0]
    )
    doubled = written(tmp_path, "b.csv", "month,value,Value\n1,2,3\n")
    assert "value: the column stands 2 times" in refused(doubled, "value")[0]
    assert "there is no row" in refused(written(tmp_path, "c.csv", "month,value\n"), "month")[0]
    assert "there is no row" in refused(written(tmp_path, "d.csv", ""), "month")[0]
    assert "no such file" in refused(str(tmp_path / "e.csv"), "month")[0]
    assert "says no format" in refused(written(tmp_path, "f.xlsx", "x"), "month")[0]
    assert "cannot be read as Parquet" in refused(written(tmp_path, "g.parquet", "x"), "month")[0]


def test_what_is_not_a_number_is_named_by_its_line_and_never_repeated(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "value\n1\nsecret\n\n nan\n2.5\n")
    table = read_table(path, ("value",))
    with pytest.raises(BadInput) as caught:
        table.numbers("value", "0 to 10")
    said = caught.value.lines("ru")
    assert said[0] == f"{path}: строка 3: value: не число (допустимо: 0 to 10)"
    assert all("secret" not in line for line in said)


def test_parquet_gives_the_same_table(tmp_path: Path) -> None:
    path = str(tmp_path / "a.parquet")
    pl.DataFrame({"Month": ["2024-01"], "value": [1.5], "other": [1]}).write_parquet(path)
    table = read_table(path, ("month", "value"))
    assert table.frame.columns == ["month", "value"]
    assert table.numbers("value", "any").to_list() == [1.5]


def test_a_line_end_inside_quotes_is_part_of_its_cell_wherever_a_block_of_the_file_ends(
    tmp_path: Path,
) -> None:
    rows = 300_000  # past the size of a block, so that one ends inside a quoted cell
    cell = '"said\nin, two\nlines"'
    path = written(tmp_path, "a.csv", "month,said,value\n" + f"2024-01,{cell},7\n" * rows)
    frame = read_table(path, ("said", "value")).frame
    assert frame.height == rows
    assert frame["said"].unique().to_list() == ["said\nin, two\nlines"]
    assert frame["value"].unique().to_list() == ["7"]


def test_a_picture_under_the_name_of_a_table_is_refused_and_not_a_fault_of_ours(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    assert refused(path, "month")


@pytest.mark.parametrize("values", [[True, False], [date(2024, 1, 1), date(2024, 2, 1)]])
def test_a_parquet_column_of_another_kind_is_no_column_of_numbers(
    tmp_path: Path, values: list[object]
) -> None:
    path = str(tmp_path / "a.parquet")
    pl.DataFrame({"value": values}).write_parquet(path)
    with pytest.raises(BadInput) as caught:
        read_table(path, ("value",)).numbers("value", "0 to 10")
    assert "value: not a number (allowed: 0 to 10)" in caught.value.lines()[0]


@pytest.mark.parametrize(
    "cells",
    [
        pl.Series("country", [[1, 2]] * 2),
        pl.Series("country", [{"a": 1}] * 2),
        pl.Series("country", [b"\xff"] * 2),
        pl.Series("country", [1, 2], dtype=pl.Duration("us")),
    ],
    ids=["list", "struct", "binary", "duration"],
)
def test_a_parquet_column_that_no_csv_could_hold_is_refused_by_name(tmp_path: Path, cells: pl.Series) -> None:
    path = tmp_path / "odd.parquet"
    pl.DataFrame([cells]).write_parquet(path)
    with pytest.raises(BadInput) as refused:
        read_table(str(path), ["country"])
    assert [(one.field, one.line) for one in refused.value.faults] == [("country", None)]


def test_a_parquet_column_without_any_value_is_empty_text(tmp_path: Path) -> None:
    path = tmp_path / "null.parquet"
    pl.DataFrame({"country": [None, None]}).write_parquet(path)
    assert read_table(str(path), ["country"]).frame["country"].dtype == pl.String


def test_decimal_commas_are_read_where_they_can_be_nothing_else(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "month;value\n2024-01;0,95\n2024-02;12,5\n2024-03;7\n")
    assert read_table(path, ("value",)).numbers("value", "any").to_list() == [0.95, 12.5, 7.0]


@pytest.mark.parametrize("cells", [("1,500", "2,000"), ("1,5", "2.5"), ("1,5,5", "2,5")])
def test_commas_that_could_be_something_else_are_refused_with_the_line(
    tmp_path: Path, cells: tuple[str, str]
) -> None:
    path = written(tmp_path, "a.csv", "month;value\n" + "".join(f"2024-01;{cell}\n" for cell in cells))
    with pytest.raises(BadInput) as caught:
        read_table(path, ("value",)).numbers("value", "any")
    assert "line 2: value: not a number" in caught.value.lines()[0]
