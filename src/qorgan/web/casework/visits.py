"""What her words open: where her report stands, messages, who holds what, and how to stop it.

Only `survivor_view`, at the scope she chose; never what she sent, who she is, or how she is reached.
"""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from nacl.public import PrivateKey, PublicKey, SealedBox

from qorgan.practice.consent import bundles
from qorgan.practice.deadlines import due_at
from qorgan.vault import receipt as vault_receipt
from qorgan.vault import wraps
from qorgan.vault.context import Basis, Compartment, Purpose
from qorgan.vault.errors import BadCode
from qorgan.vault.grants import commit
from qorgan.vault.names import BoxSecret, Commitment, Wrap
from qorgan.web.agencies.models import Agency
from qorgan.web.casework import grants, intake, sealed
from qorgan.web.casework.contact import raise_call_by_clock
from qorgan.web.casework.grants import CaseKey
from qorgan.web.casework.models import (
    Case,
    Grant,
    MailboxWrap,
    PendingWrap,
    ReceiptHandover,
    Referral,
    Report,
)
from qorgan.web.clock import now
from qorgan.web.ledger import headers
from qorgan.web.ledger.models import Entry, SealedRow, Subject
from qorgan.web.ledger.verbs import append, entries_of_case

LANE_SECONDS = 30
_lane = threading.BoundedSemaphore(1)
# Steps that she sees, in the ledger's own words; the door says them in hers.
SHOWN = frozenset(
    "report.received report.opened report.escalated referral.sent referral.acknowledged referral.accepted "
    "referral.declined referral.first_contact referral.service_started referral.escalated order.issued "
    "order.served order.service_refused order.copy_given order.checked order.check_missed order.breached "
    "order.expired order.withdrawn case.consent_given case.consent_withdrawn case.message_from_agency "
    "report.message_from_survivor".split()
)


class Busy(Exception):
    """Too many are being checked at this moment; the same for right and wrong words."""


class Ended(Exception):
    """These words were ended or replaced meanwhile."""


@dataclass(frozen=True)
class Visit:
    """An open visit: her receipt's keys, kept in her sealed session only."""

    report_id: UUID
    box_sk: bytes = field(repr=False)
    sign_seed: bytes = field(repr=False)

    def to_session(self) -> dict[str, str]:
        return {"r": str(self.report_id), "b": self.box_sk.hex(), "s": self.sign_seed.hex()}

    @classmethod
    def from_session(cls, data: dict[str, str]) -> Visit:
        return cls(UUID(data["r"]), bytes.fromhex(data["b"]), bytes.fromhex(data["s"]))

    @property
    def report(self) -> Report:
        found = Report.objects.select_related("agency").filter(pk=self.report_id, has_code=True).first()
        if found is None or bytes(found.box_pk or b"") != bytes(PrivateKey(self.box_sk).public_key):
            raise Ended
        return found

    @property
    def signer(self) -> intake.ReceiptSigner:
        return intake.ReceiptSigner(self.sign_seed)


def open_visit(words: str) -> Visit | None:
    """The visit that these words open, or None. Right and wrong words take the same path and time."""
    try:
        code = vault_receipt.parse_code(words)
    except BadCode:
        code = vault_receipt.draw_code("en")  # the same work for what cannot be a code
    if not _lane.acquire(timeout=LANE_SECONDS):
        raise Busy
    try:
        keys = intake.derive(code)
    finally:
        _lane.release()
    report = Report.objects.filter(lookup_id=keys.lookup_id, has_code=True).first()
    return Visit(report.id, keys.box_sk, keys.sign_seed) if report else None


@dataclass(frozen=True)
class StatusLine:
    """One step: the ledger's type, when, which agency and role; `until` for an order's last day."""

    code: str
    at: datetime
    agency: Agency | None
    role: str
    until: datetime | None = None


