"""The states around Kazakhstan, read from ``states.yaml``: what was found of each aspect, on a day.

It must never show as law of a day what was passed after it, nor as sure for a day what a later source says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from qorgan.law.crosswalk import ANSWERS
from qorgan.law.faults import BadLaw
from qorgan.law.vocabulary import Text, text

from .model import (
    ASPECTS,
    LATER,
    NONE,
    NOT_FOUND,
    RULE,
    STATES,
    Cell,
    Dated,
    State,
    Statement,
    first_day,
)
from .reading import data, filled, words

SINCE = ("in_force", "passed", "seen", "undated")
Written = Mapping[str, Any]


@lru_cache(maxsize=1)
def states() -> tuple[State, ...]:
    """The five states in their order."""
    found = tuple(State(item["id"], text(item["title"], f"state {item['id']}")) for item in _all())
    if tuple(state.id for state in found) != STATES:
        raise BadLaw(f"states.yaml: has not exactly the states {', '.join(STATES)}")
    return found


@lru_cache(maxsize=1)
def titles() -> Mapping[str, Text]:
    """The title of each aspect."""
    found = {
        item["id"]: text(item["title"], f"aspect {item['id']}") for item in data("states.yaml")["aspects"]
    }
    if tuple(found) != ASPECTS:
        raise BadLaw(f"states.yaml: has not exactly the aspects {', '.join(ASPECTS)}")
    return found


def read_until() -> date:
    """Up to which day the sources were read."""
    return date.fromisoformat(data("states.yaml")["version"])


def sources(state: str) -> tuple[str, ...]:
    """Where it was looked for what a state has; none for Kazakhstan, whose column is computed."""
    return tuple(_state(state).get("read", ()))


def cell(state: str, aspect: str, on: date) -> Cell:
    """What was read of one state on an aspect, as it stands on a day."""
    written = _state(state)
    found = written.get("cells", {}).get(aspect, ())
    return cell_of(state, found, on, tuple(written["read"]))


def answer(state: str, article: str, on: date) -> tuple[str, Cell]:
    """How one state answers an article of the Convention, as far as anything was read of it."""
    written = _state(state)
    found = written.get("convention", {}).get(article)
    cell = cell_of(state, [found] if found else (), on, tuple(written["read"]))
    if found is None or cell.status in (NOT_FOUND, LATER):
        return "not_read", cell
    if found["answer"] not in ANSWERS:
        raise BadLaw(f"states.yaml: {state} {article}: answer is one of {', '.join(sorted(ANSWERS))}")
    return str(found["answer"]), cell


def changes(state: str) -> tuple[Dated, ...]:
    """What changed in one state, as far as it was read."""
    return tuple(
        Dated(state, statement_of(item, f"{state} changes")) for item in _state(state).get("changes", ())
    )


def cell_of(state: str, written: Sequence[Written], on: date, read: tuple[str, ...]) -> Cell:
    """The cell that these statements make on a day."""
    if not written:
        return Cell(state, NOT_FOUND, (Statement(words()["not_found"], "unverified", read),))
    every = [statement_of(item, state) for item in written]
    standing = [one for one in every if _stands(one, on)]
    if not standing:
        earliest = min((one for one in every if one.since), key=lambda one: first_day(one.since))
        sources = tuple(dict.fromkeys(source for one in every for source in one.sources))
        return Cell(state, LATER, (Statement(filled("later", earliest.since), "unverified", sources),))
    none = all(item.get("none") or item.get("answer") == "none" for item in written)
    return Cell(state, NONE if none else RULE, tuple(_as_sure(one, on) for one in standing))


def statement_of(written: Written, where: str) -> Statement:
    """One statement; BadLaw when it lacks a text, a certainty, a source or says nothing of its day."""
    since, since_is = str(written.get("since", "")), written.get("since_is", "")
    if since_is not in SINCE or (since_is == "undated") == bool(since):
        raise BadLaw(f"states.yaml: {where}: says not since when")
    if since:
        first_day(since)
    return Statement(
        text(written["text"], where), written.get("certainty", ""), (written.get("source", ""),), (),
        since, since_is, date.fromisoformat(written["until"]) if written.get("until") else None,
    )  # fmt: skip


def _stands(one: Statement, on: date) -> bool:
    """What was passed later does not stand yet; of what a source only describes nobody knows since when."""
    begun = one.since_is in ("seen", "undated") or first_day(one.since) <= on
    return begun and (one.until is None or on <= one.until)


def _as_sure(one: Statement, on: date) -> Statement:
    """Before the day of the source nothing is known of it: what it says is then not verified."""
    known_from = first_day(one.since) if one.since else read_until()
    if one.since_is in ("seen", "undated") and on < known_from:
        return replace(one, certainty="unverified")
    return one


def _all() -> Sequence[Written]:
    found: Sequence[Written] = data("states.yaml")["states"]
    return found


def _state(id: str) -> Written:
    return next(item for item in _all() if item["id"] == id)
