"""How many people and clusters an arm needs to see a given difference.

Two proportions or two means in one wave: n = (z(1-a/2) + z(power))^2 (v1 + v2) / d^2 an arm (Fleiss, Levin,
Paik 2003), times the design effect 1 + ((1 + cv^2) m - 1) rho (Donner and Klar 2000; Eldridge, Ashby, Kerry
2006). Before and after with the same clusters, analysed as difference in differences: times 2 (1 - r), r the
correlation of a cluster's mean over time (Teerenstra et al. 2012). Clusters by Student's t with 2 (k - 1)
degrees of freedom, since few clusters are not many people.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

from qorgan.indicators.faults import Fault, fault, refuse

PART = "norms"


@dataclass(frozen=True, slots=True)
class Wanted:
    """`effect`: a difference of shares (0.10 is ten points), or of means where `sd` is given. `cluster_again`
    and `person_again`: correlation of a cluster's and of a person's answers between waves; 0 is safe."""

    effect: float
    icc: float
    cluster_size: float
    power: float = 0.8
    level: float = 0.05
    baseline: float = 0.5
    sd: float | None = None
    cv: float = 0.0
    cluster_again: float = 0.0
    person_again: float = 0.0
    attrition: float = 0.0


@dataclass(frozen=True, slots=True)
class Needed:
    """An arm, and in `did` an arm and wave; `_asked` allows for those who will not be found again."""

    simple: int
    design_effect: float
    persons: int
    clusters: int
    clusters_t: int
    time_correlation: float
    did_factor: float
    did_persons: int
    did_clusters: int
    did_clusters_t: int
    did_asked: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def needed(wanted: Wanted) -> Needed:
    """Raises BadInput naming each number that cannot be.

    >>> found = needed(Wanted(effect=0.10, icc=0.05, cluster_size=20, baseline=0.5))
    >>> found.simple, round(found.design_effect, 9), found.persons, found.clusters
    (385, 1.95, 750, 38)
    """
    from scipy.stats import norm  # type: ignore[import-untyped]

    refuse(_faults(wanted))
    z = float(norm.ppf(1 - wanted.level / 2) + norm.ppf(wanted.power))
    variance = _variance(wanted)
    simple = z**2 * variance / wanted.effect**2
    m, rho = wanted.cluster_size, wanted.icc
    design = 1 + ((1 + wanted.cv**2) * m - 1) * rho
    again = m * rho / (1 + (m - 1) * rho) * wanted.cluster_again
    again += (1 - rho) / (1 + (m - 1) * rho) * wanted.person_again
    factor = 2 * (1 - again)
    persons, did = simple * design, simple * design * factor
    did_clusters = _by_t(wanted, variance * design * factor)
    return Needed(
        _up(simple),
        design,
        _up(persons),
        _up(persons / m),
        _by_t(wanted, variance * design),
        again,
        factor,
        _up(did),
        _up(did / m),
        did_clusters,
        _up(did_clusters * m / (1 - wanted.attrition)),
    )


def _up(value: float) -> int:
    return math.ceil(value - 1e-9)


def _variance(wanted: Wanted) -> float:
    if wanted.sd is not None:
        return 2 * wanted.sd**2
    other = wanted.baseline + wanted.effect
    return wanted.baseline * (1 - wanted.baseline) + other * (1 - other)


def _by_t(wanted: Wanted, variance: float) -> int:
    """The fewest clusters an arm with (t + t)^2 variance / (m d^2) not above their number."""
    from scipy.stats import t

    def enough(clusters: int) -> bool:
        free = 2 * (clusters - 1)
        z = float(t.ppf(1 - wanted.level / 2, free) + t.ppf(wanted.power, free))
        return z**2 * variance / (wanted.cluster_size * wanted.effect**2) <= clusters

    low, high = 1, 2
    while not enough(high):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _faults(wanted: Wanted) -> list[Fault]:
    wrong = []

    def check(name: str, value: float, good: bool, allowed: str) -> None:
        if not (math.isfinite(value) and good):
            wrong.append(fault(f"--{name}", "bad_number", part=PART, allowed=allowed))

    share = wanted.sd is None
    effect = abs(wanted.effect)
    check(
        "effect",
        wanted.effect,
        (1e-3 <= effect < 1) if share else effect > 0,
        "0.001 … 0.999, −0.999 … −0.001",
    )
    check("icc", wanted.icc, 0 <= wanted.icc <= 1, "0 … 1")
    check("cluster-size", wanted.cluster_size, 1 <= wanted.cluster_size <= 1e6, "1 … 1000000")
    check("power", wanted.power, 0.5 <= wanted.power <= 0.999, "0.5 … 0.999")
    check("level", wanted.level, 0.0001 <= wanted.level <= 0.5, "0.0001 … 0.5")
    check("baseline", wanted.baseline, 0 < wanted.baseline < 1, "> 0, < 1")
    check("cv", wanted.cv, 0 <= wanted.cv <= 10, "0 … 10")
    check("cluster-again", wanted.cluster_again, 0 <= wanted.cluster_again < 1, "0 … 0.99")
    check("person-again", wanted.person_again, 0 <= wanted.person_again < 1, "0 … 0.99")
    check("attrition", wanted.attrition, 0 <= wanted.attrition < 1, "0 … 0.99")
    if wanted.sd is not None:
        check("sd", wanted.sd, 0 < wanted.sd < 1e9, "> 0")
        check("effect", wanted.effect, effect >= wanted.sd / 1000, "sd/1000 …")
    elif not wrong and not 0 <= wanted.baseline + wanted.effect <= 1:
        check("effect", wanted.effect, False, f"{-wanted.baseline:g} … {1 - wanted.baseline:g}")
    return wrong
