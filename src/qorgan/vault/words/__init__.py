"""Three lists of 2,048 words (en, ru, kk) that codes, fingerprints and cards are written in.

A word's number is its line, from 0. Lines must never move: a code given out years ago is read by these
numbers. Where the words come from and what they may not be stands in README.md beside them.
"""

import unicodedata
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, get_args

Lang = Literal["en", "ru", "kk"]
LANGUAGES: tuple[Lang, ...] = get_args(Lang)
SIZE = 2048

# Many Kazakh phones and keyboards have Russian letters only; no two words are told apart by these alone.
_FOLD = str.maketrans("ёәғқңөұүһі", "еагкноуухи")


@cache
def word_list(lang: Lang) -> tuple[str, ...]:
    """The list of one language, in the order of its numbers."""
    if lang not in LANGUAGES:
        raise ValueError(f"no word list for {lang!r}")
    return tuple(files(__name__).joinpath(f"{lang}.txt").read_text("utf-8").split())


def fold(word: str) -> str:
    """A word as compared: small letters, and Kazakh letters as the nearest Russian ones.

    >>> fold("Ғарыш"), fold("ЁЖ")
    ('гарыш', 'еж')
    """
    return unicodedata.normalize("NFC", word).lower().translate(_FOLD)


@cache
def indices(lang: Lang) -> MappingProxyType[str, int]:
    """From a folded word to its number."""
    return MappingProxyType({fold(word): number for number, word in enumerate(word_list(lang))})
