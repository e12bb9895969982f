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
GAP = "\u00a0"  # between thousands in Russian and Kazakh: never broken at a line's end
MINUS = "\u2212"
UNKNOWN = "\u2013"


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


def spelled(digits: str, language: str) -> str:
    """A number as Python formats it, in the language's own way of writing.

    >>> spelled("-1,234.50", "en"), spelled("-1,234.50", "ru").replace(GAP, "_"), spelled("0.9062", "kk")
    ('−1,234.50', '−1_234,50', '0,9062')
    """
    signed = digits.replace("-", MINUS)
    if language == "en":
        return signed
    return signed.replace(",", GAP).replace(".", ",")


def number(value: float | None, language: str, digits: int = 0, sign: bool = False) -> str:
    """A number with so many decimals as a person reads it; nothing is written with a sign before 0.

    >>> number(90.625, "ru", 1), number(1.88, "en", 2, sign=True), number(-0.04, "kk", 1), number(None, "en")
    ('90,6', '+1.88', '0,0', '–')
    """
    if value is None:
        return UNKNOWN
    plain = f"{value:,.{digits}f}"
    if not any(digit in "123456789" for digit in plain):
        plain = plain.lstrip("-")
    elif sign and value > 0:
        plain = "+" + plain
    return spelled(plain, language)


def written(value: float | None, digits: int = 0, sign: bool = False) -> Text:
    """The number in each language."""
    return Text(*(number(value, language, digits, sign) for language in LANGUAGES))


def counted(forms: Text, value: float | None) -> Text:
    """The form that goes with a number: one, few (Russian), many; without a number, many.

    >>> dela = Text("case|cases", "дело|дела|дел", "іс")
    >>> [counted(dela, count)["ru"] for count in (1, 21, 22, 11, 112, 14293, 0.5, None)]
    ['дело', 'дело', 'дела', 'дел', 'дел', 'дела', 'дела', 'дел']
    >>> counted(dela, 1)["en"], counted(dela, 21)["en"], counted(dela, 1)["kk"]
    ('case', 'cases', 'іс')
    """
    return Text(*(_form(forms[language].split("|"), language, value) for language in LANGUAGES))


def _form(forms: list[str], language: str, value: float | None) -> str:
    if value is None or len(forms) == 1:
        return forms[-1]
    if language != "ru":
        return forms[0 if abs(value) == 1 else -1]
    if value != int(value):
        return forms[1]
    last, two = abs(int(value)) % 10, abs(int(value)) % 100
    if last == 1 and two != 11:
        return forms[0]
    return forms[1 if last in (2, 3, 4) and two not in (12, 13, 14) else -1]


def percent_sign(language: str) -> str:
    """What follows a number of percent."""
    return "%" if language == "en" else f"{GAP}%"


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
