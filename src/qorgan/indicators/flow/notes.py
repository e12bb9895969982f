"""What was odd in a table and what was done about it: told with the number of rows and the first lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qorgan.indicators.flow.columns import NEVER
from qorgan.indicators.flow.events import DAY, MICRO, Events
from qorgan.indicators.flow.roles import Role, policy
from qorgan.indicators.texts import Text, texts

SHOWN = 5
AHEAD = 60 * MICRO  # occurred_at stands to the minute, recorded_at to the microsecond


@dataclass(frozen=True, slots=True)
class Note:
    """`code` names its sentence in the texts; `lines` are the first that it concerns."""

    code: str
    count: int
    lines: tuple[int, ...] = ()
    detail: str = ""

    def text(self) -> Text:
        lines = ", ".join(str(line) for line in self.lines) or "-"
        return texts("flow")[f"note_{self.code}"].filled(count=self.count, lines=lines, detail=self.detail)

    def as_dict(self) -> dict[str, Any]:
        said = self.text().as_dict()
        return {
            "code": self.code,
            "count": self.count,
            "lines": list(self.lines),
            "detail": self.detail,
            "text": said,
        }


def noted(events: Events, code: str, rows: NDArray[Any], detail: str = "") -> list[Note]:
    """A note about rows, or nothing where there are none."""
    if not len(rows):
        return []
    return [Note(code, len(rows), tuple(events.line(row) for row in rows[:SHOWN]), detail)]


def look(events: Events, roles: dict[str, Role], today_end: int | None) -> list[Note]:
    """Sets `events.keep` to what is counted and says what was left out and what was only noticed."""
    future = np.zeros(len(events), bool) if today_end is None else events.recorded >= today_end
    later = (
        ~future
        & (events.occurred != NEVER)
        & (events.occurred > events.recorded + np.where(events.day_only, DAY, AHEAD))
    )
    if today_end is not None:
        later |= ~future & (events.occurred != NEVER) & (events.occurred >= today_end)
    twice = _twice(events)
    twice = twice[~(future | later)[twice]]
    events.keep = ~(future | later)
    events.keep[twice] = False
    for role in roles.values():
        if not role.happened:  # when the act happened is often known to the day, and no step is timed by it
            rows = events.rows(role)
            events.day_only[rows] = events.recorded_day[rows]
    day_only = np.flatnonzero(events.day_only & events.keep)
    found = [
        *noted(events, "future", np.flatnonzero(future)),
        *noted(events, "occurred_later", np.flatnonzero(later)),
        *noted(events, "duplicate", twice),
        *_unknown(events, roles),
        *noted(events, "day_only", day_only),
    ]
    if events.naive:
        found.append(Note("naive", events.naive, detail=str(policy()["zone"])))
    backwards = np.flatnonzero(np.diff(events.recorded) < 0) + 1
    return found + noted(events, "unsorted", backwards)


def _twice(events: Events) -> NDArray[np.intp]:
    """Rows that say again what an earlier row said: subject, parent, type, both times, agency and state."""
    key = events.subject.copy()
    for column in (
        events.parent,
        events.recorded.view(np.uint64),
        events.occurred.view(np.uint64),
        events.codes["type"],
        events.codes["state"],
        events.codes["agency"],
    ):
        key *= np.uint64(0x9E3779B97F4A7C15)
        key ^= key >> np.uint64(29)
        key += column.astype(np.uint64)
    ordered = np.sort(key)
    again = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if not len(again):
        return np.zeros(0, np.intp)
    candidates = np.flatnonzero(np.isin(key, again))
    _, first = np.unique(key[candidates], return_index=True)
    return np.setdiff1d(candidates, candidates[first])


def _unknown(events: Events, roles: dict[str, Role]) -> list[Note]:
    known = {type_ for role in roles.values() for type_, _ in role.types} | set(policy()["other_types"])
    found = []
    counts = np.bincount(events.codes["type"], minlength=len(events.words["type"]) + 1)
    strange = [
        (int(counts[n]), n, word) for n, word in enumerate(events.words["type"], 1) if word not in known
    ]
    for _, code, word in sorted(strange, reverse=True)[:20]:
        found += noted(events, "unknown_type", np.flatnonzero(events.codes["type"] == code), word[:60])
    if len(strange) > 20:
        found.append(Note("unknown_types", len(strange)))
    return found
