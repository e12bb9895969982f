"""The words of every picture: title and method above, uncertainty and source below, all inside it."""

from __future__ import annotations

from qorgan.indicators.charts.canvas import Canvas
from qorgan.indicators.charts.given import Words
from qorgan.indicators.charts.measure import LEADING, height, wrapped
from qorgan.indicators.charts.palette import QUIET
from qorgan.indicators.charts.picture import Cell, Picture
from qorgan.indicators.texts import texts

WIDTH = 520.0
MARGIN = 12.0
TITLE, BODY, SMALL = 18.0, 14.0, 13.0


def begun(words: Words) -> Canvas:
    """A canvas with title and method on it; what follows is drawn from its `height` down."""
    canvas = Canvas(WIDTH, MARGIN)
    canvas_words(canvas, words.title, TITLE, bold=True)
    canvas.height += 3
    canvas_words(canvas, words.subtitle, SMALL, colour=QUIET)
    canvas.height += 12
    return canvas


def canvas_words(
    canvas: Canvas, said: str, size: float, *, bold: bool = False, colour: str = "#1a1a1a"
) -> None:
    """A paragraph over the whole width."""
    lines = wrapped(said, size, WIDTH - 2 * MARGIN, bold)
    canvas.text(MARGIN, canvas.height, lines, size, bold=bold, colour=colour)
    canvas.height += height(len(lines), size)


def ended(
    canvas: Canvas, words: Words, headers: tuple[str, ...], rows: tuple[tuple[Cell, ...], ...]
) -> Picture:
    """The picture, once uncertainty and source are written under it."""
    canvas.height += 10
    canvas_words(canvas, words.note, SMALL, colour=QUIET)
    canvas.height += 3
    source = texts("charts")["source"][words.language]
    said = (
        words.source if words.source.casefold().startswith(source.casefold()) else f"{source}: {words.source}"
    )
    canvas_words(canvas, said, SMALL, colour=QUIET)
    canvas.height += MARGIN - (LEADING - 1) * SMALL
    return Picture(words, canvas, headers, rows)
