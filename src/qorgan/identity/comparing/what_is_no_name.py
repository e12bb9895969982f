"""What cannot be compared as a name, and why. For whoever reads names from people or from files."""

from __future__ import annotations

import unicodedata

from qorgan.identity.saying import Message

LONGEST = 500


def why_no_name(text: str) -> str | Message:
    """`is empty`, `has no letters`, `is longer than 500 characters`; nothing where it can be compared.

    >>> [why_no_name(text) for text in ("", " 12-34 ", "王小明", "Ә.")]
    ['is empty', 'has no letters', '', '']
    """
    if not text.strip():
        return "is empty"
    if len(text) > LONGEST:
        return Message("is longer than {most} characters", most=LONGEST)
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "" if any(letter.isalpha() for letter in plain) else "has no letters"
