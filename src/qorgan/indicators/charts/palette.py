"""Colours, dashes, marks and hatches: told apart in black-and-white print and by the colour-blind.

Every mark has 3:1 against white, every text 4.5:1; what tells series apart is never colour alone.
"""

from __future__ import annotations

WHITE = "#ffffff"
INK = "#1a1a1a"
QUIET = "#474747"
GRID = "#d9d9d9"
AXIS = "#767676"

# At least 14 apart (CIEDE2000) from each other for the ordinary eye and with each kind of colour blindness.
SERIES = ("#0b4f8a", "#d55e00", "#228866", "#8844ee", "#880000", "#8888aa", "#002222")
DASHES = ((), (7, 3), (2, 3), (10, 3, 2, 3), (5, 2, 5, 6), (1, 2), (14, 4))
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right")
HATCHES = ("", "rising", "falling", "dots", "crossed", "lying", "standing")

UP = "#0b4f8a"
DOWN = "#d55e00"
TOTAL = "#474747"
# From light to dark, one hue each: the order is seen without colour, and a text of one shade on every one.
RAMP = ("#ebf5fb", "#b3d3ec", "#79afdc", "#448bc8", "#125695")
BELOW = ("#fff1e4", "#f4c6a0", "#e19b5e", "#c27323", "#874206")


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb" (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG contrast of two colours.

    >>> contrast("#ffffff", "#000000")
    21.0
    """
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
