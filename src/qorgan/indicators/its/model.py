"""Segmented regression of a monthly series: level and slope before, a step and another slope at each break.

Counts: quasi-Poisson with a log link, log(exposure) as offset. Rates: least squares. (Wagner et al. 2002;
Lopez Bernal, Cummins and Gasparrini 2017.) The time of a break is 0 in the first month after it.

A standard error is the widest of three, for any one of them fails in short series: the model's own with the
dispersion estimated (never below 1 for counts); Newey-West, its lag by the rule floor(4 (n/100)^(2/9)), with
n/(n - k); and first-order autocorrelation of the residuals, its size estimated without the bias that fitting
a trend brings. Intervals take Student's t with n - k degrees of freedom, fewer where months are alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Kind = Literal["count", "rate"]
Season = Literal["none", "harmonics", "months"]
HARMONICS = 2
MONTH_EFFECTS_FROM = 96  # months of data: eight of each calendar month
WIDEST_AUTOCORRELATION = 0.95
LEAST_FREEDOM = 3.0


@dataclass(frozen=True, slots=True)
class Break:
    """`start`: the first month wholly after; `share`: of the month before `start` that fell after it, or None
    where that month was left out."""

    start: int
    share: float | None = None


def season_for(used: int) -> Season:
    """Month effects need eight of each calendar month; else two pairs of waves, of a year and of half."""
    return "months" if used >= MONTH_EFFECTS_FROM else "harmonics"


def after(months: Array, one: Break) -> Array:
    """1 after the break, 0 before, the share in the month of the break."""
    step = (months >= one.start).astype(np.float64)
    if one.share is not None:
        step[months == one.start - 1] = one.share
    return step


def design(months: Array, breaks: Sequence[Break], season: Season) -> Array:
    """Columns: 1, time in months from the middle, then a step and a slope for each break, then the season."""
    columns = [np.ones_like(months), months - months.mean()]
    for one in breaks:
        columns += [after(months, one), np.maximum(months - one.start, 0.0)]
    calendar = months % 12
    if season == "harmonics":
        for order in range(1, HARMONICS + 1):
            turn = 2 * np.pi * order * (calendar + 1) / 12
            columns += [np.sin(turn), np.cos(turn)]
    elif season == "months":
        columns += [(calendar == month).astype(np.float64) - (calendar == 11) for month in range(11)]
    return np.column_stack(columns)


@dataclass(frozen=True, slots=True)
class Fit:
    """`covariances`: of the coefficients, by the name of how they were found; `scores` are of the months."""

    kind: Kind
    x: Array
    months: Array
    offset: Array
    coefficients: Array
    fitted: Array
    covariances: dict[str, Array]
    bread: Array
    scores: Array
    dispersion: float
    autocorrelation: float
    lag: int

    @property
    def freedom(self) -> float:
        """Months less coefficients; autocorrelated months count as the n (1 - r) / (1 + r) they are worth."""
        worth = self.x.shape[0] * (1 - self.autocorrelation) / (1 + self.autocorrelation)
        return max(float(worth - self.x.shape[1]), LEAST_FREEDOM)


def fit(kind: Kind, y: Array, x: Array, months: Array, offset: Array) -> Fit:
    """`offset`: log of the exposure (counts), zeros where there is none or for rates."""
    import statsmodels.api as sm  # type: ignore[import-untyped]

    if kind == "count":
        found = sm.GLM(y, x, family=sm.families.Poisson(), offset=offset).fit(maxiter=200, tol=1e-12)
    else:
        found = sm.OLS(y, x).fit()
    coefficients = np.asarray(found.params, dtype=np.float64)
    line = x @ coefficients + (offset if kind == "count" else 0.0)
    fitted = np.exp(line) if kind == "count" else line
    weight = np.sqrt(fitted) if kind == "count" else np.ones_like(y)
    return _with_errors(kind, y, x, months, offset, coefficients, fitted, weight)


def _with_errors(
    kind: Kind,
    y: Array,
    x: Array,
    months: Array,
    offset: Array,
    coefficients: Array,
    fitted: Array,
    weight: Array,
) -> Fit:
    weighted = x * weight[:, None]
    bread: Array = np.asarray(np.linalg.inv(weighted.T @ weighted), dtype=np.float64)
    residual = (y - fitted) / weight  # Pearson's
    scores = weighted * residual[:, None]
    lag = newey_west_lag(len(y))
    small = len(y) / (len(y) - x.shape[1])
    own = float(residual @ residual) / (len(y) - x.shape[1])
    least = 1.0 if kind == "count" else 0.0
    rho, spread = autocorrelation(residual, weighted, months)
    alike = rho ** np.abs(months[:, None] - months[None, :])
    covariances = {
        "model": max(own, least) * bread,
        "newey_west": small * bread @ long_run(scores, months, lag) @ bread,
        "autoregressive": max(spread, least) * bread @ weighted.T @ alike @ weighted @ bread,
    }
    return Fit(
        kind,
        x,
        months,
        offset,
        coefficients,
        fitted,
        covariances,
        bread,
        scores,
        own,
        rho,
        lag,
    )


def newey_west_lag(n: int) -> int:
    """Newey and West (1994).

    >>> newey_west_lag(48), newey_west_lag(100)
    (3, 4)
    """
    return int(4 * (n / 100) ** (2 / 9))


def long_run(scores: Array, months: Array, lag: int) -> Array:
    """Sum of score products up to `lag` months apart, with Bartlett's weights; by the calendar, so that a
    month left out leaves its place empty."""
    placed = np.zeros((int(months[-1] - months[0]) + 1, scores.shape[1]))
    placed[(months - months[0]).astype(int)] = scores
    total = placed.T @ placed
    for apart in range(1, min(lag, len(placed) - 1) + 1):
        product = placed[apart:].T @ placed[:-apart]
        total += (1 - apart / (lag + 1)) * (product + product.T)
    return np.asarray(total)


def autocorrelation(residual: Array, weighted: Array, months: Array) -> tuple[float, float]:
    """(first-order autocorrelation of the errors, their variance), from the residuals' own moments.

    Residuals of a fitted trend look less alike than the errors were: under autocorrelation r the expected
    ratio of their lagged to their plain sum of squares is tr(D M R M) / tr(M R M), M = I - H. That ratio is
    set equal to the one seen and solved for r, within 0 to 0.95.
    """
    n = len(residual)
    keep = np.eye(n) - weighted @ np.linalg.pinv(weighted)
    apart = np.abs(months[:, None] - months[None, :])
    next_to = (apart == 1) / 2.0
    seen = float(residual @ next_to @ residual) / max(float(residual @ residual), 1e-300)

    def moments(rho: float) -> tuple[float, float]:
        spread = keep @ (rho**apart) @ keep
        return float(np.sum(next_to * spread)), float(np.trace(spread))

    low, high = 0.0, WIDEST_AUTOCORRELATION
    for _ in range(40):
        middle = (low + high) / 2
        lagged, plain = moments(middle)
        low, high = (middle, high) if lagged / plain < seen else (low, middle)
    rho = 0.0 if moments(0.0)[0] / moments(0.0)[1] >= seen else low
    return rho, float(residual @ residual) / moments(rho)[1]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval, on the scale on which the model is straight."""

    value: float
    low: float
    high: float
    error: float
    widest: str

    def through(self, function: Any) -> dict[str, float]:
        low, high = sorted((float(function(self.low)), float(function(self.high))))
        return {"estimate": float(function(self.value)), "low": low, "high": high}


