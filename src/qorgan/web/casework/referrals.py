"""Referrals: drafted, consented, sent, answered, and what came of them. The moves are practice/'s table."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import transaction

from qorgan.practice import states
from qorgan.practice.deadlines import due_at
from qorgan.vault import wraps
from qorgan.vault.context import Purpose
from qorgan.vault.grants import commit
from qorgan.web.agencies.keyring import Keyring
from qorgan.web.agencies.models import Agency
from qorgan.web.casework import consent, grants, visits
from qorgan.web.casework.grants import AgencyRecipient, CaseKey
from qorgan.web.casework.models import Case, PendingWrap, Referral
from qorgan.web.casework.recording import entry, write
from qorgan.web.clock import now
from qorgan.web.ledger import headers
from qorgan.web.ledger.models import Entry
from qorgan.web.ledger.verbs import append, entries


class ReasonNeeded(Exception):
    """Declining, an outcome and taking back need a written reason."""


def draft(
    keyring: Keyring,
    case: Case,
    to_agency: Agency,
    service: str,
    urgency: str,
    bundles: list[str],
    summary: str,
) -> Referral:
    """A referral that waits for her word. Where she has words of her own, each bundle's wraps wait sealed
    to her receipt, so that she can release them without this office."""
    with transaction.atomic():
        referral = Referral.objects.create(
            id=uuid4(),
            case=case,
            from_agency=keyring.member.agency,
            to_agency=to_agency,
            service=service,
            urgency=urgency,
            bundles=bundles,
        )
        new = entry(
            keyring, referral.id, "referral.drafted", parent=case.id, party=to_agency.id, state="drafted"
        )
        write(keyring, case, new, {"referral_summary": {"referral": str(referral.id), "summary": summary}})
        if consent.can_agree_by_code(case):
            _hold_wraps(keyring, case, referral, bundles)
    return referral


def _hold_wraps(keyring: Keyring, case: Case, referral: Referral, bundles: list[str]) -> None:
    to = grants.recipient_agency(referral.to_agency, Purpose.CASEWORK)
    assert case.report is not None
    box_pk = bytes(case.report.box_pk or b"")
    groups = {name: consent.keys_to_share(keyring, case, [name]) for name in bundles}
    always = [k for k in consent.keys_to_share(keyring, case, []) if k.compartment in consent.ALWAYS]
    for name, keys in [("always", always), *groups.items()]:
        own = [k for k in keys if name == "always" or k.compartment not in consent.ALWAYS]
        items = [_wrapped(case, key, to) for key in own]
        PendingWrap.objects.create(referral=referral, bundle=name, sealed=visits.seal_pending(items, box_pk))


def _wrapped(case: Case, key: CaseKey, to: AgencyRecipient) -> dict[str, Any]:
    context = grants.wrap_context(case.id, key.compartment, key.version, to)
    return {
        "compartment": int(key.compartment),
        "version": key.version,
        "wrap": wraps.seal_wrap(key.key, context, to.box_pk).hex(),
        "commit": commit(key.key).hex(),
        "agency_key_version": to.version,
    }


def move(
    keyring: Keyring, referral: Referral, event: str, text: str = "", due_code: str = headers.CLEARED
) -> Entry:
    """One step of a referral, checked against the table. Raises states.MoveNotAllowed, ReasonNeeded."""
    with transaction.atomic():
        referral = Referral.objects.select_for_update().get(pk=referral.pk)
        step = states.move("referral", referral.status.state, event)
        state = states.allowed("referral", referral.status.state, event)
        if "reason" in step.requires and not text.strip():
            raise ReasonNeeded
        new = entry(
            keyring,
            referral.id,
            event,
            parent=referral.case_id,
            party=referral.to_agency_id,
            state=state,
            due_code=due_code,
        )
        if not text.strip():
            return append(new, keyring)
        return write(
            keyring, referral.case, new, {"referral_answer": {"referral": str(referral.id), "text": text}}
        )


def consent_recorded(keyring: Keyring, referral: Referral, how: str, statement: str = "") -> None:
    """She agreed, speaking or writing to this worker: recorded, signed by the worker, and sent."""
    with transaction.atomic():
        states.allowed("referral", referral.status.state, "referral.consented")
        consent.give(keyring, referral.case, referral.to_agency, referral.bundles, how, statement)
        move(keyring, referral, "referral.consented")
        PendingWrap.objects.filter(referral=referral).delete()
        send(keyring, referral)


def send(keyring: Keyring, referral: Referral) -> None:
    """Sends it: the receiving agency sees it and its clock starts."""
    due = due_at("referral_ack", now(), urgency=referral.urgency)
    move(keyring, referral, "referral.sent", due_code=headers.due("referral_ack", due))


def acknowledge(keyring: Keyring, referral: Referral) -> None:
    """The receiver has seen it; now the first safe contact is due."""
    move(keyring, referral, "referral.acknowledged", due_code=_first_contact(referral))


def accept(keyring: Keyring, referral: Referral) -> None:
    move(keyring, referral, "referral.accepted", due_code=_first_contact(referral))


def _first_contact(referral: Referral) -> str:
    """Counted from sending, so that answering late does not move it."""
    sent = entries(referral.id).filter(type="referral.sent").first()
    start = sent.recorded_at if sent else now()
    return headers.due(
        "referral_first_contact", due_at("referral_first_contact", start, urgency=referral.urgency)
    )


def decline(keyring: Keyring, referral: Referral, reason: str) -> None:
    """Declines with a reason; the grants that came with it are deleted, since the basis is gone."""
    with transaction.atomic():
        move(keyring, referral, "referral.declined", reason)
        if not _others_accepted(referral):
            visits.take_back(referral.case_id, referral.to_agency_id)


def _others_accepted(referral: Referral) -> bool:
    """Whether the same agency has another referral in this case that is open: its grants then stay."""
    others = Referral.objects.filter(case=referral.case, to_agency=referral.to_agency).exclude(pk=referral.pk)
    ended = ("drafted", "consented", "declined", "withdrawn_by_survivor", "revoked")
    return any(other.status.state not in ended for other in others)


def first_contact(keyring: Keyring, referral: Referral, note: str = "") -> None:
    move(keyring, referral, "referral.first_contact", note)


def start_service(keyring: Keyring, referral: Referral, note: str = "") -> None:
    move(keyring, referral, "referral.service_started", note)


def outcome(keyring: Keyring, referral: Referral, text: str) -> None:
    move(keyring, referral, "referral.outcome", text)


def withdraw(keyring: Keyring, referral: Referral) -> None:
    """She stopped it, by word to a worker."""
    with transaction.atomic():
        move(keyring, referral, "referral.withdrawn")
        consent.withdraw(keyring, referral.case, referral.to_agency)
        PendingWrap.objects.filter(referral=referral).delete()


def revoke(keyring: Keyring, referral: Referral, reason: str) -> None:
    """The sender takes it back before anyone accepted it; the keys that went with it come back too."""
    with transaction.atomic():
        move(keyring, referral, "referral.revoked", reason)
        if not _others_accepted(referral):
            visits.take_back(referral.case_id, referral.to_agency_id)
        PendingWrap.objects.filter(referral=referral).delete()
