"""Rates, medians and sums of what was perturbed: which may leave, and how uncertain they are.

All of it is worked out from published values or given leave by them, so it tells nothing that they do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

from qorgan.indicators.disclosure.ptable import ptable
from qorgan.indicators.disclosure.settings import settings

GIVEN, FLAGGED, WITHHELD = "given", "unreliable", "withheld"


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of 0 to 1 with its interval; None where it is withheld."""

    status: str
    value: float | None = None
    low: float | None = None
    high: float | None = None

    def as_dict(self) -> dict[str, Any]:
        return {"status": self.status, "value": self.value, "low": self.low, "high": self.high}


def rate(part: int | None, whole: int | None, z: float = 1.959964) -> Rate:
    """A share of two published counts, the part within the whole.

    Withheld where either is, or where the whole is below 10; unreliable below 20. The variance is that of the
    share itself plus that of the two noises, (v + p^2 v) / whole^2 by the delta method; the interval is
    Wilson's with as many cases as would give that variance, so that it stays within 0 and 1.

    >>> rate(4, 9).status, rate(30, 100).status
    ('withheld', 'given')
    >>> found = rate(30, 100)
    >>> round(found.value, 3), round(found.low, 3), round(found.high, 3)
    (0.3, 0.215, 0.401)
    """
    given = settings()
    if part is None or whole is None or whole < given.rate_least:
        return Rate(WITHHELD)
    p = min(part / whole, 1.0)
    q = min(max(p, 1 / (whole + 2)), 1 - 1 / (whole + 2))  # a share of 0 or 1 still has its scatter
    own = q * (1 - q) / whole
    noise = given.variance * (1 + q**2) / whole**2
    cases = whole * own / (own + noise)
    middle = (p + z**2 / (2 * cases)) / (1 + z**2 / cases)
    half = z / (1 + z**2 / cases) * sqrt(p * (1 - p) / cases + z**2 / (4 * cases**2))
    status = FLAGGED if whole < given.rate_flag else GIVEN
    return Rate(status, p, max(0.0, middle - half), min(1.0, middle + half))


def widened(variance: float, published: int) -> float:
    """A count's own variance (of sampling, of a model) plus that of its noise.

    >>> round(widened(100.0, 100), 6)
    102.0
    """
    table = ptable()
    return variance + table.variance(max(published, 1))


def may_leave(statistic: str, published: int | None) -> bool:
    """Whether a statistic of a group with this published count may leave: "median", "percentile90" or "sum".

    A median of few is somebody's own figure; a 90th percentile needs five beyond it for certain. Sums and
    means never leave: the difference of two is one person's figure, however many there are.

    >>> may_leave("median", 19), may_leave("median", 20), may_leave("sum", 5000)
    (False, True, False)
    """
    given = settings()
    least = {"median": given.median_least, "percentile90": given.percentile90_least}
    if statistic == "sum":
        return False
    return published is not None and published >= least[statistic]


def rounded(value: float, step: float) -> float:
    """A median as it leaves: to a whole number of steps, so that it is nobody's exact figure.

    >>> rounded(13.4, 5)
    15.0
    """
    if step <= 0:
        raise ValueError("a step is more than nought")
    return float(round(value / step) * step)
