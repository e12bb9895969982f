"""The same shares weighted, with their error by design: Taylor linearisation, clusters and strata where
known.

Binder (1983) as in Lumley, Complex Surveys (2010): the ratio's residual of each respondent, summed by
primary unit, varies between the units of a stratum. Respondents outside the domain stay in the design with
residual nought.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qorgan.indicators.faults import BadInput, fault
from qorgan.indicators.gsni.answers import Answers
from qorgan.indicators.gsni.codes import EMPTY, numbers
from qorgan.indicators.gsni.items import ITEMS, MEASURES
from qorgan.indicators.gsni.layout import PART, Asked
from qorgan.indicators.gsni.measure import SEX_NAMES, Country, items_of, tables

LEVEL = 0.95
MOST = 1e9  # beyond it a number is no weight, whatever it counts up to
Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """Percent, its standard error in points, its 95 % interval, from `of` respondents of positive weight."""

    percent: float
    error: float
    low: float
    high: float
    of: int
    freedom: int


@dataclass(frozen=True, slots=True)
class Designed:
    """The estimates of a country. `units` primary units in `strata`; `clustered` False: weights only.
    `alone` strata have one unit, whose distance from the mean of all units stands for theirs."""

    pooled: Mapping[str, Estimate | None]
    by_sex: Mapping[str, Mapping[str, Estimate | None]]
    units: int
    strata: int
    clustered: bool
    alone: int
    unweighted: int
    effective: float


@dataclass(frozen=True)
class Weights:
    """For each row of the answers: weight (0 where there is none), unit (-1: not said) and stratum."""

    weight: Floats
    unit: Places | None
    stratum: Places | None


def weights_of(answers: Answers, asked: Asked) -> Weights:
    """Raises BadInput: no column of weights, a weight that is no number, a named column that is not there."""
    survey = answers.survey
    column = next((name for name in answers.layout.roles["weight"] if name in survey.frame.columns), None)
    if column is None:
        wanted = ", ".join(answers.layout.roles["weight"])
        raise BadInput(fault(survey.file, "no_weight", field=wanted, part=PART))
    raw = answers.of_file(numbers(survey, column, f"0..{MOST:.0f}"))
    endless = np.abs(raw) > MOST
    if endless.any():
        line = survey.line(answers.row(int(np.argmax(endless))))
        raise BadInput(fault(survey.file, "not_number", field=column, line=line, range=f"0..{MOST:.0f}"))
    weight = np.where(raw > 0, raw, 0.0)
    units = asked.psu or next(
        (name for name in answers.layout.roles["psu"] if name in survey.frame.columns), None
    )
    return Weights(weight, _places(answers, units), _places(answers, asked.strata))


def _places(answers: Answers, column: str | None) -> Places | None:
    """A column of names as numbers from 0, -1 where it is empty or a negative code."""
    if column is None:
        return None
    survey = answers.survey
    if column not in survey.frame.columns:
        raise BadInput(fault(survey.file, "no_column", field=column, columns=column))
    import polars as pl

    text = survey.frame[column].cast(pl.String, strict=False).str.strip_chars().str.strip_suffix(".0")
    none = text.is_null() | text.is_in(list(EMPTY)) | text.str.contains(r"^-\d").fill_null(True)
    places = text.rank("dense").fill_null(0).cast(pl.Int64).to_numpy()
    return np.asarray(answers.of_file(np.where(none.to_numpy(), -1, places)), dtype=np.int64)


def designed(answers: Answers, countries: tuple[Country, ...], weights: Weights) -> tuple[Designed, ...]:
    """One a country, in the same order."""
    order = np.argsort(answers.group, kind="stable")
    ends = np.searchsorted(answers.group[order], np.arange(len(countries) + 1))
    return tuple(
        _designed(answers, country, weights, order[ends[at] : ends[at + 1]])
        for at, country in enumerate(countries)
    )


def _designed(answers: Answers, country: Country, weights: Weights, rows: Places) -> Designed:
    weight = weights.weight[rows]
    unit = None if weights.unit is None else weights.unit[rows]
    clustered = unit is not None and bool((unit >= 0).all()) and len(np.unique(unit)) > 1
    stratum = np.zeros(len(rows), dtype=np.int64)
    if weights.stratum is not None and (weights.stratum[rows] >= 0).all():
        stratum = np.unique(weights.stratum[rows], return_inverse=True)[1]
    own = np.arange(len(rows)) if not clustered or unit is None else unit
    _, unit_of = np.unique(np.stack([stratum, own]), axis=1, return_inverse=True)
    frame = Frame.of(unit_of.reshape(-1), stratum)
    used = tuple(name for name in ITEMS if not (country.six and name in country.lacking))
    pattern, sex = answers.pattern[rows], answers.sex[rows]
    everybody = np.ones(len(rows), dtype=bool)

    def values(domain: NDArray[np.bool_]) -> dict[str, Estimate | None]:
        found: dict[str, Estimate | None] = {}
        for name in MEASURES:
            asked, biased = tables(used)[name]
            if any(item in country.lacking and item in used for item in items_of(name)):
                found[name] = None
            else:
                found[name] = share(frame, weight, domain & (asked[pattern] > 0), biased[pattern] > 0)
        return found

    total = float(weight.sum())
    return Designed(
        pooled=values(everybody),
        by_sex={name: values(sex == place) for name, place in SEX_NAMES.items()},
        units=frame.units,
        strata=frame.strata,
        clustered=clustered,
        alone=frame.alone,
        unweighted=int((weight == 0).sum()),
        effective=total**2 / float((weight**2).sum()) if total else 0.0,
    )


@dataclass(frozen=True)
class Frame:
    """Units in strata: for each row its unit, for each unit its stratum."""

    unit: Places
    stratum_of: Places
    units: int
    strata: int
    sizes: Places

    @classmethod
    def of(cls, unit: Places, stratum: Places) -> Frame:
        count = int(unit.max()) + 1
        stratum_of = np.zeros(count, dtype=np.int64)
        stratum_of[unit] = stratum
        sizes = np.bincount(stratum_of)
        return cls(unit, stratum_of, count, len(sizes), sizes)

    @property
    def alone(self) -> int:
        return int((self.sizes == 1).sum()) if self.strata > 1 else 0

    def freedom(self, inside: NDArray[np.bool_]) -> int:
        """Units less strata, of those that have anybody of the domain, as R's survey and svy count them."""
        units = np.unique(self.unit[inside])
        return max(len(units) - len(np.unique(self.stratum_of[units])), 1)

    def variance(self, residual: Floats) -> float:
        """Of the sum of residuals: between the units of each stratum, drawn as if with replacement."""
        totals = np.bincount(self.unit, weights=residual, minlength=self.units)
        means = np.bincount(self.stratum_of, weights=totals) / self.sizes
        single = self.sizes == 1
        centre = np.where(single, totals.mean(), means)[self.stratum_of]
        scale = np.where(single, 1.0, self.sizes / np.maximum(self.sizes - 1, 1))[self.stratum_of]
        return float((scale * (totals - centre) ** 2).sum())


