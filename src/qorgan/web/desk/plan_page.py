"""The safety plan of a case: read by those who hold her view, written with her by the office that leads."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qorgan.practice import safety_plan as rule
from qorgan.web.agencies.access import desk_view
from qorgan.web.casework import safety_plan
from qorgan.web.casework.grants import NoGrant
from qorgan.web.casework.models import Case
from qorgan.web.desk import not_saved, plan_view, words
from qorgan.web.desk.access import CASE_ROLES, case_for, may
from qorgan.web.desk.case_page import case_context, or_none
from qorgan.web.desk.once import answered_once
from qorgan.web.ledger.verbs import entries_of_case


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(roles=CASE_ROLES)
@answered_once
def case_plan(request: HttpRequest, case: UUID) -> HttpResponse:
    """Shows the plan, and takes a new version of it."""
    found = case_for(request, "see", case)
    writes = may(request, "plan", found)
    if request.method != "POST":
        return _page(request, found, writes)
    if not writes:
        return not_saved.refused(request, found)
    form = plan_view.PlanForm(data=request.POST)
    if not form.is_valid():
        return _page(request, found, writes, form)
    fault = _write(request, found, form)
    return _page(request, found, writes, form, fault) if fault else redirect("desk:case_plan", found.pk)


def _write(request: HttpRequest, case: Case, form: plan_view.PlanForm) -> str:
    """Why it was not kept; nothing where it was."""
    try:
        safety_plan.write(request.keyring, case, form.texts(), form.cleaned_data["seen"])  # type: ignore[attr-defined]
    except safety_plan.ChangedMeanwhile:
        return _(
            "Somebody wrote a newer version while you were writing. It stands above; what you typed is still "
            "below. Put both together, then save."
        )
    except NoGrant:
        return _(
            "Her view is no longer shared with your agency. Nothing was kept; what you typed is still below."
        )
    if safety_plan.reaches_her(case):
        messages.success(request, _("The plan is written. Her code opens it."))
    else:
        messages.success(request, _("The plan is written and stays with your office."))
    return ""


def _page(
    request: HttpRequest, case: Case, writes: bool, form: plan_view.PlanForm | None = None, fault: str = ""
) -> HttpResponse:
    plan = or_none(lambda: safety_plan.read(request.keyring, case))  # type: ignore[attr-defined]
    standing, _notes = safety_plan.recorded(entries_of_case(case.pk))
    seen = standing.id if standing else None
    if form is None and writes and plan is not None:
        form = plan_view.PlanForm(safety_plan.texts_of(plan.current), seen)
    elif form is not None and fault:
        form.begin_from(seen)
    context: dict[str, Any] = case_context(request, case, "case_plan") | {
        "shared": plan is not None,
        "form": form,
        "fault": fault,
        "reaches_her": safety_plan.reaches_her(case),
        "has_words": bool(case.report and case.report.has_code),
        "calls": [(call.number, words.said(call.text)) for call in rule.calls()],
        "version": rule.version(),
    }
    if plan is not None:
        context |= {
            "current": plan_view.version(plan.current),
            "notes": plan_view.version(plan.notes),
            "earlier": [plan_view.version(row) for row in plan.earlier],
        }
    status = 409 if fault else 422 if form is not None and form.errors else 200
    return render(request, "desk/plan.html", context, status=status)
