"""The index of a table: what a country scored, from how many indicators, and how sure its rank is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from qorgan.indicators.gggi.countries import name_of
from qorgan.indicators.gggi.method import SUBINDEXES, Method
from qorgan.indicators.gggi.ratios import PUBLISHED, Ratios
from qorgan.indicators.gggi.score import Scores, among, score
from qorgan.indicators.texts import Text

COLUMNS = ("score", *SUBINDEXES)


@dataclass(frozen=True, slots=True)
class Country:
    """One country. A sub-index is None where it has no indicator; score and ranks where it is not eligible.

    `rank_best` and `rank_worst`: the rank if any two scores nearer than twice the tolerance change places.
    """

    iso3: str
    name: Text
    eligible: bool
    indicators: int
    missing: tuple[str, ...]
    cut: tuple[str, ...]
    values: dict[str, float | None]
    ratios: dict[str, float | None]
    rank: int | None
    tied: int
    rank_best: int | None
    rank_worst: int | None
    rank_constant: int | None
    published: dict[str, float | None] | None

    def as_dict(self, language: str) -> dict[str, Any]:
        found: dict[str, Any] = {"iso3": self.iso3, "country": self.name[language], "eligible": self.eligible}
        found |= {"indicators": self.indicators, "missing": list(self.missing), "truncated": list(self.cut)}
        found |= self.values | {"rank": self.rank, "tied": self.tied}
        found |= {"rank_best": self.rank_best, "rank_worst": self.rank_worst}
        found |= {"rank_constant": self.rank_constant, "published": self.published}
        return found


@dataclass(frozen=True, slots=True)
class Index:
    """A whole table, by rank, countries that are not eligible last."""

    file: str
    method: Method
    countries: tuple[Country, ...]
    derived: tuple[str, ...]
    constant: int | None  # how many countries the constant sample has

    @property
    def eligible(self) -> tuple[Country, ...]:
        return tuple(one for one in self.countries if one.eligible)

    def of(self, iso3: str) -> Country | None:
        return next((one for one in self.countries if one.iso3 == iso3), None)

    def largest(self) -> dict[str, float] | None:
        """The largest difference from what is published, by column; None where nothing is published."""
        found = {}
        for name in COLUMNS:
            pairs = [(one.values[name], (one.published or {}).get(name)) for one in self.eligible]
            apart = [abs(ours - theirs) for ours, theirs in pairs if ours is not None and theirs is not None]
            if apart:
                found[name] = max(apart)
        return found or None

    def compared(self) -> int:
        """How many countries have a published score beside ours."""
        return sum((one.published or {}).get("score") is not None for one in self.eligible)


def index_of(ratios: Ratios, method: Method, constant: frozenset[str] | None = None) -> Index:
    """Scores the table; `constant`: the countries of another edition, among which it is ranked once more."""
    scores = score(ratios.values, method)
    shared = np.array([code in constant for code in ratios.iso3]) if constant is not None else None
    ranks = among(scores.score, shared) if shared is not None else np.zeros(len(ratios.iso3), np.int64)
    made = [_country(row, ratios, scores, method, int(ranks[row])) for row in range(len(ratios.iso3))]
    made.sort(key=lambda one: (not one.eligible, one.rank or 0, one.iso3))
    count = int((ranks > 0).sum()) if shared is not None else None
    return Index(ratios.file, method, tuple(made), ratios.derived, count)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _country(row: int, ratios: Ratios, scores: Scores, method: Method, constant: int) -> Country:
    eligible = bool(scores.eligible[row])
    raw, cut = ratios.values[row], scores.cut[row]
    sub = dict(zip(SUBINDEXES, map(_number, scores.sub[row]), strict=True))
    published = None
    if ratios.published is not None:
        published = dict(
            zip(
                (name.removeprefix("pub_") for name in PUBLISHED),
                map(_number, ratios.published[row]),
                strict=True,
            )
        )
    return Country(
        ratios.iso3[row],
        name_of(ratios.iso3[row]),
        eligible,
        int(scores.present[row]),
        tuple(name for name, value in zip(method.columns, raw, strict=True) if np.isnan(value)),
        tuple(name for name, was, now in zip(method.columns, raw, cut, strict=True) if was > now),
        {"score": _number(scores.score[row]), **sub},
        dict(zip(method.columns, map(_number, cut), strict=True)),
        int(scores.rank[row]) if eligible else None,
        int(scores.tied[row]),
        int(scores.best[row]) if eligible else None,
        int(scores.worst[row]) if eligible else None,
        constant or None,
        published,
    )
