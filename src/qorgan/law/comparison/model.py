"""What a comparison is made of: statements by aspect and state, each with certainty and source.

A cell is never empty: what was not found says so and names where it was looked for.  A comparison must never
be used to decide anything about anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from qorgan.law.faults import BadLaw, LawError
from qorgan.law.provisions import CERTAINTIES
from qorgan.law.vocabulary import Text

STATES = ("kz", "kg", "uz", "tj", "tm")
ASPECTS = (
    "law",
    "protected",
    "punished",
    "complaint",
    "order_by",
    "order_lasts",
    "order_longer",
    "order_forbids",
    "order_broken",
    "living_apart",
    "reconciliation",
    "tracking",
    "danger",
)
# What stands in a cell: a rule; that by the source there is none; that nothing was found where it was
# looked for; that what was found is of a later day.
RULE, NONE, NOT_FOUND, LATER = "rule", "none", "not_found", "later"
STATUSES = (RULE, NONE, NOT_FOUND, LATER)


class UnknownState(LawError):
    """A state that is not compared; the message names those that are."""


class UnknownAspect(LawError):
    """An aspect that is not compared; the message names those that are."""


@dataclass(frozen=True)
class Statement:
    """One sentence of a cell.  ``basis`` names articles of our own law.

    ``since``: a day, a month or a year as the source has it; ``since_is`` says of what: in_force, passed
    (when it took effect was not found), seen (the day of the source; since when it stands was not found),
    undated (the source has no day)."""

    text: Text
    certainty: str
    sources: tuple[str, ...]
    basis: tuple[str, ...] = ()
    since: str = ""
    since_is: str = ""
    until: date | None = None

    def __post_init__(self) -> None:
        if self.certainty not in CERTAINTIES or not self.sources or not all(self.sources):
            raise BadLaw(f"no certainty or no source: {self.text.get('en', '')!r}")

    def to_json(self, lang: str | None = None) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "text": said(self.text, lang),
            "certainty": self.certainty,
            "sources": list(self.sources),
        }
        if self.basis:
            shown["basis"] = list(self.basis)
        if self.since:
            shown["since"] = {"day": self.since, "is": self.since_is}
        if self.until:
            shown["until"] = self.until.isoformat()
        return shown


@dataclass(frozen=True)
class Cell:
    """What one state has on one aspect."""

    state: str
    status: str
    statements: tuple[Statement, ...]

    def __post_init__(self) -> None:
        if self.status not in STATUSES or not self.statements:
            raise BadLaw(f"cell of {self.state}: says nothing")

    @property
    def certainty(self) -> str:
        """The worst of its statements."""
        return worst(one.certainty for one in self.statements)

    def to_json(self, lang: str | None = None) -> dict[str, Any]:
        return {
            "state": self.state,
            "status": self.status,
            "certainty": self.certainty,
            "statements": [one.to_json(lang) for one in self.statements],
        }


@dataclass(frozen=True)
class Row:
    """One aspect, or one article of the Convention, with a cell for every state asked for, in their order."""

    id: str
    title: Text
    cells: tuple[Cell, ...]

    def cell(self, state: str) -> Cell:
        """The cell of a state; UnknownState when it was not asked for."""
        found = next((one for one in self.cells if one.state == state), None)
        if found is None:
            raise UnknownState(
                f"{state!r} is not in this row; allowed: {', '.join(c.state for c in self.cells)}"
            )
        return found

    def to_json(self, lang: str | None = None) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": said(self.title, lang),
            "cells": [cell.to_json(lang) for cell in self.cells],
        }


@dataclass(frozen=True)
class State:
    id: str
    title: Text


@dataclass(frozen=True)
class Dated:
    """Something that changed in one state: a day, a month or a year, as exactly as the source has it."""

    state: str
    statement: Statement

    @property
    def since(self) -> str:
        return self.statement.since

    def to_json(self, lang: str | None = None) -> dict[str, Any]:
        return {"state": self.state, **self.statement.to_json(lang)}


@dataclass(frozen=True)
class Comparison:
    """Rows on a day.  ``read``: up to which day the sources were read."""

    on: date
    read: date
    states: tuple[State, ...]
    rows: tuple[Row, ...]

    def row(self, id: str) -> Row:
        """The row with this id; UnknownAspect when it is not there."""
        found = next((one for one in self.rows if one.id == id), None)
        if found is None:
            raise UnknownAspect(f"{id!r} is not compared here; allowed: {', '.join(r.id for r in self.rows)}")
        return found

    def to_json(self, lang: str | None = None) -> dict[str, Any]:
        return {
            "on": self.on.isoformat(),
            "read": self.read.isoformat(),
            "states": [{"id": one.id, "title": said(one.title, lang)} for one in self.states],
            "rows": [row.to_json(lang) for row in self.rows],
        }


def said(words: Text, lang: str | None) -> Any:
    return words[lang] if lang else dict(words)


def worst(certainties: Iterable[str]) -> str:
    """The least sure of several."""
    return max(certainties, key=CERTAINTIES.index)


def chosen(
    asked: Iterable[str] | None, known: tuple[str, ...], fault: type[LawError], what: str
) -> tuple[str, ...]:
    """Those asked for, each once and in the order of ``known``; all where nothing was asked."""
    wanted = {str(one).strip().lower() for one in asked or ()} - {""}
    strange = sorted(wanted - set(known))
    if strange:
        raise fault(f"{what}: {', '.join(strange)} is not compared; allowed: {', '.join(known)}")
    return tuple(one for one in known if one in wanted) or known


def first_day(since: str) -> date:
    """The earliest day that a day, a month or a year may mean.

    >>> first_day("2025-10"), first_day("2013")
    (datetime.date(2025, 10, 1), datetime.date(2013, 1, 1))
    """
    return date.fromisoformat((since + "-01-01")[:10])


Words = Mapping[str, Text]
