"""Her word on sharing: agreeing to a referral, stopping an agency. Signed by her receipt, held by keys."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction
from nacl.public import PrivateKey, PublicKey, SealedBox

from qorgan.practice.deadlines import due_at
from qorgan.vault import fields
from qorgan.vault.context import Basis, Compartment, Purpose
from qorgan.vault.names import Commitment, Wrap
from qorgan.web.agencies import directory
from qorgan.web.casework import grants
from qorgan.web.casework.contact import raise_call_by_clock
from qorgan.web.casework.models import (
    Case,
    Grant,
    PendingWrap,
    Referral,
    Report,
    SearchToken,
)
from qorgan.web.casework.visits.opening import Ended, Visit
from qorgan.web.clock import now
from qorgan.web.ledger import headers
from qorgan.web.ledger.models import Entry
from qorgan.web.ledger.verbs import append


def agree(visit: Visit, referral_id: UUID, chosen: list[str]) -> None:
    """Releases the wraps of a drafted referral for the bundles she picked, signs them, and sends it.

    Her code opens only the outer seal; the wraps inside are sealed to the receiving agency.
    """
    report = visit.report
    with transaction.atomic():
        referral = Referral.objects.select_for_update().get(pk=referral_id, case_id=report.case)
        if referral.status.state != "drafted":
            return  # she pressed twice, or the office withdrew it meanwhile
        released = list(referral.pending.filter(bundle__in=[*chosen, "always"]))  # type: ignore[attr-defined]
        entry = _step(visit, report, referral, "referral.consented", "consented")
        to = grants.recipient_agency(referral.to_agency, Purpose.CASEWORK)
        for pending in released:
            for item in open_pending(bytes(pending.sealed), visit.box_sk):
                _release(item, report, to, entry, visit)
        referral.bundles = [b for b in chosen if b in {p.bundle for p in released}]
        referral.save(update_fields=["bundles"])
        due = due_at("referral_ack", now(), urgency=referral.urgency)
        _step(visit, report, referral, "referral.sent", "sent", headers.due("referral_ack", due))
        PendingWrap.objects.filter(referral=referral).delete()


def _release(
    item: dict[str, Any], report: Report, to: grants.AgencyRecipient, entry: Entry, visit: Visit
) -> None:
    version = item["agency_key_version"]
    if version != to.version:
        # The office changed its key since. Its older one is as good if it is certified; hers must not fail.
        try:
            key = directory.agency_public(to.agency, to.purpose, version)
        except directory.NoKey:
            raise Ended from None
        to = replace(to, box_pk=key, version=version)
    grants.store_wrapped(
        case=report.case,
        compartment=Compartment(item["compartment"]),
        version=item["version"],
        wrap=Wrap(bytes.fromhex(item["wrap"])),
        commit=Commitment(bytes.fromhex(item["commit"])),
        to=to,
        basis=Basis.CONSENT,
        basis_entry=entry,
        signer=visit.signer,
        grantor=report.id,
        grantor_kind="receipt",
    )


def _step(
    visit: Visit, report: Report, referral: Referral, type_: str, state: str, due_code: str = ""
) -> Entry:
    return append(
        headers.NewEntry(
            subject=referral.id,
            parent=report.case,
            type=type_,
            actor=report.id,
            actor_role="survivor",
            party=referral.to_agency_id,
            agency=referral.from_agency_id,
            state=state,
            due_code=due_code,
        ),
        visit.signer,
    )


def stop_sharing(visit: Visit, agency_id: UUID) -> None:
    """Stops sharing with one agency at once: its consent grants are deleted, and the keys change before
    anything new is written. What it copied before stays with it; the page says so."""
    report = visit.report
    with transaction.atomic():
        stop(report.case, agency_id, report.id, "survivor", visit.signer)
        case = Case.objects.select_related("agency").filter(pk=report.case).first()
        if case is not None and report.status.state == "opened":
            # Whoever holds her words could have done this: a worker asks her, inside her safe time (rule 4).
            raise_call_by_clock(case, case.agency, "withdrawal")


def stop(
    case: UUID, agency_id: UUID, actor: UUID, role: str, signer: Any, acting_agency: UUID | None = None
) -> None:
    """Deletes an agency's consent grants and search tokens, and marks their compartments for a new key."""
    append(
        headers.NewEntry(
            subject=case,
            type="case.consent_withdrawn",
            actor=actor,
            actor_role=role,
            party=agency_id,
            agency=acting_agency,
        ),
        signer,
    )
    take_back(case, agency_id)
    for referral in Referral.objects.filter(case_id=case, to_agency_id=agency_id):
        if referral.status.state in ("sent", "acknowledged", "accepted", "escalated", "first_contact"):
            append(
                headers.NewEntry(
                    subject=referral.id,
                    parent=case,
                    type="referral.withdrawn",
                    actor=actor,
                    actor_role=role,
                    party=agency_id,
                    state="withdrawn_by_survivor",
                    due_code=headers.CLEARED,
                ),
                signer,
            )


def take_back(case: UUID, agency_id: UUID) -> None:
    """Deletes an agency's consent grants and search tokens; what it could open gets a new key before anything
    is written. To be called wherever the basis of a consent is gone, inside the caller's transaction."""
    found = Grant.objects.filter(case=case, agency_id=agency_id, basis=Basis.CONSENT)
    compartments = set(found.values_list("compartment", flat=True))
    found.delete()
    SearchToken.objects.filter(case=case, agency_id=agency_id).delete()
    row = Case.objects.select_for_update().filter(pk=case).first()
    if row is not None:
        row.rotate_before_write = sorted(compartments | set(row.rotate_before_write))
        row.save(update_fields=["rotate_before_write"])


def seal_pending(items: list[dict[str, Any]], box_pk: bytes) -> bytes:
    """Seals wraps to her receipt, for `agree` to release; padded, since the length would tell how many."""
    return bytes(SealedBox(PublicKey(box_pk)).encrypt(fields.pad(json.dumps(items).encode())))


def open_pending(sealed: bytes, box_sk: bytes) -> list[dict[str, Any]]:
    """What `seal_pending` sealed."""
    items: list[dict[str, Any]] = json.loads(fields.unpad(SealedBox(PrivateKey(box_sk)).decrypt(sealed)))
    return items
