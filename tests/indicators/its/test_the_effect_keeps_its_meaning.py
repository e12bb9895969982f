"""Rules that hold for any series: units, order, the month of the break, the comparison series."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qorgan.indicators.its.effect import Asked, Effect, Measured, measure
from qorgan.indicators.its.model import Break, after, design
from qorgan.indicators.its.said import document, text
from qorgan.indicators.its.series import Series

JUNE = date(2024, 6, 16)


def series(seed: int, n: int = 72, step: float = 0.0, rates: bool = False) -> Series:
    chance = np.random.default_rng(seed)
    place = np.arange(n)
    mean = 400 * np.exp(0.15 * np.sin(place * np.pi / 6) + step * (2021 * 12 + place >= 2024 * 12 + 6))
    values = chance.poisson(mean * np.exp(chance.normal(0, 0.05, n))).astype(float)
    return Series("s.csv", 2021 * 12, tuple(values / 7 if rates else values))


def effect(found: Measured) -> Effect:
    assert found.breaks[0].effect is not None
    return found.breaks[0].effect


@given(seed=st.integers(0, 10_000), scale=st.floats(1e-3, 1e3))
@settings(max_examples=15, deadline=None)
def test_another_unit_of_a_rate_scales_the_step_and_its_interval(seed: int, scale: float) -> None:
    one = series(seed, rates=True)
    other = replace(one, values=tuple(value * scale for value in one.values if value is not None))
    first, second = (effect(measure(s, Asked((JUNE,), kind="rate"))).level for s in (one, other))
    assert [second.value, second.low, second.high] == pytest.approx(
        [first.value * scale, first.low * scale, first.high * scale], rel=1e-6, abs=1e-9 * scale
    )


@given(seed=st.integers(0, 10_000), per=st.floats(10, 1e6))
@settings(max_examples=15, deadline=None)
def test_a_steady_population_changes_no_step(seed: int, per: float) -> None:
    one = series(seed)
    with_exposure = replace(one, exposure=(per,) * len(one.values))
    first, second = (effect(measure(s, Asked((JUNE,)))).level for s in (one, with_exposure))
    assert [second.value, second.low, second.high] == pytest.approx(
        [first.value, first.low, first.high], abs=1e-7
    )


def test_a_population_that_doubles_at_the_break_is_not_a_step() -> None:
    one = series(3, step=float(np.log(2)))
    exposure = tuple(1000.0 * (1 + (month >= 2024 * 12 + 6)) for month in one.months)
    level = effect(measure(replace(one, exposure=exposure), Asked((JUNE,)))).level
    assert level.low < 0 < level.high
    assert effect(measure(one, Asked((JUNE,)))).level.low > 0.5


def test_the_month_of_a_break_is_left_out_whatever_stands_in_it() -> None:
    one = series(5)
    wild = replace(one, values=(*one.values[:41], 1e6, *one.values[42:]))
    first, second = (effect(measure(s, Asked((JUNE,)))).level for s in (one, wild))
    assert first.value == pytest.approx(second.value, abs=1e-12)
    assert measure(one, Asked((JUNE,))).excluded == (2024 * 12 + 5,)


def test_a_break_on_the_first_of_a_month_leaves_none_out() -> None:
    found = measure(series(5), Asked((date(2024, 6, 1),)))
    assert found.excluded == ()
    assert (found.breaks[0].before, found.breaks[0].after) == (41, 31)


def test_by_share_the_month_of_the_break_counts_by_its_days() -> None:
    months = np.arange(24288.0, 24294.0)  # 2024-01 to 2024-06
    assert after(months, Break(24294, 15 / 30)).tolist() == [0, 0, 0, 0, 0, 0.5]
    found = measure(series(5), Asked((JUNE,), month_rule="share"))
    assert found.breaks[0].share == 15 / 30
    assert found.used == 72


def test_the_design_has_a_step_and_a_slope_that_begins_at_nothing() -> None:
    months = np.arange(24288.0, 24300.0)
    x = design(months, [Break(24294)], "none")
    assert x[:, 2].tolist() == [0] * 6 + [1] * 6
    assert x[:, 3].tolist() == [0] * 7 + [1, 2, 3, 4, 5]


def test_month_effects_need_ninety_six_months() -> None:
    assert measure(series(1, n=96), Asked((JUNE,))).season == "harmonics"  # 95 used: one is left out
    assert measure(series(1, n=97), Asked((JUNE,))).season == "months"
    assert measure(series(1, n=97), Asked((JUNE,), season="none")).season == "none"


def test_a_step_shared_with_the_comparison_series_is_not_the_reforms() -> None:
    one, other = series(11, step=-0.3), series(12, step=-0.3)
    both = effect(measure(replace(one, comparison=other.values), Asked((JUNE,))))
    assert both.level.high < 0
    assert both.controlled is not None and both.controlled.low < 0 < both.controlled.high
    calm = effect(measure(replace(one, comparison=series(12).values), Asked((JUNE,))))
    assert calm.controlled is not None and calm.controlled.high < 0


def test_the_expected_course_is_the_fitted_one_before_the_break() -> None:
    found = measure(series(4, step=-0.3), Asked((JUNE,)))
    for one in found.expected:
        if one.fitted is None or one.without is None or one.low is None or one.high is None:
            assert one.month == 2024 * 12 + 5
        elif one.month < 2024 * 12 + 5:
            assert one.fitted == pytest.approx(one.without)
        else:
            assert one.without > one.fitted and one.low < one.without < one.high


def test_a_course_that_runs_out_of_all_measure_still_has_figures_that_can_be_written() -> None:
    place = np.arange(400)
    mean = np.where(place < 30, 1e12 * np.exp(-0.9 * place), 500 + 100 * np.sin(place))
    found = measure(Series("s.csv", 2021 * 12, tuple(np.floor(mean) + place % 3)), Asked((date(2023, 7, 1),)))
    assert json.dumps(document(found), allow_nan=False)
    assert text(found, "kk")
