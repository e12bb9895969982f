"""The funnel of the cohort as a picture, or the months with the changes of the law."""

from __future__ import annotations

from pathlib import Path

from qorgan.indicators.faults import BadInput, fault
from qorgan.indicators.flow.answer import Answer
from qorgan.indicators.flow.human import number
from qorgan.indicators.texts import texts

STEPS = ("charged", "convicted")


def draw(given: Answer, path: str, language: str) -> None:
    """The funnel, of 100 cases registered. Raises BadInput where there is none or the file cannot be written."""
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
        f"{names[m.id]} {number(m.low, language)} - {number(m.high, language)}" for m in known
    )
    dates = {"start": given.start, "end": given.until, "days": given.question.follow_up}
    alt = ", ".join(f"{names[m.id]} {number(m.value, language)}" for m in known)
    words = Words(
        title=said["chart_title"][language],
        subtitle=said["chart_subtitle"][language].format(**dates),
        source=said["chart_source"][language].format(
            file=Path(given.file).name, count=number(known[0].denominator, language)
        ),
        note=said["chart_note"][language].format(intervals=intervals, trust=said["caution_trust"][language]),
        alt=said["chart_alt"][language].format(steps=alt),
    )
    funnel(steps, words, "%").write(path)
