"""Sizes against textbook figures, and rules that any formula of them has to keep."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qorgan.indicators.faults import BadInput
from qorgan.indicators.norms.sample import Wanted, needed

BASE = Wanted(effect=0.10, icc=0.05, cluster_size=20, baseline=0.50)


@pytest.mark.parametrize(
    ("wanted", "simple"),
    [
        # (1.95996 + 0.84162)^2 = 7.8489; times (p1 q1 + p2 q2) over the difference squared
        (replace(BASE, effect=-0.10, baseline=0.50), 385),  # 7.8489 x 0.49 / 0.01 = 384.6
        (replace(BASE, effect=-0.10, baseline=0.30), 291),  # 7.8489 x 0.37 / 0.01 = 290.4
        # half a standard deviation: 2 x 7.8489 / 0.25 = 62.8, and with power 0.9, 2 x 10.5074 / 0.25 = 84.06
        (replace(BASE, effect=0.5, sd=1.0), 63),
        (replace(BASE, effect=0.5, sd=1.0, power=0.9), 85),
        (replace(BASE, effect=5.0, sd=10.0), 63),
    ],
)
def test_people_an_arm(wanted: Wanted, simple: int) -> None:
    assert needed(wanted).simple == simple


@pytest.mark.parametrize(
    ("size", "icc", "cv", "design"),
    [
        (20, 0.05, 0.0, 1.95),
        (1, 0.5, 0.0, 1.0),
        (30, 0.02, 0.0, 1.58),
        (20, 0.05, 0.5, 2.20),
        (50, 0, 0.0, 1),
    ],
)
def test_the_design_effect(size: float, icc: float, cv: float, design: float) -> None:
    found = needed(replace(BASE, cluster_size=size, icc=icc, cv=cv))
    assert found.design_effect == pytest.approx(design)


def test_clusters_and_the_two_waves() -> None:
    found = needed(BASE)  # 384.6 x 1.95 = 749.97
    assert (found.persons, found.clusters) == (750, 38)
    assert (found.did_factor, found.did_persons, found.did_clusters) == (2.0, 1500, 75)
    assert found.clusters < found.clusters_t <= found.clusters + 2


def test_the_same_clusters_twice_need_fewer_people_the_more_they_stay_alike() -> None:
    """r = 20 x .05 / 1.95 x .8 + .95 / 1.95 x .5 = .65385, so the factor is 2 x (1 - .65385)."""
    found = needed(replace(BASE, cluster_again=0.8, person_again=0.5))
    assert found.time_correlation == pytest.approx(0.653846, abs=1e-6)
    assert found.did_factor == pytest.approx(0.692308, abs=1e-6)


def test_people_who_will_be_lost_are_asked_beforehand() -> None:
    found = needed(replace(BASE, attrition=0.2))
    assert found.did_asked == found.did_clusters_t * 20 / 0.8


def test_few_clusters_cost_more_by_students_t() -> None:
    """A big effect: by z two clusters would do, by t with 2 (k - 1) degrees of freedom more are needed."""
    found = needed(Wanted(effect=0.4, icc=0.02, cluster_size=40, baseline=0.3))
    assert found.clusters == 1
    assert found.clusters_t == 3


@given(
    effect=st.floats(0.02, 0.4),
    icc=st.floats(0, 0.3),
    size=st.integers(1, 200),
    power=st.floats(0.6, 0.95),
)
@settings(max_examples=20, deadline=None)
def test_smaller_effects_more_likeness_and_more_power_never_need_fewer(
    effect: float, icc: float, size: int, power: float
) -> None:
    base = Wanted(effect=effect, icc=icc, cluster_size=size, power=power)
    found = needed(base)
    for harder in (
        replace(base, effect=effect * 0.9),
        replace(base, icc=icc + 0.05),
        replace(base, power=power + 0.04),
        replace(base, cv=0.5),
    ):
        assert needed(harder).persons >= found.persons
        assert needed(harder).clusters_t >= found.clusters_t
    assert found.clusters_t >= found.clusters and found.did_persons >= found.persons


@pytest.mark.parametrize(
    ("wrong", "option"),
    [
        ({"effect": 0.0}, "--effect"),
        ({"effect": 0.6}, "--effect"),
        ({"effect": float("nan")}, "--effect"),
        ({"icc": 1.5}, "--icc"),
        ({"icc": -0.1}, "--icc"),
        ({"cluster_size": 0}, "--cluster-size"),
        ({"cluster_size": float("inf")}, "--cluster-size"),
        ({"power": 1.0}, "--power"),
        ({"baseline": 0.0}, "--baseline"),
        ({"attrition": 1.0}, "--attrition"),
        ({"sd": -1.0}, "--sd"),
    ],
)
def test_numbers_that_cannot_be_are_refused_by_name(wrong: dict[str, float], option: str) -> None:
    with pytest.raises(BadInput, match=option):
        needed(replace(BASE, **wrong))  # type: ignore[arg-type]
