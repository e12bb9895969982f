"""What the indicators say, in the three languages, from `data/texts/*.yaml`; it never falls back silently.

A part keeps its sentences in a file of its own name. `{word}` in a sentence is filled by `Text.filled`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

LANGUAGES = ("en", "ru", "kk")


@dataclass(frozen=True, slots=True)
class Text:
    """The same sentence in English, Russian and Kazakh.

    >>> Text("{n} rows", "строк: {n}", "{n} жол").filled(n=3)["ru"]
    'строк: 3'
    """

    en: str
    ru: str
    kk: str

    def __getitem__(self, language: str) -> str:
        if language not in LANGUAGES:
            raise KeyError(f"language {language!r}: allowed are {', '.join(LANGUAGES)}")
        said: str = getattr(self, language)
        return said

    def filled(self, **words: object) -> Text:
        """The sentence with its words put in; a word may be a `Text` itself.

        Raises KeyError where the sentence asks for a word that was not given.
        """
        return Text(*(self[lang].format(**_in_language(words, lang)) for lang in LANGUAGES))

    def as_dict(self) -> dict[str, str]:
        return {language: self[language] for language in LANGUAGES}


def same(word: object) -> Text:
    """A name, code or number that is written the same in all three languages."""
    return Text(*(str(word),) * 3)


def _in_language(words: Mapping[str, object], language: str) -> dict[str, object]:
    return {name: word[language] if isinstance(word, Text) else word for name, word in words.items()}


@cache
def texts(part: str) -> Mapping[str, Text]:
    """The sentences of a part by their names. Raises TypeError where one lacks a language."""
    raw = yaml.safe_load(files(__package__).joinpath("data", "texts", f"{part}.yaml").read_text("utf-8"))
    return {name: Text(**sentence) for name, sentence in raw.items()}
