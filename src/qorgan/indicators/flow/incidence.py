"""How many reach an end by a day, where some are not yet finished and others ended otherwise.

Aalen and Johansen (1978): the incidence of one end beside competing ends; with no competing end it is one
minus Kaplan and Meier (1958). Durations are numbers in any one unit; whoever calls says which.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

CENSORED, EVENT = 0, 1  # and 2 or more: competing ends
Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Curve:
    """Cumulative incidence after each distinct time of an end, with its variance (delta method).

    `parts` are what the variance is made from: it is asked for at one time, or not at all, more often than
    at every time.
    """

    times: NDArray[np.float64]
    incidence: NDArray[np.float64]
    parts: tuple[NDArray[np.float64], ...]
    entered: int
    last: float  # the longest time that anybody was seen

    @property
    def variance(self) -> NDArray[np.float64]:
        return self.variance_until(len(self.times))

    def variance_until(self, many: int) -> NDArray[np.float64]:
        """The variance at the first `many` times."""
        return _variance(self.incidence[:many], *(part[:many] for part in self.parts))

    def at(self, time: float) -> tuple[float, float, float]:
        """Incidence by `time` and its 95% interval on the complementary log-log scale.

        (nan, nan, nan) where nobody was seen: the value is then not known.
        """
        if not self.entered:
            return math.nan, math.nan, math.nan
        place = int(np.searchsorted(self.times, time, side="right")) - 1
        if place < 0:
            return 0.0, 0.0, _none_seen(self.entered)
        value = float(self.incidence[place])
        if value <= 0:
            return 0.0, 0.0, _none_seen(self.entered)
        if value >= 1 - 1e-12:
            return 1.0, 1 - _none_seen(self.entered), 1.0
        variance = float(self.variance_until(place + 1)[-1])
        spread = Z * math.sqrt(max(variance, 0.0)) / ((1 - value) * math.log(1 - value))
        ends = [1 - (1 - value) ** math.exp(sign * spread) for sign in (1, -1)]
        return value, min(ends), max(ends)

    def quantile(self, share: float) -> float | None:
        """The first time by which `share` of all who entered reached the end; None: not reached."""
        place = int(np.searchsorted(self.incidence, share - 1e-12))
        return float(self.times[place]) if place < len(self.times) else None


def _none_seen(entered: int) -> float:
    """The upper end where none of `entered` reached it (exact binomial, 97.5%)."""
    return float(1 - 0.025 ** (1 / entered))


def cumulative(durations: NDArray[Any], ends: NDArray[Any]) -> Curve:
    """The curve of end 1 beside every other number above 0. Durations may not be negative.

    Variance: sum over times s <= t of (F(t)-F(s))^2 d/(n(n-d)) + S(s-)^2 d1(n-d1)/n^3
    - 2 (F(t)-F(s)) S(s-) d1/n^2  (Marubini and Valsecchi 1995, formula 10.12).

    >>> import numpy as np
    >>> cumulative(np.array([1, 2, 3, 4]), np.array([1, 2, 0, 1])).incidence.tolist()
    [0.25, 0.25, 0.75]
    """
    return curves(durations, ends, 1)[0]


def curves(durations: NDArray[Any], ends: NDArray[Any], many: int, unit: float = 1) -> list[Curve]:
    """The curves of the ends 1 to `many`, each beside all others; times are durations divided by `unit`."""
    if not len(durations):
        empty = np.zeros(0)
        return [Curve(empty, empty, (empty,) * 4, 0, 0.0)] * many
    spans, values = np.asarray(durations), None
    if spans.dtype.kind != "i":
        values, spans = np.unique(spans, return_inverse=True)
    # One plain sort of both together is many times faster than sorting one by the other.
    # Of one moment the unfinished come last: its first end then stands where all who are at risk begin.
    packed = np.sort(spans.astype(np.int64) << 4 | (np.asarray(ends, np.int64) - EVENT) & 15)
    ended = np.flatnonzero((packed & 15) != (CENSORED - EVENT) & 15)
    spans, what = packed[ended] >> 4, (packed[ended] & 15) + EVENT
    starts = np.flatnonzero(np.r_[True, spans[1:] != spans[:-1]]) if len(spans) else ended

    def stops(whole: NDArray[Any]) -> NDArray[np.float64]:
        return np.asarray(whole if values is None else values[whole], np.float64) / unit

    times, n = stops(spans[starts]), (len(packed) - ended[starts]).astype(np.float64)
    d = np.diff(starts, append=len(spans)).astype(np.float64)
    before = np.ones(len(times))
    np.cumprod(1 - d[:-1] / n[:-1], out=before[1:])
    found = []
    for number in range(EVENT, EVENT + many):
        mine = (what == number).astype(np.float64)
        d1 = mine if len(starts) == len(mine) else np.add.reduceat(mine, starts)
        incidence = np.asarray(np.cumsum(before * d1 / n), np.float64)
        last = float(stops(packed[-1:] >> 4)[0])
        found.append(Curve(times, incidence, (before, n, d1, d), len(packed), last))
    return found


def _variance(
    f: NDArray[np.float64],
    s: NDArray[np.float64],
    n: NDArray[np.float64],
    d1: NDArray[np.float64],
    d: NDArray[np.float64],
) -> NDArray[np.float64]:
    """The sum of `cumulative`, opened so that every time is one cumulative sum of parts without F(t)."""
    survivors = n * (n - d)
    a = np.divide(d, survivors, out=np.zeros_like(d), where=survivors > 0)
    b = s**2 * d1 * (n - d1) / n**3
    c = s * d1 / n**2
    whole, first, second = np.cumsum(a), np.cumsum(a * f), np.cumsum(a * f * f)
    cross, crossed = np.cumsum(c), np.cumsum(c * f)
    return np.asarray(
        f * f * whole - 2 * f * first + second + np.cumsum(b) - 2 * (f * cross - crossed), np.float64
    )


def wilson(part: int, whole: int) -> tuple[float, float]:
    """95% interval of a share (Wilson 1927). Raises ZeroDivisionError where there is no whole."""
    share, z2 = part / whole, Z * Z
    middle = (share + z2 / (2 * whole)) / (1 + z2 / whole)
    half = Z / (1 + z2 / whole) * math.sqrt(share * (1 - share) / whole + z2 / (4 * whole * whole))
    return max(0.0, middle - half), min(1.0, middle + half)


def poisson(count: int) -> tuple[float, float]:
    """Exact 95% interval of an expected count (Garwood 1936)."""
    from scipy.special import gammaincinv  # type: ignore[import-untyped]

    low = float(gammaincinv(count, 0.025)) if count else 0.0
    return low, float(gammaincinv(count + 1, 0.975))
