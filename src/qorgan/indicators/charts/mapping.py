"""Kazakhstan's regions, each in the shade of its value and with the number in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qorgan.indicators.charts.axes import ticks_for
from qorgan.indicators.charts.canvas import CURVE, TOP, Canvas
from qorgan.indicators.charts.geometry import members_on, place, shape, units
from qorgan.indicators.charts.given import CannotDraw, Words, check_any, check_label, check_number
from qorgan.indicators.charts.measure import LEADING, height, in_order, width, wrapped
from qorgan.indicators.charts.numbers import axis_labels, decimals_of, with_unit, written
from qorgan.indicators.charts.palette import AXIS, BELOW, INK, QUIET, RAMP, WHITE, contrast
from qorgan.indicators.charts.picture import Picture
from qorgan.indicators.charts.sheet import MARGIN, SMALL, WIDTH, begun, canvas_words, ended
from qorgan.indicators.faults import fault
from qorgan.indicators.texts import texts

WEST, EAST, NORTH, SOUTH = -1490.0, 1454.0, -830.0, 826.0  # of the country, km from the middle of its plane
SCALE = (WIDTH - 2 * MARGIN) / (EAST - WEST)
CITY = 15.0
NUMBER = 12.0
UNKNOWN, WITHHELD = "falling", "dots"
MOST = 60


@dataclass(frozen=True, slots=True)
class Shades:
    """Classes between round numbers, each with its fill; the last holds its upper bound."""

    bounds: tuple[float, ...]
    fills: tuple[str, ...]

    def of(self, value: float) -> str:
        inside = sum(value >= bound for bound in self.bounds[1:-1])
        return self.fills[inside]


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands on the map: each unit's value, which are withheld, and how they are written."""

    values: Mapping[str, float | None]
    withheld: frozenset[str]
    there: Mapping[str, tuple[str, ...]]
    language: str
    unit: str

    def shades(self) -> Shades | None:
        return shades([value for value in self.values.values() if value is not None])

    def number(self, value: float) -> str:
        decimals = decimals_of(self.values.values())
        return with_unit(written(value, self.language, decimals), self.unit, self.language)

    def name(self, code: str) -> str:
        """The unit's name at that time: without Shymkent beside it, Turkistan was South Kazakhstan."""
        if code == "KZ-61" and "KZ-79" not in self.there:
            return texts("charts")["south"][self.language]
        return units()[code].name[self.language]

    def state(self, code: str) -> str:
        """Empty where there is a value."""
        if code in self.withheld:
            return texts("charts")["withheld"][self.language]
        return texts("charts")["no_data"][self.language] if self.values[code] is None else ""


def regions(
    values: Mapping[str, float | None],
    words: Words,
    unit: str,
    *,
    withheld: Collection[str] = (),
    on: date | None = None,
) -> Picture:
    """A map of the regions by ISO 3166-2 code, "KZ-11"; "KZ-AKM", as before 2022, is read too.

    A region that is None or absent is hatched as "no data"; one in `withheld` is dotted as such, whatever its
    value. `on`, the last day of the data's period, chooses the regions of that time: Abai, Zhetisu and Ulytau
    within those they left on 8 June 2022, Shymkent within South Kazakhstan until 19 June 2018. Without it,
    values for exactly the 17 or 16 units of those times are drawn on that map. Raises CannotDraw: no value, a
    code that is none of that time, one unit twice, a value that is not a number.
    """
    check_any("regions", [*values, *withheld], MOST)
    given = _by_code(values)
    hidden = frozenset(_by_code(dict.fromkeys(withheld)))
    there = members_on(on) if on else _fitting(set(given) | hidden)
    _check_codes(set(given) | hidden, set(there))
    known = {code: None if code in hidden else given.get(code) for code in there}
    shown = Shown(known, hidden, there, words.language, check_label("unit", unit))
    canvas = begun(words)
    _map(canvas, shown)
    _legend(canvas, shown)
    _names(canvas, shown)
    text = texts("charts")
    code_word, region_word, state_word = (text[name][words.language] for name in ("code", "region", "state"))
    rows = tuple((code, shown.name(code), value, shown.state(code)) for code, value in known.items())
    return ended(canvas, words, (code_word, region_word, shown.unit, state_word), rows)


def _by_code(values: Mapping[str, float | None]) -> dict[str, float | None]:
    """By today's codes. Raises CannotDraw where two codes are one region's, or a value is no number."""
    todays = {unit.before: code for code, unit in units().items() if unit.before}
    found: dict[str, float | None] = {}
    for given, value in values.items():
        code = todays.get(given, given)
        if code in found:
            raise CannotDraw(fault("regions", "twice", field=given, part="charts"))
        found[code] = check_number("regions", given, value)
    return found


def _fitting(codes: set[str]) -> dict[str, tuple[str, ...]]:
    """Today's units, unless these are exactly those of an earlier time."""
    for day in (date(2022, 6, 7), date(2018, 6, 18)):
        there = members_on(day)
        if codes == set(there):
            return there
    return members_on(None)


def _check_codes(codes: set[str], there: set[str]) -> None:
    wrong = sorted(codes - there)
    if wrong:
        allowed = ", ".join(sorted(there))
        said = (fault("regions", "no_region", field=code, part="charts", codes=allowed) for code in wrong)
        raise CannotDraw(*said)


