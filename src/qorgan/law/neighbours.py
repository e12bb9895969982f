"""Orders and their lengths in the five states of Central Asia, as far as sources were read, for comparison.

What was not read is ``known`` False.  It must never be used to decide anything about anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from .faults import BadLaw
from .plainyaml import load as load_yaml
from .provisions import CERTAINTIES
from .vocabulary import Text, text


@dataclass(frozen=True)
class Topic:
    """One row of the comparison."""

    id: str
    title: Text


@dataclass(frozen=True)
class Cell:
    """What one state has on a topic.  ``measure`` and ``provisions`` name data of our own law."""

    known: bool
    text: Text | None = None
    by: str | None = None
    days: int | None = None
    months: int | None = None
    measure: str | None = None
    provisions: tuple[str, ...] = ()
    certainty: str | None = None
    source: str | None = None

    def to_json(self, lang: str | None = None) -> dict[str, Any]:
        shown: dict[str, Any] = {"known": self.known}
        if self.text is not None:
            shown["text"] = self.text[lang] if lang else dict(self.text)
        for name in ("by", "days", "months", "measure", "certainty", "source"):
            if getattr(self, name) is not None:
                shown[name] = getattr(self, name)
        if self.provisions:
            shown["provisions"] = list(self.provisions)
        return shown


@dataclass(frozen=True)
class State:
    """One state with a cell for every topic."""

    id: str
    title: Text
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class Neighbours:
    """The whole comparison."""

    topics: tuple[Topic, ...]
    states: tuple[State, ...]
    version: str

    def state(self, id: str) -> State:
        """The state with this id; KeyError when there is none."""
        found = next((item for item in self.states if item.id == id), None)
        if found is None:
            raise KeyError(id)
        return found

    def to_json(self, lang: str | None = None) -> dict[str, Any]:
        return {
            "version": self.version,
            "topics": [{"id": item.id, "title": _said(item.title, lang)} for item in self.topics],
            "states": [
                {
                    "id": state.id,
                    "title": _said(state.title, lang),
                    "cells": {topic: cell.to_json(lang) for topic, cell in state.cells.items()},
                }
                for state in self.states
            ],
        }


def _said(words: Text, lang: str | None) -> Any:
    return words[lang] if lang else dict(words)


@lru_cache(maxsize=1)
def neighbours() -> Neighbours:
    """The comparison, read once.  Raises BadLaw for a cell without certainty or source."""
    written = load_yaml((files("qorgan.law") / "neighbours.yaml").read_text(encoding="utf-8"))
    return neighbours_from(written)


def neighbours_from(written: Mapping[str, Any]) -> Neighbours:
    """Read the data; every state answers every topic, if only that nobody has read it."""
    topics = tuple(
        Topic(item["id"], text(item["title"], f"topic {item['id']}")) for item in written["topics"]
    )
    names = [topic.id for topic in topics]
    states = []
    for item in written["states"]:
        where = f"state {item['id']}"
        if list(item["cells"]) != names:
            raise BadLaw(f"{where}: has not exactly the topics {', '.join(names)}")
        cells = {topic: _cell(cell, f"{where} {topic}") for topic, cell in item["cells"].items()}
        states.append(State(item["id"], text(item["title"], where), cells))
    return Neighbours(topics, tuple(states), str(written["version"]))


def _cell(written: Mapping[str, Any], where: str) -> Cell:
    if written.get("known") is False:
        return Cell(False)
    if written.get("certainty") not in CERTAINTIES or not written.get("source"):
        raise BadLaw(f"{where}: no certainty or no source")
    if "text" not in written and "measure" not in written:
        raise BadLaw(f"{where}: says nothing")
    return Cell(
        True,
        text(written["text"], where) if "text" in written else None,
        written.get("by"),
        written.get("days"),
        written.get("months"),
        written.get("measure"),
        tuple(written.get("provisions", ())),
        written["certainty"],
        written["source"],
    )
