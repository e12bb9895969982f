"""Texts as index terms: one stem for each word, in the text's own order."""

from __future__ import annotations

from functools import lru_cache

from qorgan.language.folding import fold
from qorgan.language.languages import base, language_of, stem
from qorgan.language.words import Word, words


@lru_cache(maxsize=200_000)
def _term(word: str, language: str) -> str:
    form = fold(word)
    return stem(form, language_of(word, language))


def term(word: Word, text: str, language: str | None = None) -> str:
    """The index term of one word of `text`."""
    return word.form if word.joined else _term(text[word.start : word.end], base(language))


def analyse(text: str, language: str | None = None) -> tuple[str, ...]:
    """The index terms of a text in `language` (a BCP 47 tag), in order: a stem for each word.

    Terms hold letters and digits only. Whole numbers ("109x1") follow their parts.

    >>> analyse("Защитное предписание, ст. 73-2", "ru")
    ('защитн', 'предписан', 'ст', '73', '2', '73x2')
    """
    return tuple(term(word, text, language) for word in words(text))


tokens = analyse


@lru_cache(maxsize=50_000)
def stems(word: str) -> tuple[tuple[str, float], ...]:
    """Every term a typed word may stand under in the index, the likeliest first, each with its weight.

    A Kazakh word that has no Kazakh letter looks like a Russian one, so both stems are asked for; the
    folded word itself is the term of it in a language that has no stemmer.

    >>> [one for one, _ in stems("адама")]
    ['адам', 'адама']
    """
    form = fold(word)
    likeliest = language_of(word)
    others = ("kk", "ru") if likeliest in ("kk", "ru") else ()
    found = {stem(form, likeliest): 1.0}
    for language in others:
        found.setdefault(stem(form, language), 0.9 if likeliest == "ru" else 0.5)
    found.setdefault(form, 0.9)
    return tuple(found.items())
