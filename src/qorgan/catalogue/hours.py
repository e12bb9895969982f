"""When a service can be reached: around the clock, a week of open hours, or not known.

>>> week = hours_of({"mon": [["09:00", "13:00"], ["14:00", "18:00"]]}, lambda *said: print(said))
>>> week.open_at("mon", "13:30"), week.open_at("mon", "14:00"), week.open_at("tue", "10:00")
(False, True, False)
>>> hours_of("around_the_clock", print).open_at("sun", "03:00"), hours_of(None, print).open_at("sun", "03:00")
(True, None)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from qorgan.catalogue.codes import codes

TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00")
Said = Callable[..., None]  # takes the field, the code of the fault, what was given and what is allowed
Span = tuple[str, str]


@dataclass(frozen=True)
class Hours:
    """`known` is "unknown", "around_the_clock" or "week"; `week` has the days that are open at all."""

    known: str = "unknown"
    week: tuple[tuple[str, tuple[Span, ...]], ...] = ()

    def open_at(self, day: str, time: str) -> bool | None:
        """Whether it is open at a local time ("HH:MM") of a day ("mon" to "sun"). None: not known."""
        if self.known != "week":
            return True if self.known == "around_the_clock" else None
        return any(start <= time < end for name, spans in self.week if name == day for start, end in spans)

    def plain(self) -> Any:
        """The form that `hours_of` reads."""
        if self.known != "week":
            return self.known
        return {day: [list(span) for span in spans] for day, spans in self.week}


def _spans(day: str, plain: Any, fault: Said) -> tuple[Span, ...]:
    if not isinstance(plain, list | tuple):
        fault("hours", "not_a_list", f"{day}: {plain}")
        return ()
    found: list[Span] = []
    for one in plain:
        if not (isinstance(one, list | tuple) and len(one) == 2 and all(isinstance(t, str) for t in one)):
            fault("hours", "wrong_hours", f"{day}: {one}", '["09:00", "18:00"]')
            continue
        start, end = one
        if not (TIME.fullmatch(start) and TIME.fullmatch(end)) or start >= end:
            # Past midnight is two spans of two days: 22:00 to 24:00, then 00:00 to 06:00.
            fault("hours", "wrong_hours", f"{day}: {start} - {end}", '["09:00", "18:00"]')
            continue
        found.append((start, end))
    found.sort()
    for before, after in zip(found, found[1:], strict=False):
        if after[0] < before[1]:
            fault("hours", "hours_overlap", f"{day}: {before[0]} - {before[1]}, {after[0]} - {after[1]}")
    return tuple(found)


def hours_of(plain: Any, fault: Said) -> Hours:
    """The hours that a plain value says; every fault goes to `fault`."""
    if plain is None or plain == "" or plain == "unknown":
        return Hours()
    if plain == "around_the_clock":
        return Hours("around_the_clock")
    days = codes("weekdays")
    if not isinstance(plain, Mapping):
        fault("hours", "wrong_hours", plain, "unknown, around_the_clock, " + ", ".join(days))
        return Hours()
    for name in plain:
        if name not in days:
            fault("hours", "unknown_code", name, ", ".join(days))
    week = tuple((day, _spans(day, plain[day], fault)) for day in days if day in plain)
    return Hours("week", tuple((day, spans) for day, spans in week if spans))
