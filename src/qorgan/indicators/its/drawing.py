"""The series as lines: what was seen, what the model says, what the course before would have given."""

from __future__ import annotations

from pathlib import Path

from qorgan.indicators.its.effect import Measured
from qorgan.indicators.its.months import first_day
from qorgan.indicators.its.said import conclusion
from qorgan.indicators.texts import texts


def draw(measured: Measured, path: str, language: str) -> None:
    """Writes the SVG and its table. Raises BadInput where they cannot be written."""
    from qorgan.indicators.charts import Break, Point, Words, lines

    said, series = texts("its"), measured.series
    months = series.said_months()
    closing = conclusion(measured)
    words = Words(
        title=said["chart_title"][language],
        subtitle=said["chart_subtitle"].filled(months=months)[language],
        source=said["chart_source"].filled(file=Path(series.file).name)[language],
        note=" ".join((closing[language], said["trust"][language])),
        alt=said["chart_alt"].filled(months=months, sentence=closing)[language],
    )
    points = [
        Point(first_day(month), value, series=said["observed"][language])
        for month, value in zip(series.months, series.values, strict=True)
        if value is not None
    ]
    starts = measured.breaks[0].start
    for one in measured.expected:
        if one.fitted is not None:
            points.append(Point(first_day(one.month), one.fitted, series=said["fitted"][language]))
        if one.without is not None and one.month >= starts:
            name = said["without"][language]
            points.append(Point(first_day(one.month), one.without, one.low, one.high, name))
    breaks = [Break(at.day, at.day.isoformat()) for at in measured.breaks]
    unit = said[f"unit_{measured.kind}"][language]
    lines(points, words, unit, breaks).write(path)
