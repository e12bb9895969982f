"""When somebody leaves (vault rule 15): her wraps go at once, the agency gets new keys in the session of a
supervisor, and what is shared is sealed to them anew, a part at each visit until nothing is left.

A case whose key went to an older version of an agency's key gets a new one before anything new is written
(`grants.key_to_write`), so a copy of the database that the leaver kept opens nothing written afterwards.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from qorgan.vault.context import Purpose
from qorgan.web.agencies import admission, directory, rotation
from qorgan.web.agencies.keyring import Keyring, NoAgencyKey
from qorgan.web.agencies.models import Agency, Member, Role
from qorgan.web.casework import grants
from qorgan.web.casework.grants import NoGrant
from qorgan.web.casework.models import Case, Grant, SearchToken
from qorgan.web.clock import now

log = logging.getLogger("qorgan.casework")
# Grants in one transaction: on SQLite nobody else writes while it runs, and a report must not wait.
PART = 40
VISIT_SECONDS, ASKED_SECONDS = 0.4, 6.0


@dataclass(frozen=True)
class Standing:
    """Where an agency is: whether keys are to be changed, and how many grants lie under older ones."""

    due: bool
    left: int

    @property
    def at_rest(self) -> bool:
        return not self.due and not self.left


def leave(by: Member, member: Member) -> None:
    """Closes an account; what was sealed to her by name is deleted, and those keys change before writing.

    Raises admission.NotYours.
    """
    with transaction.atomic():
        admission.leave(by, member)
        let_go(member)


def let_go(member: Member) -> None:
    """Deletes what was sealed to a member by name; those keys change before anything new is written."""
    own = Grant.objects.filter(member=member)
    parts: dict[UUID, set[int]] = {}
    for case, compartment in own.values_list("case", "compartment"):
        parts.setdefault(case, set()).add(compartment)
    for found in Case.objects.select_for_update().filter(pk__in=parts):
        _mark(found, parts[found.pk])
    own.delete()
    SearchToken.objects.filter(member=member).delete()  # made under a key that is gone


def _mark(case: Case, compartments: set[int]) -> None:
    case.rotate_before_write = sorted(compartments | set(case.rotate_before_write))
    case.save(update_fields=["rotate_before_write"])


def standing(agency: Agency) -> Standing:
    """Raises directory.NoKey, directory.NoDirectory."""
    return Standing(rotation.due(agency), _outdated(agency).count())


def visit(keyring: Keyring, seconds: float = VISIT_SECONDS) -> Standing | None:
    """What a supervisor's visit does for the agency's keys; None where it cannot, as the log says.

    A page must not fail for it: the next visit goes on where this one stopped.
    """
    if keyring.member.role != Role.SUPERVISOR:
        return None
    try:
        if rotation.due(keyring.member.agency):
            change_keys(keyring)
        return go_on(keyring, seconds)
    except (NoAgencyKey, directory.NoKey, directory.NoDirectory) as error:
        log.error("the keys of agency %s could not be changed: %s", keyring.agency_id, type(error).__name__)
        return None


def change_keys(keyring: Keyring) -> None:
    """New versions of the agency's keys, where somebody has left since the last ones; nothing otherwise."""
    try:
        rotation.change_keys_after_leaving(keyring)
    except rotation.NotDue:
        return


def go_on(keyring: Keyring, seconds: float = ASKED_SECONDS) -> Standing:
    """Seals what lies under older keys to the newest, for about so many seconds.

    Raises directory.NoKey, directory.NoDirectory.
    """
    until, refused = time.monotonic() + seconds, set[UUID]()
    while True:
        with directory.one_look():
            part = list(_outdated(keyring.member.agency).exclude(pk__in=refused)[:PART])
            new = _sealed_anew(keyring, part)
        refused |= {old.pk for old in part} - set(new)
        _replace(part, new)
        if not part or time.monotonic() >= until:
            return standing(keyring.member.agency)


def _outdated(agency: Agency) -> QuerySet[Grant]:
    """Grants to the agency, now or later, that are sealed to an older version of its key."""
    older = Q()
    for purpose in admission.PURPOSES:
        older |= Q(purpose=purpose, agency_key_version__lt=rotation.newest(agency, purpose))
    alive = Q(expires_at=None) | Q(expires_at__gt=now())
    return (
        Grant.objects.filter(older & alive, agency=agency, member=None)
        .select_related("agency")
        .order_by("case", "pk")
    )


def _sealed_anew(keyring: Keyring, part: list[Grant]) -> dict[UUID, Grant]:
    """Each grant made again under the newest key with its basis, terms and date, by the old one's id; those
    that do not open are left out. Who seals signs, since the seal is part of what is signed.
    """
    agency, done = keyring.member.agency, dict[UUID, Grant]()
    to = {p: grants.recipient_agency(agency, p) for p in {Purpose(g.purpose) for g in part}}
    for old in part:
        try:
            key = grants.open_grant(keyring, old)
        except NoGrant:
            continue
        done[old.pk] = grants.again(old, key, to[Purpose(old.purpose)], keyring)
    return done


def _replace(part: list[Grant], new: dict[UUID, Grant]) -> None:
    """Puts the new ones in the place of the old, in one short transaction. A grant that was taken back
    meanwhile stays taken back.
    """
    with transaction.atomic():
        there = list(Grant.objects.select_for_update().filter(pk__in=new))
        # The new ones first: between the two the case would be on nobody's worklist.
        Grant.objects.bulk_create([new[old.pk] for old in there])
        Grant.objects.filter(pk__in=[old.pk for old in there]).delete()
        changed: dict[UUID, set[int]] = {}
        for old in there:
            if old.purpose == Purpose.CASEWORK:
                changed.setdefault(old.case, set()).add(old.compartment)
        # An unopened report has no case to mark yet: opening asks the record.
        for case in Case.objects.select_for_update().filter(pk__in=changed):
            _mark(case, changed[case.pk])
