"""The sentences of `data/explanations.yaml`, complete in three languages or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml

LANGUAGES = ("en", "ru", "kk")
Sentence = Mapping[str, str]


class TextMissing(ValueError):
    """A sentence lacks a language, or there is no such sentence."""


@cache
def _texts() -> Mapping[str, Mapping[str, Sentence]]:
    raw = yaml.safe_load(files("qorgan.identity").joinpath("data", "explanations.yaml").read_text("utf-8"))
    found = {group: rows for group, rows in raw.items() if isinstance(rows, dict)}
    for group, rows in found.items():
        for name, sentence in rows.items():
            if set(sentence) != set(LANGUAGES) or not all(sentence.values()):
                raise TextMissing(f"explanations.yaml: {group}.{name} must be in {', '.join(LANGUAGES)}")
    return MappingProxyType(found)


def names_of(group: str) -> tuple[str, ...]:
    """The names of the sentences of one group."""
    return tuple(_texts()[group])


def has(group: str, name: str) -> bool:
    return name in _texts().get(group, {})


def say(group: str, name: str, lang: str, **values: str) -> str:
    """One sentence. Raises TextMissing.

    >>> say("words", "one_letter", "en")
    'one letter differs'
    """
    try:
        sentence = _texts()[group][name][lang]
    except KeyError:
        raise TextMissing(f"no text {group}.{name} in {lang!r}") from None
    return sentence.format(**values) if values else sentence
