"""Finding a case by who she is, or by its number. What is typed never stands in an address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qorgan.identity.keys import rules
from qorgan.web.agencies.access import desk_view
from qorgan.web.agencies.keyring import NoAgencyKey
from qorgan.web.casework import search
from qorgan.web.desk.access import CASE_ROLES
from qorgan.web.desk.identity_forms import FindForm
from qorgan.web.desk.worklist_pages import work_rows


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(roles=CASE_ROLES)
def find_case(request: HttpRequest) -> HttpResponse:
    """The form, and under it the cases that fit and that the member may see.

    The answer stands in this response only: an address to come back to would have to name what was typed.
    """
    if request.method != "POST":
        return render(request, "desk/find.html", {"form": FindForm()})
    form = FindForm(request.POST)
    if not form.is_valid():
        return render(request, "desk/find.html", {"form": form}, status=422)
    refused, status, rows = "", 200, []
    try:
        rows = search.find(request.keyring, form.cleaned_data["asked"])  # type: ignore[attr-defined]
    except search.TooManySearches:
        minutes = int(rules().within.total_seconds() // 60)
        refused = _("That is many searches in a short time. Wait %(n)d minutes, or ask your supervisor.") % {
            "n": minutes
        }
        status = 429
    except NoAgencyKey:
        refused = _("Your account holds no key for searching yet. A supervisor has to admit you.")
        status = 409
    context = {
        "form": form,
        "refused": refused,
        "searched": not refused,
        "rows": work_rows(rows),
    }
    return render(request, "desk/find.html", context, status=status)