@dataclass(frozen=True)
class Share:
    """Who holds keys to what: bundles where consent gave them, else the compartments' own purpose."""

    agency: Agency
    bundles: tuple[str, ...]
    basis: str
    since: datetime
    can_stop: bool


@dataclass(frozen=True)
class PendingReferral:
    """A referral that waits for her word: to whom, for what service, which bundles it would share."""

    referral_id: UUID
    agency: Agency
    service: str
    bundles: tuple[str, ...]


@dataclass(frozen=True)
class Looked:
    """Which agency and role opened something, and when last. Names of staff are never shown."""

    agency: Agency
    role: str
    at: datetime


@dataclass(frozen=True)
class OrderLine:
    """An order's state, from headers alone."""

    state: str
    served_at: datetime | None
    until: datetime | None
    next_check: datetime | None
    breached_at: datetime | None


@dataclass(frozen=True)
class Message:
    """A message in her view."""

    at: datetime
    mine: bool
    agency: Agency | None
    text: str


@dataclass(frozen=True)
class StatusView:
    """All that her words show."""

    scope: str
    state: str
    open_by: datetime
    agency: Agency
    lines: tuple[StatusLine, ...]
    orders: tuple[OrderLine, ...]
    shares: tuple[Share, ...]
    pending: tuple[PendingReferral, ...]
    looked: tuple[Looked, ...]
    messages: tuple[Message, ...]
    can_write: bool


def status(visit: Visit) -> StatusView:
    """Everything her words show, made from headers, grants and the mailbox."""
    report = visit.report
    entries = list(entries_of_case(report.case))
    agencies = {a.id: a for a in Agency.objects.all()}
    keys = _mailbox_keys(visit, report)
    return StatusView(
        scope=report.scope,
        state=report.status.state,
        open_by=report.open_by,
        agency=report.agency,
        lines=tuple(_lines(entries, agencies)),
        orders=tuple(_orders(entries)),
        shares=tuple(_shares(report)),
        pending=tuple(_pending(report)),
        looked=tuple(_looked(entries, agencies)),
        messages=tuple(_messages(report, keys, agencies)),
        can_write=bool(keys),
    )


def _lines(entries: list[Entry], agencies: dict[UUID, Agency]) -> list[StatusLine]:
    found = []
    for e in entries:
        if e.type not in SHOWN:
            continue
        passed_on = e.type in ("report.escalated", "referral.escalated") and e.party
        who = e.party if passed_on else e.agency
        at = headers.happened(e.occurred_at, e.recorded_at)
        until = order_until(at) if e.type == "order.served" else None
        found.append(StatusLine(e.type, at, agencies.get(who) if who else None, e.actor_role, until))
    return found


def order_until(served_at: datetime) -> datetime:
    """The last moment of an order handed over at `served_at`, by practice/'s counting rule."""
    return due_at("order_valid", served_at)


def _orders(entries: list[Entry]) -> list[OrderLine]:
    of: dict[UUID, list[Entry]] = defaultdict(list)
    for e in entries:
        if e.type.startswith("order."):
            of[e.subject].append(e)
    states = {s.id: s for s in Subject.objects.filter(id__in=list(of))}
    found = []
    for subject, own in of.items():
        served = _last(own, "order.served")
        breached = _last(own, "order.breached")
        row = states[subject]
        due = row.due_at if row.due_code in ("order_check", "order_check_missed") else None
        until = order_until(served) if served else None
        found.append(OrderLine(row.state, served, until, due, breached))
    return found


def _last(entries: list[Entry], type_: str) -> datetime | None:
    return next(
        (headers.happened(e.occurred_at, e.recorded_at) for e in reversed(entries) if e.type == type_), None
    )


