"""Consent recorded for her by a worker, signed, and stopped at her word. Keys enforce it, not this page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qorgan.vault.errors import VaultError
from qorgan.web.agencies import directory
from qorgan.web.agencies.access import desk_view
from qorgan.web.agencies.models import Agency, AgencyKind
from qorgan.web.casework import consent
from qorgan.web.casework.models import Case
from qorgan.web.desk import case_view, not_saved
from qorgan.web.desk.access import CASE_ROLES, case_for
from qorgan.web.desk.case_page import case_context
from qorgan.web.desk.forms import ConsentForm
from qorgan.web.desk.once import answered_once

# Whom a case can be shared with. Courts and schools have no desk yet.
SHARING_KINDS = (
    AgencyKind.CRISIS_CENTRE,
    AgencyKind.LINE_111,
    AgencyKind.POLICE,
    AgencyKind.HOSPITAL,
    AgencyKind.PROSECUTOR,
)


def other_agencies(case: Case, mine: Agency) -> list[Agency]:
    """Agencies a case can be shared with: not mine, in the order of their names."""
    found = Agency.objects.filter(kind__in=SHARING_KINDS).exclude(pk=mine.pk)
    return sorted(found, key=lambda agency: agency.name)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(roles=CASE_ROLES)
@answered_once
def case_consent(request: HttpRequest, case: UUID) -> HttpResponse:
    """Who holds what, and a form to record her agreement."""
    found = case_for(request, "consent", case)
    keyring = request.keyring  # type: ignore[attr-defined]
    if found.status.state == "closed" and request.method == "POST":
        return not_saved.refused(request, found)
    if found.status.state == "closed":  # stopping stays possible; sharing more waits until it is open again
        context = case_context(request, found, "case_consent") | {
            "lines": case_view.consent(consent.current(found), found.agency_id)
        }
        return render(request, "desk/consent.html", context)
    form = ConsentForm(other_agencies(found, keyring.member.agency), request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        agency = form.agencies[given["agency"]]
        try:
            consent.give(keyring, found, agency, given["bundles"], given["how"], given["statement"])
        except (directory.NoKey, directory.NoDirectory, VaultError):
            form.add_error(
                "agency",
                _(
                    "The keys of this agency cannot be verified now. Nothing was shared. "
                    "Choose another agency."
                ),
            )
        else:
            messages.success(request, _("Signed and shared with %(agency)s.") % {"agency": agency.name})
            return redirect("desk:case_consent", found.pk)
    context = case_context(request, found, "case_consent") | {
        "lines": case_view.consent(consent.current(found), found.agency_id),
        "form": form,
    }
    return render(request, "desk/consent.html", context, status=422 if form.errors else 200)


@require_http_methods(["POST"])
@desk_view(roles=CASE_ROLES)
@answered_once
def case_consent_stop(request: HttpRequest, case: UUID, agency: UUID) -> HttpResponse:
    """Stops sharing with one agency, after a page that says what this can and cannot do."""
    found = case_for(request, "consent", case)
    holder = next((line.agency for line in consent.current(found) if line.agency.pk == agency), None)
    if holder is None:
        raise Http404
    if request.POST.get("sure") != "1":
        context = case_context(request, found, "case_consent") | {"agency": holder}
        return render(request, "desk/consent_stop.html", context)
    consent.withdraw(request.keyring, found, holder)  # type: ignore[attr-defined]
    messages.success(
        request, _("%(agency)s can open nothing of this case any more.") % {"agency": holder.name}
    )
    return redirect("desk:case_consent", found.pk)
