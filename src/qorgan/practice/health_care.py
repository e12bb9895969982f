"""Medical help that works best within hours: what may be offered, and until when.

Threat: these are never written as deadlines in the ledger, whose headers are open; a due code would tell what
was done to her. They are shown where her facts are already open, and nowhere else. It must never say that it
is too late for help.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from qorgan.practice.data import load
from qorgan.practice.facts_rule import any_holds
from qorgan.practice.local_time import at_local, local
from qorgan.practice.text import Text


@dataclass(frozen=True)
class MedicalHelp:
    """One kind of help. `until` is None where no hour limits it, or where it is not known when it happened.

    `in_time` is False only where the usual time is known to have passed; `text` then says what is still
    possible.
    """

    code: str
    text: Text
    until: datetime | None
    in_time: bool


def medical_help(
    facts: Mapping[str, object], happened: datetime | date | None, at: datetime
) -> tuple[MedicalHelp, ...]:
    """What medical help the facts call for, in the order it is urgent.

    A bare date counts from its first minute, so no limit is shown later than it is. Raises NaiveTime.
    """
    start = _start(happened)
    return tuple(
        _one(row, start, local(at))
        for row in load("health_care")["help"]
        if any_holds(row["shown_if"], facts)
    )


def police_note() -> Text:
    """What she should know before she tells a clinic the details."""
    return Text.of(load("health_care")["police_note"], "health_care.yaml police_note")


def _start(happened: datetime | date | None) -> datetime | None:
    if happened is None:
        return None
    return local(happened) if isinstance(happened, datetime) else at_local(happened, time())


def _one(row: Mapping[str, object], start: datetime | None, now: datetime) -> MedicalHelp:
    code, hours = str(row["code"]), row["hours"]
    text = Text.of(row["text"], f"health_care.yaml {code}")
    if start is None or not isinstance(hours, int):
        return MedicalHelp(code, text, None, True)
    until = start + timedelta(hours=hours)
    if now <= until:
        return MedicalHelp(code, text, until, True)
    return MedicalHelp(code, Text.of(load("health_care")["after"], "health_care.yaml after"), until, False)