def _shares(report: Report) -> list[Share]:
    held: dict[tuple[UUID, int], list[Grant]] = defaultdict(list)
    found = Grant.objects.filter(case=report.case).select_related("agency").order_by("made_at")
    for grant in found:
        held[grant.agency_id, grant.basis].append(grant)
    out = []
    for (_, basis), own in held.items():
        compartments = frozenset(g.compartment for g in own)
        telling = (
            [b.code for b in bundles() if b.compartments[0] in compartments] if basis == Basis.CONSENT else []
        )
        can_stop = basis == Basis.CONSENT
        out.append(Share(own[0].agency, tuple(telling), Basis(basis).name.lower(), own[0].made_at, can_stop))
    return out


def _pending(report: Report) -> list[PendingReferral]:
    found = []
    for referral in Referral.objects.filter(case_id=report.case, pending__isnull=False).distinct():
        if referral.status.state == "drafted":
            names = tuple(p.bundle for p in referral.pending.exclude(bundle="always"))  # type: ignore[attr-defined]
            found.append(PendingReferral(referral.id, referral.to_agency, referral.service, names))
    return found


def _looked(entries: list[Entry], agencies: dict[UUID, Agency]) -> list[Looked]:
    last: dict[tuple[UUID, str], datetime] = {}
    for e in entries:
        if e.type in ("case.read", "report.opened") and e.agency:
            last[e.agency, e.actor_role] = e.recorded_at
    return [Looked(agencies[a], role, at) for (a, role), at in last.items() if a in agencies]


def _mailbox_keys(visit: Visit, report: Report) -> dict[int, CaseKey]:
    found = {}
    for row in MailboxWrap.objects.filter(report=report):
        key = wraps.open_wrap(
            Wrap(bytes(row.wrap)), grants.mailbox_context(report, row.key_version), BoxSecret(visit.box_sk)
        )
        if commit(key) == bytes(row.commit):
            found[row.key_version] = CaseKey(Compartment.SURVIVOR_VIEW, row.key_version, key)
    return found


def _messages(report: Report, keys: dict[int, CaseKey], agencies: dict[UUID, Agency]) -> list[Message]:
    if not keys:
        return []
    rows = SealedRow.objects.filter(case=report.case, compartment=Compartment.SURVIVOR_VIEW, field__in=(5, 6))
    found = []
    for row in rows.select_related("entry").order_by("entry__recorded_at"):
        if row.key_version in keys:
            text = sealed.value(row, keys[row.key_version])
            who = agencies.get(row.entry.agency) if row.entry.agency else None
            found.append(Message(row.entry.recorded_at, row.field == 6, who, text))
    return found


def post_message(visit: Visit, text: str) -> None:
    """A message from her to those who hold her view's key. Raises Ended."""
    report = visit.report
    keys = _mailbox_keys(visit, report)
    if not keys:
        raise Ended
    key = max(keys.values(), key=lambda k: k.version)
    append(
        headers.NewEntry(
            subject=report.id,
            parent=report.case,
            type="report.message_from_survivor",
            actor=report.id,
            actor_role="survivor",
        ),
        visit.signer,
        [sealed.row(report.case, "message_from_her", text, key)],
    )


def agree(visit: Visit, referral_id: UUID, chosen: list[str]) -> None:
    """Releases the wraps of a drafted referral for the bundles she picked, signs them, and sends it.

    Her code opens only the outer seal; the wraps inside are sealed to the receiving agency.
    """
    report = visit.report
    box = SealedBox(PrivateKey(visit.box_sk))
    with transaction.atomic():
        referral = Referral.objects.select_for_update().get(pk=referral_id, case_id=report.case)
        if referral.status.state != "drafted":
            return  # she pressed twice, or the office withdrew it meanwhile
        released = list(referral.pending.filter(bundle__in=[*chosen, "always"]))  # type: ignore[attr-defined]
        entry = _step(visit, report, referral, "referral.consented", "consented")
        to = grants.recipient_agency(referral.to_agency, Purpose.CASEWORK)
        for pending in released:
            for item in json.loads(box.decrypt(bytes(pending.sealed))):
                _release(item, report, to, entry, visit)
        referral.bundles = [b for b in chosen if b in {p.bundle for p in released}]
        referral.save(update_fields=["bundles"])
        due = due_at("referral_ack", now(), urgency=referral.urgency)
        _step(visit, report, referral, "referral.sent", "sent", headers.due("referral_ack", due))
        PendingWrap.objects.filter(referral=referral).delete()


