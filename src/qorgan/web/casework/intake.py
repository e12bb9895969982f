"""Sending at the door: one transaction, idempotent, never refused because others are writing.

The door has public keys only. What she sends is sealed to the office she chose; nothing here can open it
again, and what is stored names nobody.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from uuid import UUID, uuid4

from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from nacl.signing import SigningKey

from qorgan.practice import witness
from qorgan.practice.deadlines import report_steps
from qorgan.practice.witness import Said
from qorgan.vault import receipt as vault_receipt
from qorgan.vault.context import Basis, Compartment, Purpose
from qorgan.vault.primitives import CHEAP_PARAMS, Argon2Params
from qorgan.vault.words import Lang
from qorgan.web.agencies import directory
from qorgan.web.agencies.models import Agency, AgencyKind
from qorgan.web.casework import grants, sealed
from qorgan.web.casework.grants import CaseKey
from qorgan.web.casework.models import SURVIVOR, Grant, Report
from qorgan.web.clock import now
from qorgan.web.ledger import headers
from qorgan.web.ledger import verbs as ledger
from qorgan.web.ledger.models import Entry
from qorgan.web.ledger.verbs import ChainBusy, RowDraft

log = logging.getLogger("qorgan.casework")
SCOPES = ("status", "messages", "plan")
DOOR_COMPARTMENTS = (
    Compartment.IDENTITY,
    Compartment.SAFE_CONTACT,
    Compartment.ACCOUNT,
    Compartment.SURVIVOR_VIEW,
)
# Argon2id takes 19 MiB and a core for 21 ms: two at a time keep the machine answering. Sends wait as long
# as it takes (none is refused); visits have a lane of their own (vault rule 9).
_lane = threading.Semaphore(2)


class NotSent(Exception):
    """The database could not take it. Nothing was written; what she typed is still on her page."""


@dataclass(frozen=True)
class Sending:
    """What the door hands over. `code` is drawn with the review page and makes a retry the same report."""

    agency_id: UUID
    language: str
    code: vault_receipt.Code
    keep_code: bool
    scope: str
    facts: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    narrative: str = ""
    safe_contact: dict[str, Any] = field(default_factory=dict)
    identity: dict[str, Any] = field(default_factory=dict)
    conflict: bool = False
    conflict_who: str = ""
    fallback_111: bool = False
    told_by: str = SURVIVOR
    told: dict[str, Any] = field(
        default_factory=dict
    )  # what another person saw or heard; `facts` stand apart

    @property
    def said(self) -> list[Said]:
        """Each fact with whose word it rests on."""
        return [Said(fact, value, self.told_by) for fact, value in self.facts.items()]


@dataclass(frozen=True)
class Sent:
    """What she is told: her words (None when she wanted none), who received it, by when it must be opened."""

    report_id: UUID
    case_id: UUID
    words: tuple[str, ...] | None
    agency: Agency
    open_by: datetime
    fallback_111: bool


@dataclass(frozen=True)
class ReceiptSigner:
    """Signs as her receipt; exists while she sends or visits."""

    seed: bytes

    def sign(self, message: bytes) -> bytes:
        return bytes(SigningKey(self.seed).sign(message).signature)


def draw(language: str) -> vault_receipt.Code:
    """Six fresh words in her language."""
    return vault_receipt.draw_code(cast(Lang, language))


def receipt_params() -> Argon2Params:
    """Argon2id's cost for receipts; cheap in tests only."""
    return CHEAP_PARAMS if settings.CHEAP_KEYS else vault_receipt.RECEIPT_PARAMS


def derive(code: vault_receipt.Code) -> vault_receipt.ReceiptKeys:
    return vault_receipt.derive(code, settings.PEPPER_RECEIPT, settings.INSTALL_SALT, receipt_params())


def submit(sending: Sending) -> Sent:
    """Seals and stores a report. The same code again returns the first report. Raises NotSent."""
    with _lane:
        keys = derive(sending.code)
    try:
        earlier = Report.objects.filter(lookup_id=keys.lookup_id).first()
        if earlier is None:
            try:
                with directory.one_look():
                    earlier = _store(sending, keys)
            except IntegrityError:  # the same send arrived twice at once: the other one holds
                earlier = Report.objects.filter(lookup_id=keys.lookup_id).first()
    except (DatabaseError, ChainBusy, OSError) as error:
        log.error("a report could not be stored: %s", type(error).__name__)
        raise NotSent from error
    if earlier is None:
        log.error("a report could not be stored: the database refused it")
        raise NotSent
    words = tuple(sending.code.words) if earlier.has_code else None
    return Sent(earlier.id, earlier.case, words, earlier.agency, earlier.open_by, earlier.fallback_111)


