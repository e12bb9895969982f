"""The words and choices of an order, read once from `data/order.yaml`.

Holds no deadline and no penalty: those are the law's. Never decides anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language

DATA = Path(__file__).with_name("data") / "order.yaml"
LANGUAGES = ("en", "ru", "kk")


class WordingFault(ValueError):
    """`data/order.yaml` is incomplete; the message names the place."""


@cache
def wording() -> Mapping[str, Any]:
    """The whole file. Raises WordingFault where a text lacks a language."""
    data: dict[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    _complete(data, "order.yaml")
    return data


def _complete(node: object, where: str) -> None:
    if isinstance(node, Mapping):
        if "en" in node and not all(node.get(code) for code in LANGUAGES):
            raise WordingFault(f"{where}: a text needs en, ru and kk.")
        for name, child in node.items():
            _complete(child, f"{where}: {name}")
    elif isinstance(node, list):
        for index, child in enumerate(node):
            _complete(child, f"{where}[{index}]")


def say(text: Mapping[str, Any], language: str = "") -> str:
    """The text in `language`, or in the language of the page."""
    code = (language or get_language() or "kk")[:2]
    return str(text[code if code in LANGUAGES else "en"])


def label(group: str, code: str, language: str = "") -> str:
    """The words for a code of a group: `label("restrictions", "no_visits", "kk")`. Raises KeyError."""
    entry = wording()[group][code]
    return say(entry.get("label", entry), language)


def choices(group: str, language: str = "") -> list[tuple[str, str]]:
    """(code, words) pairs of a group, in the order of the file."""
    return [(code, label(group, code, language)) for code in wording()[group]]


def basis_on(day: date) -> Mapping[str, Any]:
    """The law an order issued on `day` (local) rests on.

    >>> basis_on(date(2026, 3, 1))["id"], basis_on(date(2026, 3, 2))["id"]
    ('kz.l214.20', 'kz.l245.60')
    """
    iso = day.isoformat()
    for basis in wording()["bases"]:
        if basis.get("from", "") <= iso <= basis.get("until", "9999"):
            return basis
    raise WordingFault(f"order.yaml: no basis for {iso}.")


def basis(id_: str) -> Mapping[str, Any]:
    return next(b for b in wording()["bases"] if b["id"] == id_)
