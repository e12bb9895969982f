"""Words in one form, however they were typed: case, accents, stress marks and letters a keyboard lacks.

For finding, never for showing: different words may fold to one. Russian letters stand for the Kazakh ones
as people type them on a keyboard without Kazakh: қ to к, ғ to г, ә to а, ң to н, ө to о, ұ and ү to у, һ to
х, і to и. ы stays apart from і: folding both would lose whether a word's vowels are front or back, which is
what tells a Kazakh ending from a stem, and would make one of Russian "быть" and "бить". Folding is
idempotent, and what comes out holds letters and digits only: an index of any database keeps it as one word.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

APOSTROPHES = "'’‘ʼʻ`´ʹʺʾʿˈ′＇"
# Soft hyphen, zero-width space and joiners, word joiner, byte order mark: seen by nobody, left by publishing.
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
LONGEST = 60
_BREVE, _SHORT_I = "\u0306", "й"
_LETTERS = {
    # Kazakh, then Uzbek (ҳ), Tajik (ҷ) and Kyrgyz, whose ң, ө, ү are the Kazakh ones.
    **dict(zip("әғқңөұүһі", "агкноуухи", strict=True)),
    **{"ҳ": "х", "ҷ": "ж", "ѐ": "е", "є": "е", "ѝ": "и", "ӏ": ""},
    # Latin letters that no accent makes.
    **{"ı": "i", "ø": "o", "đ": "d", "ł": "l", "ŋ": "n", "æ": "ae", "œ": "oe", "ə": "a", "þ": "th", "ð": "d"},
}
# Letters that look alike in two alphabets: a word that mixes both was typed or scanned so by mistake.
_CYRILLIC_FOR = dict(zip("ABCEHIKMOPTXYaceiopxyh", "АВСЕНІКМОРТХУасеіорхуһ", strict=True))
_LATIN_FOR = {cyrillic: latin for latin, cyrillic in _CYRILLIC_FOR.items()}


def is_cyrillic(letter: str) -> bool:
    return "\u0400" <= letter <= "\u052f"


def is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()


def _one_alphabet(word: str) -> str:
    """The word with look-alikes of the other alphabet put right: "қaла" with a Latin a is "қала"."""
    cyrillic = sum(map(is_cyrillic, word))
    latin = sum(map(is_latin, word))
    if not cyrillic or not latin:
        return word
    if all(letter in _CYRILLIC_FOR for letter in word if is_latin(letter)) and cyrillic >= latin:
        return "".join(_CYRILLIC_FOR.get(letter, letter) for letter in word)
    if all(letter in _LATIN_FOR for letter in word if is_cyrillic(letter)):
        return "".join(_LATIN_FOR.get(letter, letter) for letter in word)
    return word


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    found: list[str] = []
    for letter in decomposed:
        if unicodedata.combining(letter):
            # й is a letter of its own; every other mark is stress, or an accent a person may leave out.
            if letter == _BREVE and found and found[-1] == "и":
                found[-1] = _SHORT_I
        elif letter.isdecimal():
            found.append(str(int(letter)))
        elif letter.isalnum() and letter not in APOSTROPHES:
            found.append(letter)
    return _mapped("".join(found))


def _mapped(word: str) -> str:
    return "".join(_LETTERS.get(letter, letter) for letter in word)


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """One word, folded; at most 60 letters of it.

    >>> [fold(word) for word in ("Қорғау", "коргау", "ҚОРҒАУ", "қор\u00adғау")]
    ['коргау', 'коргау', 'коргау', 'коргау']
    >>> fold("Ещё"), fold("за\u0301мок"), fold("O’zbekiston"), fold("Şiddet"), fold("woman's")
    ('еще', 'замок', 'ozbekiston', 'siddet', 'woman')
    """
    if word.isascii() and word.isalnum():
        return word.lower()[:LONGEST]
    if len(word) > 2 and word[-1] in "sS" and word[-2] in APOSTROPHES:
        word = word[:-2]
    # Twice: capitals have look-alikes that small letters have not, and an accent may hide a look-alike.
    return _mapped(_one_alphabet(_plain(_one_alphabet(word))))[:LONGEST]
