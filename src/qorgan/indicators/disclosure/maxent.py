"""The table of noise: for each count, the least informative distribution that keeps what was promised.

Among all distributions on the allowed values with the wanted mean and variance, the one of greatest entropy
(Giessing 2016; R's ptable does the same). It is p(v) proportional to exp(a v + b v^2), so two numbers are
searched, by the convex dual. Where the variance wanted is the least that can be had, there is one such
distribution only, a corner that the dual reaches at infinity: it comes from a linear program.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from qorgan.indicators.disclosure.settings import Settings

Numbers = np.ndarray[Any, np.dtype[np.float64]]
EDGE = 1e-9


class NoSuchNoise(ValueError):
    """No distribution keeps these promises."""


@dataclass(frozen=True)
class Noise:
    """The noise of one count: values and their probabilities."""

    values: tuple[int, ...]
    probabilities: tuple[float, ...]

    @property
    def mean(self) -> float:
        return float(np.dot(self.values, self.probabilities))

    @property
    def variance(self) -> float:
        return float(np.dot(np.square(self.values), self.probabilities)) - self.mean**2


def allowed(count: int, most: int, never: Sequence[int]) -> tuple[int, ...]:
    """Noise that leaves a count neither negative nor at a value that is never published.

    >>> allowed(1, 5, (1, 2))
    (-1, 2, 3, 4, 5)
    """
    return tuple(v for v in range(-most, most + 1) if count + v >= 0 and count + v not in never)


def greatest_entropy(values: Sequence[int], mean: float, variance: float | None) -> Noise:
    """Raises NoSuchNoise where no distribution on `values` has that mean and variance.

    Without a variance only the mean is fixed.

    >>> [round(p, 4) for p in greatest_entropy((-1, 2, 3, 4, 5), 0, 2).probabilities]
    [0.6667, 0.3333, 0.0, 0.0, 0.0]
    """
    v = np.asarray(values, dtype=np.float64)
    if variance is None:
        return Noise(tuple(values), tuple(_dual(np.vstack([v - mean])).tolist()))
    square = (v - mean) ** 2
    least, corner = _extreme(v, mean, square)
    greatest, _ = _extreme(v, mean, -square)
    if not least - EDGE <= variance <= -greatest + EDGE:
        raise NoSuchNoise(f"variance {variance} on {values}: between {least:.4f} and {-greatest:.4f} is")
    if variance <= least + EDGE:
        return Noise(tuple(values), tuple(corner.tolist()))
    return Noise(tuple(values), tuple(_dual(np.vstack([v - mean, square - variance])).tolist()))


def _extreme(v: Numbers, mean: float, cost: Numbers) -> tuple[float, Numbers]:
    from scipy.optimize import linprog  # type: ignore[import-untyped]

    found = linprog(cost, A_eq=np.vstack([np.ones_like(v), v]), b_eq=[1.0, mean], bounds=(0, 1))
    if found.status != 0:
        raise NoSuchNoise(f"no distribution on {v.tolist()} has the mean {mean}")
    return float(found.fun), np.asarray(found.x)


def _dual(moments: Numbers) -> Numbers:
    """Probabilities proportional to exp(t . moments) under which each moment is nought: Newton's method.

    The second derivatives are the covariances of the moments, which is why it always goes down.
    """
    t = np.zeros(len(moments))

    def at(t: Numbers) -> tuple[float, Numbers]:
        z = t @ moments
        weights = np.exp(z - z.max())
        return float(z.max() + np.log(weights.sum())), weights / weights.sum()

    value, p = at(t)
    for _ in range(200):
        gradient = moments @ p
        if np.abs(gradient).max() < 1e-14:
            break
        covariance = (moments * p) @ moments.T - np.outer(gradient, gradient)
        step = np.linalg.solve(covariance + 1e-15 * np.eye(len(t)), gradient)
        size = 1.0
        while at(t - size * step)[0] > value + 1e-15 and size > 1e-12:
            size /= 2
        t = t - size * step
        value, p = at(t)
    return p


def noise_for(count: int, given: Settings) -> Noise:
    """The noise of a count: mean nought and the wanted variance; a sampling zero has its own mean instead."""
    values = allowed(count, given.noise_most, given.never_published)
    if count == 0:
        return greatest_entropy(values, given.zero_mean, None)
    return greatest_entropy(values, 0.0, given.variance)


def weights(noise: Noise, bits: int) -> list[int]:
    """The probabilities as whole numbers that add up to 2 ** bits, the largest remainders rounded up."""
    exact = np.clip(np.asarray(noise.probabilities), 0, 1) * 2**bits
    whole = np.floor(exact).astype(np.int64)
    short = 2**bits - int(whole.sum())
    for place in np.argsort(whole - exact, kind="stable")[:short]:
        whole[place] += 1
    return [int(one) for one in whole]


def build(given: Settings) -> str:
    """The table as it is shipped: count, noise, published, weight; the weights of a count make 2 ** bits."""
    lines = ["count,noise,published,weight"]
    for count in range(given.last_count + 1):
        noise = noise_for(count, given)
        for v, weight in zip(noise.values, weights(noise, given.weight_bits), strict=True):
            if weight:
                lines.append(f"{count},{v},{count + v},{weight}")
    return "\n".join(lines) + "\n"
