"""Bars lying one under the other, with their intervals: labels of any length find room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from qorgan.indicators.charts.axes import Scale, along_width, ticks_for
from qorgan.indicators.charts.canvas import CURVE, TOP, Canvas
from qorgan.indicators.charts.given import (
    Bar,
    Words,
    check_any,
    check_interval,
    check_label,
    check_number,
    check_once,
    plain,
)
from qorgan.indicators.charts.measure import LEADING, height, widest, width, wrapped
from qorgan.indicators.charts.numbers import decimals_of, with_unit, written
from qorgan.indicators.charts.palette import HATCHES, INK, QUIET, SERIES, WHITE
from qorgan.indicators.charts.picture import Picture
from qorgan.indicators.charts.sheet import BODY, MARGIN, SMALL, WIDTH, begun, ended
from qorgan.indicators.texts import texts

MOST = 60
THICK, GAP = 18.0, 8.0
LABEL_ROOM = 0.4 * WIDTH
LEAST_BARS, LEAST_LABEL = 60.0, 48.0


def bars(bars: Sequence[Bar], words: Words, unit: str) -> Picture:
    """A bar for each value, from zero; an interval as a line with ends over it; the number beside it.

    `unit` stands at the axis. Raises CannotDraw: no bar, too many, two of one label and group, a value or an
    interval that is none.
    """
    given = [_checked(bar) for bar in bars]
    check_any("bars", given, MOST)
    check_once("bars", (f"{bar.label} {bar.group}".strip() for bar in given))
    unit = check_label("unit", unit)
    groups = list(dict.fromkeys(bar.group for bar in given if bar.group))
    together = len({bar.label for bar in given}) < len(given)
    canvas = begun(words)
    if together:
        check_any("bars", groups, len(SERIES))
        labels = list(dict.fromkeys(bar.label for bar in given))
        given.sort(key=lambda bar: labels.index(bar.label))
        _legend(canvas, groups)
    else:
        given.sort(key=lambda bar: groups.index(bar.group) + 1 if bar.group else 0)
    _draw(canvas, given, groups, together, words.language, unit)
    said = texts("charts")
    headers: tuple[str, ...] = ("", unit, said["low"][words.language], said["high"][words.language])
    rows = tuple((bar.label, bar.value, bar.low, bar.high) for bar in given)
    if groups:
        headers = (said["group"][words.language], *headers)
        return ended(canvas, words, headers, tuple((b.group, *r) for b, r in zip(given, rows, strict=True)))
    return ended(canvas, words, headers, rows)


def _checked(bar: Bar) -> Bar:
    label = check_label("bars", bar.label)
    value, low, high = (check_number("bars", label, number) for number in (bar.value, bar.low, bar.high))
    check_interval("bars", label, value, low, high)
    return replace(bar, label=label, value=value, low=low, high=high, group=plain(bar.group))


def _legend(canvas: Canvas, groups: Sequence[str]) -> None:
    for number, group in enumerate(groups):
        lines = wrapped(group, SMALL, WIDTH - 2 * MARGIN - 30)
        fill = canvas.hatched(HATCHES[number], SERIES[number])
        canvas.rect(MARGIN, canvas.height + 2, MARGIN + 22, canvas.height + 15, fill, SERIES[number])
        canvas.text(MARGIN + 30, canvas.height, lines, SMALL)
        canvas.height += height(len(lines), SMALL) + 2
    canvas.height += 6


def value_text(value: float | None, language: str, unit: str, decimals: int | None) -> str:
    if value is None:
        return texts("charts")["no_data"][language]
    return with_unit(written(value, language, decimals), unit, language)


def _draw(
    canvas: Canvas, given: Sequence[Bar], groups: Sequence[str], together: bool, language: str, unit: str
) -> None:
    decimals = decimals_of(bar.value for bar in given)
    shown = {bar: value_text(bar.value, language, unit, decimals) for bar in given}
    # A number stands right of what is positive and left of what is negative: room is kept for the widest.
    right = max((width(shown[b], SMALL) for b in given if (b.value or 0) >= 0), default=0.0) + 8
    left = max((width(shown[b], SMALL) for b in given if (b.value or 0) < 0), default=-8.0) + 8
    # Numbers of many digits on both sides leave labels less room: they break, and the bars keep a place.
    free = WIDTH - 2 * MARGIN - 8 - left - right - LEAST_BARS
    labels = {bar.label: wrapped(bar.label, BODY, min(LABEL_ROOM, max(free, LEAST_LABEL))) for bar in given}
    column = max(widest(lines, BODY) for lines in labels.values())
    numbers = [number for bar in given for number in (bar.value, bar.low, bar.high)]
    scale = Scale(ticks_for(numbers, 4), MARGIN + column + 8 + left, WIDTH - MARGIN - right)
    top = y = canvas.height
    heading = ""
    for label, block in groupby(given, key=lambda bar: bar.label):
        its = list(block)
        if not together and its[0].group != heading:
            heading = its[0].group
            lines = wrapped(heading, BODY, WIDTH - 2 * MARGIN, bold=True)
            canvas.text(MARGIN, y, lines, BODY, bold=True)
            y += height(len(lines), BODY) + 2
        tall = len(its) * (THICK + 2) - 2
        room = max(tall, height(len(labels[label]), BODY))
        one_line = (THICK - BODY * LEADING) / 2 if len(labels[label]) == 1 else 0.0
        canvas.text(MARGIN, y + one_line, labels[label], BODY)
        middle = y + THICK / 2 + ((room - tall) / 2 if len(its) == 1 else 0.0)
        for bar in its:
            number = groups.index(bar.group) if bar.group and together else 0
            _bar(canvas, bar, scale, middle, number, shown[bar])
            middle += THICK + 2
        y += room + GAP
    along_width(canvas, scale, top, y - GAP + 4, unit, language)


def _bar(canvas: Canvas, bar: Bar, scale: Scale, middle: float, number: int, shown: str) -> None:
    zero = scale.at(0.0)
    text_top = middle - SMALL * LEADING / 2
    if bar.value is None:
        canvas.text(zero + 6, text_top, [shown], SMALL, colour=QUIET)
        return
    end = scale.at(bar.value)
    fill = canvas.hatched(HATCHES[number], SERIES[number])
    canvas.rect(zero, middle - THICK / 2, end, middle + THICK / 2, fill, SERIES[number])
    edges = [end]
    if bar.low is not None and bar.high is not None:
        edges += [scale.at(bar.low), scale.at(bar.high)]
        interval(canvas, edges[1], edges[2], middle)
    if bar.value < 0:
        canvas.text(min(edges) - 6, text_top, [shown], SMALL, anchor="right")
    else:
        canvas.text(max(edges) + 6, text_top, [shown], SMALL)


def interval(canvas: Canvas, low: float, high: float, middle: float) -> None:
    """A line with ends, black edged with white, so that it is seen on the bar and beside it."""
    canvas.rule(low, middle, high, middle, WHITE, 4, level=CURVE)
    canvas.rule(low, middle, high, middle, INK, 1.6, level=TOP)
    for end in (low, high):
        canvas.rule(end, middle - 5, end, middle + 5, INK, 1.6, level=TOP)
