"""Faults and notes as sentences in the three languages, from `data/messages.yaml`.

A sentence names the field as people call it, what was given, and what is allowed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from qorgan.catalogue.faults import Fault

LONGEST = 80


@cache
def _data() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    text = files("qorgan.catalogue").joinpath("data/messages.yaml").read_text("utf-8")
    found: Mapping[str, Any] = yaml.safe_load(text)
    return found


def fault_codes() -> tuple[str, ...]:
    """Every code that has a sentence."""
    return tuple(_data()["faults"])


def word(name: str, language: str, **words: object) -> str:
    """A sentence of `words`, for instance of an import. Raises KeyError for one that is not there."""
    return _data()["words"][name][language].format(**words)


def field_label(name: str, language: str) -> str:
    """What people call a field; the name itself for one that no record has."""
    label = _data()["fields"].get(name)
    return label[language] if label else shown(name)


def shown(text: str) -> str:
    """What was given, fit for one line: no control or direction mark, no more than 80 characters.

    >>> shown("a\\u202eb\\n  c")
    'a b c'
    """
    plain = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text[: LONGEST * 4])
    plain = " ".join(plain.split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"


def said(fault: Fault, language: str) -> str:
    """The fault as a sentence. Raises KeyError for a code without words, which the tests do not let pass."""
    given = shown(fault.given) or _data()["words"]["empty"][language]
    sentence = _data()["faults"][fault.code][language].format(
        field=field_label(fault.field, language), given=given, allowed=fault.allowed
    )
    if fault.allowed and "{allowed}" not in _data()["faults"][fault.code][language]:
        sentence += " " + word("allowed", language, allowed=fault.allowed)
    return sentence
