"""The one thing to do next in a case, for this member: always something, always obvious."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from qorgan.web.agencies.models import AgencyKind, Member
from qorgan.web.casework.models import Case
from qorgan.web.clock import now
from qorgan.web.ledger.models import Subject


@dataclass(frozen=True)
class NextStep:
    """What to do next: a code that the desk says in words, and the subject it is about."""

    code: str
    subject: UUID


def of_case(case: Case, member: Member) -> NextStep:
    """The next step, from projections alone; opens nothing."""
    children = list(Subject.objects.filter(parent=case.id).order_by("due_at", "opened_at"))
    police = member.agency.kind == AgencyKind.POLICE
    for child in children:
        code = _of_referral(child, member) if child.kind == "referral" else ""
        code = code or (_of_order(child) if child.kind == "order" and police else "")
        if (
            child.kind == "task"
            and child.agency == member.agency_id
            and child.state in ("due", "refused_outside_window")
        ):
            code = "make_call"
        if code:
            return NextStep(code, child.id)
    return NextStep(_of_case(case, member, children), case.id)


def _of_referral(child: Subject, member: Member) -> str:
    from qorgan.web.casework.models import Referral

    referral = Referral.objects.filter(pk=child.id).first()
    if referral is None:
        return ""
    if referral.to_agency_id == member.agency_id:
        return {
            "sent": "answer_referral",
            "escalated": "answer_referral",
            "acknowledged": "accept_referral",
            "accepted": "first_contact",
        }.get(child.state, "")
    if referral.from_agency_id == member.agency_id:
        return {"drafted": "take_consent", "declined": "", "escalated": "chase_referral"}.get(child.state, "")
    return ""


def _of_order(child: Subject) -> str:
    if child.state == "served" and child.due_at and child.due_at <= now():
        return "check_order"
    return {"drafted": "issue_order", "issued": "serve_order", "service_refused": "serve_order"}.get(
        child.state, ""
    )


def _of_case(case: Case, member: Member, children: list[Subject]) -> str:
    police = member.agency.kind == AgencyKind.POLICE
    orders = [c for c in children if c.kind == "order"]
    if case.status.state in ("new", "consent_taken") and case.agency_id == member.agency_id:
        return "look_at_danger"
    if police and not orders:
        return "draft_order"
    if not police and not any(c.kind == "referral" for c in children):
        return "refer"
    if case.status.due_at and case.status.due_at <= now():
        return "review_danger"
    return "keep_in_touch"
