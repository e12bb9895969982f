"""Cases put together: from facts as the engine takes them, and from the written history of a table's cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np

from qorgan.law.dates import Localise
from qorgan.law.earlier import KINDS, Earlier, history_from
from qorgan.law.faults import BadFacts, Fault

from .columns import Cases, Codes, Dictionary, History

ALLOWED = "KIND PROVISION DAY [executed DAY] [approximate]; the next one after a semicolon"


@dataclass(frozen=True)
class Row:
    """One case: what ``Law.assess`` takes."""

    facts: Mapping[str, Any]
    on: date | datetime
    history: Sequence[Earlier] = ()


def small(codes: Sequence[int] | Codes, most: int) -> Codes:
    """Codes in as few bytes as the largest needs."""
    kind = np.uint8 if most < 256 else np.uint16 if most < 65536 else np.int32
    return np.asarray(codes, kind)


def cases_from(rows: Sequence[Row], dictionaries: Mapping[str, Dictionary], local: Localise) -> Cases:
    """Cases for ``Table.judge`` from rows in memory."""
    names = dict.fromkeys(name for row in rows for name in row.facts)
    codes = {}
    for name in names:
        dictionary = dictionaries[name]
        found = [dictionary.code(_plain(row.facts.get(name))) for row in rows]
        codes[name] = small(found, len(dictionary.values))
    moments = [local(row.on) if isinstance(row.on, datetime) else None for row in rows]
    days = [moment.date() if moment else row.on for moment, row in zip(moments, rows, strict=True)]
    return Cases(
        len(rows),
        dictionaries,
        codes,
        np.array(days, "datetime64[D]"),
        np.array([moment or "NaT" for moment in moments], "datetime64[us]") if any(moments) else None,
        history_of([row.history for row in rows]),
    )


def _plain(given: Any) -> Any:
    """A value that can be looked up: a set as it stands, a list as a list."""
    return frozenset(given) if isinstance(given, set) else list(given) if isinstance(given, tuple) else given


def history_of(histories: Sequence[Sequence[Earlier]]) -> History | None:
    """The entries of all cases, one after another; None where nobody has any."""
    rows = [row for row, history in enumerate(histories) for _ in history]
    entries = [entry for history in histories for entry in history]
    if not entries:
        return None
    return History(
        np.array(rows, np.int64),
        np.array([entry.kind for entry in entries]),
        np.array([entry.provision for entry in entries]),
        np.array([entry.day for entry in entries], "datetime64[D]"),
        np.array([entry.executed or "NaT" for entry in entries], "datetime64[D]"),
        np.array([entry.moment or "NaT" for entry in entries], "datetime64[us]"),
    )


def history_cell(written: str, local: Localise) -> tuple[Earlier, ...]:
    """The history in a cell: ``penalty kz.cao.73.1 2025-11-04 executed 2025-11-20; order_served
    2026-03-12T18:40``.  BadFacts says what is wrong with it."""
    return history_from([_entry(part) for part in written.split(";") if part.strip()], local)


def _entry(written: str) -> Mapping[str, Any]:
    words = written.split()
    entry: dict[str, Any] = {"kind": words.pop(0)}
    if entry["kind"] not in KINDS:
        raise BadFacts([Fault("history", f"has no kind {entry['kind']!r}", ", ".join(KINDS))])
    for name in KINDS[entry["kind"]]:
        if not words:
            raise BadFacts([Fault("history", f"says no {name} in {written.strip()!r}", ALLOWED)])
        entry[name] = words.pop(0)
    while words:
        word = words.pop(0)
        if word == "approximate":
            entry["approximate"] = True
        elif word == "executed" and words:
            entry["executed"] = words.pop(0)
        else:
            raise BadFacts([Fault("history", f"has {word!r} in {written.strip()!r}", ALLOWED)])
    return entry
