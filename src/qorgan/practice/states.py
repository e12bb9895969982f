"""The one table of allowed moves for each record, and the diagram drawn from it.

It answers which step may follow which, and who may take it. It must never make a move by itself, and it
knows no clock: whether a required thing is on the record is for the caller to check.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from qorgan.practice.data import PracticeDataFault, load
from qorgan.practice.text import LANGUAGES, Text

START = ""
"""The state of a record before its first event."""


class UnknownMachine(KeyError):
    """No state table has this name; the message lists those there are."""


class UnknownState(ValueError):
    """The table has no such state; the message lists those it has."""


class MoveNotAllowed(ValueError):
    """The step cannot follow the present state. `text` says so in three languages, with what is possible."""

    def __init__(self, machine: str, state: str, event: str, text: Text) -> None:
        super().__init__(text.en)
        self.machine, self.state, self.event, self.text = machine, state, event, text


@dataclass(frozen=True)
class Move:
    """One allowed step. `outcome` is None where the event alone decides."""

    source: str
    event: str
    outcome: str | None
    target: str
    who: tuple[str, ...]
    requires: tuple[str, ...]


@dataclass(frozen=True)
class StateTable:
    """All states of one kind of record and the only moves between them."""

    name: str
    title: Text
    states: Mapping[str, Text]
    final: tuple[str, ...]
    moves: tuple[Move, ...]

    def from_state(self, state: str) -> tuple[Move, ...]:
        """Moves that may follow `state`. Raises UnknownState."""
        if state != START and state not in self.states:
            raise UnknownState(f"{self.name}: no state {state!r}; there are {', '.join(self.states)}")
        return tuple(move for move in self.moves if move.source == state)


def allowed(machine: str, state: str, event: str, outcome: str | None = None) -> str:
    """The state after `event`; `state` is START ("") before the first event.

    `outcome` is needed where the same event may lead to several states (a call: reached, not_reached;
    a danger assessment: its band). Raises MoveNotAllowed, UnknownState, UnknownMachine.

    >>> allowed("order", "issued", "order.served")
    'served'
    """
    return move(machine, state, event, outcome).target


def move(machine: str, state: str, event: str, outcome: str | None = None) -> Move:
    """The whole move: who may make it and what must be on the record. Raises as `allowed`."""
    table = table_of(machine)
    for candidate in table.from_state(state):
        if candidate.event == event and candidate.outcome in (None, outcome):
            return candidate
    raise MoveNotAllowed(machine, state, event, _refusal(table, state, event))


def possible(machine: str, state: str, role: str | None = None) -> tuple[str, ...]:
    """Event types that may follow `state`, for `role` where one is given, each once, in table order."""
    moves = table_of(machine).from_state(state)
    return tuple(dict.fromkeys(m.event for m in moves if role is None or role in m.who))


def state_label(machine: str, state: str) -> Text:
    """What a person reads for a state. Raises UnknownState."""
    table = table_of(machine)
    if state == START:
        return message("before_start")
    if state not in table.states:
        raise UnknownState(f"{machine}: no state {state!r}; there are {', '.join(table.states)}")
    return table.states[state]


@cache
def event_labels() -> Mapping[str, Text]:
    """Every ledger event type of the tables with its label."""
    return {
        code: Text.of(raw, f"states.yaml events {code}") for code, raw in load("states")["events"].items()
    }


@cache
def requirement_labels() -> Mapping[str, Text]:
    """What a move may require, each with its label."""
    raw = load("states")["requirements"]
    return {code: Text.of(text, f"states.yaml requirements {code}") for code, text in raw.items()}


def machines() -> tuple[str, ...]:
    """The names of all state tables."""
    return tuple(load("states")["machines"])


@cache
def table_of(machine: str) -> StateTable:
    """The table of one kind of record. Raises UnknownMachine."""
    raw = load("states")["machines"]
    if machine not in raw:
        raise UnknownMachine(f"no state table {machine!r}; there are {', '.join(raw)}")
    entry = raw[machine]
    where = f"states.yaml {machine}"
    states = {code: Text.of(text, f"{where} {code}") for code, text in entry["states"].items()}
    moves = tuple(m for row in entry["moves"] for m in _moves_of(row, states, where))
    return StateTable(machine, Text.of(entry["title"], where), states, tuple(entry["final"]), moves)


def _moves_of(row: Mapping[str, Any], states: Mapping[str, Text], where: str) -> list[Move]:
    known = {"start": START, **{code: code for code in states}}
    names = list(states) if row["from"] == ["*"] else row["from"]
    for name in [*names, *([] if row["to"] == "same" else [row["to"]])]:
        if name not in known:
            raise PracticeDataFault(f"{where}: a move names the state {name!r}, which is not in the list")
    return [
        Move(
            source=known[name],
            event=row["event"],
            outcome=row.get("when"),
            target=known[name] if row["to"] == "same" else row["to"],
            who=tuple(row["who"]),
            requires=tuple(row["requires"]),
        )
        for name in names
    ]


def message(code: str) -> Text:
    """A sentence of the state tables by its code."""
    return Text.of(load("states")["messages"][code], f"states.yaml messages {code}")


def _refusal(table: StateTable, state: str, event: str) -> Text:
    labels = event_labels()
    options = [labels[code] for code in possible(table.name, state)]
    joined = Text(*(", ".join(o[lang] for o in options) for lang in LANGUAGES))
    return message("not_allowed").with_values(
        state=state_label(table.name, state),
        event=labels.get(event, Text(event, event, event)),
        possible=joined if options else message("nothing_possible"),
    )


def diagram(machine: str) -> str:
    """The table as Mermaid text; moves that keep the state are drawn as loops."""
    table = table_of(machine)
    lines = ["stateDiagram-v2"]
    lines += [f"    {code} : {text.en}" for code, text in table.states.items()]
    for step in table.moves:
        source = step.source or "[*]"
        name = step.event if step.outcome is None else f"{step.event} ({step.outcome})"
        lines.append(f"    {source} --> {step.target} : {name}")
    lines += [f"    {code} --> [*]" for code in table.final]
    return "\n".join(lines)
