"""What the law says, in the words of the page: findings, protections, duties, each with article and certainty.

It only asks the engine and puts the answer in order; it decides nothing and stores nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from qorgan.law.vocabulary import UNKNOWN, Fact
from qorgan.web.ui.interview import Answered

__all__ = ["UNKNOWN", "about", "dated", "fact", "next_fact"]


def fact(id: str) -> Fact:
    """A fact of the vocabulary. Raises KeyError."""
    from functools import cache  # placeholder until the engine is complete
    from importlib.resources import files

    import yaml

    from qorgan.law.vocabulary import vocabulary_from

    global _vocabulary
    if _vocabulary is None:
        _vocabulary = vocabulary_from(yaml.safe_load(files("qorgan.law").joinpath("kz", "facts.yaml").read_text("utf-8")))
    return _vocabulary.facts[id]


_vocabulary: Any = None


def next_fact(facts: Mapping[str, Any], on: date, passed: frozenset[str]) -> str | None:
    return None


def about(facts: Mapping[str, Any], on: date, language: str) -> dict[str, Any]:
    return {}


def dated(facts: Mapping[str, Any], when: Answered) -> dict[str, Any]:
    """The facts with the day as `date`, where she gave one."""
    return dict(facts) | ({"date": when.value} if when.known else {})
