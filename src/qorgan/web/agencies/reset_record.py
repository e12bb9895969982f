"""What the record says of new beginnings: who gave one to whom, when and why. Reads headers only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from qorgan.web.agencies.models import Member, Role
from qorgan.web.ledger.models import Entry

# Why, as the type of the entry: an administrator holds no key to seal a sentence with.
PASSWORD, FACTOR = "password", "factor"
REASONS = (PASSWORD, FACTOR)
TYPES = tuple(f"member.reset_{reason}" for reason in REASONS)
CHANGED = "member.password_changed"
TOLD_OF_OTHERS = (Role.ADMINISTRATOR, Role.SUPERVISOR)


@dataclass(frozen=True)
class Reset:
    """A new beginning as it stands on the record; `by` is None where the keeper of the server gave it."""

    member: Member
    by: Member | None
    reason: str
    at: datetime


def type_of(reason: str) -> str:
    return f"member.reset_{reason}"


def _reset(entry: Entry, people: dict[UUID, Member]) -> Reset:
    by = people.get(entry.actor) if entry.actor else None
    return Reset(people[entry.subject], by, entry.type.removeprefix("member.reset_"), entry.recorded_at)


def _with_people(entries: list[Entry]) -> list[Reset]:
    ids = {e.subject for e in entries} | {e.actor for e in entries if e.actor}
    people = Member.objects.in_bulk(ids)
    return [_reset(e, people) for e in entries if e.subject in people]


def last(member: Member) -> Reset | None:
    """The newest one, where she has not been admitted (or, without keys, begun) since."""
    found = waiting(member)
    return found[-1] if found else None


def waiting(member: Member) -> list[Reset]:
    """All that were given since her last admission, oldest first: somebody else may have used one."""
    entries = Entry.objects.filter(subject=member.id).order_by("seq")
    done = entries.filter(type="member.admitted" if member.holds_keys else "member.began").last()
    found = entries.filter(type__in=TYPES)
    return _with_people(list(found.filter(seq__gt=done.seq) if done else found))


def started_by(member: Member) -> UUID | None:
    """Who gave the new beginning that waits for admission: the same person must not also admit."""
    entries = Entry.objects.filter(subject=member.id).order_by("-seq")
    newest = entries.filter(type__in=(*TYPES, "member.admitted")).first()
    return newest.actor if newest is not None and newest.type in TYPES else None


def since(member: Member, moment: datetime) -> list[Reset]:
    """What she is to be told at sign-in: her own, and for those who manage people their agency's."""
    found = Entry.objects.filter(type__in=TYPES, recorded_at__gt=moment, agency=member.agency_id)
    if member.role not in TOLD_OF_OTHERS:
        found = found.filter(subject=member.id)
    return _with_people(list(found.exclude(actor=member.id).order_by("recorded_at")))


def changed_since(member: Member, moment: datetime) -> datetime | None:
    """When she last changed her password on her own page, if that was after `moment`."""
    found = Entry.objects.filter(type=CHANGED, subject=member.id, recorded_at__gt=moment)
    newest = found.order_by("-seq").first()
    return newest.recorded_at if newest else None
