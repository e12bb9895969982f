"""How wide a text is, and where its lines break: never cut, never run into what stands beside it.

Widths are those of Noto Sans and a tenth more: who reads with another font of its kind sees the same lines.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

MINUS = "\u2212"  # not in the font: the reader's device takes it from another, as wide as its plus
SLACK = 1.1
LEADING = 1.3
BREAK_AFTER = "-–—/"


ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"


def in_order(name: str) -> tuple[tuple[int, str], ...]:
    """A key that puts names in the order of the Kazakh alphabet, which the Russian one is a part of.

    >>> sorted(["Қостанай", "Маңғыстау", "Ақтөбе", "Әулие"], key=in_order)
    ['Ақтөбе', 'Әулие', 'Қостанай', 'Маңғыстау']
    """
    return tuple((ALPHABET.find(letter), letter) for letter in name.casefold())


@cache
def _widths(weight: str) -> dict[str, int]:
    raw = json.loads(files("qorgan.indicators").joinpath("data", "charts", "widths.json").read_text("utf-8"))
    known = {letter: int(width) for width, letters in raw[weight].items() for letter in letters}
    return {MINUS: known["+"], **known}


def width(text: str, size: float, bold: bool = False) -> float:
    """The width of a line of text in the picture's units, at this font size."""
    known = _widths("bold" if bold else "regular")
    return sum(known.get(letter, 1000) for letter in text) / 1000 * size * SLACK


def wrapped(text: str, size: float, room: float, bold: bool = False) -> list[str]:
    """The lines of a text in `room`; a word wider than that is broken where it must be.

    >>> wrapped("one two three", 10, 45)
    ['one two', 'three']
    """
    lines: list[str] = []
    line = ""
    for word in _pieces(text):
        if width((line + word).rstrip(" "), size, bold) <= room:
            line += word
            continue
        if line.strip():
            lines.append(line.strip(" "))
        line = word
        while width(line.rstrip(" "), size, bold) > room and len(line.rstrip(" ")) > 1:
            fits = _that_fit(line, size, room, bold)
            lines.append(line[:fits])
            line = line[fits:]
    if line.strip():
        lines.append(line.strip(" "))
    return lines or [""]


def _pieces(text: str) -> list[str]:
    """Words with the space or the hyphen that follows them."""
    pieces = [""]
    for letter in text:
        pieces[-1] += letter
        if letter == " " or (letter in BREAK_AFTER and len(pieces[-1]) > 2):
            pieces.append("")
    return pieces


def _that_fit(word: str, size: float, room: float, bold: bool) -> int:
    count = 1
    while count < len(word) and width(word[: count + 1], size, bold) <= room:
        count += 1
    return count


def height(lines: int, size: float) -> float:
    return lines * size * LEADING


def widest(lines: list[str], size: float, bold: bool = False) -> float:
    return max((width(line, size, bold) for line in lines), default=0.0)
