"""The answer as text: what was counted, of how many, how sure; what cannot be said; what it is not for."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from qorgan.indicators.flow.answer import Answer, group_name
from qorgan.indicators.flow.measures import COUNT, Measure, definitions
from qorgan.indicators.texts import number as spelled
from qorgan.indicators.texts import percent_sign, texts

PARTS = 24


def number(value: float | None, language: str) -> str:
    """A number as it is read in the language: 12 345.6 in Russian and Kazakh with a comma."""
    digits = 0 if value is None or float(value).is_integer() else 2 if abs(value) < 10 else 1
    return spelled(value, language, digits)


def written(given: Answer, language: str) -> str:
    """Every line of the text, in one language."""
    said = texts("flow")
    lines = [
        said["title"][language],
        said["from_until"][language].format(
            start=given.start,
            end=given.until,
            days=given.question.follow_up,
            seen=f"{given.seen:%Y-%m-%d}",
            rows=number(given.rows, language),
        ),
        *(text[language] for _, text in given.warnings()),
    ]
    lines += _measures(given.measures, language)
    for word, measures in given.groups.items():
        lines += ["", f"{said['group'][language]}: {given.question.by} = {group_name(word)[language]}"]
        lines += _measures([m for m in measures if m.reason is None], language, short=True)
    lines += _breaks(given, language) + _notes(given, language) + _cautions(given, language)
    return "\n".join(lines)


def _measures(measures: Iterable[Measure], language: str, short: bool = False) -> list[str]:
    known = definitions()
    lines: list[str] = []
    for family, ones in groupby(measures, key=lambda measure: known[measure.id].family):
        lines += ["", texts("flow")[f"family_{family}"][language]]
        for measure in ones:
            lines += _one(measure, language, short)
    return lines


def _one(measure: Measure, language: str, short: bool) -> list[str]:
    said, known = texts("flow"), definitions()[measure.id]
    name = known.name[language]
    if measure.reason is not None:
        return [f"  {name}: {said['cannot'][language]}: {measure.reason[language]}"]
    unit = said[f"unit_{known.unit}"][language]
    value = (
        said["not_reached"][language]
        if measure.value is None and not measure.parts
        else number(measure.value, language)
    )
    if measure.value is not None and known.unit == "percent":
        value += percent_sign(language)
    elif measure.value is not None:
        value = f"{value} {unit}".rstrip()
    head = f"  {name}: " + (value if measure.value is not None or not measure.parts else "")
    details = [part for part in _details(measure, language) if part]
    lines = [head.rstrip() + (f"  ({'; '.join(details)})" if details else "")]
    if measure.parts and not short:
        shown = list(measure.parts.items())[:PARTS]
        lines.append(
            "    "
            + ", ".join(f"{label_of(label, language)} {number(part, language)}" for label, part in shown)
        )
    return lines


def label_of(label: str, language: str) -> str:
    """A part's name in the language; a month, a class or a band is written as it is."""
    said = texts("flow")
    return ": ".join(
        said[f"part_{word}"][language] if f"part_{word}" in said else word for word in label.split(":")
    )


def _details(measure: Measure, language: str) -> list[str]:
    said, known = texts("flow"), definitions()[measure.id]
    found = []
    if measure.low is not None and measure.high is not None:
        found.append(
            f"{said['interval'][language]} {number(measure.low, language)}–{number(measure.high, language)}"
        )
    if measure.numerator is not None and measure.denominator is not None:
        found.append(
            f"{number(measure.numerator, language)} {said['of'][language]}"
            f" {number(measure.denominator, language)}"
        )
    elif measure.denominator is not None:
        found.append(f"n = {number(measure.denominator, language)}")
    timed = measure.censored is not None
    if (
        timed
        and known.unit in ("days", "hours", "percent")
        and measure.median is not None
        and known.unit == "percent"
    ):
        found.append(
            f"{said['median'][language]} {number(measure.median, language)} {said['unit_days'][language]}"
        )
    if measure.p90 is not None or (timed and known.unit != "percent"):
        p90 = number(measure.p90, language) if measure.p90 is not None else said["not_reached"][language]
        unit = said["unit_hours" if known.unit == "hours" else "unit_days"][language]
        found.append(f"{said['p90'][language]} {p90}" + (f" {unit}" if measure.p90 is not None else ""))
    if measure.censored:
        found.append(f"{said['censored'][language]} {number(measure.censored, language)}")
    if measure.left_out:
        found.append(f"{said['left_out'][language]} {number(measure.left_out, language)}")
    return found if known.unit != COUNT or measure.left_out or measure.denominator else []


def _breaks(given: Answer, language: str) -> list[str]:
    if not given.breaks:
        return []
    rows = [f"  {row['day']}: {row['label'][language]} ({row['law']})" for row in given.breaks]
    return ["", texts("flow")["breaks"][language], *rows]


def _notes(given: Answer, language: str) -> list[str]:
    if not given.notes:
        return []
    return ["", texts("flow")["notes"][language], *(f"  {note.text()[language]}" for note in given.notes)]


def _cautions(given: Answer, language: str) -> list[str]:
    """Each sentence once, with the indicators that it is about."""
    about: dict[str, list[str]] = {}
    for measure in given.measures:
        for code in measure.as_dict()["cautions"] if measure.reason is None else ():
            if code != "trust":
                about.setdefault(code, []).append(definitions()[measure.id].name[language])
    lines = ["", texts("flow")["cautions"][language]] if about else []
    for code, names in about.items():
        whom = ", ".join(names[:3]) + (f" +{len(names) - 3}" if len(names) > 3 else "")
        lines.append(f"  {texts('flow')[f'caution_{code}'][language]} [{whom}]")
    return lines
