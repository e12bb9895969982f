"""How many went on to each step, of all and of the step before."""

from __future__ import annotations

from collections.abc import Sequence

from qorgan.indicators.charts.given import (
    CannotDraw,
    Step,
    Words,
    check_any,
    check_label,
    check_number,
    check_once,
)
from qorgan.indicators.charts.measure import height, wrapped
from qorgan.indicators.charts.numbers import with_unit, written
from qorgan.indicators.charts.palette import QUIET, SERIES
from qorgan.indicators.charts.picture import Picture
from qorgan.indicators.charts.sheet import BODY, MARGIN, SMALL, WIDTH, begun, ended
from qorgan.indicators.faults import fault
from qorgan.indicators.texts import texts

MOST = 20
THICK = 20.0


def funnel(steps: Sequence[Step], words: Words, unit: str) -> Picture:
    """A bar for each step in order, its count and what part that is of the first step and of the one before.

    Raises CannotDraw: no step, too many, two of one label, a count below zero or not a number.
    """
    given = [_checked(step) for step in steps]
    check_any("funnel", given, MOST)
    check_once("funnel", (step.label for step in given))
    unit = check_label("unit", unit)
    rows = []
    canvas = begun(words)
    largest = max((step.value or 0.0 for step in given), default=0.0) or 1.0
    before: float | None = None
    for number, step in enumerate(given):
        first = given[0].value
        shares = (_share(step.value, first), _share(step.value, before))
        rows.append((step.label, step.value, *(shares if number else (None, None))))
        lines = wrapped(step.label, BODY, WIDTH - 2 * MARGIN)
        canvas.text(MARGIN, canvas.height, lines, BODY)
        canvas.height += height(len(lines), BODY) + 1
        if step.value is not None:
            end = MARGIN + step.value / largest * (WIDTH - 2 * MARGIN)
            canvas.rect(MARGIN, canvas.height, end, canvas.height + THICK, SERIES[0], SERIES[0])
            canvas.height += THICK + 2
        said = wrapped(
            _said(step.value, shares if number else None, unit, words.language), SMALL, WIDTH - 2 * MARGIN
        )
        canvas.text(MARGIN, canvas.height, said, SMALL, colour=QUIET)
        canvas.height += height(len(said), SMALL) + 8
        before = step.value
    text = texts("charts")
    headers = (text["step"], text["of_first"], text["of_before"])
    step_word, first_word, before_word = (header[words.language] for header in headers)
    return ended(canvas, words, (step_word, unit, first_word, before_word), tuple(rows))


def _checked(step: Step) -> Step:
    label = check_label("funnel", step.label)
    value = check_number("funnel", label, step.value)
    if value is not None and value < 0:
        raise CannotDraw(fault("funnel", "negative", field=label, part="charts"))
    return Step(label, value)


def _share(value: float | None, of: float | None) -> float | None:
    return None if value is None or not of else value / of * 100


def _said(
    value: float | None, shares: tuple[float | None, float | None] | None, unit: str, language: str
) -> str:
    text = texts("charts")
    if value is None:
        return text["no_data"][language]
    number = with_unit(written(value, language), unit, language)
    count = number if unit == "%" else f"{number} {unit}"
    if shares is None or shares[0] is None:
        return count
    said = [with_unit(written(share, language, 1), "%", language) for share in shares if share is not None]
    if unit == "%" and shares[0] == value and shares[1] is not None:  # a part of all already
        return f"{count}: {text['share_before'].filled(before=said[1])[language]}"
    if len(said) == 1:
        return f"{count}: {text['share_first'].filled(first=said[0])[language]}"
    return f"{count}: {text['share'].filled(first=said[0], before=said[1])[language]}"
