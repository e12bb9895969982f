"""A line is never drawn over what is not known; a change of the law stands where it happened."""

from __future__ import annotations

from datetime import date

import pytest
from tests.indicators.charts.made import WORDS, boxes

from qorgan.indicators.charts import Break, Point, lines
from qorgan.indicators.charts.palette import DASHES, INK, SERIES, SHAPES

W = WORDS["en"]


def months(*numbers, **others):
    return [Point(date(2024, number, 1), float(number), **others) for number in numbers]


def of(picture, kind):
    return [(dict(style), place) for found, style, place in picture.canvas.marks if found == kind]


def test_a_value_that_is_not_known_breaks_the_line_and_its_band():
    points = [
        Point(date(2024, n, 1), None if n == 4 else n, *(() if n == 4 else (n - 1, n + 1)))
        for n in range(1, 8)
    ]
    picture = lines(points, W, "cases")
    assert [len(place["points"]) for _, place in of(picture, "line")] == [3, 3]
    assert [len(place["points"]) for _, place in of(picture, "band")] == [3, 3]


def test_a_month_that_is_missing_from_months_in_a_row_breaks_the_line_too():
    assert [len(place["points"]) for _, place in of(lines(months(1, 2, 3, 5, 6), W, "cases"), "line")] == [
        3,
        2,
    ]


def test_years_far_apart_are_not_gaps():
    waves = [Point(year, value) for year, value in (("2011", 97.0), ("2018", 94.0), ("2022", 93.0))]
    assert [len(place["points"]) for _, place in of(lines(waves, W, "%"), "line")] == [3]


def test_a_point_between_two_gaps_is_still_seen():
    points = [Point(date(2024, n, 1), 1.0 if n % 2 else None) for n in range(1, 12)]
    assert len(of(lines(points, W, "cases"), "symbol")) == 6


def test_points_stand_in_the_order_of_time_whatever_the_order_they_came_in():
    (_, one), (_, other) = (
        of(lines(points, W, "x"), "line")[0] for points in (months(1, 2, 3), months(3, 1, 2))
    )
    assert one == other


def test_a_break_stands_at_its_day_in_proportion():
    points = [Point(date(2024, 1, 1), 1.0), Point(date(2024, 12, 31), 2.0)]
    picture = lines(points, W, "cases", [Break("2024-06-16", "Law in force")])
    start, end = (x for x, _ in of(picture, "line")[0][1]["points"])
    rule = next(place for style, place in of(picture, "rule") if style["stroke"] == INK)
    share = (date(2024, 6, 16) - date(2024, 1, 1)).days / (date(2024, 12, 31) - date(2024, 1, 1)).days
    assert rule["x"] == rule["x2"] == pytest.approx(start + share * (end - start), abs=0.11)
    assert any(box.said == "Law in force" for box in boxes(picture))


def test_a_break_before_the_first_point_widens_the_picture_to_hold_it():
    picture = lines(months(5, 6), W, "cases", [Break("2024-01-01", "Change of counting")])
    rule = next(place for style, place in of(picture, "rule") if style["stroke"] == INK)
    assert rule["x"] < of(picture, "line")[0][1]["points"][0][0]


def test_series_differ_by_colour_dash_mark_and_their_name_at_the_end():
    picture = lines([*months(1, 2, 3, series="asked"), *months(4, 5, 6, series="got")], W, "cases")
    drawn = [(style["stroke"], style["strokeDash"]) for style, _ in of(picture, "line")]
    assert drawn == [(SERIES[0], DASHES[0]), (SERIES[1], DASHES[1])]
    assert {style["shape"] for style, _ in of(picture, "symbol")} == set(SHAPES[:2])
    assert {"asked", "got"} <= {box.said for box in boxes(picture)}


def test_values_far_from_zero_and_close_together_are_not_pressed_flat():
    picture = lines([Point("2022", 0.718), Point("2023", 0.721), Point("2024", 0.710)], W, "score")
    heights = [y for _, y in of(picture, "line")[0][1]["points"]]
    assert max(heights) - min(heights) > 100


def test_points_and_breaks_are_in_the_table():
    headers, rows = lines(months(1, 2), W, "cases", [Break("2024-01-16", "Law in force")]).table
    assert headers == ("series", "when", "cases", "low", "high", "change")
    assert rows[0] == ("", "2024-01-01", 1.0, None, None, None)
    assert rows[-1] == ("", "2024-01-16", None, None, None, "Law in force")