def shades(values: Sequence[float]) -> Shades | None:
    """Up to five classes; where there are values on both sides of zero, each side has its own hue."""
    if not values:
        return None
    for about in (5, 4, 3, 2):
        bounds = list(ticks_for(values, about, zero=False))
        below = sum(bound < 0 for bound in bounds[:-1])
        if max(below, len(bounds) - 1 - below) <= len(RAMP):
            break
    above = len(bounds) - 1 - below
    return Shades(tuple(bounds), (*reversed(_spread(BELOW, below)), *_spread(RAMP, above)))


def _spread(ramp: Sequence[str], count: int) -> tuple[str, ...]:
    """So many of a ramp's shades, as far from each other as they can be."""
    if count < 2:
        return (ramp[len(ramp) // 2],) * count
    return tuple(ramp[round(at * (len(ramp) - 1) / (count - 1))] for at in range(count))


def _fill(canvas: Canvas, shown: Shown, code: str, of: Shades | None) -> str:
    value = shown.values[code]
    if code in shown.withheld:
        return canvas.hatched(WITHHELD, QUIET)
    if value is None or of is None:
        return canvas.hatched(UNKNOWN, AXIS)
    return of.of(value)


def _map(canvas: Canvas, shown: Shown) -> None:
    top, of = canvas.height, shown.shades()

    def on_sheet(point: tuple[float, float]) -> tuple[float, float]:
        return MARGIN + (point[0] - WEST) * SCALE, top + (point[1] - NORTH) * SCALE

    numbers = []
    for code, members in sorted(shown.there.items(), key=lambda pair: units()[pair[0]].city):
        fill = _fill(canvas, shown, code, of)
        x, y = on_sheet(place(members))
        if units()[code].city:
            half = CITY / 2
            canvas.rect(x - half - 1.5, y - half - 1.5, x + half + 1.5, y + half + 1.5, WHITE, level=CURVE)
            canvas.rect(x - half, y - half, x + half, y + half, fill, INK, 1.2, level=TOP)
            continue
        canvas.shape([[on_sheet(point) for point in ring] for ring in shape(members)], fill, INK, 0.6)
        value = shown.values[code]
        if value is not None:
            colour = INK if contrast(fill, INK) >= contrast(fill, WHITE) else WHITE
            numbers.append((x, y, shown.number(value).removesuffix("%").rstrip(), colour))
    for x, y, said, colour in numbers:
        canvas.text(x, y - NUMBER * LEADING / 2, [said], NUMBER, anchor="center", colour=colour)
    canvas.height = top + (SOUTH - NORTH) * SCALE + 8


def _legend(canvas: Canvas, shown: Shown) -> None:
    """A box for each class, in rows; unit first, what is not known and what is withheld last."""
    text, of = texts("charts"), shown.shades()
    canvas_words(canvas, shown.unit, SMALL, colour=QUIET)
    canvas.height += 2
    boxes = []
    if of:
        labels = axis_labels(list(of.bounds), "", shown.language)
        boxes = [(f, f"{a} … {b}") for f, a, b in zip(of.fills, labels, labels[1:], strict=False)]
    if any(value is None and code not in shown.withheld for code, value in shown.values.items()):
        boxes.append((canvas.hatched(UNKNOWN, AXIS), text["no_data"][shown.language]))
    if shown.withheld:
        boxes.append((canvas.hatched(WITHHELD, QUIET), text["withheld"][shown.language]))
    x = MARGIN
    for fill, label in boxes:
        room = 22 + 6 + width(label, SMALL) + 14
        if x + room > WIDTH - MARGIN and x > MARGIN:
            x, canvas.height = MARGIN, canvas.height + height(1, SMALL) + 3
        canvas.rect(x, canvas.height + 2, x + 22, canvas.height + 15, fill, AXIS)
        canvas.text(x + 28, canvas.height, [label], SMALL)
        x += room
    canvas.height += height(1, SMALL) + 4
    cities = "cities" if "KZ-79" in shown.there else "cities_before_2018"
    canvas_words(canvas, text[cities][shown.language], SMALL, colour=QUIET)
    canvas.height += 6


def _names(canvas: Canvas, shown: Shown) -> None:
    """Every unit by name with its number, in two columns."""
    rows = sorted(((shown.name(code), code) for code in shown.values), key=lambda row: in_order(row[0]))
    half = (len(rows) + 1) // 2
    top, column = canvas.height, (WIDTH - 2 * MARGIN - 16) / 2
    for number, side in enumerate((rows[:half], rows[half:])):
        left, y = MARGIN + number * (column + 16), top
        for name, code in side:
            value = shown.values[code]
            said = shown.state(code) if value is None else shown.number(value)
            beside = column - width(said, SMALL) - 8
            lines = wrapped(name, SMALL, column if value is None else max(beside, column / 2))
            if width(lines[-1], SMALL) > beside:
                lines.append("")
            canvas.text(left, y, lines, SMALL)
            colour = QUIET if value is None else INK
            last = y + height(len(lines) - 1, SMALL)
            canvas.text(left + column, last, [said], SMALL, anchor="right", colour=colour)
            y += height(len(lines), SMALL)
        canvas.height = max(canvas.height, y)
