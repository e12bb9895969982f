"""The figures by which names are weighed are data, and data that cannot be is refused when it is read."""

from __future__ import annotations

import copy
from importlib.resources import files
from typing import Any

import pytest
import yaml

from qorgan.identity.comparing import verdict
from qorgan.identity.comparing.levels import CODE, FATHER, GIVEN, SURNAME, LevelDataFault, read, weights

RAW = yaml.safe_load(files("qorgan.identity").joinpath("data", "name_levels.yaml").read_text("utf-8"))


def changed(*path: Any, to: Any) -> dict[str, Any]:
    raw = copy.deepcopy(RAW)
    *way, last = path
    place = raw
    for step in way:
        place = place[step]
    place[last] = to
    return dict(raw)


@pytest.mark.parametrize(
    "raw",
    [
        changed("levels", "same", "agrees", to=1.2),
        changed("levels", "different", "costs", to=-1),
        changed("levels", "unheard_of", to={"agrees": 0, "costs": 0}),
        changed("adjustments", to={}),
        changed("whole", "another", to=1.0),
        changed("near", "0 1", to=["sound"]),
        changed("near", "0 1", to=["sound", "sound", "sound", "unheard_of"]),
        changed("thresholds", to={"review": 0.9, "same": 0.8}),
    ],
)
def test_figures_that_cannot_be_are_refused(raw: dict[str, Any]) -> None:
    with pytest.raises(LevelDataFault, match=r"name_levels\.yaml"):
        read(raw)


def test_what_is_the_same_costs_nothing_and_what_differs_speaks_for_nothing() -> None:
    table = weights()
    assert (table.costs[:, CODE["same"]] == 0).all()
    assert (table.agrees[:, CODE["different"]] == 0).all()


def test_another_given_name_weighs_more_than_all_that_can_agree_beside_it() -> None:
    table = weights()
    rest = table.slots[SURNAME] + table.slots[FATHER]
    for level in ("different", "other_given", "trace"):
        speaks = rest + table.agrees[GIVEN, CODE[level]]
        assert table.costs[GIVEN, CODE[level]] > speaks, level


def test_a_missing_fathers_name_costs_least_of_all_that_can_be_missing() -> None:
    missing = weights().costs[:, CODE["missing"]]
    assert missing[FATHER] < min(missing[SURNAME], missing[GIVEN]) / 10


def test_the_verdicts_change_at_the_thresholds_and_half_is_where_review_begins() -> None:
    table = weights()
    assert table.review == 0.5
    below = [
        verdict(table.review - 1e-9),
        verdict(table.review),
        verdict(table.same - 1e-9),
        verdict(table.same),
    ]
    assert below == ["different", "review", "review", "same"]
