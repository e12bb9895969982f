"""Reading the data files of the comparison, once, and filling in its words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from qorgan.law.plainyaml import load as load_yaml
from qorgan.law.vocabulary import LANGUAGES, Text, text


@lru_cache(maxsize=8)
def data(name: str) -> Mapping[str, Any]:
    """A data file of this package, parsed."""
    found: Mapping[str, Any] = load_yaml((files("qorgan.law.comparison") / name).read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=1)
def words() -> Mapping[str, Text]:
    """The words that the comparison itself says."""
    return {name: text(written, f"words {name}") for name, written in data("words.yaml").items()}


def filled(name: str, *values: Text | str) -> Text:
    """A phrase of ``words.yaml`` with its places filled, each in its own language."""
    return {
        lang: words()[name][lang].format(*(v if isinstance(v, str) else v[lang] for v in values))
        for lang in LANGUAGES
    }


def joined(parts: list[Text], between: str = ", ") -> Text:
    """Several texts as one, language by language."""
    return {lang: between.join(part[lang] for part in parts if part[lang]) for lang in LANGUAGES}


def same(words: str) -> Text:
    """What every language writes alike: a number, a day, a mark."""
    return dict.fromkeys(LANGUAGES, words)
