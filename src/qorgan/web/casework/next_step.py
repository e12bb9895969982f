"""The one thing to do next in a case, for this member: always something, always obvious."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from qorgan.practice import states
from qorgan.web.agencies.models import AgencyKind, Member, Role
from qorgan.web.casework import closing, safety_plan
from qorgan.web.casework.models import Case, Referral
from qorgan.web.clock import now
from qorgan.web.ledger.models import Subject
from qorgan.web.ledger.verbs import entries


@dataclass(frozen=True)
class NextStep:
    """What to do next: a code that the desk says in words, and the subject it is about."""

    code: str
    subject: UUID


# The most pressing first. What each is in words, and on which page, is the desk's business.
PRESSING = (
    "check_order",
    "serve_order",
    "issue_order",
    "give_copy",
    "open_again",
    "answer_referral",
    "accept_referral",
    "draft_order",
    "review_closing",
    "look_at_danger",
    "make_call",
    "take_consent",
    "chase_referral",
    "first_contact",
    "review_danger",
    "keep_order",
    "start_service",
    "record_outcome",
    "closing_waits",
    "agree_plan",
    "refer",
    "make_plan",
    "begin_help",
    "begin_follow_up",
    "follow_up_again",
    "read_case",
    "nothing_waits",
    "rests",
)
TO_US = {
    "sent": "answer_referral",
    "acknowledged": "accept_referral",
    "accepted": "first_contact",
    "first_contact": "start_service",
    "service_started": "record_outcome",
}
FROM_US = {"drafted": "take_consent", "escalated": "chase_referral"}
ORDER = {"drafted": "issue_order", "issued": "serve_order", "service_refused": "serve_order"}


def of_case(case: Case, member: Member) -> NextStep:
    """The next step, from projections alone; opens nothing."""
    children = list(Subject.objects.filter(parent=case.id).order_by("due_at", "opened_at"))
    steps = [NextStep(code, child.id) for child in children if (code := _of_child(child, member))]
    steps += [NextStep(code, case.id) for code in _of_case(case, member, children)]
    return min(steps, key=lambda step: PRESSING.index(step.code), default=NextStep("keep_in_touch", case.id))


def _of_child(child: Subject, member: Member) -> str:
    if child.kind == "referral":
        return _of_referral(child, member)
    if child.kind == "order" and member.agency.kind == AgencyKind.POLICE:
        return _of_served(child) if child.state == "served" else ORDER.get(child.state, "")
    waiting = child.kind == "task" and child.state in ("due", "refused_outside_window")
    return "make_call" if waiting and child.agency == member.agency_id else ""


def _of_served(order: Subject) -> str:
    """While an order runs it is what the police do in the case, before any step of the referral."""
    if order.due_code == "order_copy":
        return "give_copy"
    overdue = order.due_at is not None and order.due_at <= now()
    return "check_order" if overdue else "keep_order"


def _of_referral(child: Subject, member: Member) -> str:
    referral = Referral.objects.filter(pk=child.id).first()
    if referral is None:
        return ""
    if referral.to_agency_id == member.agency_id:
        if child.state == "escalated":
            accepted = entries(child.id).filter(type="referral.accepted").exists()
            return "first_contact" if accepted else "answer_referral"
        return TO_US.get(child.state, "")
    return FROM_US.get(child.state, "") if referral.from_agency_id == member.agency_id else ""


def _of_case(case: Case, member: Member, children: list[Subject]) -> list[str]:
    if case.status.state == "closed":
        return ["open_again" if closing.wrote_since_closing(case) else "rests"]
    police = member.agency.kind == AgencyKind.POLICE
    found = []
    if case.agency_id == member.agency_id:
        found += _of_course(case, member)
    else:
        found.append("read_case" if member.role == Role.PROSECUTOR else "nothing_waits")
    if police and not any(c.kind == "order" for c in children):
        found.append("draft_order")
    referred = any(c.kind == "referral" for c in children)
    if (
        case.agency_id == member.agency_id
        and not police
        and not referred
        and case.status.state not in ("in_service", "follow_up")
    ):
        found.append("refer")
    if safety_plan.missing(case, member):
        found.append("make_plan")
    return found


# The step of the course that follows a state, by the event that takes it.
COURSE = {
    "case.plan_agreed": "agree_plan",
    "case.service_started": "begin_help",
    "case.follow_up": "begin_follow_up",
}


def _of_course(case: Case, member: Member) -> list[str]:
    """What the office that leads the case does next: danger, plan, help, follow-up, or a review."""
    state = case.status.state
    found = ["look_at_danger"] if state in ("new", "consent_taken", "consent_refused", "reopened") else []
    if closing.proposal_entry(case) is not None:
        mine = closing.reviewers(case, [member])
        found.append("review_closing" if mine else "closing_waits")
    if case.status.due_at and case.status.due_at <= now():
        found.append("review_danger")
    if state == "follow_up":
        return [*found, "follow_up_again"]
    possible = states.possible("case", state, member.role)
    return [*found, *(code for event, code in COURSE.items() if event in possible)]
