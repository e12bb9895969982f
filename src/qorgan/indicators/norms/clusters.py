"""Least squares with errors that know that people of one cluster answer alike.

CR2 (Bell and McCaffrey 2002; Pustejovsky and Tipton 2018) with Satterthwaite's degrees of freedom, and the
wild cluster bootstrap under the null (Cameron, Gelbach and Miller 2008; Webb 2014 weights) for few clusters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
WEBB = np.array([-np.sqrt(1.5), -1.0, -np.sqrt(0.5), np.sqrt(0.5), 1.0, np.sqrt(1.5)])
DRAWS = 1999
ALL_SIGNS_UP_TO = 12  # clusters: at most 4,096 combinations of signs are simply all taken
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Robust:
    """One coefficient: its CR2 error, Satterthwaite's degrees of freedom, interval and p."""

    value: float
    error: float
    freedom: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class Regression:
    x: Array
    y: Array
    members: tuple[NDArray[np.intp], ...]
    bread: Array
    coefficients: Array

    @property
    def residual(self) -> Array:
        return np.asarray(self.y - self.x @ self.coefficients)


def regress(x: Array, y: Array, clusters: Sequence[object]) -> Regression:
    """Raises numpy.linalg.LinAlgError where the columns say the same thing twice."""
    _, codes = np.unique(np.asarray(clusters, dtype=str), return_inverse=True)
    members = tuple(np.flatnonzero(codes == code) for code in range(codes.max() + 1))
    bread: Array = np.asarray(np.linalg.inv(x.T @ x), dtype=np.float64)
    return Regression(x, y, members, bread, bread @ x.T @ y)


def robust(found: Regression, place: int) -> Robust:
    """Coefficient `place` with its CR2 interval."""
    from scipy.stats import t  # type: ignore[import-untyped]

    contrast = found.bread[place]
    residual = found.residual
    weights = [_adjusted(found.x[rows], found.bread) @ contrast for rows in found.members]
    variance = sum(
        float(weight @ residual[rows]) ** 2 for weight, rows in zip(weights, found.members, strict=True)
    )
    freedom = _satterthwaite(found, weights)
    value, error = float(found.coefficients[place]), float(np.sqrt(variance))
    half = float(t.ppf((1 + LEVEL) / 2, freedom)) * error
    p = float(2 * t.sf(abs(value) / error, freedom)) if error > 0 else 1.0 if value == 0 else 0.0
    return Robust(value, error, freedom, value - half, value + half, p)


def _adjusted(rows: Array, bread: Array) -> Array:
    """(I - H)^(-1/2) X of a cluster, through the few directions of H; one that it fills wholly is dropped."""
    root = np.linalg.cholesky(bread)
    left, size, _ = np.linalg.svd(rows @ root, full_matrices=False)
    free = 1 - size**2
    scale = np.where(free > 1e-9, 1 / np.sqrt(np.maximum(free, 1e-9)), 0.0)
    return np.asarray(rows + left @ ((scale - 1)[:, None] * (left.T @ rows)))


def _satterthwaite(found: Regression, weights: Sequence[Array]) -> float:
    """Under equal and independent errors: (tr W)^2 / tr(W^2), W the form whose value is the variance."""
    towards = np.array([found.x[rows].T @ w for w, rows in zip(weights, found.members, strict=True)])
    own = np.diag([float(weight @ weight) for weight in weights])
    form = own - towards @ found.bread @ towards.T
    total = float(np.sum(form * form))
    return float(np.trace(form)) ** 2 / total if total > 0 else 1.0


@dataclass(frozen=True, slots=True)
class Bootstrap:
    p: float
    low: float
    high: float
    draws: int
    weights: str


