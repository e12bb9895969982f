"""What the policy table's conditions mean for casework's models."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from qorgan.vault.context import Compartment, Purpose
from qorgan.web.agencies.keyring import INTAKE
from qorgan.web.agencies.models import AgencyKeyWrap, AgencyKind, Member
from qorgan.web.agencies.policy import condition
from qorgan.web.casework import grants
from qorgan.web.casework.models import Grant
from qorgan.web.ledger.models import Subject


@condition("Report", "intake_grant")
def _intake_grant(member: Member) -> Q:
    """Grants for intake are few, since opening deletes them: the question begins there. Grants for casework
    are as many as cases, and are asked for one case at a time."""
    return Q(case__in=grants.held(member, purpose=Purpose.INTAKE).values("case"))


@condition("Report", "admitted_for_intake")
def _admitted_for_intake(member: Member) -> Q:
    """Intake keys are held by few (rule 5); a named grant to a supervisor needs none."""
    holds = AgencyKeyWrap.objects.filter(member=member, purpose=INTAKE).exists()
    return (
        Q()
        if holds
        else Q(case__in=grants.held(member, purpose=Purpose.INTAKE).filter(member=member).values("case"))
    )


@condition("Report", "no_conflict")
def _no_conflict(member: Member) -> Q:
    """She said that someone at this office must not see it: only the supervisor's own key opens it."""
    return Q(conflict=False) | ~Q(agency=member.agency)


@condition("Case", "casework_grant")
def _casework_grant(member: Member) -> Q:
    return _granted(member, "")


def _granted(member: Member, case: str) -> Q:
    """The member holds keys of the case; `case` leads from the model to it: "", or "case__"."""
    mine = grants.held(member, purpose=Purpose.CASEWORK).filter(case=OuterRef(f"{case}pk"))
    return Q(Exists(mine)) & (_not_kept_from(member, case) | Q(Exists(mine.filter(member=member))))


def _not_kept_from(member: Member, case: str) -> Q:
    """Names are needed at the office that leads a restricted case. What she agreed to share with another
    office stays with that office: an order in force must not lose its officers."""
    return Q(**{f"{case}restricted": False}) | ~Q(**{f"{case}agency": member.agency})


@condition("ListedCase", "listed_for_me")
def _listed_for_me(member: Member) -> Q:
    return Q(agency=member.agency) & (Q(member=None) | Q(member=member))


@condition("Case", "not_closed")
def _not_closed(member: Member) -> Q:
    return ~Q(Exists(Subject.objects.filter(pk=OuterRef("pk"), state="closed")))


@condition("Case", "agency_leads")
def _agency_leads(member: Member) -> Q:
    return Q(agency=member.agency)


@condition("Case", "agency_is_police")
def _agency_is_police(member: Member) -> Q:
    return Q() if member.agency.kind == AgencyKind.POLICE else Q(pk__in=[])


@condition("Tip", "tip_grant")
def _tip_grant(member: Member) -> Q:
    return Q(agency=member.agency) & Q(Exists(_of_tip(member, Compartment.ACCOUNT)))


@condition("Tip", "named_for_who_told")
def _named_for_who_told(member: Member) -> Q:
    return Q(Exists(_of_tip(member, Compartment.IDENTITY).filter(member=member)))


def _of_tip(member: Member, part: Compartment) -> QuerySet[Grant]:
    return grants.held(member, purpose=Purpose.CASEWORK).filter(case=OuterRef("pk"), compartment=int(part))


@condition("Referral", "from_my_agency")
def _from_my_agency(member: Member) -> Q:
    return Q(from_agency=member.agency)


@condition("Referral", "case_not_kept_from_me")
def _case_not_kept_from_me(member: Member) -> Q:
    """Of a restricted case a colleague who is not named must not even see that somebody was asked."""
    return _not_kept_from(member, "case__") | _granted(member, "case__")


@condition("Referral", "to_my_agency")
def _to_my_agency(member: Member) -> Q:
    return Q(to_agency=member.agency)


@condition("Referral", "was_sent")
def _was_sent(member: Member) -> Q:
    sent = Subject.objects.filter(pk=OuterRef("pk")).exclude(state__in=["drafted", "consented"])
    return Q(Exists(sent))


@condition("CallTask", "task_of_my_agency")
def _task_of_my_agency(member: Member) -> Q:
    return Q(agency=member.agency) & _granted(member, "case__")


@condition("Order", "order_of_my_agency")
def _order_of_my_agency(member: Member) -> Q:
    if member.agency.kind != AgencyKind.POLICE:
        return Q(pk__in=[])
    return Q(agency=member.agency) & _granted(member, "case__")


@condition("Order", "case_grant_for_legal")
def _case_grant_for_legal(member: Member) -> Q:
    legal = grants.held(member, purpose=Purpose.CASEWORK).filter(compartment=Compartment.LEGAL)
    return Q(Exists(legal.filter(case=OuterRef("case"))))
