"""The course of a case after the danger is known: a plan agreed with her, help under way, follow-up, and who
works on it. Every step is checked against practice's table; closing is in closing.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from qorgan.practice import states
from qorgan.vault.context import Purpose
from qorgan.web.agencies.keyring import CASEWORK, Keyring
from qorgan.web.agencies.models import AgencyKeyWrap, Member, Role
from qorgan.web.casework import grants
from qorgan.web.casework.models import Case
from qorgan.web.casework.recording import entry, write
from qorgan.web.ledger.models import Entry, Subject
from qorgan.web.ledger.verbs import append

# Roles that take part in the course of a case; the table says which of them may take which step.
ROLES = frozenset({Role.CASEWORKER, Role.SUPERVISOR, Role.LINE_OPERATOR, Role.INSPECTOR})


class RoleMayNot(PermissionError):
    """The table does not give this step to the member's role."""


class WordsNeeded(ValueError):
    """This step is recorded in written words."""


class NotWithHer(ValueError):
    """A plan is agreed together with her or it is not agreed."""


class CannotOpen(ValueError):
    """The colleague could not open this case: not admitted, not of this office, or not named in it."""


class NotYoursToGive(PermissionError):
    """Only who works on a case, or a supervisor, hands it on."""


def locked(case: Case) -> Case:
    """The case as it is now, held until the transaction ends."""
    return Case.objects.select_for_update().get(pk=case.pk)


def step(keyring: Keyring, case: Case, event: str) -> str:
    """The state after `event`. Raises states.MoveNotAllowed and RoleMayNot."""
    found = states.move("case", Subject.objects.get(pk=case.pk).state, event)
    if keyring.member.role not in found.who:
        raise RoleMayNot(f"{keyring.member.role} may not record {event}.")
    return found.target


def needed(text: str) -> str:
    """The words, trimmed. Raises WordsNeeded."""
    if not text.strip():
        raise WordsNeeded("Write it down in a few words.")
    return text.strip()


def agree_plan(keyring: Keyring, case: Case, text: str, *, with_her: bool) -> Entry:
    """What she and the worker agreed to do. Raises NotWithHer, WordsNeeded, states.MoveNotAllowed."""
    if not with_her:
        raise NotWithHer("A plan is agreed together with her.")
    return _record(keyring, case, "case.plan_agreed", {"note_services": needed(text)})


def begin_help(keyring: Keyring, case: Case, text: str = "") -> Entry:
    """Help is under way; what began, where it is worth a line."""
    return _record(keyring, case, "case.service_started", _note(text))


def follow_up(keyring: Keyring, case: Case, text: str) -> Entry:
    """How she is and what she needs now; recorded each time."""
    return _record(keyring, case, "case.follow_up", {"note_services": needed(text)})


def _note(text: str) -> dict[str, Any]:
    return {"note_services": text.strip()} if text.strip() else {}


def _record(keyring: Keyring, case: Case, event: str, values: Mapping[str, Any]) -> Entry:
    with transaction.atomic():
        case = locked(case)
        new = entry(keyring, case.id, event, state=step(keyring, case, event))
        return write(keyring, case, new, values)


def colleagues(case: Case) -> list[Member]:
    """Members of the leading office to whom the case can be handed: those who can open it now."""
    found = Member.objects.filter(
        agency=case.agency, is_active=True, admitted_at__isnull=False, role__in=ROLES
    )
    if case.restricted:
        found = found.filter(pk__in=grants.named_members(case))
    else:
        holders = AgencyKeyWrap.objects.filter(agency=case.agency, purpose=CASEWORK)
        found = found.filter(pk__in=holders.values("member"))
    return list(found.order_by("display_name"))


def may_assign(member: Member, case: Case) -> bool:
    """Who works on a case hands it on, or a supervisor; where nobody works on it, anyone of the office."""
    owner = Subject.objects.get(pk=case.pk).owner
    return member.role == Role.SUPERVISOR or owner in (None, member.id)


def assign(keyring: Keyring, case: Case, to: Member) -> Entry:
    """Hands the case to a colleague who can open it. Raises CannotOpen, NotYoursToGive."""
    with transaction.atomic():
        case = locked(case)
        member = keyring.member
        if not may_assign(member, case):
            raise NotYoursToGive("Only who works on the case, or a supervisor, hands it on.")
        if case.agency_id != member.agency_id or to not in colleagues(case):
            raise CannotOpen("This colleague cannot open the case.")
        grants.recipient_member(to, Purpose.CASEWORK)  # a membership that does not hold is refused
        state = step(keyring, case, "case.assigned")
        return append(entry(keyring, case.id, "case.assigned", party=to.id, state=state), keyring)