def _store(sending: Sending, keys: vault_receipt.ReceiptKeys) -> Report:
    agency = Agency.objects.get(pk=sending.agency_id)
    at = now()
    report = Report(
        id=uuid4(),
        case=uuid4(),
        agency=agency,
        language=sending.language,
        scope=sending.scope,
        lookup_id=keys.lookup_id,
        box_pk=keys.box_pk if sending.keep_code else None,
        sign_pk=keys.sign_pk,
        has_code=sending.keep_code,
        conflict=sending.conflict,
        # What another person told goes to one office and to no second one by itself.
        fallback_111=sending.fallback_111 and not agency.is_line_111 and sending.told_by == SURVIVOR,
        open_by=agency.reads.open_by(at),
        sent_at=at,
        told_by=sending.told_by,
        reading=_reading(sending),
    )
    case_keys = {c: grants.new_key(c) for c in DOOR_COMPARTMENTS}
    # All is sealed and signed before the transaction: who sends next waits only for what is written.
    signer = ReceiptSigner(keys.sign_seed)
    rows = _rows(sending, report, keys, case_keys)
    entry = ledger.first(
        headers.NewEntry(
            subject=report.id,
            type="report.received",
            parent=report.case,
            actor=report.id,
            actor_role=sending.told_by,
            agency=agency.id,
            state="received",
            due_code=headers.due("report_open", report.open_by),
            danger_band=_band(sending),
        ),
        signer,
        rows,
    )
    given = _grants(report, case_keys, entry, signer)
    with transaction.atomic():
        report.save(force_insert=True)
        ledger.append_first(entry, rows)
        # Stored together: no worklist follows a grant for intake (casework.listing), so no signal is missed.
        Grant.objects.bulk_create(given)
        grants.put_in_mailbox(report, case_keys[Compartment.SURVIVOR_VIEW])
    return report


def _band(sending: Sending) -> str:
    """The danger band that what she marked already shows; never lower than not enough known. None at all
    from another person's words."""
    if sending.told_by != SURVIVOR:
        return ""
    rated = witness.rate(sending.said)
    return rated.band if rated else ""


def _reading(sending: Sending) -> str:
    """Whether what another person told is opened before others."""
    if sending.told_by == SURVIVOR:
        return ""
    flags = witness.named_flags(sending.said, sending.told.get("seen", ()))
    return witness.order_of_reading(sending.told.get("when", ""), flags)


def _rows(
    sending: Sending, report: Report, keys: vault_receipt.ReceiptKeys, case_keys: dict[Compartment, CaseKey]
) -> list[RowDraft]:
    account, contact = case_keys[Compartment.ACCOUNT], case_keys[Compartment.SAFE_CONTACT]
    identity = case_keys[Compartment.IDENTITY]
    stated = {"facts": sending.facts, "answers": sending.answers, "by": sending.told_by}
    repeated = {  # the desk compares these with the report's row: a swapped key is seen
        "version": report.receipt_version,
        "lookup_id": keys.lookup_id.hex(),
        "box_pk": keys.box_pk.hex(),
        "sign_pk": keys.sign_pk.hex(),
    }
    common = [
        sealed.row(report.case, "report_keys", repeated, account),
        sealed.row(report.case, "conflict", sending.conflict_who, contact),
    ]
    if sending.told_by != SURVIVOR:
        told = sending.told | stated | {"text": sending.narrative}
        return [
            *common,
            sealed.row(report.case, "witness_account", told, account),
            sealed.row(report.case, "witness_contact", sending.safe_contact, contact),
            sealed.row(report.case, "witness_identity", sending.identity, identity),
        ]
    return [
        *common,
        sealed.row(report.case, "account_facts", stated, account),
        sealed.row(report.case, "account_narrative", sending.narrative, account),
        sealed.row(report.case, "safe_contact_rules", sending.safe_contact, contact),
        sealed.row(report.case, "identity_person", sending.identity, identity),
    ]


def _grants(
    report: Report, case_keys: dict[Compartment, CaseKey], entry: Entry, signer: ReceiptSigner
) -> list[Grant]:
    return [
        grants.make(
            case=report.case,
            key=key,
            to=to,
            basis=Basis.CONSENT,
            basis_entry=entry,
            signer=signer,
            grantor=report.id,
            grantor_kind="receipt",
            not_before=not_before,
            store=False,
        )
        for to, not_before in _recipients(report)
        for key in case_keys.values()
    ]


def supervisor_until(report: Report) -> datetime:
    """Until when the office's supervisor may open it; from then on line 111's key may be used."""
    return report_steps(report.sent_at, report.agency.reads, line_111=False)[1].due_at


def _recipients(report: Report) -> list[tuple[grants.AgencyRecipient, datetime | None]]:
    """The office's intake key, or with a conflict its supervisors' own; then 111's, locked until later."""
    found: list[tuple[grants.AgencyRecipient, datetime | None]] = []
    supervisors = directory.supervisors_with_keys(report.agency)
    if report.conflict and not supervisors:
        raise NotSent  # nobody there could open it: the door offers another office
    if not report.conflict:
        found.append((grants.recipient_agency(report.agency, Purpose.INTAKE), None))
    found += [(grants.recipient_member(s, Purpose.INTAKE, keys), None) for s, keys in supervisors]
    if report.fallback_111:
        line = Agency.objects.filter(kind=AgencyKind.LINE_111).first()
        if line is not None:
            to = grants.recipient_agency(line, Purpose.INTAKE)
            found.append((to, supervisor_until(report)))
    return found