def _release(
    item: dict[str, Any], report: Report, to: grants.AgencyRecipient, entry: Entry, visit: Visit
) -> None:
    if item["agency_key_version"] != to.version:
        raise Ended  # the office changed its key since: the worker drafts it again
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
    """Deletes an agency's consent grants and marks their compartments for a new key."""
    found = Grant.objects.filter(case=case, agency_id=agency_id, basis=Basis.CONSENT)
    compartments = set(found.values_list("compartment", flat=True))
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
    found.delete()
    row = Case.objects.select_for_update().filter(pk=case).first()
    if row is not None:
        row.rotate_before_write = sorted(compartments | set(row.rotate_before_write))
        row.save(update_fields=["rotate_before_write"])
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


def end_code(visit: Visit) -> None:
    """Ends her words for good: nothing opens her view any more. Her report goes on."""
    report = visit.report
    with transaction.atomic():
        append(
            headers.NewEntry(
                subject=report.id,
                parent=report.case,
                type="report.code_ended",
                actor=report.id,
                actor_role="survivor",
            ),
            visit.signer,
        )
        MailboxWrap.objects.filter(report=report).delete()
        Report.objects.filter(pk=report.id).update(has_code=False, lookup_id=None, box_pk=None)


def replace_code(visit: Visit, code: vault_receipt.Code) -> Visit:
    """New words for the same view: the old receipt signs the new one's keys and opens nothing afterwards."""
    report = visit.report
    keys = intake.derive(code)
    number = ReceiptHandover.objects.filter(report=report).count() + 1
    message = grants.handover_message(report.id, number, keys.box_pk, keys.sign_pk)
    with transaction.atomic():
        ReceiptHandover.objects.create(
            report=report,
            number=number,
            box_pk=keys.box_pk,
            sign_pk=keys.sign_pk,
            signature=visit.signer.sign(message),
        )
        append(
            headers.NewEntry(
                subject=report.id,
                parent=report.case,
                type="report.code_replaced",
                actor=report.id,
                actor_role="survivor",
            ),
            visit.signer,
        )
        mailbox = _mailbox_keys(visit, report)
        waiting = _reseal_pending(visit, report, bytes(keys.box_pk))
        Report.objects.filter(pk=report.id).update(lookup_id=keys.lookup_id, box_pk=keys.box_pk)
        report.refresh_from_db()
        MailboxWrap.objects.filter(report=report).delete()
        for key in mailbox.values():
            grants.put_in_mailbox(report, key)
        PendingWrap.objects.bulk_update(waiting, ["sealed"])
    return Visit(report.id, keys.box_sk, keys.sign_seed)


def _reseal_pending(visit: Visit, report: Report, box_pk: bytes) -> list[PendingWrap]:
    """Referrals that wait for her word go on waiting for her new words."""
    box, waiting = SealedBox(PrivateKey(visit.box_sk)), []
    for row in PendingWrap.objects.filter(referral__case_id=report.case):
        row.sealed = bytes(SealedBox(PublicKey(box_pk)).encrypt(box.decrypt(bytes(row.sealed))))
        waiting.append(row)
    return waiting


def seal_pending(items: list[dict[str, Any]], box_pk: bytes) -> bytes:
    """Seals wraps to her receipt, for `agree` to release."""
    return bytes(SealedBox(PublicKey(box_pk)).encrypt(json.dumps(items).encode()))


def null_lookups(at: datetime) -> int:
    """After 24 h the lookup id of reports without a code goes (vault rule 9); returns how many."""
    old = Report.objects.filter(has_code=False, lookup_id__isnull=False, sent_at__lt=at - timedelta(hours=24))
    return old.update(lookup_id=None)
