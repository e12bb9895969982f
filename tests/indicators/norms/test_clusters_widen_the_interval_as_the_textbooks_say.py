"""CR2, Satterthwaite, the wild bootstrap and the intraclass correlation against textbooks and by hand."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from qorgan.indicators.norms.clusters import Array, intraclass, regress, robust, wild


def survey(
    seed: int, clusters: int, size: int, icc: float = 0.1, effect: float = 0.0, fixed: bool = True
) -> tuple[Array, Array, list[str]]:
    """(x, y, names): before and after, half of the clusters in the programme."""
    chance = np.random.default_rng(seed)
    rows, y, names = [], [], []
    for cluster in range(clusters):
        arm = cluster % 2
        shift = chance.normal(0, icc**0.5)
        for time in (0, 1):
            people = size if fixed else int(chance.integers(2, 2 * size))
            rows += [[1.0, arm, time, arm * time]] * people
            y += list(
                shift
                + effect * arm * time
                + chance.normal(0, (icc / 2) ** 0.5)
                + chance.normal(0, (1 - icc) ** 0.5, people)
            )
            names += [f"c{cluster}"] * people
    return np.array(rows), np.array(y), names


def changes(x: Array, y: Array, names: list[str]) -> tuple[list[float], list[float]]:
    """Mean change of each cluster, comparison and programme."""
    by_arm: tuple[list[float], list[float]] = ([], [])
    for name in sorted(set(names)):
        here = np.array([one == name for one in names])
        means = [y[here & (x[:, 2] == time)].mean() for time in (0, 1)]
        by_arm[int(x[here][0, 1])].append(means[1] - means[0])
    return by_arm


def test_people_each_a_cluster_of_their_own_have_the_hc2_error_of_statsmodels() -> None:
    x, y, _ = survey(1, 8, 10)
    names = [str(row) for row in range(len(y))]
    hand = sm.OLS(y, x).fit(cov_type="HC2")
    found = regress(x, y, names)
    for place in range(4):
        one = robust(found, place)
        assert one.value == pytest.approx(hand.params[place], abs=1e-12)
        assert one.error == pytest.approx(hand.bse[place], rel=1e-10)


def test_equal_clusters_give_welchs_test_of_their_changes() -> None:
    x, y, names = survey(2, 14, 9, effect=0.3)
    comparison, programme = changes(x, y, names)
    one = robust(regress(x, y, names), 3)
    assert one.value == pytest.approx(np.mean(programme) - np.mean(comparison))
    error = np.sqrt(np.var(programme, ddof=1) / 7 + np.var(comparison, ddof=1) / 7)
    assert one.error == pytest.approx(error, rel=1e-10)
    assert one.freedom == pytest.approx(12)  # seven clusters an arm
    half = stats.t.ppf(0.975, 12) * error
    assert (one.low, one.high) == pytest.approx((one.value - half, one.value + half))


def test_the_mean_of_clusters_of_one_size_has_their_own_spread() -> None:
    chance = np.random.default_rng(3)
    means = chance.normal(size=9)
    y = np.repeat(means, 5) + np.tile([-2, -1, 0, 1, 2], 9)
    one = robust(regress(np.ones((45, 1)), y, list(np.repeat(np.arange(9), 5))), 0)
    assert one.error == pytest.approx(np.std(means, ddof=1) / 3)
    assert one.freedom == pytest.approx(8)


def test_unequal_clusters_give_what_the_whole_matrices_give() -> None:
    """Bell and McCaffrey by their definition: (I - H_gg)^(-1/2), and the df from the residual maker."""
    x, y, names = survey(4, 10, 6, fixed=False)
    bread = np.linalg.inv(x.T @ x)
    hat, residual = x @ bread @ x.T, y - x @ bread @ x.T @ y
    maker = np.eye(len(y)) - hat
    variance, columns = 0.0, []
    for name in sorted(set(names)):
        rows = np.flatnonzero([one == name for one in names])
        size, turn = np.linalg.eigh(np.eye(len(rows)) - hat[np.ix_(rows, rows)])
        root = turn @ np.diag(size**-0.5) @ turn.T
        weight = root @ x[rows] @ bread[3]
        variance += float(weight @ residual[rows]) ** 2
        columns.append(maker[:, rows] @ weight)
    form = np.array(columns) @ np.array(columns).T
    one = robust(regress(x, y, names), 3)
    assert one.error == pytest.approx(np.sqrt(variance), rel=1e-9)
    assert one.freedom == pytest.approx(np.trace(form) ** 2 / np.sum(form**2), rel=1e-9)


def test_many_clusters_agree_with_statsmodels_clustered_error() -> None:
    x, y, names = survey(5, 200, 6, fixed=False)
    codes = np.unique(names, return_inverse=True)[1]
    hand = sm.OLS(y, x).fit(cov_type="cluster", cov_kwds={"groups": codes, "use_correction": True})
    one = robust(regress(x, y, names), 3)
    assert one.error == pytest.approx(hand.bse[3], rel=0.02)
    plain = sm.OLS(y, x).fit()
    assert one.error != pytest.approx(plain.bse[3], rel=0.02)


def test_the_wild_bootstrap_is_checked_by_every_sign_one_by_one() -> None:
    x, y, names = survey(6, 10, 5, effect=0.4)
    found = regress(x, y, names)
    bread = found.bread

    def t(values: Array) -> float:
        coefficients = bread @ x.T @ values
        left = values - x @ coefficients
        scores = [float(bread[3] @ x[rows].T @ left[rows]) for rows in found.members]
        return float(coefficients[3] / np.sqrt(np.sum(np.square(scores))))

    rest = x[:, :3]
    line = rest @ np.linalg.lstsq(rest, y, rcond=None)[0]
    drawn = []
    for signs in product((-1.0, 1.0), repeat=10):
        turned = line.copy()
        for sign, rows in zip(signs, found.members, strict=True):
            turned[rows] += sign * (y - line)[rows]
        drawn.append(abs(t(turned)))
    expected = np.mean(np.array(drawn) >= abs(t(y)) - 1e-9)
    one = wild(found, 3)
    assert (one.draws, one.weights) == (1024, "rademacher, all")
    assert one.p == pytest.approx(expected, abs=1e-12)
    assert one.low < found.coefficients[3] < one.high
    assert (one.low <= 0 <= one.high) == (one.p > 0.05)


def test_the_same_seed_draws_the_same_bootstrap() -> None:
    x, y, names = survey(7, 16, 5)
    found = regress(x, y, names)
    assert wild(found, 3, seed=5) == wild(found, 3, seed=5)
    assert wild(found, 3, seed=5) != wild(found, 3, seed=6)


def test_a_known_effect_is_inside_the_interval_about_as_often_as_it_says() -> None:
    held = 0
    for seed in range(300):
        x, y, names = survey(seed, 12, 8, icc=0.05, effect=0.2)
        one = robust(regress(x, y, names), 3)
        held += one.low <= 0.2 <= one.high
    assert 0.92 <= held / 300 <= 0.98


def test_the_intraclass_correlation_of_three_pairs_by_hand() -> None:
    """Pairs 1 2, 3 4, 5 6: mean squares 8 between and 0.5 within, so (8 - 0.5) / (8 + 0.5)."""
    found = intraclass(np.array([1.0, 2, 3, 4, 5, 6]), list("aabbcc"), [0] * 6)
    assert found == pytest.approx(7.5 / 8.5)


def test_the_difference_of_the_arms_is_not_likeness_within_clusters() -> None:
    chance = np.random.default_rng(8)
    arms = np.repeat([0, 1], 500)
    clusters = list(np.repeat(np.arange(50), 20))
    y = 10.0 * arms + chance.normal(size=1000)
    found = intraclass(y, clusters, list(arms))
    assert found is not None and abs(found) < 0.03


@given(seed=st.integers(0, 5000), scale=st.floats(0.01, 100), shift=st.floats(-100, 100))
@settings(max_examples=25, deadline=None)
def test_another_unit_changes_the_interval_in_that_unit_and_the_icc_not(
    seed: int, scale: float, shift: float
) -> None:
    x, y, names = survey(seed, 8, 4)
    one, other = (robust(regress(x, values, names), 3) for values in (y, y * scale + shift))
    assert [other.value, other.low, other.high] == pytest.approx(
        [one.value * scale, one.low * scale, one.high * scale], rel=1e-6, abs=1e-7 * scale
    )
    first, second = (intraclass(values, names, list(x[:, 1])) for values in (y, y * scale + shift))
    assert first == pytest.approx(second, abs=1e-6)
