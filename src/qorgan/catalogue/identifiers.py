"""Permanent identifiers of records: q, six digits and a check character (ISO 7064, MOD 11-2).

A number is given once and never again; a retired record keeps its own and says what became of it.

>>> identifier(1), identifier(123)
('q000001x', 'q0001231')
>>> is_identifier("q000001x"), is_identifier("q0000018")
(True, False)
"""

from __future__ import annotations

DIGITS = 6
LARGEST = 10**DIGITS - 1


def check_character(digits: str) -> str:
    """The check character of ISO 7064 MOD 11-2: a digit, or x for ten.

    >>> check_character("0794")  # the standard's own example
    '0'
    """
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2 % 11
    value = (12 - total) % 11
    return "x" if value == 10 else str(value)


def identifier(number: int) -> str:
    """The identifier of a number from 1 to 999999. Raises ValueError."""
    if not 1 <= number <= LARGEST:
        raise ValueError(f"{number} is no number of a record: 1 to {LARGEST}")
    digits = f"{number:0{DIGITS}d}"
    return f"q{digits}{check_character(digits)}"


def is_identifier(text: str) -> bool:
    """Whether `text` is an identifier that was typed without a slip."""
    digits = text[1 : 1 + DIGITS]
    return (
        len(text) == DIGITS + 2
        and text[0] == "q"
        and digits.isascii()
        and digits.isdigit()
        and int(digits) > 0
        and text[-1] == check_character(digits)
    )
