"""The safety plan behind her words: only where she chose that they open it. The server refuses every other
scope, and the words of another scope hold no key to what a worker wrote (casework/safety_plan.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from qorgan.practice import safety_plan as rule
from qorgan.web.agencies.models import Agency
from qorgan.web.casework import safety_plan, sealed
from qorgan.web.casework.inventory import field as sealed_field
from qorgan.web.casework.visits.opening import Ended, Visit, mailbox_keys
from qorgan.web.ledger import headers
from qorgan.web.ledger.models import SealedRow
from qorgan.web.ledger.verbs import append


@dataclass(frozen=True)
class HerPlan:
    """What stands in the plan, by which office and role and since when; her own notes and since when."""

    sections: dict[str, str] = field(default_factory=dict)
    agency: Agency | None = None
    role: str = ""
    at: datetime | None = None
    notes: str = ""
    notes_at: datetime | None = None


def plan(visit: Visit) -> HerPlan | None:
    """The plan as it stands, empty before anyone wrote in it; None where her words do not open it.

    Raises Ended.
    """
    report = visit.report
    if report.scope != "plan":
        return None
    keys = mailbox_keys(visit, report)
    stored = SealedRow.objects.filter(case=report.case, field=sealed_field(safety_plan.FIELD).number)
    found = HerPlan()
    for row in stored.select_related("entry").order_by("entry__recorded_at", "id"):
        if row.key_version not in keys:
            continue
        texts, at = sealed.value(row, keys[row.key_version])["sections"], row.entry.recorded_at
        if safety_plan.is_hers(row.entry.type):
            found = replace(found, notes=texts.get(rule.OWN, ""), notes_at=at)
        else:
            agency = Agency.objects.filter(pk=row.entry.agency).first() if row.entry.agency else None
            found = replace(found, sections=texts, agency=agency, role=row.entry.actor_role, at=at)
    return found


def keep_notes(visit: Visit, text: str) -> bool:
    """Her own notes, signed by her receipt, in place of the last; False where nothing changed.

    Raises Ended where her words do not open the plan.
    """
    report = visit.report
    standing, keys = plan(visit), mailbox_keys(visit, report)
    if standing is None or not keys:
        raise Ended
    sections = rule.written({rule.OWN: text})
    if sections.get(rule.OWN, "") == standing.notes:
        return False
    key = max(keys.values(), key=lambda k: k.version)
    append(
        headers.NewEntry(
            subject=report.id,
            parent=report.case,
            type=safety_plan.HER_NOTES,
            actor=report.id,
            actor_role="survivor",
        ),
        visit.signer,
        [sealed.row(report.case, safety_plan.FIELD, {"version": rule.version(), "sections": sections}, key)],
    )
    return True
