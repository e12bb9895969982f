"""Messages from who sent the report, and the end or replacement of her words."""

from __future__ import annotations

from django.db import transaction
from nacl.public import PrivateKey, PublicKey, SealedBox

from qorgan.vault import receipt as vault_receipt
from qorgan.web.casework import grants, intake, sealed
from qorgan.web.casework.models import (
    MailboxWrap,
    PendingWrap,
    ReceiptHandover,
    Report,
)
from qorgan.web.casework.visits.opening import Ended, Visit, mailbox_keys
from qorgan.web.ledger import headers
from qorgan.web.ledger.verbs import append


def post_message(visit: Visit, text: str) -> None:
    """A message from her to those who hold her view's key. Raises Ended."""
    post(visit, visit.report, "report.message_from_survivor", "message_from_her", text)


def post(visit: Visit, report: Report, type_: str, field: str, text: str) -> None:
    """A message under the newest key that the words open, from whoever sent the report. Raises Ended."""
    keys = mailbox_keys(visit, report)
    if not keys:
        raise Ended
    key = max(keys.values(), key=lambda k: k.version)
    append(
        headers.NewEntry(
            subject=report.id,
            parent=report.case,
            type=type_,
            actor=report.id,
            actor_role=report.told_by,
        ),
        visit.signer,
        [sealed.row(report.case, field, text, key)],
    )


def end_code(visit: Visit) -> None:
    """Ends her words for good: nothing opens her view any more. Her report goes on."""
    report = visit.any_report
    with transaction.atomic():
        append(
            headers.NewEntry(
                subject=report.id,
                parent=report.case,
                type="report.code_ended",
                actor=report.id,
                actor_role=report.told_by,
            ),
            visit.signer,
        )
        MailboxWrap.objects.filter(report=report).delete()
        Report.objects.filter(pk=report.id).update(has_code=False, lookup_id=None, box_pk=None)


def replace_code(visit: Visit, code: vault_receipt.Code) -> Visit:
    """New words for the same view: the old receipt signs the new one's keys and opens nothing afterwards."""
    report = visit.any_report
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
                actor_role=report.told_by,
            ),
            visit.signer,
        )
        mailbox = mailbox_keys(visit, report)
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
