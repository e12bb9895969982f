"""The projection behind the worklist: for each case and each agency that holds its keys, what waits there.

Made from headers and grants alone, in the transaction that changes them, so that a page of the worklist and
its counts are read from one index however many cases there are. It must never decide who may see a case:
it lists whom the grants name, and the worklist asks policy again for every case that it shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from qorgan.vault.context import Purpose
from qorgan.web.agencies.models import Agency, AgencyKind
from qorgan.web.casework import standing
from qorgan.web.casework.models import Case, Grant, ListedCase
from qorgan.web.casework.next_step import AT_ONCE, of_child
from qorgan.web.casework.standing import Standing
from qorgan.web.ledger.models import Entry, Subject

BANDS = {"high": 0, "insufficient": 1, "": 1, "no_flag": 2}
EVER, NEVER = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
# Readings change nothing that a worklist shows, and are most of the entries.
WITHOUT_EFFECT = frozenset({"case.read", "case.searched"})
CHUNK = 400


def follow(entry: Entry) -> None:
    """Keeps the listing of the entry's case, in the transaction of the entry."""
    if entry.type not in WITHOUT_EFFECT:
        refresh(id_ for id_ in (entry.subject, entry.parent) if id_)


def follow_grant(instance: Grant, **_: Any) -> None:
    """A grant was made or deleted: whoever holds the first or has lost the last is listed, or no longer."""
    if instance.purpose != Purpose.CASEWORK:
        return
    holder = {"case": instance.case, "agency": instance.agency_id, "member": instance.member_id}
    holds = Grant.objects.filter(purpose=Purpose.CASEWORK, **holder).exists()
    if holds != ListedCase.objects.filter(**holder).exists():
        refresh([instance.case])


@transaction.atomic
def refresh(ids: Iterable[UUID]) -> None:
    """Makes the listing of these cases again; ids of anything else are passed over.

    The case is held meanwhile: of two who write on its referrals at the same moment each would else list it
    without what the other wrote.
    """
    held = Case.objects.select_for_update(no_key=True).filter(pk__in=list(ids))
    cases = {case.id: case for case in held}
    if not cases:
        return
    kept = {_holder(row): row for row in ListedCase.objects.filter(case__in=cases)}
    new = []
    for row in _made(cases):
        before = kept.pop(_holder(row), None)
        if before is None:
            new.append(row)
        elif _says(before) != _says(row):
            row.pk = before.pk
            row.save(force_update=True)
    if kept:
        ListedCase.objects.filter(pk__in=[row.pk for row in kept.values()]).delete()
    ListedCase.objects.bulk_create(new)


def remake() -> None:
    """Makes every listing again, without any key."""
    ListedCase.objects.all().delete()
    ids = list(Case.objects.values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        ListedCase.objects.bulk_create(_made(Case.objects.in_bulk(ids[start : start + CHUNK])))


def _holder(row: ListedCase) -> tuple[UUID, UUID, UUID | None]:
    return (row.case_id, row.agency_id, row.member_id)


def _says(row: ListedCase) -> tuple[Any, ...]:
    return (row.at_rest, row.at_once, row.band, row.due_at, row.press_at, row.owner)


def _made(cases: dict[UUID, Case]) -> list[ListedCase]:
    stand = standing.of(cases.values())
    holders = _holders(cases)
    agencies = Agency.objects.in_bulk({agency for held in holders.values() for agency in held})
    return [
        _row(stand, cases[id_], agencies[agency], member)
        for id_ in stand.own
        for agency, members in holders[id_].items()
        for member in _listed_for(cases[id_], agency, members)
    ]


def _holders(cases: Iterable[UUID]) -> dict[UUID, dict[UUID, set[UUID | None]]]:
    """By case and agency who holds keys for casework: members by name, None for the whole office.

    Grants whose time has not come or is over count here: policy, which knows the time, leaves them out.
    """
    found: dict[UUID, dict[UUID, set[UUID | None]]] = defaultdict(dict)
    granted = Grant.objects.filter(case__in=cases, purpose=Purpose.CASEWORK)
    for case, agency, member in granted.values_list("case", "agency", "member").distinct():
        found[case].setdefault(agency, set()).add(member)
    return found


def _listed_for(case: Case, agency: UUID, members: set[UUID | None]) -> set[UUID | None]:
    """The whole office where it holds the keys; in a restricted case of its own, and elsewhere, by name."""
    office = None in members and not (case.restricted and case.agency_id == agency)
    return {None} if office else members - {None}


@dataclass(frozen=True)
class Waiting:
    """What waits in a case for an agency. `at_rest`: closed, and nothing waits in it."""

    at_rest: bool
    at_once: bool
    due: Subject | None

    @property
    def press_at(self) -> datetime:
        """When it presses; what has to be done at once presses since ever, and nothing presses never."""
        if self.at_once:
            return EVER
        return (self.due and self.due.due_at) or NEVER


def waiting(stand: Standing, case: Case, agency: Agency) -> Waiting:
    """What waits in a case for an agency, whoever of its members looks."""
    police = agency.kind == AgencyKind.POLICE
    codes = {of_child(child, stand, agency.id, police) for child in stand.children[case.id]} - {""}
    closed = stand.own[case.id].state == "closed"
    if closed and case.id in stand.wrote:
        codes.add("open_again")
    due = stand.soonest(case, lambda who: who == agency.id)
    return Waiting(closed and not codes, not AT_ONCE.isdisjoint(codes), due)


def _row(stand: Standing, case: Case, agency: Agency, member: UUID | None) -> ListedCase:
    own, found = stand.own[case.id], waiting(stand, case, agency)
    return ListedCase(
        case_id=case.id,
        agency_id=agency.id,
        member_id=member,
        at_rest=found.at_rest,
        at_once=found.at_once,
        band=BANDS[own.danger_band],
        due_at=found.due.due_at if found.due else None,
        press_at=found.press_at,
        owner=own.owner,
    )
