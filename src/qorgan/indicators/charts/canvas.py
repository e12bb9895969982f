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
Mark = tuple[str, Style, dict[str, Any]]

# What is painted over what; marks of one level do not meet, so those alike are painted together.
GROUND, AREA, BODY, CURVE, TOP, WORD = range(6)


@dataclass(slots=True)
class Canvas:
    """Marks and what each lies above; `height` grows as the sheet is filled from the top."""

    width: float
    height: float = 0.0
    hatches: list[tuple[str, str]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

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
        baseline = y + size * ASCENT
        for number, line in enumerate(lines):
            if line:
                place = {"x": _r(x), "y": _r(baseline + number * size * LEADING), "t": line}
                self._put("text", WORD, place, align=anchor, fontSize=size, bold=bold, colour=colour)

    def rect(
        self,
        x: float,
        y: float,
        x2: float,
        y2: float,
        fill: str,
        stroke: str = "",
        thick: float = 1.0,
        level: int = BODY,
    ) -> None:
        place = {"x": _r(min(x, x2)), "x2": _r(max(x, x2)), "y": _r(min(y, y2)), "y2": _r(max(y, y2))}
        self._put("rect", level, place, fill=fill, stroke=stroke, strokeWidth=thick)

    def rule(
        self,
        x: float,
        y: float,
        x2: float,
        y2: float,
        colour: str,
        thick: float = 1.0,
        dash: Sequence[float] = (),
        level: int = GROUND,
    ) -> None:
        place = {"x": _r(x), "x2": _r(x2), "y": _r(y), "y2": _r(y2)}
        self._put("rule", level, place, stroke=colour, strokeWidth=thick, strokeDash=tuple(dash))

    def line(
        self,
        points: Sequence[tuple[float, float]],
        colour: str,
        thick: float = 2.0,
        dash: Sequence[float] = (),
    ) -> None:
        place = {"points": [(_r(x), _r(y)) for x, y in points]}
        self._put("line", CURVE, place, stroke=colour, strokeWidth=thick, strokeDash=tuple(dash))

    def band(self, points: Sequence[tuple[float, float, float]], colour: str) -> None:
        """An area between two heights: (x, y, y2)."""
        place = {"points": [(_r(x), _r(y), _r(y2)) for x, y, y2 in points]}
        self._put("band", AREA, place, fill=colour, opacity=0.2)

    def symbol(self, x: float, y: float, shape: str, fill: str, stroke: str, area: float = 46.0) -> None:
        self._put("symbol", TOP, {"x": _r(x), "y": _r(y)}, shape=shape, fill=fill, stroke=stroke, size=area)

    def shape(
        self, rings: Sequence[Sequence[tuple[float, float]]], fill: str, stroke: str, thick: float
    ) -> None:
        """One area of several rings."""
        place = {"rings": [[(_r(x), _r(y)) for x, y in ring] for ring in rings]}
        self._put("shape", AREA, place, fill=fill, stroke=stroke, strokeWidth=thick)

    def painted(self) -> list[Mark]:
        """The marks from the lowest level to the highest, those alike together."""
        first: dict[tuple[str, Style], int] = {}
        for number, (kind, style, _) in enumerate(self.marks):
            first.setdefault((kind, style), number)
        return sorted(self.marks, key=lambda mark: (dict(mark[1])["level"], first[mark[:2]]))

    def _put(self, kind: str, level: int, place: dict[str, Any], **style: Any) -> None:
        self.marks.append((kind, (("level", level), *style.items()), place))

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
