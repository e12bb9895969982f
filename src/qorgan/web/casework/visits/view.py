"""What her words show: steps, orders, who holds what, who looked, messages. Headers, grants and the mailbox
only; never what she sent, who she is, or how she is reached.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from qorgan.practice.consent import bundles
from qorgan.practice.deadlines import due_at
from qorgan.vault.context import Basis, Compartment
from qorgan.web.agencies.models import Agency
from qorgan.web.casework import sealed
from qorgan.web.casework.grants import CaseKey
from qorgan.web.casework.models import (
    Grant,
    Referral,
    Report,
)
from qorgan.web.casework.visits.opening import Visit, mailbox_keys
from qorgan.web.clock import now
from qorgan.web.ledger import headers, verify
from qorgan.web.ledger.models import Entry, SealedRow, Subject
from qorgan.web.ledger.verbs import entries_of_case

log = logging.getLogger("qorgan.casework")
SHOWN = frozenset(
    "report.received report.opened report.escalated referral.sent referral.acknowledged referral.accepted "
    "referral.declined referral.first_contact referral.service_started referral.escalated order.issued "
    "order.served order.service_refused order.copy_given order.checked order.check_missed order.breached "
    "order.expired order.withdrawn case.consent_given case.consent_withdrawn case.message_from_agency "
    "report.message_from_survivor case.closed case.reopened case.restricted".split()
)


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
    """Who holds keys to what: bundles where consent gave them, else the compartments' own purpose.

    `closed_until`: a rule keeps this office out until then (line 111 as a fallback); None once it is over.
    """

    agency: Agency
    bundles: tuple[str, ...]
    basis: str
    since: datetime
    can_stop: bool
    closed_until: datetime | None = None


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
    """An order's state, from headers alone. `in_force` asks the time: a state waits for the next tick."""

    state: str
    served_at: datetime | None
    until: datetime | None
    check_by: datetime | None
    check_missed: bool
    in_force: bool
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
    keys = mailbox_keys(visit, report)
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
        if e.type not in SHOWN or not _believed(e):
            continue
        passed_on = e.type in ("report.escalated", "referral.escalated") and e.party
        who = e.party if passed_on else e.agency
        at = headers.happened(e.occurred_at, e.recorded_at)
        until = order_until(at) if e.type == "order.served" else None
        found.append(StatusLine(e.type, at, agencies.get(who) if who else None, e.actor_role, until))
    return found


def _believed(entry: Entry) -> bool:
    """A consent or a withdrawal that neither she nor a member signed was written past the product: she is
    not told that she gave it (vault rule 2)."""
    if not entry.type.startswith("case.consent_") and entry.signature is not None:
        return True
    fault = verify.signature_fault(entry)
    if fault:
        log.warning("entry %s is not shown to her: %s", entry.id, fault)
    return not fault


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
        state = states[subject].state
        until = order_until(served) if served else None
        in_force = state == "served" and until is not None and now() <= until
        checks = [headers.happened(e.occurred_at, e.recorded_at) for e in own if e.type == "order.checked"]
        owed = due_at("order_check", max(checks, default=served)) if served else None
        check_by = owed if owed and until and owed < until else None
        missed = check_by is not None and check_by < now()
        found.append(OrderLine(state, served, until, check_by, missed, in_force, breached))
    return found


def _last(entries: list[Entry], type_: str) -> datetime | None:
    return next(
        (headers.happened(e.occurred_at, e.recorded_at) for e in reversed(entries) if e.type == type_), None
    )


def _shares(report: Report) -> list[Share]:
    """One line for each office that holds a key, whatever it holds it on: what she agreed to comes first."""
    held: dict[UUID, list[Grant]] = defaultdict(list)
    for grant in Grant.objects.filter(case=report.case).select_related("agency").order_by("basis", "made_at"):
        held[grant.agency_id].append(grant)
    out = []
    for own in held.values():
        agreed = {g.compartment for g in own if g.basis == Basis.CONSENT}
        telling = tuple(b.code for b in bundles() if b.compartments[0] in agreed)
        basis = Basis(own[0].basis).name.lower()
        kept = [g.not_before for g in own]
        closed = None if None in kept else min(at for at in kept if at)
        locked = closed if closed and closed > now() else None
        out.append(Share(own[0].agency, telling, basis, own[0].made_at, bool(agreed), locked))
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
