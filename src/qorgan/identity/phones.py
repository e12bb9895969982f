"""Telephone numbers in one form, E.164, however people here write them.

Inside the country a number has ten digits and begins with 6 or 7 (7 is shared with Russia, which has the
others); 8 before it is the old trunk prefix, 8-10 and 00 the prefixes of calls abroad.
"""

from __future__ import annotations

import re
import unicodedata

END = 4
_NOT_PART_OF_IT = re.compile(r"(?i)^(?:tel:|https?://)?(?:wa\.me/|whatsapp:)?")
_MARKS = re.compile(r"[\s().\-‐-―/]")


class NotAPhone(ValueError):
    """What was written cannot be read as one telephone number."""


def canonical(text: str) -> str:
    """`+` and 8 to 15 digits. Raises NotAPhone.

    >>> [canonical(t) for t in ("8 701 000-00-01", "+7 (701) 000 00 01", "7010000001", "8-10-7 701 0000001")]
    ['+77010000001', '+77010000001', '+77010000001', '+77010000001']
    >>> canonical("00 996 555 000 001")
    '+996555000001'
    """
    plain = _MARKS.sub("", _NOT_PART_OF_IT.sub("", unicodedata.normalize("NFKC", text).strip()))
    abroad = plain.startswith("+")
    digits = plain.removeprefix("+")
    if not digits.isascii() or not digits.isdigit():
        raise NotAPhone
    if not abroad:
        digits = _with_country(digits)
    if not 8 <= len(digits) <= 15 or digits.startswith("0"):
        raise NotAPhone
    return f"+{digits}"


def _with_country(digits: str) -> str:
    if digits.startswith("00"):
        return digits[2:]
    if digits.startswith("810") and len(digits) > 11:
        return digits[3:]
    if len(digits) == 11 and digits[0] in "78":
        return "7" + digits[1:]
    if len(digits) == 10 and digits[0] in "67":
        return "7" + digits
    raise NotAPhone


def end(number: str) -> str:
    """The last four digits of a canonical number."""
    return number[-END:]


def written(number: str) -> str:
    """A canonical number as people read it.

    >>> written("+77010000001"), written("+996555000001")
    ('+7 701 000 00 01', '+996555000001')
    """
    if re.fullmatch(r"\+7\d{10}", number):
        return f"+7 {number[2:5]} {number[5:8]} {number[8:10]} {number[10:]}"
    return number