def estimate(value: float, gradient: Array, found: Fit, level: float = 0.95) -> Estimate:
    """The interval of a figure with this gradient in the coefficients: the widest of the three."""
    errors = {
        name: float(np.sqrt(max(float(gradient @ v @ gradient), 0.0)))
        for name, v in found.covariances.items()
    }
    return _interval(value, errors, found.freedom, level)


def _interval(value: float, errors: dict[str, float], freedom: float, level: float) -> Estimate:
    from scipy.stats import t  # type: ignore[import-untyped]

    widest = max(errors, key=errors.__getitem__)
    half = float(t.ppf((1 + level) / 2, freedom)) * errors[widest]
    return Estimate(value, value - half, value + half, errors[widest], widest)


def difference(place: int, one: Fit, other: Fit, level: float = 0.95) -> Estimate:
    """Coefficient `place` of one fit minus that of the other, over the same months; the Newey-West error also
    counts what the two series share from month to month."""
    zero = np.zeros_like(one.bread)
    bread = np.block([[one.bread, zero], [zero, other.bread]])
    scores = np.hstack([one.scores, other.scores])
    n, k = one.x.shape
    joint = n / (n - k) * bread @ long_run(scores, one.months, one.lag) @ bread
    gradient = np.zeros(2 * k)
    gradient[place], gradient[k + place] = 1.0, -1.0
    apart = {
        name: float(np.sqrt(one.covariances[name][place, place] + other.covariances[name][place, place]))
        for name in ("model", "autoregressive")
    }
    errors = {"newey_west": float(np.sqrt(max(float(gradient @ joint @ gradient), 0.0))), **apart}
    value = float(one.coefficients[place] - other.coefficients[place])
    return _interval(value, errors, min(one.freedom, other.freedom), level)
