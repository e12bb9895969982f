"""The code lists of records (`data/codes.yaml`) and their labels."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

LISTS = (
    "kinds topics sectors audiences stages costs licences designs countries certainties "
    "service_kinds answers licence_statuses caller_costs weekdays"
).split()
LANGUAGES = ("en", "ru", "kk")


@cache
def _lists() -> dict[str, dict[str, dict[str, str]]]:
    text = files("qorgan.catalogue").joinpath("data/codes.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def codes(name: str) -> tuple[str, ...]:
    """The codes of a list, in its own order. Raises KeyError for a list that is none.

    >>> codes("stages")
    ('prevent', 'respond', 'recover')
    """
    return tuple(_lists()[name])


def label(name: str, code: str, language: str) -> str:
    """What people read for a code; the code itself for one that the list does not have.

    >>> label("stages", "respond", "ru")
    'Помочь'
    """
    words = _lists()[name].get(code)
    return code if words is None else words.get(language, words["en"])
