"""The law of five states side by side on a day; ``compare`` and what it is made of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from . import convention as _convention
from . import kazakhstan, states
from .changed import changes as _changes
from .model import (
    ASPECTS,
    STATES,
    Cell,
    Comparison,
    Dated,
    Row,
    State,
    Statement,
    UnknownAspect,
    UnknownState,
    chosen,
)


def compare(
    on: date, states_asked: Iterable[str] | None = None, aspects: Iterable[str] | None = None
) -> Comparison:
    """The law on a day by aspect and state; all of them where nothing is asked.

    Raises UnknownState or UnknownAspect, naming what is allowed."""
    wanted = chosen(states_asked, STATES, UnknownState, "state")
    rows = tuple(
        Row(
            aspect,
            states.titles()[aspect],
            tuple(
                kazakhstan.cell(aspect, on) if state == kazakhstan.KZ else states.cell(state, aspect, on)
                for state in wanted
            ),
        )
        for aspect in chosen(aspects, ASPECTS, UnknownAspect, "aspect")
    )
    return _comparison(on, wanted, rows)


def convention(on: date, states_asked: Iterable[str] | None = None) -> Comparison:
    """The Istanbul Convention by article and state on a day."""
    wanted = chosen(states_asked, STATES, UnknownState, "state")
    return _comparison(on, wanted, _convention.rows(on, wanted))


def changes(states_asked: Iterable[str] | None = None, until: date | None = None) -> tuple[Dated, ...]:
    """What changed when, the latest first."""
    return _changes(chosen(states_asked, STATES, UnknownState, "state"), until)


def _comparison(on: date, wanted: tuple[str, ...], rows: tuple[Row, ...]) -> Comparison:
    known = {one.id: one for one in states.states()}
    return Comparison(on, states.read_until(), tuple(known[one] for one in wanted), rows)


__all__ = [
    "ASPECTS", "STATES", "Cell", "Comparison", "Dated", "Row", "State", "Statement", "UnknownAspect",
    "UnknownState", "changes", "compare", "convention",
]  # fmt: skip
