"""The pages of an order: prepare, conditions, issue, hand over, check, record a breach, see what follows.

The engine's word is shown and binds nobody. A refusal of a verb comes back to the form, with what was typed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from qorgan.practice.local_time import local
from qorgan.practice.states import MoveNotAllowed
from qorgan.web.agencies import policy
from qorgan.web.agencies.access import desk_view
from qorgan.web.agencies.keyring import Keyring
from qorgan.web.agencies.models import Agency
from qorgan.web.casework.grants import NoGrant
from qorgan.web.casework.models import Case
from qorgan.web.clock import now
from qorgan.web.desk import law_words, order_view
from qorgan.web.desk.access import case_for
from qorgan.web.desk.once import answered_once
from qorgan.web.desk.order_forms import (
    NOTICE,
    REFUSED,
    BreachForm,
    CheckForm,
    ConditionsForm,
    CopyForm,
    DetailsForm,
    EarlierForm,
    ServeForm,
    WithdrawForm,
)
from qorgan.web.orders import conditions, verbs
from qorgan.web.orders.address import AddressInText
from qorgan.web.orders.models import Order
from qorgan.web.orders.wording import basis_on, wording

POLICE = ("inspector", "supervisor")
READERS = ("inspector", "supervisor", "caseworker", "line_operator", "prosecutor")
GET_POST = require_http_methods(["GET", "HEAD", "POST"])


def keys(request: HttpRequest) -> Keyring:
    return request.keyring  # type: ignore[attr-defined]


def order_for(request: HttpRequest, verb: str, pk: UUID) -> Order:
    """The order, or 404 when policy does not give it to this member for `verb`."""
    return policy.get(request.member, verb, Order, pk)  # type: ignore[attr-defined]


# Where the order has to stand for a step; elsewhere its form would only be refused after it was filled in.
FITS = {
    "issue": ("drafted",),
    "serve": ("issued", "service_refused"),
    "copy": ("issued", "service_refused", "served"),
    "check": ("served",),
}


def page(request: HttpRequest, name: str, order: Order, **context: Any) -> HttpResponse:
    """A page about one order; a step that does not fit where it stands leads back to the order."""
    if request.method != "POST" and order.status.state not in FITS.get(name, (order.status.state,)):
        messages.info(request, _("This step is done already, or is not possible where the order stands now."))
        return redirect("desk:order", order.pk)
    shared = {"order": order, "state": order.status.state, "now": now()}
    return render(request, f"desk/orders/{name}.html", shared | context)


def tried(form: forms.Form, act: Callable[[], object], time_field: str = "at") -> bool:
    """Does `act`; a refusal of it becomes a fault of the form. True when it was done."""
    try:
        act()
    except verbs.BadTime as refused:
        form.add_error(time_field if time_field in form.fields else None, order_view.time_fault(refused.code))
    except AddressInText as refused:
        form.add_error(refused.field if refused.field in form.fields else None, order_view.ADDRESS_FAULT)
    except MoveNotAllowed as refused:
        form.add_error(None, order_view.said(refused.text))
    except conditions.ReasonNeeded:
        form.add_error("reason", _("Something is not established or answered no: write the reason, or wait."))
    except conditions.ConditionsUnclear as refused:
        for code in refused.codes:
            form.add_error(
                code if code in form.fields else None, _("Answer this and say who established it.")
            )
    except verbs.ParticularsMissing as refused:
        form.add_error(None, order_view.missing_fault(refused.fields))
    except verbs.NoteNeeded:
        form.add_error(None, _("Write it down in a few words."))
    else:
        return True
    return False


@GET_POST
@desk_view(roles=POLICE)
@answered_once
def order_new(request: HttpRequest, case: UUID) -> HttpResponse:
    """A new order: what it must say."""
    found = case_for(request, "order", case)
    keyring = keys(request)
    form = DetailsForm(request.POST or None, initial=_first_details(request, found))
    if request.method == "POST" and form.is_valid():
        made: list[Order] = []
        spoken = form.cleaned_data["language"]
        details = _in_its_language(form.details(), keyring.member.agency, spoken)
        if tried(form, lambda: made.append(verbs.draft(keyring, found, details, spoken))):
            return redirect("desk:order_issue", made[0].pk)
    return render(request, "desk/orders/new.html", {"case": found, "form": form})


def _first_details(request: HttpRequest, case: Case) -> dict[str, Any]:
    """What is known already: the officer, her name where it is shared, or the words of an earlier draft."""
    keyring = keys(request)
    member = keyring.member
    earlier = request.GET.get("from", "")
    if earlier:
        try:
            draft = policy.visible(member, "act", Order).filter(case=case).get(pk=earlier)
            return verbs.latest_details(keyring, draft).to_json() | {"language": draft.language}
        except (Order.DoesNotExist, ValidationError, NoGrant):
            raise Http404 from None
    spoken = "ru" if member.language == "ru" else "kk"
    return {
        "protected_name": order_view.name_of_protected(keyring, case),
        "issuer_name": member.display_name,
        "issue_place": _name_of(member.agency, spoken),
        "restrictions": list(wording()["restrictions"]),
        "language": spoken,
    }


def _name_of(agency: Agency, language: str) -> str:
    """Its name in a language of the order, whatever the language of the desk is."""
    return str(getattr(agency, f"name_{language}"))


def _in_its_language(details: dict[str, Any], agency: Agency, language: str) -> dict[str, Any]:
    """The office's own name, left as it was filled in, follows the language that was chosen after that."""
    names = {_name_of(agency, code) for code in ("kk", "ru", "en")}
    if details["issue_place"].strip() in names:
        return details | {"issue_place": _name_of(agency, language)}
    return details


