"""Services of the directory by their identifiers, as far as this library has a directory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

CALLED = ("emergency", "helpline", "child_line", "police_unit")  # kinds that answer a telephone


@dataclass(frozen=True)
class Line:
    """A service as a card or a campaign names it."""

    identifier: str
    name: dict[str, str]
    phones: tuple[str, ...]


@cache
def _directory() -> dict[str, Any]:
    if find_spec("qorgan.catalogue.services") is None:
        return {}
    return {one.identifier: one for one in import_module("qorgan.catalogue.services").directory()}


def unknown(identifiers: Iterable[str]) -> list[str]:
    """Those that the directory does not have; none where there is no directory yet."""
    known = _directory()
    return [one for one in identifiers if known and one not in known]


def lines(identifiers: Iterable[str]) -> list[Line]:
    """What is known of each; an identifier stands for itself where nothing is."""
    found = []
    for one in identifiers:
        service = _directory().get(one)
        name = dict(service.name) if service else {}
        found.append(Line(one, name, tuple(service.phones) if service else ()))
    return found


def that_answer() -> list[Line]:
    """The lines of the directory that a card may carry."""
    return lines(one.identifier for one in _directory().values() if one.kind in CALLED and one.phones)
