"""What a total is made of: each part begins where the last ended, what takes away goes back."""

from __future__ import annotations

import math
from collections.abc import Sequence

from qorgan.indicators.charts.axes import Scale, along_width, ticks_for
from qorgan.indicators.charts.canvas import Canvas
from qorgan.indicators.charts.given import (
    CannotDraw,
    Step,
    Words,
    check_any,
    check_label,
    check_number,
    check_once,
)
from qorgan.indicators.charts.measure import LEADING, height, widest, width, wrapped
from qorgan.indicators.charts.numbers import decimals_of, with_unit, written
from qorgan.indicators.charts.palette import AXIS, DOWN, INK, QUIET, TOTAL, UP
from qorgan.indicators.charts.picture import Picture
from qorgan.indicators.charts.sheet import BODY, MARGIN, SMALL, WIDTH, begun, ended
from qorgan.indicators.faults import fault
from qorgan.indicators.texts import texts

MOST = 40
THICK, GAP = 20.0, 8.0
ROUNDING = 0.01  # of the largest step: numbers that were rounded one by one still make their total


def parts(steps: Sequence[Step], words: Words, unit: str) -> Picture:
    """Contributions one under the other and, last, their total: the last step is that total.

    What takes away is hatched as well as coloured, and every number has its sign. Raises CannotDraw: no step,
    too many, two of one label, a value that is none, a last step that is not the sum of the others.
    """
    given = [_checked(step) for step in steps]
    check_any("parts", given, MOST)
    check_once("parts", (step.label for step in given))
    unit = check_label("unit", unit)
    _check_sum(given, words.language)
    canvas = begun(words)
    _draw(canvas, given, words.language, unit)
    rows = tuple((step.label, step.value) for step in given)
    return ended(canvas, words, (texts("charts")["step"][words.language], unit), rows)


def _checked(step: Step) -> Step:
    label = check_label("parts", step.label)
    return Step(label, check_number("parts", label, step.value))


def _check_sum(given: Sequence[Step], language: str) -> None:
    values = [step.value for step in given]
    known = [value for value in values if value is not None]
    if len(given) < 2 or len(known) < len(values):
        return
    added = math.fsum(known[:-1])
    if abs(added - known[-1]) > ROUNDING * max(map(abs, known)):
        last, total = written(known[-1], language), written(added, language)
        raise CannotDraw(fault("parts", "no_sum", field=given[-1].label, part="charts", last=last, sum=total))


def _spans(given: Sequence[Step]) -> list[tuple[float, float]]:
    """Where each bar begins and ends; the total begins at zero."""
    spans, reached = [], 0.0
    for step in given[:-1]:
        spans.append((reached, reached + (step.value or 0.0)))
        reached += step.value or 0.0
    return [*spans, (0.0, given[-1].value or 0.0)]


def _draw(canvas: Canvas, given: Sequence[Step], language: str, unit: str) -> None:
    spans = _spans(given)
    decimals = decimals_of(step.value for step in given)
    shown = [_shown(step.value, unit, language, decimals) for step in given]
    labels = [wrapped(step.label, BODY, 0.4 * WIDTH, bold=step is given[-1]) for step in given]
    column = max(widest(lines, BODY, bold=lines is labels[-1]) for lines in labels)
    room = max(width(text, SMALL) for text in shown) + 8
    scale = Scale(
        ticks_for([end for span in spans for end in span], 4), MARGIN + column + 8, WIDTH - MARGIN - room
    )
    top = y = canvas.height
    for number, (step, lines, (start, end)) in enumerate(zip(given, labels, spans, strict=True)):
        last = number == len(given) - 1
        tall = max(THICK, height(len(lines), BODY))
        if last and number:
            canvas.rule(MARGIN, y - GAP / 2 + 1, WIDTH - MARGIN, y - GAP / 2 + 1, AXIS)
            y += 4
        canvas.text(MARGIN, y + (tall - height(len(lines), BODY)) / 2, lines, BODY, bold=last)
        middle = y + tall / 2
        _step(canvas, step, scale, (start, end), middle, last)
        place = max(scale.at(start), scale.at(end)) + 6
        colour = QUIET if step.value is None else INK
        canvas.text(place, middle - SMALL * LEADING / 2, [shown[number]], SMALL, bold=last, colour=colour)
        y += tall + GAP
        if not last:
            canvas.rule(scale.at(end), middle + THICK / 2, scale.at(end), y + 2, AXIS, 1, (2, 2))
    along_width(canvas, scale, top, y - GAP + 4, unit, language)


def _step(
    canvas: Canvas, step: Step, scale: Scale, span: tuple[float, float], middle: float, last: bool
) -> None:
    if step.value is None:
        return
    colour = TOTAL if last else DOWN if step.value < 0 else UP
    fill = canvas.hatched("falling", colour) if step.value < 0 and not last else colour
    canvas.rect(scale.at(span[0]), middle - THICK / 2, scale.at(span[1]), middle + THICK / 2, fill, colour)


def _shown(value: float | None, unit: str, language: str, decimals: int | None) -> str:
    if value is None:
        return texts("charts")["no_data"][language]
    return with_unit(written(value, language, decimals, signed=True), unit, language)
