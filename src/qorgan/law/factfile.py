"""Reading a file of facts or events: what interfaces.md section 2 describes, with line numbers for faults.

It must never print a value it was given except the one that is at fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from .dates import read_moment
from .faults import BadFacts, ContradictoryFacts, Fault
from .plainyaml import Document, read
from .vocabulary import UNKNOWN

KEYS = ("jurisdiction", "date", "facts", "history", "events", "now", "synthetic", "title", "note")


@dataclass(frozen=True)
class FactFile:
    """A file of facts as written; ``on`` is None when no date stands in it."""

    name: str
    document: Document
    jurisdiction: str
    on: date | datetime | None
    facts: Mapping[str, Any]
    history: Any
    events: Any
    now: datetime | None

    def located(self, error: BadFacts) -> BadFacts:
        """The same faults with the file and the line of each field."""
        return type(error)([self._place(fault) for fault in error.faults])

    def _place(self, fault: Fault) -> Fault:
        if fault.line is not None:
            return replace(fault, file=self.name)
        path: list[str | int] = [
            int(piece) if piece.isdigit() else piece for piece in re.findall(r"[^.\[\]]+", fault.field)
        ]
        inside = ("facts", path[0]) in self.document.lines
        line = self.document.line("facts", *path) if inside else self.document.line(*path)
        if line is None and fault.field in map(str, self.facts):
            line = self.document.line("facts")
        return replace(fault, file=self.name, line=line)


def parse(content: str, name: str) -> FactFile:
    """A file of facts from its text; BadFacts names every fault with its line."""
    document = read(content, name)
    written = document.content
    if not isinstance(written, Mapping):
        raise BadFacts(
            [Fault("file", "is not a file of facts", "jurisdiction, date, facts, history", 1, name)]
        )
    file = FactFile(
        name,
        document,
        str(written.get("jurisdiction") or "kz"),
        None,
        written.get("facts") or {},
        written.get("history"),
        written.get("events"),
        None,
    )
    faults = [
        Fault(str(key), "is not a part of a file of facts", ", ".join(KEYS))
        for key in written
        if key not in KEYS
    ]
    if not isinstance(file.facts, Mapping):
        faults.append(Fault("facts", "is not a mapping", "fact: value"))
    try:
        on, now = _moment(written.get("date"), "date"), _moment(written.get("now"), "now")
    except BadFacts as error:
        faults.extend(error.faults)
        on = now = None
    if faults:
        raise file.located(BadFacts(faults))
    _refuse_acts_after(file, on)
    return replace(file, on=on, now=now if isinstance(now, datetime) or now is None else _midnight(now))


def _refuse_acts_after(file: FactFile, on: date | datetime | None) -> None:
    """Acts of a day do not begin after it; only within one file, as another day may be asked about."""
    written = file.facts.get("acts_from")
    if on is None or not isinstance(written, (str, date)) or str(written).strip() == UNKNOWN:
        return
    try:
        start, _ = read_moment(written, "acts_from")
    except BadFacts as error:
        raise file.located(error) from None
    if start > (on.date() if isinstance(on, datetime) else on):
        why = "contradicts date: the acts begin after the day of the act"
        raise file.located(ContradictoryFacts([Fault("acts_from", why, "correct one of the two")]))


def _moment(written: Any, field: str) -> date | datetime | None:
    if written is None:
        return None
    day, moment = read_moment(written, field)
    return moment or day


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def all_faults(error: BadFacts) -> Iterable[str]:
    """One line for each fault."""
    return (str(fault) for fault in error.faults)
