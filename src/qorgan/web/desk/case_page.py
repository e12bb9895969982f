"""The case page: the next step first, then the law, the facts, danger, and everything that runs.

Content is opened by `casework.reading` only, which records the reading before it decrypts. What a member's
agency does not hold is said plainly as not shared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qorgan.vault.context import Compartment, Purpose
from qorgan.web.agencies import policy
from qorgan.web.agencies.access import desk_view
from qorgan.web.casework import consent, grants, reading, standing, tips
from qorgan.web.casework.grants import NoGrant
from qorgan.web.casework.models import CallTask, Case, Referral, Tracked
from qorgan.web.casework.next_step import of_cases
from qorgan.web.casework.standing import Standing
from qorgan.web.clock import now
from qorgan.web.desk import case_view, law_view, plan_view, steps, vocabulary, words
from qorgan.web.desk.access import CASE_ROLES, case_for, may, may_open_page
from qorgan.web.desk.forms import NoteForm
from qorgan.web.orders.models import Order
from qorgan.web.orders.view import clocks as order_clocks

T = TypeVar("T")
M = TypeVar("M", bound=Tracked)
# The parts of the record that a page of a case opens; one that is not here opens none.
PAGE_PARTS = {
    "case_account": {Compartment.ACCOUNT, Compartment.SERVICES, Compartment.IDENTITY},
    "case_plan": {Compartment.SURVIVOR_VIEW},
    "case_messages": {Compartment.SURVIVOR_VIEW},
    "case_contact": {Compartment.SAFE_CONTACT},
    "case_identity": {Compartment.IDENTITY},
    "case_course": {Compartment.SERVICES},
}
RECORD_SHOWN = 60  # entries of the record; older ones by a link


@dataclass(frozen=True)
class CaseTab:
    """A page of the case; a rarer one stands under "More" on a wide screen."""

    label: str
    url: str
    current: bool
    rare: bool


@dataclass(frozen=True)
class OrderLine:
    """An order in the list of the case page."""

    label: str
    state: str
    due: str  # what is due: the next check, never to be read as the end of the order
    due_at: Any
    url: str | None


def or_none(read: Callable[[], T]) -> T | None:
    """What `read` opens, or None where the agency holds no key to it."""
    try:
        return read()
    except NoGrant:
        return None


def case_context(request: HttpRequest, case: Case, here: str) -> dict[str, Any]:
    """What every page of a case needs: the case, its pages, what the member may do."""
    places = [
        ("case", _("Overview"), "see", False),
        ("case_account", _("Her words and notes"), "see", False),
        ("case_facts", _("Facts"), "write", False),
        ("case_danger", _("Danger"), "write", False),
        ("case_plan", _("Safety plan"), "see", False),
        ("case_course", _("Course"), "see", False),
        ("case_messages", _("Messages"), "see", False),
        ("case_contact", _("Safe contact"), "see", True),
        ("case_consent", _("Consent"), "consent", True),
        ("case_identity", _("Who she is"), "see", True),
        ("case_named", _("Who may open it"), "lead", True),
    ]
    shown = _has_something(request, case)
    tabs = [
        CaseTab(label, reverse(f"desk:{name}", args=[case.pk]), name == here, rare)
        for name, label, verb, rare in places
        if (shown(name) or name == here if verb == "see" else may(request, verb, case))
    ]
    open_tab = next((tab.label for tab in tabs if tab.current), _("Pages of this case"))
    return {
        "case": case,
        "case_tabs": tabs,
        "open_tab": open_tab,
        "has_rare": any(tab.rare for tab in tabs),
        "open_rare": next((tab.label for tab in tabs if tab.rare and tab.current), ""),
        "may_write": may(request, "write", case),
        "now": now(),
    }


def _has_something(request: HttpRequest, case: Case) -> Callable[[str], bool]:
    """A question: has this page something for who only reads? One that could say nothing but "not shared" is
    not offered; who works on the case writes there too."""
    if may(request, "write", case):
        return lambda page: True
    member = request.member  # type: ignore[attr-defined]
    held = set(grants.held(member, case.pk, Purpose.CASEWORK).values_list("compartment", flat=True))
    return lambda page: page not in PAGE_PARTS or bool(held & PAGE_PARTS[page])


@require_safe
@desk_view(roles=CASE_ROLES)
def case_page(request: HttpRequest, case: UUID) -> HttpResponse:
    """Everything about a case that its headers say, and the facts, law and danger where shared."""
    found = case_for(request, "see", case)
    stand = standing.of([found])
    standing.tell(stand, [found])
    facts, danger = reading.overview(request.keyring, found)  # type: ignore[attr-defined]
    ledger, readings = case_view.ledger_of(found)
    shown = len(ledger) if request.GET.get("record") == "all" else RECORD_SHOWN
    agencies = case_view.agencies_of([*ledger, *readings])
    orders = _of_case(request, found, stand, Order, "order")
    context = (
        case_context(request, found, "case")
        | {
            "step": steps.shown(
                of_cases(stand, request.member)[found.id],  # type: ignore[attr-defined]
                found,
                may_open_page(request, found),
            ),
            "facts": None if facts is None else case_view.facts(facts, vocabulary.label, vocabulary.value),
            "open_answers": case_view.open_answers(facts, vocabulary.label) if facts else [],
            "law": None if facts is None else law_view.of_case(found, facts, may(request, "write", found)),
            "risk": None if danger is None else case_view.risk(danger, found.status.danger_band),
            "plan_open": _has_something(request, found)("case_plan"),
            "plan": plan_view.on_case(found, request.member, ledger, agencies),  # type: ignore[attr-defined]
            "timeline": case_view.timeline(ledger[-shown:], agencies),
            "older": max(0, len(ledger) - shown),
            "looked": case_view.looked(readings, agencies),
            "clocks": case_view.shown([*case_view.clocks(ledger, now(), agencies), *_order_clocks(orders)]),
            "consent": case_view.consent(consent.current(found), found.agency_id),
            "note_form": NoteForm(auto_id="note_%s"),
            "tips": tips.of_case(request.keyring, found),  # type: ignore[attr-defined]
            **_children(request, found, stand, orders),
        }
    )
    return render(request, "desk/case.html", context)


def _of_case(
    request: HttpRequest, case: Case, stand: Standing, model: type[M], kind: str, *with_: str
) -> list[M]:
    """What of this kind the case has and policy shows to the member, with its status. Policy is not asked
    where the case has nothing of the kind."""
    if not stand.has(case, kind):
        return []
    seen = policy.visible(request.member, "see", model).filter(case=case)  # type: ignore[attr-defined,misc]
    found = list(seen.select_related("case", *with_))
    standing.tell(stand, found)
    return found


def _children(request: HttpRequest, case: Case, stand: Standing, orders: list[Order]) -> dict[str, Any]:
    return {
        "referrals": _of_case(request, case, stand, Referral, "referral", "to_agency"),
        "calls": _of_case(request, case, stand, CallTask, "task"),
        "orders": [_order_line(order) for order in orders],
        "orders_url": _orders_url(case) if may(request, "order", case) else None,
        "may_refer": may(request, "refer", case),
        "may_consent": may(request, "consent", case),
        "may_contact": may(request, "contact", case),
    }


def _order_clocks(orders: list[Order]) -> list[case_view.ClockLine]:
    """The clocks of the orders the member may see, by the rules of orders."""
    return [
        case_view.ClockLine(clock.label, clock.at, clock.state, f"{clock.authority}; {clock.basis}")
        for order in orders
        for clock in order_clocks(order, now())
    ]


def _order_line(order: Order) -> OrderLine:
    label = _("Order %(number)s") % {"number": order.number} if order.number else _("Order, not issued yet")
    status = order.status
    due = words.due(status.due_code) if status.due_at else ""
    return OrderLine(label, status.state, due, status.due_at, _address("desk:order", order.pk))


def _orders_url(case: Case) -> str | None:
    return _address("desk:order_new", case.pk)


def _address(name: str, pk: UUID) -> str | None:
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return None
