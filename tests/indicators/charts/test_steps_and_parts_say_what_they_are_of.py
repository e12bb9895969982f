"""A funnel's shares, and what a total is made of."""

from __future__ import annotations

import pytest
from tests.indicators.charts.made import WORDS, boxes, rows_of

from qorgan.indicators.charts import Bar, Step, bars, funnel, parts
from qorgan.indicators.charts.palette import DOWN, HATCHES, SERIES, TOTAL, UP

W = WORDS["en"]


def rects(picture):
    return [(dict(style)["stroke"], place) for kind, style, place in picture.canvas.marks if kind == "rect"]


def test_a_step_is_said_as_part_of_all_and_of_the_step_before():
    picture = funnel([Step("registered", 400), Step("charged", 100), Step("convicted", 25)], W, "cases")
    assert "25 cases: 6.2% of all, 25.0% of the step before" in rows_of(picture)
    assert picture.table[1][2] == ("convicted", 25.0, 6.25, 25.0)


def test_the_length_of_a_step_is_its_count():
    lengths = [p["x2"] - p["x"] for _, p in rects(funnel([Step("a", 400), Step("b", 100)], W, "cases"))]
    assert lengths[1] / lengths[0] == pytest.approx(0.25, abs=0.001)


def test_nothing_is_divided_by_nothing_or_by_what_is_not_known():
    assert funnel([Step("a", 0), Step("b", 0)], W, "cases").table[1][1] == ("b", 0.0, None, None)
    rows = funnel([Step("a", 10), Step("b", None), Step("c", 5)], W, "cases").table[1]
    assert rows[2] == ("c", 5.0, 50.0, None)


def test_a_share_of_all_is_said_where_the_step_before_is_not_known():
    picture = funnel([Step("a", 10), Step("b", None), Step("c", 5)], W, "cases")
    assert "5 cases: 50.0% of all" in rows_of(picture)


def test_a_percent_of_all_is_not_said_twice():
    said = rows_of(
        funnel([Step("registered", 100.0), Step("charged", 40.0), Step("convicted", 10.0)], W, "%")
    )
    assert "10%: 25.0% of the step before" in said and "of all" not in said


def test_each_part_begins_where_the_last_ended_and_the_total_at_zero():
    picture = parts(
        [Step("own score", 12), Step("others", -5), Step("sample", 3), Step("total", 10)], W, "places"
    )
    (_, own), (_, others), (_, sample), (_, total) = rects(picture)
    assert own["x2"] == others["x2"] and others["x"] == sample["x"]
    assert total["x"] == own["x"] and total["x2"] == sample["x2"]
    assert [colour for colour, _ in rects(picture)] == [UP, DOWN, UP, TOTAL]
    assert {"+12", "\u22125", "+3", "+10"} <= {box.said for box in boxes(picture)}


def test_what_takes_away_is_hatched_too():
    fills = [
        dict(s)["fill"]
        for k, s, _ in parts([Step("a", -1), Step("sum", -1)], W, "x").canvas.marks
        if k == "rect"
    ]
    assert fills[0].startswith("hatch:") and not fills[1].startswith("hatch:")


def test_parts_rounded_one_by_one_still_make_their_total():
    assert parts([Step("a", 33.3), Step("b", 33.3), Step("c", 33.3), Step("sum", 100.0)], W, "%")


def test_bars_of_one_label_stand_together_by_group_with_a_legend_and_a_hatch():
    given = [Bar(label, 40, group=group) for label in ("Politics", "Work") for group in ("Women", "Men")]
    picture = bars(given, W, "%")
    assert rows_of(picture).count("Politics") == 1 and rows_of(picture).count("Women") == 1
    assert {colour for colour, _ in rects(picture)} == set(SERIES[:2])
    assert picture.canvas.hatches == [(HATCHES[1], SERIES[1])]
    assert picture.table[0][0] == "group" and picture.table[1][1] == (
        "Men",
        "Politics",
        40.0,
        None,
        None,
    )


def test_bars_of_one_label_stand_together_whatever_order_they_come_in():
    given = [Bar(label, 40, group=group) for group in ("Women", "Men") for label in ("Politics", "Work")]
    assert rows_of(bars(given, W, "%")).count("Politics") == 1


def test_groups_without_a_common_label_are_headings():
    picture = bars([Bar("Seats", 27, group="Politics"), Bar("Wages", 70, group="Work")], W, "%")
    said = [box.said for box in boxes(picture)]
    assert said.index("Politics") < said.index("Seats") < said.index("Work") < said.index("Wages")


def test_the_length_of_a_bar_is_its_value_on_either_side_of_zero():
    places = [p for _, p in rects(bars([Bar("up", 30), Bar("down", -10)], W, "%"))]
    assert places[0]["x"] == places[1]["x2"]
    assert (places[0]["x2"] - places[0]["x"]) / (places[1]["x2"] - places[1]["x"]) == pytest.approx(
        3, abs=0.01
    )
