"""The result as one JSON document: full precision, null for what is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qorgan.indicators.gsni.change import Change
from qorgan.indicators.gsni.design import Designed, Estimate
from qorgan.indicators.gsni.items import MEASURES, countries, published, sources
from qorgan.indicators.gsni.measure import Country, Value
from qorgan.indicators.gsni.study import Study
from qorgan.indicators.texts import texts


def document(
    studies: Sequence[Study], moved: Sequence[Change], by_sex: bool, language: str
) -> dict[str, Any]:
    """Keys as in the contract: a row a country with `n`, the measures in percent, and by sex where asked."""
    said = texts("gsni")
    return {
        "index": "GSNI",
        "edition": "2023",
        "unit": "percent of respondents",
        "method": said["method"][language],
        "not_for": said["not_for"][language],
        "files": [
            {
                "file": study.file,
                "format": study.format,
                "layout": study.layout,
                "columns_mark": study.mark,
                "versions": list(study.versions),
                "sha256": study.sha256,
                "accepted": list(study.accepted),
            }
            for study in studies
        ],
        "countries": [
            _country(study, at, by_sex, language) for study in studies for at in range(len(study.countries))
        ],
        "change": [_change(change) for change in moved],
        "warnings": [warning[language] for study in studies for warning in study.warnings],
        "sources": {name: dict(row) for name, row in sources().items()},
    }


def _country(study: Study, at: int, by_sex: bool, language: str) -> dict[str, Any]:
    row, design, years = study.countries[at], study.design_of(at), study.years[at]
    known = countries().get(row.group.country)
    found: dict[str, Any] = {
        "country": row.group.country,
        "name": known[1][language] if known else None,
        "wave": row.group.wave,
        "years": list(years) if years else None,
        "respondents": row.respondents,
        **_values(row.pooled),
        "complete_on_all_asked": row.complete,
        "dropped_percent": row.dropped,
        "lacking": list(row.lacking),
        "six_items": row.six,
        "computable_as_published": not row.lacking,
        "why_not": texts("gsni")["why_not"].filled(items=", ".join(row.lacking))[language]
        if row.lacking
        else None,
        "published": _published(row),
    }
    if by_sex:
        found["by_sex"] = {name: _values(values) for name, values in row.by_sex.items()}
        found["sex_not_said"] = row.sex_not_said
    if design:
        found["design"] = _design(design, by_sex)
    return found


def _values(values: Mapping[str, Value]) -> dict[str, Any]:
    return {
        "n": values["gsni"].of,
        **{name: values[name].percent for name in MEASURES},
        "denominators": {name: values[name].of for name in MEASURES},
        "numerators": {name: values[name].biased for name in MEASURES},
    }


def _published(row: Country) -> dict[str, float] | None:
    cells = published().get((row.group.country, row.group.wave))
    return dict(cells) if cells else None


def _design(design: Designed, by_sex: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "method": "Taylor linearisation" if design.clustered else "weights only",
        "level": 0.95,
        "units": design.units if design.clustered else None,
        "strata": design.strata,
        "strata_of_one_unit": design.alone,
        "without_weight": design.unweighted,
        "effective_n": design.effective,
        **{name: _estimate(design.pooled[name]) for name in MEASURES},
    }
    if by_sex:
        found["by_sex"] = {
            sex: {name: _estimate(values[name]) for name in MEASURES} for sex, values in design.by_sex.items()
        }
    return found


def _estimate(found: Estimate | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "percent": found.percent,
        "error": found.error,
        "low": found.low,
        "high": found.high,
        "n": found.of,
        "degrees_of_freedom": found.freedom,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "country": change.country,
        "from_wave": change.earlier,
        "to_wave": change.later,
        "dropped_percent": {"from": change.dropped[0], "to": change.dropped[1]},
        "drop_out_differs": change.differs,
        "before_the_law": change.before_law,
        "interval": "by design" if change.by_design else "simple random sample, too narrow",
        **{
            name: {
                "from": move.earlier,
                "to": move.later,
                "points": move.points,
                "low": move.low,
                "high": move.high,
                "error": move.error,
            }
            for name, move in change.moves.items()
        },
    }
