"""Kazakhstan's regions, each in the shade of its value and with the number in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qorgan.indicators.charts.axes import ticks_for
from qorgan.indicators.charts.canvas import Canvas
from qorgan.indicators.charts.geometry import members_on, place, shape, units
from qorgan.indicators.charts.given import CannotDraw, Words, check_any, check_label, check_number
from qorgan.indicators.charts.measure import LEADING, height, in_order, width, wrapped
from qorgan.indicators.charts.numbers import axis_labels, with_unit, written
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


@dataclass(frozen=True, slots=True)
class Shades:
    """Classes between round numbers, each with its fill; the last holds its upper bound."""

    bounds: tuple[float, ...]
    fills: tuple[str, ...]

    def of(self, value: float) -> str:
        inside = sum(value >= bound for bound in self.bounds[1:-1])
        return self.fills[inside]


def regions(
    values: Mapping[str, float | None],
    words: Words,
    unit: str,
    *,
    withheld: Collection[str] = (),
    on: date | None = None,
) -> Picture:
    """A map of the regions by ISO 3166-2 code ("KZ-10"; codes from before 2022, "KZ-AKM", are read too).

    A region that is None or absent is hatched as "no data"; one in `withheld` is dotted as such. `on`, the last
    day of the data's period, chooses the regions of that time: Abai, Zhetisu and Ulytau in the regions they
    left on 8 June 2022, Shymkent in South Kazakhstan until 19 June 2018. Without it, values for exactly the
    17 or 16 units of those times are drawn on that map. Raises CannotDraw: no value asked for, a code that is
    none of that time, one code twice, a value that is not a number.
    """
    check_any("regions", list(values) or list(withheld), 60)
    given = _by_code(values)
    hidden = set(_by_code(dict.fromkeys(withheld)))
    there = members_on(on) if on else _fitting(set(given) | hidden)
    _check_codes(set(given) | hidden, set(there))
    unit = check_label("unit", unit)
    shown = {code: None if code in hidden else given.get(code) for code in there}
    canvas = begun(words)
    shades = _shades([value for value in shown.values() if value is not None])
    _map(canvas, shown, hidden, there, shades, words.language, unit)
    _legend(canvas, shown, hidden, shades, words.language, unit)
    _names(canvas, shown, hidden, words.language, unit)
    text = texts("charts")
    headers = (
        *(text[name][words.language] for name in ("code", "region")),
        unit,
        text["state"][words.language],
    )
    rows = tuple(
        (code, _name(code, words.language, shown), value, _state(code, value, hidden, words.language))
        for code, value in shown.items()
    )
    return ended(canvas, words, headers, rows)


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
        raise CannotDraw(
            *(fault("regions", "no_region", field=code, part="charts", codes=allowed) for code in wrong)
        )


def _shades(values: Sequence[float]) -> Shades | None:
    """Up to five classes; where there are values on both sides of zero, each side has its own hue."""
    if not values:
        return None
    bounds = list(ticks_for(values, 4, zero=False))
    if len(bounds) - 1 > len(RAMP) and not bounds[0] < 0 < bounds[-1]:
        bounds = list(ticks_for(values, 3, zero=False))
    below = [bound for bound in bounds if bound < 0]
    above = len(bounds) - 1 - len(below)
    if not below or not above:
        fills = _spread(BELOW if below else RAMP, len(bounds) - 1)
        return Shades(tuple(bounds), tuple(reversed(fills)) if below else fills)
    return Shades(tuple(bounds), (*reversed(_spread(BELOW, len(below))), *_spread(RAMP, above)))


def _spread(ramp: Sequence[str], count: int) -> tuple[str, ...]:
    """So many of a ramp's shades, as far from each other as they can be."""
    if count == 1:
        return (ramp[len(ramp) // 2],)
    return tuple(ramp[round(at * (len(ramp) - 1) / (count - 1))] for at in range(count))


def _fill(
    canvas: Canvas, code: str, value: float | None, hidden: Collection[str], shades: Shades | None
) -> str:
    if code in hidden:
        return canvas.hatched(WITHHELD, QUIET)
    if value is None or shades is None:
        return canvas.hatched(UNKNOWN, AXIS)
    return shades.of(value)


def _map(
    canvas: Canvas,
    shown: Mapping[str, float | None],
    hidden: Collection[str],
    there: Mapping[str, tuple[str, ...]],
    shades: Shades | None,
    language: str,
    unit: str,
) -> None:
    top = canvas.height

    def on_sheet(point: tuple[float, float]) -> tuple[float, float]:
        return MARGIN + (point[0] - WEST) * SCALE, top + (point[1] - NORTH) * SCALE

    numbers = []
    for code, members in sorted(there.items(), key=lambda pair: units()[pair[0]].city):
        fill = _fill(canvas, code, shown[code], hidden, shades)
        x, y = on_sheet(place(code))
        if units()[code].city:
            canvas.rect(x - CITY / 2 - 1.5, y - CITY / 2 - 1.5, x + CITY / 2 + 1.5, y + CITY / 2 + 1.5, WHITE)
            canvas.rect(x - CITY / 2, y - CITY / 2, x + CITY / 2, y + CITY / 2, fill, INK, 1.2)
            continue
        rings = [[on_sheet(point) for point in ring] for ring in shape(members)]
        canvas.shape(rings, fill, INK, 0.6)
        value = shown[code]
        if value is not None:
            numbers.append(
                (x, y, _number(value, language, unit), INK if contrast(fill, INK) >= 4.5 else WHITE)
            )
    for x, y, said, colour in numbers:
        canvas.text(x, y - NUMBER * LEADING / 2, [said], NUMBER, anchor="center", colour=colour)
    canvas.height = top + (SOUTH - NORTH) * SCALE + 8


def _number(value: float, language: str, unit: str) -> str:
    return with_unit(written(value, language), unit, language)


def _legend(
    canvas: Canvas,
    shown: Mapping[str, float | None],
    hidden: Collection[str],
    shades: Shades | None,
    language: str,
    unit: str,
) -> None:
    """A box for each class, in rows; unit first, what is not known and what is withheld last."""
    text = texts("charts")
    canvas_words(canvas, unit, SMALL, colour=QUIET)
    canvas.height += 2
    boxes = []
    if shades:
        labels = axis_labels(list(shades.bounds), "", language)
        boxes = [(f, f"{a}…{b}") for f, a, b in zip(shades.fills, labels, labels[1:], strict=False)]
    if any(value is None and code not in hidden for code, value in shown.items()):
        boxes.append((canvas.hatched(UNKNOWN, AXIS), text["no_data"][language]))
    if hidden:
        boxes.append((canvas.hatched(WITHHELD, QUIET), text["withheld"][language]))
    x = MARGIN
    for fill, label in boxes:
        room = 22 + 6 + width(label, SMALL) + 14
        if x + room > WIDTH - MARGIN:
            x, canvas.height = MARGIN, canvas.height + height(1, SMALL) + 3
        canvas.rect(x, canvas.height + 2, x + 22, canvas.height + 15, fill, AXIS)
        canvas.text(x + 28, canvas.height, [label], SMALL)
        x += room
    canvas.height += height(1, SMALL) + 4
    canvas_words(
        canvas, text["cities" if "KZ-79" in shown else "cities_before_2018"][language], SMALL, colour=QUIET
    )
    canvas.height += 6


def _name(code: str, language: str, there: Collection[str]) -> str:
    """The region's name at that time: without Shymkent beside it, Turkistan was South Kazakhstan."""
    was_south = code == "KZ-61" and "KZ-79" not in there
    return texts("charts")["south"][language] if was_south else units()[code].name[language]


def _state(code: str, value: float | None, hidden: Collection[str], language: str) -> str:
    if code in hidden:
        return texts("charts")["withheld"][language]
    return texts("charts")["no_data"][language] if value is None else ""


def _names(
    canvas: Canvas,
    shown: Mapping[str, float | None],
    hidden: Collection[str],
    language: str,
    unit: str,
) -> None:
    """Every region by name with its number, in two columns."""
    rows = sorted(((_name(code, language, shown), code) for code in shown), key=lambda row: in_order(row[0]))
    half = (len(rows) + 1) // 2
    top, column = canvas.height, (WIDTH - 2 * MARGIN - 16) / 2
    bottom = top
    for number, side in enumerate((rows[:half], rows[half:])):
        left, y = MARGIN + number * (column + 16), top
        for name, code in side:
            value = shown[code]
            said = _state(code, value, hidden, language) or (
                _number(value, language, unit) if value is not None else ""
            )
            lines = wrapped(name, SMALL, column - width(said, SMALL) - 8)
            canvas.text(left, y, lines, SMALL)
            canvas.text(
                left + column, y, [said], SMALL, anchor="right", colour=INK if value is not None else QUIET
            )
            y += height(len(lines), SMALL)
        bottom = max(bottom, y)
    canvas.height = bottom
