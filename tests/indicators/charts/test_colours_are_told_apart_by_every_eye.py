"""Series, classes and signs differ for the colour-blind and in print; texts and marks have contrast."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from tests.indicators.charts.made import every_kind
from tests.indicators.charts.seeing import EYES, apart, lab

from qorgan.indicators.charts import palette

# CIEDE2000: 1 is about what can just be seen side by side; at 10 two colours are told apart at a glance.
AT_A_GLANCE = 10.0


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [  # Sharma, Wu and Dalal 2005, table 1, pairs 1, 7, 13, 17, 20, 25, 34
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
        ((50.0, -0.0010, 2.4900), (50.0, 0.0011, -2.4900), 4.7461),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((50.0, 2.5, 0.0), (58.0, 24.0, 15.0), 19.4535),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_measure_of_distance_is_the_published_one(one, other, distance):
    assert apart(one, other) == pytest.approx(distance, abs=5e-5)


@pytest.mark.parametrize("eye", EYES)
def test_any_two_series_are_told_apart(eye):
    for one, other in combinations(palette.SERIES, 2):
        assert apart(lab(one, eye), lab(other, eye)) > AT_A_GLANCE, (one, other)


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("ramp", [palette.RAMP, palette.BELOW])
def test_classes_next_to_each_other_are_told_apart_and_only_grow_darker(eye, ramp):
    shades = [lab(colour, eye) for colour in ramp]
    assert all(apart(one, other) > AT_A_GLANCE for one, other in pairwise(shades))
    assert all(one[0] - other[0] > AT_A_GLANCE for one, other in pairwise(shades))


@pytest.mark.parametrize("eye", EYES)
def test_what_adds_and_what_takes_away_differ(eye):
    for one, other in combinations((palette.UP, palette.DOWN, palette.TOTAL), 2):
        assert apart(lab(one, eye), lab(other, eye)) > AT_A_GLANCE


def test_series_differ_without_any_colour():
    assert (
        len(set(palette.DASHES))
        == len(set(palette.SHAPES))
        == len(set(palette.HATCHES))
        == len(palette.SERIES)
    )


def test_marks_and_texts_have_the_contrast_of_wcag():
    marks = (*palette.SERIES, palette.UP, palette.DOWN, palette.TOTAL, palette.AXIS, palette.RAMP[-1])
    assert all(palette.contrast(colour, palette.WHITE) >= 3 for colour in marks)
    assert all(palette.contrast(colour, palette.WHITE) >= 4.5 for colour in (palette.INK, palette.QUIET))


def test_a_number_on_a_region_is_read_on_every_shade():
    for shade in (*palette.RAMP, *palette.BELOW):
        assert max(palette.contrast(shade, text) for text in (palette.INK, palette.WHITE)) >= 4.5, shade


def test_every_text_of_every_picture_is_dark_on_white_or_stands_on_a_region():
    for picture in every_kind("en").values():
        colours = {dict(style)["colour"] for kind, style, _ in picture.canvas.marks if kind == "text"}
        assert colours <= {palette.INK, palette.QUIET, palette.WHITE}
