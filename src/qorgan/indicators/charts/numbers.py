"""Numbers as the language writes them, and the round numbers of an axis."""

from __future__ import annotations

import math
from collections.abc import Iterable

from qorgan.indicators.charts.measure import MINUS

GAP = "\u00a0"  # between thousands and before % in Russian and Kazakh: never broken at a line's end
POINT = {"en": ".", "ru": ",", "kk": ","}
THOUSANDS = {"en": ",", "ru": GAP, "kk": GAP}
SIGNIFICANT = 3
PLAIN_FROM, PLAIN_DECIMALS, MOST_DECIMALS = 1e-4, 6, 20
SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def decimals_for(value: float) -> int:
    """How many decimals show three significant digits, none for whole numbers.

    >>> decimals_for(1234.5), decimals_for(41.53), decimals_for(0.4153), decimals_for(7.0)
    (0, 1, 3, 0)
    """
    if value == 0 or value == round(value):
        return 0
    return max(0, SIGNIFICANT - 1 - math.floor(math.log10(abs(value))))


def decimals_of(values: Iterable[float | None]) -> int | None:
    """How many decimals all numbers of a picture are written with; None: each as many as it needs.

    None where one would be written as 0 beside numbers so much larger.

    >>> decimals_of([41.53, 7.0, None]), decimals_of([3.0, 1200.0]), decimals_of([0.001, 4000.5])
    (1, 0, None)
    """
    known = [abs(value) for value in values if value]
    if not known or all(value == round(value) for value in known):
        return 0
    decimals = max(0, SIGNIFICANT - 1 - math.floor(math.log10(max(known))))
    return None if decimals > PLAIN_DECIMALS or round(min(known), decimals) == 0 else decimals


def written(value: float, language: str, decimals: int | None = None, signed: bool = False) -> str:
    """A number in the language's own way of writing, with three significant digits unless told.

    >>> written(1234.5, "en", 1), written(1234.5, "ru", 1).replace(GAP, "_"), written(-0.5, "kk")
    ('1,234.5', '1_234,5', '−0,5')
    """
    if value and abs(value) < PLAIN_FROM and decimals is None:
        return _power(value, language, math.floor(math.log10(abs(value))), SIGNIFICANT - 1, signed)
    shown = decimals_for(value) if decimals is None else decimals
    digits = f"{abs(value):,.{shown}f}"
    if decimals is None and "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    digits = digits.replace(",", "\0").replace(".", POINT[language]).replace("\0", THOUSANDS[language])
    nothing = not any(digit in "123456789" for digit in digits)
    sign = "" if nothing else MINUS if value < 0 else "+" if signed else ""
    return sign + digits


def _power(value: float, language: str, power: int, decimals: int, signed: bool) -> str:
    digits = f"{abs(value) / 10.0**power:.{decimals}f}"
    digits = (digits.rstrip("0").rstrip(".") if "." in digits else digits).replace(".", POINT[language])
    sign = MINUS if value < 0 else "+" if signed else ""
    return f"{sign}{digits}·10{str(power).translate(SUPERSCRIPT)}"


def with_unit(number: str, unit: str, language: str) -> str:
    """A percent sign goes with its number; any other unit stands at the axis."""
    if unit != "%":
        return number
    return number + ("%" if language == "en" else f"{GAP}%")


def round_steps(low: float, high: float, about: int = 5) -> list[float]:
    """Round numbers from at or below `low` to at or above `high`, zero among them where it lies between.

    >>> round_steps(0, 43)
    [0.0, 10.0, 20.0, 30.0, 40.0, 50.0]
    >>> round_steps(-3, 7)
    [-4.0, -2.0, 0.0, 2.0, 4.0, 6.0, 8.0]
    """
    if high == low:
        spread = abs(high) or 1.0
        low, high = (low - spread / 2, high + spread / 2) if low else (0.0, 1.0)
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(size * power for size in (1, 2, 2.5, 5, 10) if size * power >= rough * 0.999999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [float(f"{number * step:.12g}") for number in range(first, last + 1)]


def axis_labels(ticks: list[float], unit: str, language: str) -> list[str]:
    """The labels of an axis, all with as many decimals as the finest of them needs."""
    step = abs(ticks[1] - ticks[0]) if len(ticks) > 1 else abs(ticks[0]) or 1.0
    decimals = 0
    while decimals < MOST_DECIMALS and abs(round(step, decimals) - step) > step * 1e-6:
        decimals += 1
    if decimals > PLAIN_DECIMALS:
        power = math.floor(math.log10(max(abs(tick) for tick in ticks)))
        said = [_power(t, language, power, max(0, decimals + power), False) if t else "0" for t in ticks]
        return [with_unit(label, unit, language) for label in said]
    return [with_unit(written(tick, language, decimals), unit, language) for tick in ticks]
