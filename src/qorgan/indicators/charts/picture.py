"""A picture and the table it was drawn from."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qorgan.indicators.charts.canvas import Canvas
from qorgan.indicators.charts.given import CannotDraw, Words
from qorgan.indicators.commands import write_text
from qorgan.indicators.faults import BadInput, fault

if TYPE_CHECKING:
    from altair import LayerChart

FORMULA = ("=", "+", "-", "@")
Cell = str | float | None


@dataclass(frozen=True, eq=False)
class Picture:
    """What a chart function gives; drawn when it is asked for."""

    words: Words
    canvas: Canvas
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def table(self) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
        """(headers, rows): every number of the picture as it was given; None is not known."""
        return self.headers, self.rows

    @property
    def chart(self) -> LayerChart:
        """The Altair chart the SVG is made of."""
        from qorgan.indicators.charts.drawing import chart

        return chart(self.canvas)

    def svg(self) -> str:
        from qorgan.indicators.charts.drawing import svg

        return svg(self.canvas, self.words.title, self.words.alt, self.words.language)

    def csv(self) -> str:
        """The table as CSV, decimals with a point; a cell that is empty is not known."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([_cell(header) for header in self.headers])
        writer.writerows([_cell(cell) for cell in row] for row in self.rows)
        return out.getvalue()

    def write(self, path: str | Path) -> None:
        """Writes the SVG and, beside it, the table under the same name with .csv.

        Raises CannotDraw where the name does not end in .svg, BadInput where a file cannot be written.
        """
        file = Path(path)
        if file.suffix.lower() != ".svg":
            raise CannotDraw(fault(str(path), "no_svg", part="charts"))
        table = file.with_suffix(".csv")
        new = not table.exists()
        write_text(str(table), self.csv())
        try:
            write_text(str(file), self.svg())
        except BadInput:
            if new:
                table.unlink()
            raise


def _cell(cell: Cell) -> str | float:
    """A text that a spreadsheet would run as a formula is marked as text."""
    if cell is None:
        return ""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
