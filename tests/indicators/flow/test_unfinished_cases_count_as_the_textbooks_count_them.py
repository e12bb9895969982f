"""Cumulative incidence against printed examples, hand arithmetic and statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qorgan.indicators.flow.incidence import cumulative, curves, poisson, wilson

# Remission of 21 patients on 6-mercaptopurine, weeks; 0 = still in remission (Freireich and others 1963).
WEEKS = np.array([6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35])
RELAPSE = np.array([1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0])
# S(t) and its standard error as the textbooks print them (Kleinbaum and Klein; Collett).
PRINTED = {
    6: (0.8571, 0.0764),
    7: (0.8067, 0.0869),
    10: (0.7529, 0.0963),
    13: (0.6902, 0.1068),
    16: (0.6275, 0.1141),
    22: (0.5378, 0.1282),
    23: (0.4482, 0.1346),
}


def test_the_leukaemia_trial_gives_the_printed_survival_and_standard_errors() -> None:
    curve = cumulative(WEEKS, RELAPSE)
    for time, (survival, error) in PRINTED.items():
        place = curve.times.tolist().index(time)
        assert 1 - curve.incidence[place] == pytest.approx(survival, abs=5e-5)
        assert np.sqrt(curve.variance[place]) == pytest.approx(error, abs=5e-5)


def test_its_median_is_23_weeks_and_its_90th_percentile_is_never_reached() -> None:
    curve = cumulative(WEEKS, RELAPSE)
    assert curve.quantile(0.5) == 23
    assert curve.quantile(0.9) is None


def test_two_competing_ends_add_up_by_hand() -> None:
    """Five cases: event day 1, rival day 2, unfinished day 3, event day 4, rival day 5.

    F1(1) = 1/5; S = 4/5; rival at 2: F2 = 4/5 x 1/4 = 1/5, S = 3/5; at 4 two are left: F1 = 1/5 + 3/5 x 1/2 =
    1/2, S = 3/10; at 5 one is left: F2 = 1/5 + 3/10 = 1/2.
    """
    event, rival = curves(np.array([1, 2, 3, 4, 5]), np.array([1, 2, 0, 1, 2]), 2)
    assert event.at(1)[0] == pytest.approx(0.2)
    assert event.at(4)[0] == pytest.approx(0.5)
    assert rival.at(3)[0] == pytest.approx(0.2)
    assert rival.at(5)[0] == pytest.approx(0.5)
    assert event.at(100)[0] + rival.at(100)[0] == pytest.approx(1)


def test_a_naive_one_minus_kaplan_meier_would_say_more() -> None:
    """With the rival taken for unfinished the same event would read 1 - 4/5 x 1/2 = 0.6, which is wrong."""
    assert cumulative(np.array([1, 2, 3, 4, 5]), np.array([1, 0, 0, 1, 0])).at(4)[0] == pytest.approx(0.6)


cases = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 3)), min_size=1, max_size=60)


@settings(max_examples=60, deadline=None)
@given(cases)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_any_table_gives_what_statsmodels_gives(found: list[tuple[int, int]]) -> None:
    from statsmodels.duration.survfunc import CumIncidenceRight

    times, ends = (np.array(column) for column in zip(*found, strict=True))
    if not (ends == 1).any():
        return
    peer = CumIncidenceRight(times + 1.0, ends)  # statsmodels leaves time 0 out
    place = sorted(set(ends[ends > 0])).index(1)
    mine = cumulative(times + 1, ends)
    for time in set(times[ends > 0].tolist()):
        theirs = peer.cinc[place][np.searchsorted(peer.times, time + 1, side="right") - 1]
        assert mine.at(time + 1)[0] == pytest.approx(theirs, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(cases)
def test_shares_never_fall_and_all_ends_together_are_at_most_one(found: list[tuple[int, int]]) -> None:
    times, ends = (np.array(column) for column in zip(*found, strict=True))
    each = curves(times, ends, 3)
    assert sum(curve.at(20)[0] for curve in each) <= 1 + 1e-9
    for curve in each:
        assert (np.diff(curve.incidence) >= -1e-12).all()
        value, low, high = curve.at(10)
        assert -1e-9 <= low <= value + 1e-9 and value - 1e-9 <= high <= 1 + 1e-9


def test_fractions_of_a_day_are_the_same_as_their_multiples() -> None:
    whole = curves(np.array([1, 2, 2, 5]), np.array([1, 0, 1, 1]), 1, unit=2)[0]
    broken = cumulative(np.array([0.5, 1.0, 1.0, 2.5]), np.array([1, 0, 1, 1]))
    assert whole.times.tolist() == broken.times.tolist()
    assert whole.incidence.tolist() == broken.incidence.tolist()


def test_a_share_of_ten_in_twenty_has_wilsons_interval() -> None:
    """Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662; 0 of 20 gives 0 to 0.1611."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0, 0.1611), abs=5e-5)


@pytest.mark.parametrize(
    ("count", "low", "high"), [(0, 0, 3.689), (1, 0.0253, 5.572), (10, 4.795, 18.39), (37, 26.05, 51.00)]
)
def test_a_count_has_the_interval_of_the_poisson_table(count: int, low: float, high: float) -> None:
    """Garwood 1936; the limits stand in every table of exact Poisson intervals."""
    assert poisson(count) == pytest.approx((low, high), rel=1e-3)
