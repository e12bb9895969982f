"""Opening a visit with her words: one path and one cost for right and wrong ones."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from nacl.public import PrivateKey

from qorgan.vault import receipt as vault_receipt
from qorgan.vault import wraps
from qorgan.vault.context import Compartment
from qorgan.vault.errors import BadCode
from qorgan.vault.grants import commit
from qorgan.vault.names import BoxSecret, Wrap
from qorgan.web.casework import grants, intake
from qorgan.web.casework.grants import CaseKey
from qorgan.web.casework.models import (
    SURVIVOR,
    WITNESS,
    MailboxWrap,
    Report,
)

LANE_SECONDS = 30
_lane = threading.BoundedSemaphore(1)
# Steps that she sees, in the ledger's own words; the door says them in hers.


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
        """Her report. Raises Ended, also for the words of who told about another person: by them nothing of
        hers opens."""
        return self._of(SURVIVOR)

    @property
    def told_report(self) -> Report:
        """The report of who told about another person. Raises Ended for her own words."""
        return self._of(WITNESS)

    def _of(self, told_by: str) -> Report:
        found = self.any_report
        if found.told_by != told_by:
            raise Ended
        return found

    @property
    def any_report(self) -> Report:
        """Whose words they may be: for ending and replacing them. Raises Ended."""
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


def mailbox_keys(visit: Visit, report: Report) -> dict[int, CaseKey]:
    found = {}
    for row in MailboxWrap.objects.filter(report=report):
        key = wraps.open_wrap(
            Wrap(bytes(row.wrap)), grants.mailbox_context(report, row.key_version), BoxSecret(visit.box_sk)
        )
        if commit(key) == bytes(row.commit):
            found[row.key_version] = CaseKey(Compartment.SURVIVOR_VIEW, row.key_version, key)
    return found


def null_lookups(at: datetime) -> int:
    """After 24 h the lookup id of reports without a code goes (vault rule 9); returns how many."""
    old = Report.objects.filter(has_code=False, lookup_id__isnull=False, sent_at__lt=at - timedelta(hours=24))
    return old.update(lookup_id=None)
