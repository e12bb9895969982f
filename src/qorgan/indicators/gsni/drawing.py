"""The picture of ``qorgan index gsni --chart``: the measures of one country, or GSNI of several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qorgan.indicators.gsni.change import Change
from qorgan.indicators.gsni.items import MEASURES
from qorgan.indicators.gsni.said import name_of
from qorgan.indicators.gsni.study import Study
from qorgan.indicators.texts import number, texts

Found = tuple[str, float | None, float | None, float | None, str]


def draw(path: str, studies: Sequence[Study], moved: Sequence[Change], language: str) -> None:
    """Raises BadInput where it cannot be written."""
    from qorgan.indicators.charts import Bar, Words, bars

    words = texts("gsni")
    rows = _rows(studies, language)
    designed = any(study.designs for study in studies)
    shown = "; ".join(
        f"{row[0]} {row[4]} {number(row[1], language, 1)}".replace("  ", " ")
        for row in rows
        if row[1] is not None
    )
    note = words["chart_note_design" if designed else "chart_note"][language]
    if any(change.before_law for change in moved):
        note += " " + words["before_law"][language]
    picture = bars(
        [
            Bar(label=label, value=value, low=low, high=high, group=group)
            for label, value, low, high, group in rows
        ],
        Words(
            title=words["chart_title"][language],
            subtitle=_subtitle(studies, language),
            source=words["chart_source"][language],
            note=note,
            alt=words["chart_alt"][language].format(bars=shown),
        ),
        words["chart_unit"][language],
    )
    picture.write(path)


def _places(studies: Sequence[Study]) -> list[tuple[Study, int]]:
    return [(study, at) for study in studies for at in range(len(study.countries))]


def _subtitle(studies: Sequence[Study], language: str) -> str:
    words, places = texts("gsni"), _places(studies)
    if len(places) == 1:
        return words["chart_one"][language].format(**_about(*places[0], language))
    return words["chart_two" if len(places) == 2 else "chart_subtitle"][language]


def _about(study: Study, at: int, language: str) -> dict[str, object]:
    row = study.countries[at]
    country = name_of(row.group.country, language)
    return {"country": country, "wave": row.group.wave, "n": row.pooled["gsni"].of}


def _rows(studies: Sequence[Study], language: str) -> list[Found]:
    """Label, value, interval and group: the measures of up to two, GSNI alone of more."""
    words, places = texts("gsni"), _places(studies)
    names = [words["chart_group"][language].format(**_about(*place, language)) for place in places]
    if len(places) > 2:
        return [(name, *_value(*place, "gsni"), "") for name, place in zip(names, places, strict=True)]
    return [
        (words[f"long_{measure}"][language], *_value(*place, measure), name if len(places) == 2 else "")
        for measure in MEASURES
        for name, place in zip(names, places, strict=True)
    ]


def _value(study: Study, at: int, measure: str) -> tuple[float | None, float | None, float | None]:
    design: Any = study.design_of(at)
    estimate = design.pooled[measure] if design else None
    if estimate:
        return estimate.percent, estimate.low, estimate.high
    return study.countries[at].pooled[measure].percent, None, None
