"""The scale along a picture's width or height: round numbers, the rules under them and their labels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qorgan.indicators.charts.canvas import Canvas
from qorgan.indicators.charts.measure import height, width, wrapped
from qorgan.indicators.charts.numbers import axis_labels, round_steps
from qorgan.indicators.charts.palette import AXIS, GRID, QUIET
from qorgan.indicators.charts.sheet import MARGIN, SMALL, WIDTH


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to places; `ticks` are round and hold all values."""

    ticks: tuple[float, ...]
    start: float
    end: float

    def at(self, value: float) -> float:
        """The place of a value.

        >>> Scale((0.0, 10.0), 100, 200).at(5)
        150.0
        """
        low, high = self.ticks[0], self.ticks[-1]
        return self.start + (value - low) / (high - low) * (self.end - self.start)


def ticks_for(values: Iterable[float | None], about: int = 5, zero: bool = True) -> tuple[float, ...]:
    """Round numbers around the values that are known, and around zero where asked."""
    known = [value for value in values if value is not None]
    if zero or not known:
        known.append(0.0)
    return tuple(round_steps(min(known), max(known), about))


def along_width(canvas: Canvas, scale: Scale, top: float, bottom: float, unit: str, language: str) -> None:
    """Rules from top to bottom, labels and unit below them; the canvas grows by what they take."""
    for tick in scale.ticks:
        canvas.rule(scale.at(tick), top, scale.at(tick), bottom, AXIS if tick == 0 else GRID)
    reached = 0.0
    for tick, label in zip(scale.ticks, axis_labels(list(scale.ticks), unit, language), strict=True):
        half = width(label, SMALL) / 2
        x = min(max(scale.at(tick), MARGIN + half), WIDTH - MARGIN - half)
        if x - half >= reached:  # one that finds no room is left out; its rule stays
            canvas.text(x, bottom + 4, [label], SMALL, anchor="center", colour=QUIET)
            reached = x + half + 6
    canvas.height = bottom + 4 + height(1, SMALL)
    if unit == "%":  # stands at every number
        return
    said = wrapped(unit, SMALL, canvas.width - 24)
    canvas.text(canvas.width - 12, canvas.height + 1, said, SMALL, anchor="right", colour=QUIET)
    canvas.height += 1 + height(len(said), SMALL)
