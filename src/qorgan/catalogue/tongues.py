"""In which language a text is written, as its letters tell."""

from __future__ import annotations

import re

KAZAKH_ONLY = frozenset("әғқңөұүһі")
CYRILLIC = re.compile("[\u0400-\u04ff]")
LATIN = re.compile("[A-Za-z]")
UNTOLD = "und"  # BCP 47: nobody said which


def tongue(text: str, stated: str = UNTOLD) -> str:
    """The language of a text: the stated one, unless its letters are none of that language's.

    >>> tongue("Оқылды"), tongue("прочитано"), tongue("read in a copy"), tongue("read in a copy", "ru")
    ('kk', 'ru', 'en', 'en')
    >>> tongue("Совет", "kk"), tongue("the law «Заң»", "en"), tongue("WHO: таблица", "ru"), tongue("b", "uz")
    ('kk', 'en', 'ru', 'uz')
    """
    cyrillic, latin = len(CYRILLIC.findall(text)), len(LATIN.findall(text))
    if stated not in ("en", "ru", "kk", UNTOLD):
        return stated
    if cyrillic > latin or (cyrillic and stated in ("ru", "kk")):
        own = "kk" if KAZAKH_ONLY & set(text.casefold()) else "ru"
        return stated if stated in ("ru", "kk") else own
    return "en"
