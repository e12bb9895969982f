"""The map's regions against published areas, neighbours and chief cities; older maps by period."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from scripts.region_geometry import projected
from tests.indicators.charts.made import WORDS, boxes, rows_of

from qorgan.indicators.charts import CannotDraw, regions
from qorgan.indicators.charts.geometry import area, members_on, neighbours, place, shape, units

# km², as published for today's or, joined, for older regions: docs/indicators-charts.md names where.
PUBLISHED = {
    ("KZ-10",): 185_500,
    ("KZ-15",): 300_629,
    ("KZ-19", "KZ-33", "KZ-75"): 224_000,
    ("KZ-23",): 118_600,
    ("KZ-27",): 151_339,
    ("KZ-31",): 144_000,
    ("KZ-35", "KZ-62"): 427_980,
    ("KZ-39",): 196_001,
    ("KZ-43",): 226_000,
    ("KZ-47",): 165_600,
    ("KZ-55",): 124_800,
    ("KZ-59",): 98_040,
    ("KZ-62",): 188_937,
    ("KZ-63", "KZ-10"): 283_300,
    tuple(units()): 2_724_902,
}
# The chief city of each: longitude, latitude, general knowledge.
CHIEF = {
    "KZ-10": (80.25, 50.42),
    "KZ-11": (69.39, 53.28),
    "KZ-15": (57.17, 50.28),
    "KZ-19": (77.07, 43.87),
    "KZ-23": (51.92, 47.11),
    "KZ-27": (51.37, 51.23),
    "KZ-31": (71.37, 42.90),
    "KZ-33": (78.37, 45.02),
    "KZ-35": (73.09, 49.80),
    "KZ-39": (63.63, 53.21),
    "KZ-43": (65.51, 44.85),
    "KZ-47": (51.17, 43.65),
    "KZ-55": (76.95, 52.28),
    "KZ-59": (69.15, 54.87),
    "KZ-61": (68.27, 43.30),
    "KZ-62": (67.71, 47.80),
    "KZ-63": (82.61, 49.95),
    "KZ-71": (71.43, 51.13),
    "KZ-75": (76.93, 43.24),
    "KZ-79": (69.60, 42.32),
}


def inside(point, rings):
    x, y = point
    cuts = [
        (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0]
        for ring in rings
        for a, b in pairwise([*ring, ring[0]])
        if (a[1] > y) != (b[1] > y)
    ]
    return sum(x < cut for cut in cuts) % 2 == 1


@pytest.mark.parametrize("codes", PUBLISHED, ids="+".join)
def test_an_area_is_the_published_one(codes):
    assert area(shape(codes)) == pytest.approx(PUBLISHED[codes], rel=0.015)


@pytest.mark.parametrize("code", CHIEF)
def test_each_chief_city_lies_in_its_region_and_in_no_other(code):
    point = projected(*CHIEF[code])
    assert [other for other in units() if inside(point, shape([other]))] == [code]


def test_neighbours_are_neighbours_both_ways():
    for code in units():
        assert neighbours(code) and all(code in neighbours(other) for other in neighbours(code))


def test_cities_border_on_nothing_but_the_region_around_them():
    assert (neighbours("KZ-71"), neighbours("KZ-75"), neighbours("KZ-79")) == (
        {"KZ-11"},
        {"KZ-19"},
        {"KZ-61"},
    )


def test_regions_together_are_the_country_without_overlap():
    assert sum(area(shape([code])) for code in units()) == pytest.approx(area(shape(units())), rel=1e-4)


@pytest.mark.parametrize("codes", [("KZ-63", "KZ-10"), ("KZ-35", "KZ-62"), ("KZ-61", "KZ-79")], ids="+".join)
def test_joined_regions_have_one_border_and_no_seam(codes):
    assert len(shape(codes)) == 1


def test_every_number_stands_in_its_region():
    for day in (None, date(2022, 6, 7), date(2018, 6, 18)):
        for members in members_on(day).values():
            assert inside(place(members), shape(members))


def test_the_units_are_those_of_the_standard():
    assert [
        code[3:] for code in units()
    ] == "10 11 15 19 23 27 31 33 35 39 43 47 55 59 61 62 63 71 75 79".split()
    assert [len({unit.name[language] for unit in units().values()}) for language in ("en", "ru", "kk")] == [
        20
    ] * 3


@pytest.mark.parametrize(
    ("day", "count"),
    [(date(2022, 6, 8), 20), (date(2022, 6, 7), 17), (date(2018, 6, 19), 17), (date(2018, 6, 18), 16)],
)
def test_the_last_day_of_the_data_chooses_the_map(day, count):
    picture = regions({"KZ-11": 1.0}, WORDS["ru"], "%", on=day)
    assert len(picture.table[1]) == count
    said = rows_of(picture)
    assert ("Ұлытау" in said) == (count == 20) and ("Южно-Казахстанская" in said) == (count == 16)


def test_values_for_exactly_the_older_regions_are_drawn_on_their_map():
    older = dict.fromkeys(members_on(date(2020, 1, 1)), 1.0)
    assert len(regions(older, WORDS["ru"], "%").table[1]) == 17
    assert len(regions({**older, "KZ-62": 2.0}, WORDS["ru"], "%").table[1]) == 20


def test_codes_from_before_2022_are_read():
    assert ("KZ-63", "East Kazakhstan region", 5.0, "") in regions({"KZ-VOS": 5}, WORDS["en"], "%").table[1]


def test_what_is_withheld_and_what_is_not_known_are_marked_apart_and_never_as_a_class():
    picture = regions({"KZ-11": 1.0, "KZ-15": 2.0, "KZ-27": 3.0}, WORDS["en"], "%", withheld=["KZ-27"])
    states = {row[0]: (row[2], row[3]) for row in picture.table[1]}
    assert states["KZ-27"] == (None, "withheld") and states["KZ-62"] == (None, "no data")
    assert {"withheld", "no data"} <= {box.said for box in boxes(picture)}
    assert [hatch for hatch, _ in picture.canvas.hatches] == ["falling", "dots"]


def test_a_withheld_value_is_nowhere_in_the_file():
    picture = regions({"KZ-11": 1.0, "KZ-27": 7777.0}, WORDS["en"], "%", withheld=["KZ-27"])
    assert "777" not in picture.svg() and "777" not in picture.csv()


def test_a_region_of_another_time_is_refused_with_those_that_are_allowed():
    with pytest.raises(CannotDraw, match="KZ-63"):
        regions({"KZ-33": 1}, WORDS["en"], "%", on=date(2019, 12, 31))
