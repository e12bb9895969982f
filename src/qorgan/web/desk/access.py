"""Which roles have a use for which pages, and what a member may do on a case. Policy decides."""

from __future__ import annotations

from collections.abc import Callable, Collection
from uuid import UUID

from django.http import HttpRequest

from qorgan.web.agencies import policy
from qorgan.web.agencies.models import AgencyKind, Member
from qorgan.web.casework.models import Case

CASE_ROLES = ("line_operator", "caseworker", "supervisor", "inspector", "health", "prosecutor")
INTAKE_ROLES = ("line_operator", "caseworker", "supervisor", "inspector")
# The verb that a page of a case needs; a page that is not here needs "see".
PAGE_VERBS = {
    "case_danger": "write",
    "case_facts": "write",
    "case_consent": "consent",
    "referral_new": "refer",
    "call_new": "contact",
    "order_new": "order",
    "case_named": "lead",
}


def case_for(request: HttpRequest, verb: str, case: UUID) -> Case:
    """The case, or 404 when policy does not give it to this member for `verb`."""
    found, may_do = policy.get_with_verbs(request.member, verb, Case, case)  # type: ignore[attr-defined]
    _asked(request)[case] = may_do
    return found


def _asked(request: HttpRequest) -> dict[UUID, frozenset[str]]:
    asked: dict[UUID, frozenset[str]] = request.__dict__.setdefault("desk_may", {})
    return asked


def may(request: HttpRequest, verb: str, case: Case) -> bool:
    """Whether policy lets the member do `verb` to the case; asked once for each request."""
    asked = _asked(request)
    if case.pk not in asked:
        asked |= policy.verbs(request.member, [case])  # type: ignore[attr-defined]
    return verb in asked[case.pk]


def may_open_page(request: HttpRequest, case: Case) -> Callable[[str], bool]:
    """A question: is this page of the case open to the member?"""

    def answer(page: str) -> bool:
        return page not in PAGE_VERBS or may(request, PAGE_VERBS[page], case)

    return answer


def opens(verbs: Collection[str]) -> Callable[[str], bool]:
    """The same question for a case of which policy said already what the member may do."""
    return lambda page: page not in PAGE_VERBS or PAGE_VERBS[page] in verbs


def is_police(member: Member) -> bool:
    return bool(member.agency.kind == AgencyKind.POLICE)