@require_GET
@desk_view(roles=READERS)
def order(request: HttpRequest, order: UUID) -> HttpResponse:
    """The order: its course, clocks, checks, papers, and the one thing to do next."""
    found = order_for(request, "see", order)
    context = order_view.shown(keys(request), found, now())
    may_act = policy.allows(request.member, "act", found)  # type: ignore[attr-defined]
    return page(
        request, "order", found, **context, may_act=may_act, step=order_view.next_step(found, now(), may_act)
    )


@GET_POST
@desk_view(roles=POLICE)
@answered_once
def order_issue(request: HttpRequest, order: UUID) -> HttpResponse:
    """The conditions, what the engine says, and the issue."""
    found = order_for(request, "act", order)
    keyring, basis = keys(request), basis_on(local(now()).date())
    form = ConditionsForm(basis["id"], request.POST or None)
    if request.method == "POST" and form.is_valid():
        if tried(form, lambda: verbs.issue(keyring, found, form.answers(), form.cleaned_data["reason"])):
            return redirect("desk:order", found.pk)
    advice = order_view.proposal_of(keyring, found)
    mark = law_words.certainty(advice.certainty) if advice else ""
    return page(request, "issue", found, form=form, proposal=advice, mark=mark)


@GET_POST
@desk_view(roles=POLICE)
@answered_once
def order_serve(request: HttpRequest, order: UUID) -> HttpResponse:
    """Handed over, or refused."""
    found = order_for(request, "act", order)
    form = ServeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, keyring = form.cleaned_data, keys(request)
        if given["how"] == REFUSED:
            done = tried(form, lambda: verbs.service_refused(keyring, found, given["at"], given["note"]))
        elif given["how"] == NOTICE:
            told = given["means"], given["note"]
            done = tried(form, lambda: verbs.notified(keyring, found, given["at"], *told))
        else:
            done = tried(form, lambda: verbs.serve(keyring, found, given["at"], given["how"], given["note"]))
        if done:
            return redirect("desk:order", found.pk)
    return page(request, "serve", found, form=form)


@GET_POST
@desk_view(roles=POLICE)
@answered_once
def order_copy(request: HttpRequest, order: UUID) -> HttpResponse:
    """Her copy, with her rights explained."""
    found = order_for(request, "act", order)
    form = CopyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if tried(form, lambda: verbs.copy_given(keys(request), found, given["at"], given["note"])):
            return redirect("desk:order", found.pk)
    return page(request, "copy", found, form=form)


@GET_POST
@desk_view(roles=POLICE)
@answered_once
def order_check(request: HttpRequest, order: UUID) -> HttpResponse:
    """A check; signs of a breach lead on to its page."""
    found = order_for(request, "act", order)
    form = CheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if tried(
            form, lambda: verbs.check(keys(request), found, given["at"], given["result"], given["note"])
        ):
            suspected = given["result"] == "breach_suspected"
            return redirect("desk:order_breach" if suspected else "desk:order", found.pk)
    return page(request, "check", found, form=form, checks=order_view.check_rows(found, now()))


@GET_POST
@desk_view(roles=POLICE)
@answered_once
def order_breach(request: HttpRequest, order: UUID) -> HttpResponse:
    """A breach is recorded; what follows is on the next page."""
    found = order_for(request, "act", order)
    form = BreachForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        act = lambda: verbs.breach(keys(request), found, given["at"], given["what"], tuple(given["kinds"]))  # noqa: E731
        if tried(form, act):
            return redirect("desk:order_follows", found.pk)
    return page(request, "breach", found, form=form)


@require_GET
@desk_view(roles=POLICE)
def order_follows(request: HttpRequest, order: UUID) -> HttpResponse:
    """What the law says of the last breach: CAO 461 and its repeat rule, detention, special requirements."""
    found = order_for(request, "act", order)
    form = EarlierForm(request.GET if "earlier" in request.GET else None, initial={"earlier": "unknown"})
    shown = order_view.follows(keys(request), found, form.days(), form.none())
    return page(request, "follows", found, form=form, **shown)


@GET_POST
@desk_view(roles=POLICE)
@answered_once
def order_withdraw(request: HttpRequest, order: UUID) -> HttpResponse:
    """The order ends now, with a reason."""
    found = order_for(request, "act", order)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if tried(form, lambda: verbs.withdraw(keys(request), found, form.cleaned_data["reason"])):
            return redirect("desk:order", found.pk)
    return page(request, "withdraw", found, form=form)
