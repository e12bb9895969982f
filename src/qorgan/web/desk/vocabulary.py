"""The law's vocabulary in the language of the page: labels and values of facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qorgan import law
from qorgan.law import Fact

DATE = "date"  # when it happened: part of a situation, not a fact of the vocabulary


def _lang() -> str:
    return (get_language() or "kk")[:2]


@cache
def _facts() -> Mapping[str, Fact]:
    return {str(fact.id): fact for fact in law.load().facts}


def fact(id_: str) -> Fact | None:
    return _facts().get(id_)


def label(id_: str) -> str:
    """A fact's name; the id itself for one that the vocabulary no longer has."""
    if id_ == DATE:
        return _("Day when it happened")
    found = fact(id_)
    return found.label[_lang()] if found else id_


def value(id_: str, raw: Any) -> str:
    """A value in words."""
    if isinstance(raw, bool):
        return _("yes") if raw else _("no")
    if isinstance(raw, list | tuple | set | frozenset):
        return ", ".join(value(id_, one) for one in sorted(raw, key=str))
    found = fact(id_)
    if found and raw in found.words:
        return found.words[raw][_lang()]
    if raw == "unknown":
        return _("not known")
    if id_ == DATE or (found and found.type == "date"):
        try:
            return date.fromisoformat(str(raw)[:10]).strftime("%d.%m.%Y")
        except ValueError:
            return str(raw)
    return str(raw)


def choices() -> list[tuple[str, str]]:
    """Every fact by its label, in alphabetical order."""
    found = [(id_, f.label[_lang()]) for id_, f in _facts().items()]
    return [(DATE, label(DATE)), *sorted(found, key=lambda row: row[1].lower())]
