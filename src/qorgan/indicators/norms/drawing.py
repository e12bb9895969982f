"""The change of each share as a bar with its interval."""

from __future__ import annotations

import math
from pathlib import Path

from qorgan.indicators.faults import BadInput, fault
from qorgan.indicators.norms.analysis import Analysis
from qorgan.indicators.norms.said import all_sentences
from qorgan.indicators.texts import texts


def draw(analysis: Analysis, path: str, language: str) -> None:
    """Writes the SVG and its table. Raises BadInput where there is nothing to draw or no place to write."""
    from qorgan.indicators.charts import Bar, Words, bars

    said = texts("norms")
    shares = [one for one in analysis.found if one.change and one.outcome.unit == "percent"]
    if not shares:
        raise BadInput(fault("--chart", "no_chart", part="norms"))
    words = Words(
        title=said["chart_title"][language],
        subtitle=said["chart_subtitle"].filled(before=analysis.before, after=analysis.after)[language],
        source=said["chart_source"].filled(file=Path(analysis.survey.file).name)[language],
        note=" ".join(said[name][language] for name in ("not_prevalence", "not_gsni")),
        alt=said["chart_alt"].filled(sentences=all_sentences(analysis))[language],
    )
    drawn = [
        Bar(
            said[f"short_{one.outcome.name}"][language],
            one.change.estimate,
            _end(one.change.low),
            _end(one.change.high),
        )
        for one in shares
        if one.change is not None
    ]
    bars(drawn, words, said["unit_percent"][language]).write(path)


def _end(end: float) -> float | None:
    return end if math.isfinite(end) else None
