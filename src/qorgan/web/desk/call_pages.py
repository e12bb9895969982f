"""Calls: planned by a person, begun only inside her safe time, refused and recorded outside it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qorgan.practice.states import MoveNotAllowed
from qorgan.web.agencies import policy
from qorgan.web.agencies.access import desk_view
from qorgan.web.casework import contact, reading
from qorgan.web.casework.grants import NoGrant
from qorgan.web.casework.models import CallTask
from qorgan.web.desk import case_view, not_saved, words
from qorgan.web.desk.access import CASE_ROLES, case_for
from qorgan.web.desk.case_page import case_context, or_none
from qorgan.web.desk.forms import CallForm, LineForm, OutcomeForm
from qorgan.web.desk.once import answered_once
from qorgan.web.desk.record_pages import decision_now, rules_in_words
from qorgan.web.ledger.verbs import entries

OPEN = ("due", "refused_outside_window", "not_reached")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(roles=CASE_ROLES)
@answered_once
def call_new(request: HttpRequest, case: UUID) -> HttpResponse:
    """Plans a call."""
    found = case_for(request, "contact", case)
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        task = contact.raise_call(request.keyring, found, given["reason"], given["channel"])  # type: ignore[attr-defined]
        return redirect("desk:call", task.pk)
    context = case_context(request, found, "") | {"form": form}
    return render(request, "desk/call_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(roles=CASE_ROLES)
@answered_once
def call(request: HttpRequest, task: UUID) -> HttpResponse:
    """One call: her rules, the attempt, what came of it."""
    keyring = request.keyring  # type: ignore[attr-defined]
    step = request.POST.get("step") if request.method == "POST" else None
    found = policy.get(keyring.member, "attempt" if step else "see", CallTask, task)
    if step == "attempt":
        return _attempt(request, found)
    if step == "cancel":
        return _cancel(request, found)
    form = OutcomeForm(request.POST if step == "finish" else None)
    if step == "finish" and form.is_valid():
        try:
            contact.finish(keyring, found, form.cleaned_data["outcome"], form.cleaned_data["note"])
        except MoveNotAllowed as error:
            return not_saved.page(request, words.said(error.text), found.case)
        else:
            messages.success(request, _("Recorded."))
        return redirect("desk:call", found.pk)
    return _page(request, found, form)


def _cancel(request: HttpRequest, task: CallTask) -> HttpResponse:
    form = LineForm(request.POST, label=_("Why it is no longer needed"), auto_id="cancel_%s")
    if not form.is_valid():
        return _page(request, task, OutcomeForm(), form)
    try:
        contact.cancel(request.keyring, task, form.cleaned_data["text"])  # type: ignore[attr-defined]
    except MoveNotAllowed as error:
        return not_saved.page(request, words.said(error.text), task.case)
    else:
        messages.success(request, _("The call is put away, with the reason."))
    return redirect("desk:call", task.pk)


def _page(
    request: HttpRequest, task: CallTask, form: OutcomeForm, cancel: LineForm | None = None
) -> HttpResponse:
    keyring = request.keyring  # type: ignore[attr-defined]
    rules = or_none(lambda: reading.safe_contact(keyring, task.case))
    ledger = list(entries(task.pk))
    refused = ledger[-1].type == "task.refused" if ledger else False
    decision = decision_now(rules, task.channel) if rules is not None else None
    may_cancel = task.status.state in OPEN and policy.allows(keyring.member, "attempt", task)
    blank = LineForm(label=_("Why it is no longer needed"), auto_id="cancel_%s")
    context: dict[str, Any] = {
        "task": task,
        "form": form,
        "cancel_form": (cancel or blank) if may_cancel else None,
        "rules": None if rules is None else rules_in_words(rules),
        "decision": decision,
        "refused": decision if refused and decision and not decision["allowed"] else None,
        "under_way": task.status.state == "attempted",
        "may_attempt": task.status.state in OPEN and rules is not None,
        "timeline": case_view.timeline(ledger, case_view.agencies_of(ledger)),
    }
    wrong = form.errors or (cancel is not None and cancel.errors)
    return render(request, "desk/call.html", context, status=422 if wrong else 200)


def _attempt(request: HttpRequest, task: CallTask) -> HttpResponse:
    try:
        contact.attempt(request.keyring, task, request.POST.get("channel") or task.channel)  # type: ignore[attr-defined]
    except NoGrant:
        messages.error(
            request, _("Her rules for safe contact are not shared with your agency: then nobody calls.")
        )
    except MoveNotAllowed as error:
        messages.warning(request, words.said(error.text))
    return redirect("desk:call", task.pk)
