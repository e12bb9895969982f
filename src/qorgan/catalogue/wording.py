"""The words of a record in a language, and text made fit for a line of a file or for XML."""

from __future__ import annotations

import re
import unicodedata

from qorgan.catalogue.codes import LANGUAGES
from qorgan.catalogue.record import Words

# XML 1.0, 2.2: every other character is forbidden, also written as a reference.
NOT_XML = re.compile("[^\\t\\n\\r\\u0020-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
# Marks that turn the reading of what follows around: text of a record has no need of them in a file.
TURNS = re.compile("[\\u202a-\\u202e\\u2066-\\u2069]")


def pick(words: Words, language: str) -> tuple[str, str]:
    """The language and the text: the asked one, else en, ru, kk, else any; two empty texts for none.

    >>> pick({"ru": "Закон", "kk": "Заң"}, "en")
    ('ru', 'Закон')
    """
    for one in (language, *LANGUAGES, *words):
        if words.get(one):
            return one, words[one]
    return "", ""


def line(text: str) -> str:
    """The text as one line: whatever breaks or hides a line becomes a space.

    >>> line("a\\r\\nER  - \\u2028 b\\x00")
    'a ER - b'
    """
    plain = TURNS.sub("", NOT_XML.sub(" ", text))
    return " ".join(
        "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in plain).split()
    )
