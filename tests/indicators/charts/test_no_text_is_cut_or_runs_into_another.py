"""Whatever the words, they stand whole, within the sheet and beside each other."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.indicators.charts.made import WORDS, Box, boxes, every_kind

from qorgan.indicators.charts import Bar, Break, Point, Step, bars, funnel, lines, parts, regions
from qorgan.indicators.charts.geometry import members_on, units
from qorgan.indicators.charts.measure import width, wrapped
from qorgan.indicators.charts.palette import INK

LETTERS = st.text("абвгқөүһіәңұABCwWмшщ -/", min_size=1, max_size=90).filter(lambda text: text.strip())
NUMBERS = st.floats(-1e14, 1e14, allow_nan=False, allow_infinity=False)
FEW = settings(max_examples=25, deadline=None)


def in_place(picture, apart=True):
    found = boxes(picture)
    for box in found:
        assert box.left >= 0 and box.right <= picture.canvas.width + 0.5, box
        assert box.top >= 0 and box.bottom <= picture.canvas.height + 4, box
    for one, other in combinations(found, 2) if apart else ():
        assert not one.over(other), (one, other)


def said_whole(picture, label):
    letters = "".join("".join(box.said.split()) for box in boxes(picture))
    assert "".join(label.split()) in letters


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("kind", ["bars", "lines", "funnel", "parts", "regions"])
def test_texts_of_every_kind_keep_apart(kind, language):
    in_place(every_kind(language)[kind])


@FEW
@given(
    st.lists(
        st.tuples(LETTERS, st.none() | NUMBERS),
        min_size=1,
        max_size=25,
        unique_by=lambda pair: " ".join(pair[0].split()),
    )
)
@example([("A", 1e13), ("B", -20000000010001.0), ("A" * 20, -1e13)])
@example([("A", 1e13), ("B", 60000000020001.0), ("A" * 20, -1e13)])
def test_bars_find_room_for_any_label_and_any_number(given_bars):
    picture = bars([Bar(label, value) for label, value in given_bars], WORDS["ru"], "%")
    in_place(picture)
    for label, _ in given_bars:
        said_whole(picture, label)


@FEW
@given(
    st.lists(
        st.tuples(LETTERS, st.none() | st.floats(0, 1e14)),
        min_size=1,
        max_size=12,
        unique_by=lambda pair: " ".join(pair[0].split()),
    )
)
def test_steps_find_room_for_any_label(steps):
    picture = funnel([Step(label, value) for label, value in steps], WORDS["kk"], "дел в год")
    in_place(picture)
    for label, _ in steps:
        said_whole(picture, label)


@FEW
@given(
    st.lists(
        st.tuples(LETTERS, st.floats(-1e6, 1e6)),
        min_size=1,
        max_size=12,
        unique_by=lambda pair: " ".join(pair[0].split()),
    )
)
def test_parts_find_room_for_any_label(steps):
    total = sum(value for _, value in steps)
    picture = parts([*(Step(*step) for step in steps), Step("Σ", total)], WORDS["en"], "points")
    in_place(picture)


@FEW
@given(
    st.lists(LETTERS, min_size=1, max_size=7, unique_by=lambda text: " ".join(text.split())),
    st.lists(st.tuples(st.dates(date(2019, 1, 1), date(2026, 1, 1)), LETTERS), max_size=8),
    st.floats(-1e9, 1e9),
)
def test_series_and_breaks_find_room_for_any_name(names, breaks, level):
    points = [
        Point(date(year, 1, 1), level + at, series=name)
        for at, name in enumerate(names)
        for year in range(2018, 2025)
    ]
    in_place(lines(points, WORDS["ru"], "на 100 000", [Break(day, label) for day, label in breaks]))


@pytest.mark.parametrize("count", [1, 5, 25, 40])
def test_words_along_the_axis_keep_apart(count):
    in_place(lines([Point(f"волна {number}", number) for number in range(count)], WORDS["ru"], "%"))


@pytest.mark.parametrize("size", [1e-9, 0.5, 1e3, 1e6, 9.9e8])
def test_numbers_on_the_map_keep_apart_while_they_are_shorter_than_a_region(size):
    values = {code: size * (number + 1) / 21 for number, code in enumerate(units())}
    in_place(regions(values, WORDS["kk"], "сан"), apart=size < 1e6 and size > 1e-3)


@FEW
@given(LETTERS, st.floats(20, 400))
def test_no_letter_is_lost_when_lines_are_broken(text, room):
    broken = wrapped(text, 14, room)
    assert "".join("".join(broken).split()) == "".join(text.split())
    assert all(width(line, 14) <= room or len(line) == 1 for line in broken)


@pytest.mark.parametrize("day", [None, date(2021, 12, 31), date(2017, 12, 31)])
def test_no_number_on_the_map_runs_into_a_city(day):
    picture = regions(dict.fromkeys(members_on(day), -88.8), WORDS["ru"], "%", on=day)
    squares = [
        Box("", place["x"], place["y"], place["x2"], place["y2"])
        for kind, style, place in picture.canvas.marks
        if kind == "rect" and dict(style)["stroke"] == INK
    ]
    assert len(squares) == (3 if day is None or day.year > 2018 else 2)
    for box in boxes(picture):
        assert not any(box.over(square) for square in squares), box


def test_a_long_word_in_the_name_of_a_series_is_not_cut_in_two():
    points = [
        Point(date(2024, 1, day), day, series=name) for day in (1, 2) for name in ("зарегистрированные", "x")
    ]
    said = [box.said for box in boxes(lines(points, WORDS["ru"], "дела"))]
    assert "зарегистрированные" in said


def test_one_line_named_as_what_is_measured_is_named_once():
    points = [Point(date(2024, 1, day), day, series="зарегистрированные дела") for day in (1, 2)]
    said = [box.said for box in boxes(lines(points, WORDS["ru"], "зарегистрированные дела"))]
    assert said.count("зарегистрированные дела") == 1