def wild(found: Regression, place: int, seed: int = 1) -> Bootstrap:
    """p of zero and the interval of values that are not rejected at 5 %, under the null, by clusters."""
    signs, name = _signs(len(found.members), np.random.default_rng(seed))
    start, p_of = robust(found, place), _p_of(found, place, signs)
    step = max(start.error, 1e-12)
    low, high = _edge(p_of, start.value, -step), _edge(p_of, start.value, step)
    return Bootstrap(p_of(0.0), low, high, len(signs), name)


def _signs(clusters: int, chance: np.random.Generator) -> tuple[Array, str]:
    if clusters <= ALL_SIGNS_UP_TO and 2**clusters >= 512:
        return np.array(list(product((-1.0, 1.0), repeat=clusters))), "rademacher, all"
    if clusters <= ALL_SIGNS_UP_TO:
        return chance.choice(WEBB, (DRAWS, clusters)), "webb"
    return chance.choice(np.array([-1.0, 1.0]), (DRAWS, clusters)), "rademacher"


def _p_of(found: Regression, place: int, signs: Array) -> Callable[[float], float]:
    """For a value of the coefficient: the share of draws whose t is as far out as the one seen."""
    rest = np.delete(found.x, place, axis=1)
    split = np.column_stack([found.y, found.x[:, place]])
    split = split - rest @ np.linalg.lstsq(rest, split, rcond=None)[0]
    parts = np.array([found.x[rows].T @ split[rows] for rows in found.members])
    contrast = found.bread[place]
    spread = np.array([found.x[rows].T @ found.x[rows] @ contrast for rows in found.members])
    own = np.array([contrast @ found.x[rows].T @ found.residual[rows] for rows in found.members])
    error = float(np.sqrt(max((own**2).sum(), 1e-300)))

    def p_of(null: float) -> float:
        scores = parts[:, :, 0] - null * parts[:, :, 1]  # under the null
        moved = signs @ scores @ found.bread
        cluster = signs * (scores @ contrast) - moved @ spread.T
        drawn = np.abs(moved[:, place]) / np.sqrt(np.maximum((cluster**2).sum(axis=1), 1e-300))
        seen = abs(float(found.coefficients[place]) - null) / error
        return float(np.mean(drawn >= seen * (1 - 1e-9)))

    return p_of


def _edge(p_of: Callable[[float], float], value: float, step: float) -> float:
    """Where p falls to 5 %, from the estimate outward: doubled until rejected, then halved."""
    inside, reach = 0.0, 1.0
    while p_of(value + reach * step) > 1 - LEVEL:
        inside, reach = reach, reach * 2
        if reach > 1024:
            return float(np.copysign(np.inf, step))
    for _ in range(18):
        middle = (inside + reach) / 2
        inside, reach = (middle, reach) if p_of(value + middle * step) > 1 - LEVEL else (inside, middle)
    return value + reach * step


def intraclass(y: Array, clusters: Sequence[object], groups: Sequence[object]) -> float | None:
    """Intraclass correlation by analysis of variance (Donner and Klar 2000), within each group (arm).

    It may be below zero; None where clusters or people are too few to say.
    """
    keys = np.array([f"{group}\x1f{one}" for group, one in zip(groups, clusters, strict=True)])
    arms = np.asarray(groups, dtype=str)
    names, codes, sizes = np.unique(keys, return_inverse=True, return_counts=True)
    arm_of = np.array([name.split("\x1f")[0] for name in names])
    means = np.bincount(codes, weights=y) / sizes
    between, correction = 0.0, 0.0
    for arm in np.unique(arms):
        here = arm_of == arm
        centre = float(np.average(means[here], weights=sizes[here]))
        between += float(np.sum(sizes[here] * (means[here] - centre) ** 2))
        correction += float(np.sum(sizes[here] ** 2) / np.sum(sizes[here]))
    free = len(names) - len(np.unique(arms))
    if free < 1 or len(y) <= len(names):
        return None
    within = float(np.sum((y - means[codes]) ** 2)) / (len(y) - len(names))
    between /= free
    average = (len(y) - correction) / free
    total = between + (average - 1) * within
    return (between - within) / total if total > 0 else None
