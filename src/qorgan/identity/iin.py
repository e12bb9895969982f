"""The Kazakh individual identification number (IIN): its shape, its check digit, what its digits suggest.

Source: order No. 521 of the Minister of Internal Affairs, 29.06.2023 (adilet V2300032942), which defines
twelve digits and the check digit; it was read at second hand, and lists only the second row of weights. The
first row, and that digits 1 to 7 are birth date, century and sex, come from earlier rules and use: the digits
are a hint, and no number is refused for them.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

SIZE = 12
_FIRST = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_CENTURIES = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}
_BETWEEN = re.compile(r"[\s.\-‐-―]")


class NotAnIin(ValueError):
    """`code` says why: `length`, `digits` or `check` (a digit was mistyped, or it was never issued)."""

    def __init__(self, code: str) -> None:
        super().__init__(f"not an IIN: {code}")
        self.code = code


def check_digit(first: str) -> int | None:
    """The twelfth digit for the first eleven; None where such a number is never issued.

    >>> check_digit("94000040001"), check_digit("94031440500"), check_digit("94031440503")
    (1, 4, None)
    """
    for weights in (_FIRST, _SECOND):
        rest = sum(int(digit) * weight for digit, weight in zip(first, weights, strict=True)) % 11
        if rest < 10:
            return rest
    return None


def canonical(text: str) -> str:
    """Twelve digits, without spaces or hyphens. Raises NotAnIin.

    >>> canonical(" 940000 400 011 ")
    '940000400011'
    """
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    if not plain.isascii() or not plain.isdigit():
        raise NotAnIin("digits")
    if len(plain) != SIZE:
        raise NotAnIin("length")
    if check_digit(plain[:-1]) != int(plain[-1]):
        raise NotAnIin("check")
    return plain


def born(number: str) -> date | None:
    """The day of birth that the first seven digits suggest by the old convention, or None. A hint only.

    >>> born("940314400009"), born("940000400011")
    (datetime.date(1994, 3, 14), None)
    """
    century = _CENTURIES.get(number[6])
    if century is None:
        return None
    try:
        return date(century + int(number[:2]), int(number[2:4]), int(number[4:6]))
    except ValueError:
        return None
