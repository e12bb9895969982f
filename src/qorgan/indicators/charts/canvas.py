"""A sheet that marks are put on, in the picture's own units, and that becomes one Altair chart.

Every place is worked out before drawing, so that nothing is left to a machine's fonts: no text is measured,
moved or dropped by the renderer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from qorgan.indicators.charts.measure import LEADING
from qorgan.indicators.charts.palette import INK

ASCENT = 0.95  # of the font's size: from the top of a line to its baseline

Style = tuple[tuple[str, Any], ...]


@dataclass(slots=True)
class Canvas:
    """Marks in the order they are painted; `height` grows as the sheet is filled from the top."""

    width: float
    height: float = 0.0
    hatches: list[tuple[str, str]] = field(default_factory=list)
    marks: list[tuple[str, Style, dict[str, Any]]] = field(default_factory=list)

    def text(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        size: float,
        *,
        anchor: str = "left",
        bold: bool = False,
        colour: str = INK,
    ) -> None:
        """Lines of text from `y` downwards."""
        style = (("align", anchor), ("fontSize", size), ("bold", bold), ("colour", colour))
        baseline = y + size * ASCENT
        for number, line in enumerate(lines):
            if not line:
                continue
            place = {"x": _r(x), "y": _r(baseline + number * size * LEADING), "t": line}
            self.marks.append(("text", style, place))

    def rect(
        self, x: float, y: float, x2: float, y2: float, fill: str, stroke: str = "", thick: float = 1.0
    ) -> None:
        style = (("fill", fill), ("stroke", stroke), ("strokeWidth", thick))
        place = {"x": _r(min(x, x2)), "x2": _r(max(x, x2)), "y": _r(min(y, y2)), "y2": _r(max(y, y2))}
        self.marks.append(("rect", style, place))

    def rule(
        self,
        x: float,
        y: float,
        x2: float,
        y2: float,
        colour: str,
        thick: float = 1.0,
        dash: Sequence[float] = (),
    ) -> None:
        style = (("stroke", colour), ("strokeWidth", thick), ("strokeDash", tuple(dash)))
        self.marks.append(("rule", style, {"x": _r(x), "x2": _r(x2), "y": _r(y), "y2": _r(y2)}))

    def line(
        self,
        points: Sequence[tuple[float, float]],
        colour: str,
        thick: float = 2.0,
        dash: Sequence[float] = (),
    ) -> None:
        style = (("stroke", colour), ("strokeWidth", thick), ("strokeDash", tuple(dash)))
        self.marks.append(("line", style, {"points": [(_r(x), _r(y)) for x, y in points]}))

    def band(self, points: Sequence[tuple[float, float, float]], colour: str) -> None:
        """An area between two heights: (x, y, y2)."""
        place = {"points": [(_r(x), _r(y), _r(y2)) for x, y, y2 in points]}
        self.marks.append(("band", (("fill", colour), ("opacity", 0.2)), place))

    def symbol(self, x: float, y: float, shape: str, fill: str, stroke: str, area: float = 46.0) -> None:
        style = (("shape", shape), ("fill", fill), ("stroke", stroke), ("size", area))
        self.marks.append(("symbol", style, {"x": _r(x), "y": _r(y)}))

    def shape(
        self, rings: Sequence[Sequence[tuple[float, float]]], fill: str, stroke: str, thick: float
    ) -> None:
        """One area of several rings."""
        style = (("fill", fill), ("stroke", stroke), ("strokeWidth", thick))
        self.marks.append(("shape", style, {"rings": [[(_r(x), _r(y)) for x, y in ring] for ring in rings]}))

    def hatched(self, hatch: str, colour: str) -> str:
        """A fill that `drawing` turns into lines of this colour."""
        if not hatch:
            return colour
        if (hatch, colour) not in self.hatches:
            self.hatches.append((hatch, colour))
        return f"hatch:{self.hatches.index((hatch, colour))}"


def _r(number: float) -> float:
    """A tenth of a unit is finer than any screen shows."""
    return round(number, 1) + 0.0
