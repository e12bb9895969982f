"""Fills an empty database with the demonstration, through the verbs that the pages use, in one transaction.

Interrupted, it leaves nothing behind. It must never write into a database that holds anything else: a
database is the demo's when it carries the synthetic mark, which is written here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from functools import partial
from heapq import heapify, heappop, heappush
from typing import Any

from django.conf import settings
from django.db import transaction

from qorgan.practice.local_time import at_local, local
from qorgan.web.agencies.models import Agency
from qorgan.web.casework import tick
from qorgan.web.clock import pretend, real_now
from qorgan.web.demo import people
from qorgan.web.demo.course import Play
from qorgan.web.demo.told import Telling
from qorgan.web.ledger.models import Entry, Installation, Subject

# Agencies are founded this long before the first report.
FOUNDED = timedelta(days=60)


class NotSynthetic(RuntimeError):
    """The database holds something and carries no synthetic mark: the demonstration leaves it alone."""

    def __init__(self) -> None:
        super().__init__(
            "This database holds data that is not the demonstration's. Demo mode does not open it: "
            "name another folder with QORGAN_DATA, or run with QORGAN_MODE=production."
        )


@dataclass(frozen=True, order=True)
class Happening:
    """One step of one case at a moment."""

    at: datetime
    case: str
    do: Callable[[], None] = field(compare=False)
    play: Play | None = field(compare=False, default=None)
    look_again: bool = field(default=False, compare=False)


def is_loaded() -> bool:
    """Whether the demonstration is here; False for an empty database. Raises NotSynthetic for any other."""
    row = Installation.objects.filter(pk=1).first()
    if row is not None and row.synthetic:
        return True
    if row is not None or Entry.objects.exists() or Agency.objects.exists():
        raise NotSynthetic
    return False


def load(say: Callable[[str], None] = lambda line: None) -> bool:
    """Loads the demonstration into an empty database; False when it is there already. Raises NotSynthetic."""
    if settings.PRODUCTION:
        raise NotSynthetic
    if is_loaded():
        return False
    at = real_now()
    with transaction.atomic():
        Installation.objects.create(pk=1, synthetic=True)
        with pretend(at - FOUNDED):
            people.found_all()
        happenings = list(_happenings(at))
        heapify(happenings)
        last = happenings[0].at
        while happenings:
            happening = heappop(happenings)
            last = _until(last, happening.at)
            with pretend(happening.at):
                happening.do()
            if (
                happening.look_again
                and happening.play
                and (again := happening.play.look_again(at)) is not None
            ):
                # The office looks at the danger again in time; only where `left` stands it did not.
                heappush(happenings, replace(happening, at=again, do=partial(_look, happening.play, again)))
        _until(last, at)
    reports, members = people.data("cases")["cases"], people.data("people")["members"]
    say(f"{len(reports)} invented reports, {len(members)} invented members.")
    return True


def _until(last: datetime, at: datetime) -> datetime:
    """Lets the periodic check see everything that became due between two happenings, when it became due."""
    while True:
        due = (
            Subject.objects.filter(due_at__gt=last, due_at__lt=at)
            .order_by("due_at")
            .values_list("due_at", flat=True)
        )
        following = due.first()
        if following is None:
            return max(last, at)
        last = following + timedelta(seconds=1)
        with pretend(last):
            tick.run(last)


def _happenings(loaded_at: datetime) -> Iterator[Happening]:
    keyrings = _Keyrings()
    for row in people.data("told")["reports"]:
        sent_at = sent(row, loaded_at)
        telling = Telling(row, sent_at, keyrings)
        yield Happening(sent_at, row["id"], telling.send)
        if "open" in row:
            yield Happening(sent_at + timedelta(minutes=row["open"]), row["id"], telling.looked_into)
    for row in people.data("cases")["cases"]:
        sent_at = sent(row, loaded_at)
        play = Play(row, sent_at, keyrings)
        yield Happening(sent_at, row["id"], play.send, play)
        at = sent_at
        for step in flat(people.data("courses")["courses"][row["course"]]):
            at = moment(step["when"], at, sent_at)
            do = partial(play.step, step, at)
            yield Happening(at, row["id"], do, play, look_again=step["do"] == "danger")


def _look(play: Play, at: datetime) -> None:
    play.step({"do": "danger"}, at)


class _Keyrings:
    """Keyrings by username, each opened once: opening takes as long as a sign-in."""

    def __init__(self) -> None:
        self._open: dict[str, Any] = {}

    def __call__(self, username: str) -> Any:
        if username not in self._open:
            self._open[username] = people.keys(username)
        return self._open[username]


def flat(course: list[Any]) -> list[dict[str, Any]]:
    """A course with the courses it begins with written out."""
    return [step for part in course for step in (flat(part) if isinstance(part, list) else [part])]


def sent(row: dict[str, Any], loaded_at: datetime) -> datetime:
    """When a report came in: minutes ago, or a local time some days ago."""
    if isinstance(row["ago"], int):
        return loaded_at - timedelta(minutes=row["ago"])
    days, clock = row["ago"]
    return at_local(local(loaded_at).date() - timedelta(days=days), time.fromisoformat(clock))


def moment(when: str, before: datetime, sent_at: datetime) -> datetime:
    """`+40m` and `+2h` after the step before; `3 11:00` on the third day after the report."""
    if match := re.fullmatch(r"\+(\d+)([mh])", when):
        minutes = int(match[1]) * (60 if match[2] == "h" else 1)
        return before + timedelta(minutes=minutes)
    days, clock = when.split(" ")
    return at_local(local(sent_at).date() + timedelta(days=int(days)), time.fromisoformat(clock))
