"""Opening a report: it becomes a case of the office that she chose, under that office's casework key."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from qorgan.practice.deadlines import due_at
from qorgan.vault.context import Basis, Compartment, Purpose
from qorgan.web.agencies import rotation
from qorgan.web.agencies.keyring import Keyring
from qorgan.web.agencies.models import Agency
from qorgan.web.casework import grants, inventory, sealed
from qorgan.web.casework.intake import DOOR_COMPARTMENTS
from qorgan.web.casework.models import SURVIVOR, Case, Grant, Report
from qorgan.web.clock import now
from qorgan.web.ledger import headers
from qorgan.web.ledger.models import Entry, SealedRow
from qorgan.web.ledger.verbs import append


class AlreadyOpened(Exception):
    """Another member opened it a moment ago: its case is in `case`."""

    def __init__(self, case: Case) -> None:
        super().__init__("This report was opened already.")
        self.case = case


class ToldByAnother(Exception):
    """It was told by another person: it is opened as a tip and never becomes a case (tips.py)."""


class KeysDiffer(Exception):
    """What is sealed inside the report names other receipt keys than its row: it was tampered with."""


def open_report(keyring: Keyring, report: Report) -> Case:
    """Opens a report for the member's agency; the case is led by that agency and owned by the member.

    Raises AlreadyOpened, NoGrant (no key of hers opens it), KeysDiffer or ToldByAnother.
    """
    member, agency = keyring.member, keyring.member.agency
    with transaction.atomic():
        report = Report.objects.select_for_update().get(pk=report.pk)
        if report.told_by != SURVIVOR:
            raise ToldByAnother
        existing = Case.objects.filter(report=report).first()
        if existing is not None:
            raise AlreadyOpened(existing)
        case_keys = intake_keys(keyring, report)
        number = (Case.objects.aggregate(Max("number"))["number__max"] or 0) + 1
        hidden = report.conflict and report.agency_id == agency.id
        case = Case.objects.create(
            id=report.case,
            report=report,
            agency=agency,
            number=number,
            restricted=hidden,
            rotate_before_write=_known_to_a_leaver(report),
        )
        opened = append_opened(keyring, report)
        append(
            headers.NewEntry(
                subject=case.id,
                parent=report.id,
                type="case.opened",
                actor=member.id,
                actor_role=member.role,
                agency=agency.id,
                state="new",
                danger_band=report.status.danger_band,
                due_code=headers.due("danger_review_24h", due_at("danger_review_24h", now())),
            ),
            keyring,
        )
        # Where someone at this office must not see it, who opened it holds the keys, by name.
        to = grants.own_recipient(member, case)
        own = [grants.new_key(c) for c in Compartment if c not in DOOR_COMPARTMENTS]
        for key in [*case_keys, *own]:
            basis = Basis.CONSENT if key.compartment in DOOR_COMPARTMENTS else Basis.OWN_CASE
            grants.make(
                case=case.id,
                key=key,
                to=to,
                basis=basis,
                basis_entry=opened,
                signer=keyring,
                grantor=member.id,
                grantor_kind="member",
            )
        # The case has its own grants now. Those of the inbox go, line 111's locked copy among them: she gave
        # it for the case that nobody opens.
        Grant.objects.filter(case=case.id, purpose=Purpose.INTAKE).delete()
    return case


def append_opened(keyring: Keyring, report: Report) -> Entry:
    """The step of the report itself; inside the caller's transaction."""
    member = keyring.member
    return append(
        headers.NewEntry(
            subject=report.id,
            parent=report.case,
            type="report.opened",
            actor=member.id,
            actor_role=member.role,
            agency=member.agency_id,
            state="opened",
            due_code=headers.CLEARED,
        ),
        keyring,
    )


def intake_keys(keyring: Keyring, report: Report) -> list[grants.CaseKey]:
    """The keys that the door made, opened and compared. Raises NoGrant, KeysDiffer."""
    found = [_intake_key(keyring, report, c) for c in DOOR_COMPARTMENTS]
    _compare_keys(report, found)
    return found


def _known_to_a_leaver(report: Report) -> list[int]:
    """Every compartment of the door, where an office that it was sent to changed its keys since, or has to:
    whoever left there may have kept the report's keys, and nothing new is written under them."""
    agencies = Grant.objects.filter(case=report.case, purpose=Purpose.INTAKE).values("agency")
    changed = Entry.objects.filter(
        type=rotation.CHANGED, subject__in=agencies, recorded_at__gte=report.sent_at
    )
    known = changed.exists() or any(rotation.due(a) for a in Agency.objects.filter(pk__in=agencies))
    return sorted(int(c) for c in DOOR_COMPARTMENTS) if known else []


def _intake_key(keyring: Keyring, report: Report, compartment: Compartment) -> grants.CaseKey:
    found = grants.keys(keyring, report.case, compartment)
    return found[max(found)]


def _compare_keys(report: Report, keys: list[grants.CaseKey]) -> None:
    """The receipt's keys stand in the row and inside the seal: a row that was swapped is seen here."""
    account = next(k for k in keys if k.compartment == Compartment.ACCOUNT)
    stored = SealedRow.objects.get(case=report.case, field=inventory.field("report_keys").number)
    inside = sealed.value(stored, account)
    if inside["version"] != report.receipt_version or inside["sign_pk"] != bytes(report.sign_pk).hex():
        raise KeysDiffer
    if report.has_code and not report.handovers.exists():  # type: ignore[attr-defined]
        if inside["box_pk"] != bytes(report.box_pk or b"").hex():
            raise KeysDiffer
