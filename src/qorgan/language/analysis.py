"""Texts as index terms: one stem for each word, in the text's own order."""

from __future__ import annotations

from functools import lru_cache

from qorgan.language.folding import fold, is_latin
from qorgan.language.keyboard import arabic_reading, cyrillic_readings
from qorgan.language.languages import language_of, stem
from qorgan.language.words import Word, words

# Kazakh in Latin or Arabic letters is indexed as it is in Cyrillic.
IN_LATIN, IN_ARABIC = "kk-latn", "kk-arab"


@lru_cache(maxsize=50_000)
def _term(word: str, language: str) -> str:
    form = fold(word)
    if language.lower() == IN_LATIN and is_latin(form[0]):
        return stem(next(iter(cyrillic_readings(word)), form), "kk")
    if language.lower() == IN_ARABIC and (read := arabic_reading(word)):
        return stem(read, "kk")
    return stem(form, language_of(word, language))


def term(word: Word, text: str, language: str | None = None) -> str:
    """The index term of one word of `text`."""
    return word.form if word.joined else _term(text[word.start : word.end], language or "")


def analyse(text: str, language: str | None = None) -> tuple[str, ...]:
    """The index terms of a text in `language` (a BCP 47 tag), in order: a stem for each word.

    Terms hold letters and digits only. Whole numbers ("109x1") follow their parts.

    >>> analyse("Защитное предписание, ст. 73-2", "ru")
    ('защитн', 'предписан', 'ст', '73', '2', '73x2')
    """
    asked = language or ""
    return tuple(
        word.form if word.joined else _term(text[word.start : word.end], asked) for word in words(text)
    )


tokens = analyse


@lru_cache(maxsize=50_000)
def readings(word: str) -> tuple[tuple[str, float], ...]:
    """The terms a typed word may stand under in the index, each with its weight, always in this order: read
    as Russian (or English), as Kazakh, and folded only, which is the term of it in a language without a
    stemmer. So readings of several words can be taken side by side.

    A Kazakh word that has no Kazakh letter looks like a Russian one, so both stems are asked for.

    >>> readings("адама")
    (('адам', 1.0), ('адама', 0.9), ('адама', 0.9))
    """
    form = fold(word)
    likeliest = language_of(word)
    if likeliest not in ("kk", "ru"):
        found = (stem(form, likeliest), 1.0)
        return found, found, (form, 0.9)
    russian, kazakh = (0.5, 1.0) if likeliest == "kk" else (1.0, 0.9)
    return (stem(form, "ru"), russian), (stem(form, "kk"), kazakh), (form, min(0.9, russian, kazakh))


def stems(word: str) -> tuple[str, ...]:
    """The distinct terms of a typed word, the likeliest first.

    >>> stems("қорғаушы")
    ('корга', 'коргауш', 'коргаушы')
    """
    ordered = sorted(readings(word), key=lambda one: -one[1])
    return tuple(dict.fromkeys(one for one, _ in ordered))
