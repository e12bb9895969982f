"""Series over time: a gap stays a gap, a change of the law stands as a line with its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from qorgan.indicators.charts.axes import Scale, ticks_for
from qorgan.indicators.charts.canvas import BODY, CURVE, Canvas
from qorgan.indicators.charts.given import (
    Break,
    Point,
    Words,
    check_any,
    check_interval,
    check_label,
    check_number,
    check_once,
    plain,
)
from qorgan.indicators.charts.measure import LEADING, height, widest, width, wrapped
from qorgan.indicators.charts.numbers import axis_labels
from qorgan.indicators.charts.palette import AXIS, DASHES, GRID, INK, QUIET, SERIES, SHAPES, WHITE
from qorgan.indicators.charts.picture import Cell, Picture
from qorgan.indicators.charts.sheet import MARGIN, SMALL, WIDTH, begun, ended
from qorgan.indicators.charts.times import Days, Places, as_day, in_months, scale_for
from qorgan.indicators.texts import texts

MOST = 1500  # more would make a file too heavy for a slow line
MOST_BREAKS = 12
TALL = 230.0
UNDER = 9.0  # from the plot to the words under it: below half a line, for the lowest number beside it
FAR = 4  # times their spread: values that lie farther from zero are shown without it
MARKED = 40  # points of a series up to which each has its mark; more would hide the line


@dataclass(frozen=True, slots=True)
class Plot:
    """The part of the picture that the lines are drawn in."""

    left: float
    right: float
    scale: Scale
    time: Days | Places

    def x(self, at: date | str) -> float:
        return self.left + self.time.share(at) * (self.right - self.left)


def lines(points: Sequence[Point], words: Words, unit: str, breaks: Sequence[Break] = ()) -> Picture:
    """A line for each series, told apart by colour, dash, mark and its name at its end; intervals as bands.

    Raises CannotDraw: no point; too many points, series or breaks; two points of a series at one time; a
    value or an interval that is none; a break that lies nowhere on a scale of words.
    """
    given = [_checked(point) for point in points]
    check_any("lines", given, MOST)
    unit = check_label("unit", unit)
    marked = [Break(at.at, check_label("break", at.label)) for at in breaks]
    if marked:
        check_any("breaks", marked, MOST_BREAKS)
    series: dict[str, list[Point]] = {}
    for point in given:
        series.setdefault(point.series, []).append(point)
    check_any("lines", list(series), len(SERIES))
    time = scale_for([point.x for point in given], [at.at for at in marked])
    for name, its in series.items():
        check_once("lines", (f"{as_day(point.x) or point.x} {name}".strip() for point in its))
        its.sort(key=lambda point: time.share(point.x))
    canvas = begun(words)
    _draw(canvas, series, marked, time, words.language, unit)
    return ended(canvas, words, *_table(given, marked, words.language, unit))


def _checked(point: Point) -> Point:
    label = str(point.x)
    y, low, high = (check_number("lines", label, number) for number in (point.y, point.low, point.high))
    check_interval("lines", label, y, low, high)
    x = point.x if isinstance(point.x, date) else check_label("lines", point.x)
    return replace(point, x=x, y=y, low=low, high=high, series=plain(point.series))


def _when(x: date | str) -> str:
    return x.isoformat() if isinstance(x, date) else x


def _table(
    given: Sequence[Point], breaks: Sequence[Break], language: str, unit: str
) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    """The points as they were given, then a row for each break."""
    text = texts("charts")
    names = [text[name][language] for name in ("series", "when", "low", "high", "breaks")]
    headers = [names[0], names[1], unit, names[2], names[3]]
    rows: list[tuple[Cell, ...]] = [(p.series, _when(p.x), p.y, p.low, p.high) for p in given]
    if breaks:
        headers.append(names[4])
        rows = [(*row, None) for row in rows]
        rows += [("", _when(at.at), None, None, None, at.label) for at in breaks]
    return tuple(headers), tuple(rows)


def _draw(
    canvas: Canvas,
    series: dict[str, list[Point]],
    breaks: Sequence[Break],
    time: Days | Places,
    language: str,
    unit: str,
) -> None:
    values = [number for its in series.values() for p in its for number in (p.y, p.low, p.high)]
    ticks = ticks_for(values, 5, zero=_from_zero(values))
    labels = axis_labels(list(ticks), unit, language)
    # One line whose name is what is measured is named by the axis already.
    named = [name for name in series if name and not (len(series) == 1 and name == unit)]
    room = min(max([0.27 * WIDTH, *(widest(name.split(), SMALL) for name in named)]), 0.4 * WIDTH)
    names = {name: wrapped(name, SMALL, room) for name in named}
    end_room = max((widest(said, SMALL) for said in names.values()), default=0.0) + (28 if names else 8)
    left, right = MARGIN + widest(labels, SMALL) + 6, WIDTH - MARGIN - end_room
    unit_lines = wrapped(unit, SMALL, WIDTH - 2 * MARGIN)
    canvas.text(MARGIN, canvas.height, unit_lines, SMALL, colour=QUIET)
    canvas.height += height(len(unit_lines), SMALL) + 4
    placed = _break_rows(breaks, [left + time.share(at.at) * (right - left) for at in breaks])
    tall = max(TALL, sum(height(len(said), SMALL) + 2 for said in names.values()))
    label_top = canvas.height
    top = label_top + max((row.bottom for row in placed), default=0.0) + 10
    plot = Plot(left, right, Scale(ticks, top + tall, top), time)
    for tick, label in zip(ticks, labels, strict=True):
        y = plot.scale.at(tick)
        canvas.rule(left, y, right, y, AXIS if tick == 0 else GRID)
        canvas.text(left - 6, y - SMALL * LEADING / 2, [label], SMALL, anchor="right", colour=QUIET)
    for row in placed:
        canvas.rule(row.x, label_top + row.top, row.x, top + tall, INK, 1.2, (4, 3), BODY)
    for row in placed:
        row.write(canvas, label_top)
    _bands(canvas, plot, series)
    _curves(canvas, plot, series)
    _names(canvas, plot, series, names)
    if not any(value is not None for value in values):
        said = [texts("charts")["no_data"][language]]
        canvas.text((left + right) / 2, top + tall / 2, said, SMALL, anchor="center", colour=QUIET)
    canvas.height = top + tall
    _times(canvas, plot, language)


def _from_zero(values: Sequence[float | None]) -> bool:
    """Whether zero is on the axis: not where all values lie far from it, close to each other."""
    known = [value for value in values if value is not None]
    if not known:
        return True
    low, high = min(known), max(known)
    return low <= 0 <= high or max(abs(low), abs(high)) < FAR * (high - low) or low == high


@dataclass(frozen=True, slots=True)
class _Row:
    """The name of a break beside the top of its line, each in rows of its own."""

    x: float
    said: list[str]
    to_right: bool
    top: float
    bottom: float

    def write(self, canvas: Canvas, above: float) -> None:
        """On white, so that the line of another break does not run through it."""
        side = 1 if self.to_right else -1
        start, end = self.x + 4 * side, self.x + (6 + widest(self.said, SMALL)) * side
        canvas.rect(start, above + self.top, end, above + self.bottom, WHITE, level=CURVE)
        anchor = "left" if self.to_right else "right"
        canvas.text(self.x + 5 * side, above + self.top, self.said, SMALL, anchor=anchor)


def _break_rows(breaks: Sequence[Break], places: Sequence[float]) -> list[_Row]:
    """Names in the left half run to the right, the first on top; in the right half to the left, the last on
    top: so each line begins below the names that would cross it.
    """
    middle = WIDTH / 2
    pairs = sorted(zip(places, (at.label for at in breaks), strict=True))
    in_turn = [pair for pair in pairs if pair[0] <= middle]
    in_turn += reversed([pair for pair in pairs if pair[0] > middle])
    placed, y = [], 0.0
    for x, label in in_turn:
        room = (WIDTH - MARGIN - x if x <= middle else x - MARGIN) - 6
        said = wrapped(label, SMALL, room)
        placed.append(_Row(x, said, x <= middle, y, y + height(len(said), SMALL)))
        y = placed[-1].bottom + 2
    return placed


def _segments(its: Sequence[Point]) -> list[list[Point]]:
    """Runs of points without a gap: not over a value that is not known, nor over a month that is missing."""
    days = [day for point in its if (day := as_day(point.x)) is not None]
    monthly = len(days) == len(its) and in_months(days)
    runs: list[list[Point]] = [[]]
    before: date | None = None
    for point in its:
        day = as_day(point.x)
        if monthly and before and day and (day.year - before.year) * 12 + day.month - before.month > 1:
            runs.append([])
        if point.y is None:
            runs.append([])
        else:
            runs[-1].append(point)
        before = day
    return [run for run in runs if run]


def _bands(canvas: Canvas, plot: Plot, series: dict[str, list[Point]]) -> None:
    at = plot.scale.at
    for colour, its in zip(SERIES, series.values(), strict=False):
        for run in _segments(its):
            known = [
                (plot.x(p.x), at(p.low), at(p.high)) for p in run if p.low is not None and p.high is not None
            ]
            if len(known) > 1 and len(known) == len(run):
                canvas.band(known, colour)
                continue
            for x, low, high in known:
                canvas.rule(x, low, x, high, colour, 1.6, level=CURVE)


def _curves(canvas: Canvas, plot: Plot, series: dict[str, list[Point]]) -> None:
    for number, its in enumerate(series.values()):
        few = sum(p.y is not None for p in its) <= MARKED
        for run in _segments(its):
            places = [(plot.x(p.x), plot.scale.at(p.y)) for p in run if p.y is not None]
            if len(places) > 1:
                canvas.line(places, SERIES[number], 2.0, DASHES[number])
            for x, y in places if few or len(places) == 1 else ():
                canvas.symbol(x, y, SHAPES[number], SERIES[number], WHITE)


@dataclass(slots=True)
class _Name:
    """The name of a series: its upper end, its height, and where its line ends."""

    y: float
    tall: float
    number: int
    said: list[str]
    end: tuple[float, float]


def _names(canvas: Canvas, plot: Plot, series: dict[str, list[Point]], names: dict[str, list[str]]) -> None:
    """Each series' name at its end, pushed apart where two would meet."""
    put = []
    for number, (name, its) in enumerate(series.items()):
        known = [(plot.x(p.x), plot.scale.at(p.y)) for p in its if p.y is not None]
        if name in names and known:
            tall = height(len(names[name]), SMALL)
            put.append(_Name(known[-1][1] - tall / 2, tall, number, names[name], known[-1]))
    put.sort(key=lambda one: one.y)
    reached, bottom = plot.scale.end - 8, plot.scale.start + 8
    for one in put:
        one.y = max(one.y, reached)
        reached = one.y + one.tall + 2
    for one in reversed(put):
        one.y = min(one.y, bottom - one.tall)
        bottom = one.y - 2
    for one in put:
        middle, colour = one.y + one.tall / 2, SERIES[one.number]
        canvas.rule(one.end[0] + 5, one.end[1], plot.right + 18, middle, colour, 0.8)
        canvas.symbol(plot.right + 18, middle, SHAPES[one.number], colour, WHITE)
        canvas.text(plot.right + 26, one.y, one.said, SMALL)


def _times(canvas: Canvas, plot: Plot, language: str) -> None:
    """Ticks and their labels under the plot; a label that finds no room is left out, its tick is not."""
    y = canvas.height
    canvas.rule(plot.left, y, plot.right, y, AXIS)
    room = plot.right - plot.left
    labels = plot.time.labels(language, SMALL, room)
    slot = room / max(1, len(labels)) - 6 if isinstance(plot.time, Places) else room
    every = 1
    while isinstance(plot.time, Places) and slot * every < 44 and every < len(labels):
        every += 1
    deepest, reached = 1, 0.0
    for number, (share, label) in enumerate(labels):
        x = plot.left + share * room
        canvas.rule(x, y, x, y + 4, AXIS)
        said = wrapped(label, SMALL, max(44.0, slot * every))
        half = max(width(line, SMALL) for line in said) / 2
        x = max(MARGIN + half, min(x, WIDTH - MARGIN - half))
        if number % every or x - half < reached:
            continue
        canvas.text(x, y + UNDER, said, SMALL, anchor="center", colour=QUIET)
        deepest, reached = max(deepest, len(said)), x + half + 4
    canvas.height = y + UNDER + height(deepest, SMALL)
