"""Two pictures: the funnel of the cohort, and the months with the changes of the law as breaks."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from qorgan.indicators.faults import BadInput, fault
from qorgan.indicators.flow.answer import Answer
from qorgan.indicators.flow.human import number
from qorgan.indicators.texts import texts

STEPS = ("charged", "convicted")


def draw(given: Answer, path: str, language: str) -> None:
    """The funnel in `path` and the months in a file beside it, `-months` before its ending.

    Raises BadInput where there is nothing to draw or a file cannot be written.
    """
    _funnel(given, path, language)
    file = Path(path)
    _months(given, str(file.with_name(f"{file.stem}-months{file.suffix}")), language)


def _source(given: Answer, count: float, language: str) -> str:
    name = Path(given.file).name
    return texts("flow")["chart_source"][language].format(file=name, count=number(count, language))


def _funnel(given: Answer, path: str, language: str) -> None:
    from qorgan.indicators.charts import Step, Words, funnel

    said = texts("flow")
    known = [m for m in (given.get(step) for step in STEPS) if m.value is not None]
    if not known or not known[0].denominator:
        raise BadInput(fault(path, "no_chart", part="flow"))
    names = {m.id: said[f"step_{m.id}"][language] for m in known}
    steps = [
        Step(said["step_registered"][language], 100.0),
        *(Step(names[m.id], float(m.value or 0)) for m in known),
    ]
    intervals = ", ".join(
        f"{names[m.id]} {number(m.low, language)}–{number(m.high, language)}" for m in known
    )
    dates = {"start": given.start, "end": given.until, "days": given.question.follow_up}
    alt = ", ".join(f"{names[m.id]} {number(m.value, language)}" for m in known)
    words = Words(
        title=said["chart_title"][language],
        subtitle=said["chart_subtitle"][language].format(**dates),
        source=_source(given, known[0].denominator, language),
        note=said["chart_note"][language].format(intervals=intervals, trust=said["caution_trust"][language]),
        alt=said["chart_alt"][language].format(steps=alt),
    )
    funnel(steps, words, "%").write(path)


def _months(given: Answer, path: str, language: str) -> None:
    """Cases by the month of registration: a break of counting is a line, never a trend."""
    from qorgan.indicators.charts import Break, Point, Words, lines

    said = texts("flow")
    months = [(date.fromisoformat(f"{row['month']}-01"), row["registered"]) for row in given.months]
    counts = [(month, count) for month, count in months if count is not None]
    inside = [row for row in given.breaks if counts and counts[0][0] < row["day"] <= _end(counts[-1][0])]
    trust = said["caution_trust"][language]
    words = Words(
        title=said["months_title"][language],
        subtitle=said["months_subtitle"][language].format(start=given.start, end=given.until),
        source=_source(given, sum(count for _, count in counts), language),
        note=said["months_note"][language].format(trust=trust),
        alt=said["months_alt"][language].format(
            steps=", ".join(f"{month:%Y-%m} {count}" for month, count in counts),
            breaks=", ".join(row["day"].isoformat() for row in inside) or "-",
        ),
    )
    name = said["month_registered"][language]
    points = [Point(month, float(count), series=name) for month, count in counts]
    breaks = [Break(row["day"], f"{row['law']}: {row['label'][language]}") for row in inside]
    lines(points, words, name, breaks).write(path)


def _end(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1) - timedelta(days=1)
