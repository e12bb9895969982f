"""Nothing to draw, no number, no honest picture: one line for each fault, in three languages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.indicators.charts.made import WORDS, rows_of

from qorgan.indicators.charts import (
    Bar,
    Break,
    CannotDraw,
    Point,
    Step,
    Words,
    bars,
    funnel,
    lines,
    parts,
    regions,
)
from qorgan.indicators.faults import BadInput

W = WORDS["ru"]
NAN, INF = float("nan"), float("inf")
DAY = date(2024, 1, 1)

REFUSED = {
    "no bar": lambda: bars([], W, "%"),
    "no point": lambda: lines([], W, "%"),
    "no step": lambda: funnel([], W, "%"),
    "no part": lambda: parts([], W, "%"),
    "no region": lambda: regions({}, W, "%"),
    "NaN bar": lambda: bars([Bar("a", NAN)], W, "%"),
    "bar that is a word": lambda: bars([Bar("a", "many")], W, "%"),
    "infinite bar": lambda: bars([Bar("a", INF)], W, "%"),
    "bar beyond whole floats": lambda: bars([Bar("a", 1e16)], W, "%"),
    "NaN low": lambda: bars([Bar("a", 1, NAN, 2)], W, "%"),
    "half an interval": lambda: bars([Bar("a", 1, low=0)], W, "%"),
    "interval turned around": lambda: bars([Bar("a", 1, 2, 0)], W, "%"),
    "value outside its interval": lambda: bars([Bar("a", 9, 0, 1)], W, "%"),
    "bar without a label": lambda: bars([Bar(" \x00 ", 1)], W, "%"),
    "one label twice": lambda: bars([Bar("a", 1), Bar("a ", 2)], W, "%"),
    "too many bars": lambda: bars([Bar(str(n), n) for n in range(61)], W, "%"),
    "too many groups": lambda: bars([Bar("a", n, group=str(n)) for n in range(8)], W, "%"),
    "no unit": lambda: bars([Bar("a", 1)], W, " "),
    "NaN point": lambda: lines([Point(DAY, NAN)], W, "%"),
    "two points at one time": lambda: lines([Point(DAY, 1), Point(DAY, 2)], W, "%"),
    "the same day written twice": lambda: lines([Point(DAY, 1), Point("2024-01-01", 2)], W, "%"),
    "too many points": lambda: lines([Point(date.fromordinal(n + 1), n) for n in range(1501)], W, "%"),
    "too many series": lambda: lines([Point(DAY, n, series=str(n)) for n in range(8)], W, "%"),
    "break among words": lambda: lines([Point("before", 1)], W, "%", [Break(DAY, "law")]),
    "break that is no day": lambda: lines([Point(DAY, 1)], W, "%", [Break("soon", "law")]),
    "break without a name": lambda: lines([Point(DAY, 1)], W, "%", [Break(DAY, "")]),
    "count below zero": lambda: funnel([Step("a", -1)], W, "дел"),
    "parts that do not add up": lambda: parts([Step("a", 1), Step("b", 2), Step("sum", 4)], W, "%"),
    "no such region": lambda: regions({"KZ-99": 1}, W, "%"),
    "region not yet there": lambda: regions({"KZ-62": 1}, W, "%", on=date(2022, 6, 7)),
    "one region by two codes": lambda: regions({"KZ-11": 1, "KZ-AKM": 2}, W, "%"),
    "NaN region": lambda: regions({"KZ-11": NAN}, W, "%"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_picture_is_refused_with_a_line_in_each_language(case):
    with pytest.raises(CannotDraw) as refused:
        REFUSED[case]()
    assert isinstance(refused.value, BadInput)
    said = {refused.value.lines(language)[0] for language in ("en", "ru", "kk")}
    assert len(said) == 3 and not any("\n" in line for line in said)


@pytest.mark.parametrize("field", ["title", "subtitle", "source", "note", "alt"])
def test_a_picture_without_its_words_is_none(field):
    words = dict.fromkeys(("title", "subtitle", "source", "note", "alt"), "word")
    with pytest.raises(CannotDraw, match=field):
        Words(**{**words, field: " \n"})


def test_what_adding_floats_leaves_behind_is_zero():
    picture = parts([Step("a", 0.1), Step("b", 0.2), Step("c", -0.3), Step("sum", 0.1 + 0.2 - 0.3)], W, "%")
    assert picture.table[1][-1] == ("sum", 0.0)


def test_numbers_of_other_kinds_are_numbers():
    assert bars([Bar("a", Decimal("1.5")), Bar("b", True)], W, "%").table[1][0][1] == 1.5


@pytest.mark.parametrize(
    "picture",
    [
        lambda: bars([Bar("a", None), Bar("b", None)], W, "%"),
        lambda: funnel([Step("a", None)], W, "дел"),
        lambda: parts([Step("a", None), Step("sum", None)], W, "%"),
        lambda: regions({"KZ-11": None}, W, "%"),
    ],
)
def test_what_is_not_known_is_said_and_never_drawn_as_zero(picture):
    drawn = picture()
    assert "нет данных" in rows_of(drawn)
    assert not [
        mark for mark in drawn.canvas.marks if mark[0] == "rect" and dict(mark[1])["fill"] == "#0b4f8a"
    ]
    assert "<svg" in drawn.svg()


def test_a_series_of_which_nothing_is_known_is_an_empty_plot_with_its_words():
    drawn = lines([Point(DAY, None), Point("2024-02", None)], W, "%")
    assert "нет данных" in rows_of(drawn)
    assert not any(kind in ("line", "symbol", "band") for kind, _, _ in drawn.canvas.marks)
