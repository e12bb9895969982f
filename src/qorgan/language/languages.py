"""Which language a word is in, from its letters and the language of the text it stands in, and its stem.

English and Russian are stemmed by Snowball, Kazakh by `kazakh.py`; Kyrgyz, Uzbek, Tajik and Turkmen are
prepared: their words are folded and kept whole until each has a stemmer of its own.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Protocol

import snowballstemmer

from qorgan.language.folding import fold, is_cyrillic, is_latin
from qorgan.language.kazakh import stem as kazakh_stem

STEMMED = ("en", "ru", "kk")
PREPARED = ("ky", "uz", "tg", "tk")
LANGUAGES = (*STEMMED, *PREPARED)
# Endings that Russian has and no Kazakh word has, nor a Russian word that Kazakh has taken in.
_RUSSIAN_END = re.compile(
    r"(?:[ое]го|[ое]му|ными|скими|выми|ых|ских|щих|ая|яя|[оеы]е|..[оы]й|[еа]ни[еюй]|ост[ьи]|остью|ться|ешь|ишь)$"
)
_KAZAKH = frozenset("әғқңөұүһіӘҒҚҢӨҰҮҺІ")


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802


_SNOWBALL: dict[str, _Stemmer] = {
    "en": snowballstemmer.stemmer("english"),
    "ru": snowballstemmer.stemmer("russian"),
}


def base(language: str | None) -> str:
    """The language of a BCP 47 tag: "kk" of "kk-Latn"; "" for none."""
    return (language or "").partition("-")[0].lower()


def language_of(word: str, language: str | None = None) -> str:
    """The language a word of a text in `language` is stemmed in; "" when it is left as it is.

    >>> language_of("қорғау", "ru"), language_of("protection", "kk"), language_of("защитное", "kk")
    ('kk', 'en', 'ru')
    >>> language_of("полицияға", "kk"), language_of("адам", "kk"), language_of("адам", "ru")
    ('kk', 'kk', 'ru')
    """
    asked = base(language)
    if asked in PREPARED or not word:
        return ""
    if is_latin(word[0]):
        return "en" if word.isascii() and word.isalpha() else ""
    if not is_cyrillic(word[0]) or not word.isalpha():
        return ""
    if not _KAZAKH.isdisjoint(word):
        return "kk"
    if asked == "kk" and not _RUSSIAN_END.search(fold(word)):
        return "kk"
    return "ru"


@lru_cache(maxsize=50_000)
def stem(form: str, language: str) -> str:
    """The stem of a folded word; the word itself in a language that has no stemmer here.

    >>> stem("предписания", "ru"), stem("orders", "en"), stem("101", "")
    ('предписан', 'order', '101')
    """
    if language == "kk":
        return kazakh_stem(form)
    stemmer = _SNOWBALL.get(language)
    return (stemmer.stemWord(form) or form) if stemmer else form
