"""Every number of a picture is in a table of the same name, as it was given."""

from __future__ import annotations

import csv

import pytest
from tests.indicators.charts.made import WORDS, every_kind

from qorgan.indicators.charts import Bar, bars
from qorgan.indicators.faults import BadInput


def test_writing_puts_the_svg_and_its_csv_side_by_side(tmp_path):
    picture = bars([Bar("Алматы; «қала»", 1234.5678901, 1, 2000), Bar("Ө", None)], WORDS["kk"], "%")
    picture.write(tmp_path / "one.svg")
    assert (tmp_path / "one.svg").read_text("utf-8") == picture.svg()
    with open(tmp_path / "one.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["", "%", "төменгі шек", "жоғарғы шек"],
        ["Алматы; «қала»", "1234.5678901", "1.0", "2000.0"],
        ["Ө", "", "", ""],
    ]


def test_a_formula_in_a_label_is_text_to_a_spreadsheet():
    text = bars([Bar('=HYPERLINK("http://x")', 1), Bar("-2+3", 2), Bar("@x", 3)], WORDS["en"], "%").csv()
    assert all(row[0].startswith("'") for row in list(csv.reader(text.splitlines()))[1:])


@pytest.mark.parametrize("name", ["one.png", "one", "folder.svg", "nowhere/one.svg"])
def test_where_it_cannot_be_written_it_says_so(tmp_path, name):
    (tmp_path / "folder.svg").mkdir()
    with pytest.raises(BadInput):
        every_kind("en")["bars"].write(tmp_path / name)
    assert not (tmp_path / "one.csv").exists()


def test_no_picture_is_written_without_its_table(tmp_path):
    (tmp_path / "one.csv").mkdir()
    with pytest.raises(BadInput):
        every_kind("en")["bars"].write(tmp_path / "one.svg")
    assert not (tmp_path / "one.svg").exists()


@pytest.mark.parametrize("kind", ["bars", "lines", "funnel", "parts", "regions"])
def test_every_row_has_as_many_cells_as_there_are_headers(kind):
    headers, rows = every_kind("ru")[kind].table
    assert rows and all(len(row) == len(headers) for row in rows)


def test_an_altair_chart_is_behind_every_picture():
    chart = every_kind("ru")["bars"].chart.to_dict()
    assert chart["$schema"].startswith("https://vega.github.io/schema/vega-lite/") and chart["layer"]