def share(
    frame: Frame, weight: Floats, domain: NDArray[np.bool_], biased: NDArray[np.bool_]
) -> Estimate | None:
    """The weighted share of `biased` in the domain; None where it has no weight. The interval is made on the
    logit with Student's t; where the share is 0 or 100, exact (Clopper and Pearson) as if drawn simply."""
    inside = weight * domain
    total = float(inside.sum())
    if not total:
        return None
    size = int((inside > 0).sum())
    p = float((inside * biased).sum()) / total
    error = float(np.sqrt(frame.variance(inside * (biased - p) / total)))
    freedom = frame.freedom(inside > 0)
    low, high = _interval(p, error, freedom, size)
    return Estimate(100 * p, 100 * error, 100 * low, 100 * high, size, freedom)


def _interval(p: float, error: float, freedom: int, size: int) -> tuple[float, float]:
    from scipy.special import betaincinv, expit, logit, stdtrit  # type: ignore[import-untyped]

    tail = (1 - LEVEL) / 2
    if p <= 0 or p >= 1 or not error:
        biased = round(p * size)
        low = float(betaincinv(biased, size - biased + 1, tail)) if biased else 0.0
        high = float(betaincinv(biased + 1, size - biased, 1 - tail)) if biased < size else 1.0
        return low, high
    reach = float(stdtrit(freedom, 1 - tail)) * error / (p * (1 - p))
    return float(expit(logit(p) - reach)), float(expit(logit(p) + reach))
