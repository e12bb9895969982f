"""The one thing to do next in a case, for this member: always something, always obvious."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db.models import Q

from qorgan.practice import safety_plan as plan_rule
from qorgan.practice import states
from qorgan.web.agencies.models import AgencyKind, Member, Role
from qorgan.web.casework import closing, grants, safety_plan, standing
from qorgan.web.casework.models import Case
from qorgan.web.casework.standing import Standing
from qorgan.web.clock import now
from qorgan.web.ledger.models import Entry, Subject


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
# No date stands for these, and somebody is unprotected or unanswered until they are done.
AT_ONCE = frozenset("issue_order serve_order answer_referral chase_referral open_again".split())
ORDER = {"drafted": "issue_order", "issued": "serve_order", "service_refused": "serve_order"}


def of_case(case: Case, member: Member) -> NextStep:
    """The next step, from projections alone; opens nothing."""
    return of_cases(standing.of([case]), member)[case.id]


def of_cases(stand: Standing, member: Member) -> dict[UUID, NextStep]:
    """The next step of each case, with as many queries for many cases as for one."""
    seen = _Seen(stand, member)
    return {id_: _most_pressing(seen, stand.cases[id_]) for id_ in stand.own}


@dataclass
class _Seen:
    """How the cases stand, and who looks: `view` are those whose survivor's view her keys open, `worked`
    those that she works on herself; each is read when it is first asked for."""

    stand: Standing
    member: Member
    at: datetime = field(default_factory=now)

    @cached_property
    def view(self) -> set[UUID]:
        held = grants.held(self.member).filter(case__in=self.stand.cases, compartment=safety_plan.VIEW)
        return set(held.values_list("case", flat=True))

    @cached_property
    def worked(self) -> set[UUID]:
        cases = self.stand.proposed
        mine = Entry.objects.filter(Q(subject__in=cases) | Q(parent__in=cases), actor=self.member.id)
        done = mine.exclude(type__in=closing.NOT_WORK).values_list("subject", "parent")
        owned = {id_ for id_ in cases if self.stand.own[id_].owner == self.member.id}
        return {id_ for pair in done for id_ in pair if id_ in cases} | owned


def _most_pressing(seen: _Seen, case: Case) -> NextStep:
    police = seen.member.agency.kind == AgencyKind.POLICE
    children = seen.stand.children[case.id]
    codes = [(of_child(child, seen.stand, seen.member.agency_id, police), child.id) for child in children]
    steps = [NextStep(code, subject) for code, subject in codes if code]
    steps += [NextStep(code, case.id) for code in _of_case(seen, case, police)]
    return min(steps, key=lambda step: PRESSING.index(step.code), default=NextStep("keep_in_touch", case.id))


def of_child(child: Subject, stand: Standing, agency: UUID, police: bool) -> str:
    """What an agency has to do about a referral, an order or a call; "" for nothing."""
    if child.kind == "referral":
        return _of_referral(child, stand, agency)
    if child.kind == "order" and police:
        return _of_served(child) if child.state == "served" else ORDER.get(child.state, "")
    waiting = child.kind == "task" and child.state in ("due", "refused_outside_window")
    return "make_call" if waiting and child.agency == agency else ""


def _of_served(order: Subject) -> str:
    """While an order runs it is what the police do in the case, before any step of the referral."""
    if order.due_code == "order_copy":
        return "give_copy"
    overdue = order.due_at is not None and order.due_at <= now()
    return "check_order" if overdue else "keep_order"


def _of_referral(child: Subject, stand: Standing, agency: UUID) -> str:
    referral = stand.referrals.get(child.id)
    if referral is None:
        return ""
    if referral.to_agency_id == agency:
        if child.state == "escalated":
            return "first_contact" if child.id in stand.accepted else "answer_referral"
        return TO_US.get(child.state, "")
    return FROM_US.get(child.state, "") if referral.from_agency_id == agency else ""


def _of_case(seen: _Seen, case: Case, police: bool) -> list[str]:
    member, stand = seen.member, seen.stand
    own, children = stand.own[case.id], stand.children[case.id]
    if own.state == "closed":
        return ["open_again" if case.id in stand.wrote else "rests"]
    leads = case.agency_id == member.agency_id
    found = []
    if leads:
        found += _of_course(seen, own)
    else:
        found.append("read_case" if member.role == Role.PROSECUTOR else "nothing_waits")
    if police and not any(c.kind == "order" for c in children):
        found.append("draft_order")
    referred = any(c.kind == "referral" for c in children)
    if leads and not police and not referred and own.state not in ("in_service", "follow_up"):
        found.append("refer")
    if leads and plan_rule.called_for(own.danger_band) and case.id not in stand.planned:
        found += ["make_plan"] if case.id in seen.view else []
    return found


# The step of the course that follows a state, by the event that takes it.
COURSE = {
    "case.plan_agreed": "agree_plan",
    "case.service_started": "begin_help",
    "case.follow_up": "begin_follow_up",
}


def _of_course(seen: _Seen, own: Subject) -> list[str]:
    """What the office that leads the case does next: danger, plan, help, follow-up, or a review."""
    state, member = own.state, seen.member
    found = ["look_at_danger"] if state in ("new", "consent_taken", "consent_refused", "reopened") else []
    if own.id in seen.stand.proposed:
        mine = member.role == Role.SUPERVISOR and own.id not in seen.worked
        found.append("review_closing" if mine else "closing_waits")
    if own.due_at and own.due_at <= seen.at:
        found.append("review_danger")
    if state == "follow_up":
        return [*found, "follow_up_again"]
    possible = states.possible("case", state, member.role)
    return [*found, *(code for event, code in COURSE.items() if event in possible)]
