"""The index that the pack's own small script searches: folded words and stems, made by `qorgan.language`.

The script folds what is typed with the table given here, then looks for words that begin alike; so a Kazakh
word typed without Kazakh letters, or with another ending, is found on a stick as it is on the site.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from qorgan.language import analyse, fold, forms, terms

STEMMED = ("kk", "ru", "en")
LETTERS = "әғқңөұүһіёѐєѝӏҳҷıøđłŋæœəþðß"
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Document:
    """Something that can be found: where, how it is called, of what kind, and its words by language."""

    href: str
    title: str
    kind: str
    heads: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, str], ...]


def index(documents: Iterable[Document]) -> str:
    """A script that says `LIBRARY = {...}`: documents, head words, other words, letters, the glossary."""
    given = tuple(documents)
    heads: dict[str, set[int]] = {}
    texts: dict[str, set[int]] = {}
    for place, one in enumerate(given):
        for words, parts in ((heads, one.heads), (texts, one.texts)):
            for language, text in parts:
                for word in _words(text, language):
                    words.setdefault(word, set()).add(place)
    data = {
        "d": [[one.href, one.title, one.kind] for one in given],
        "h": _written(heads),
        "t": _written(texts),
        "f": {letter: fold(letter) for letter in LETTERS},
        "g": _glossary(),
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    # What ends a script, and what ends a line in one, must not stand in it as it is.
    text = text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"var LIBRARY={text};\n"


@lru_cache(maxsize=4096)
def _words(text: str, language: str) -> frozenset[str]:
    """Stems and folded words of a text. Kept: each language's pack reads the same texts."""
    found = {*analyse(text, language), *forms(text)}
    return frozenset(one for one in found if len(one) > 1 or one.isdigit())


def _written(words: dict[str, set[int]]) -> str:
    """A word and its places in a line; each place as the distance from the one before, in base 36."""
    lines = []
    for word in sorted(words):
        before, steps = 0, []
        for place in sorted(words[word]):
            steps.append(_short(place - before))
            before = place
        lines.append(f"{word} {' '.join(steps)}")
    return "\n".join(lines)


def _short(number: int) -> str:
    """A number in base 36.

    >>> _short(0), _short(35), _short(36)
    ('0', 'z', '10')
    """
    found = ""
    while True:
        number, rest = divmod(number, 36)
        found = DIGITS[rest] + found
        if not number:
            return found


def _glossary() -> list[list[list[str]]]:
    """For each term its names in the three languages, each as stems."""
    found = []
    for one in terms():
        phrases = [
            list(analyse(word, language)) for language in STEMMED for word in one.words.get(language, ())
        ]
        found.append([list(each) for each in dict.fromkeys(map(tuple, filter(None, phrases)))])
    return found
