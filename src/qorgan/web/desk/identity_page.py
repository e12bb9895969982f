"""Who she is: shown with its versions, recorded and corrected. Every part may stay empty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qorgan.identity import iin
from qorgan.web.agencies.access import desk_view
from qorgan.web.casework import person
from qorgan.web.casework.models import Case
from qorgan.web.casework.reading import Opened
from qorgan.web.desk.access import CASE_ROLES, case_for, may
from qorgan.web.desk.case_page import case_context, or_none
from qorgan.web.desk.identity_forms import IdentityForm
from qorgan.web.desk.identity_words import identity_in_words
from qorgan.web.desk.once import answered_once
from qorgan.web.desk.record_pages import who_wrote


@dataclass(frozen=True)
class Version:
    """What one member, or she herself, put on the record at one moment."""

    who: str
    at: datetime
    rows: list[tuple[str, str]]


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(roles=CASE_ROLES)
@answered_once
def case_identity(request: HttpRequest, case: UUID) -> HttpResponse:
    """Who she is as it stands, the versions before, and the form."""
    posted = request.method == "POST"
    found = case_for(request, "write" if posted else "see", case)
    rows = or_none(lambda: person.versions(request.keyring, found))  # type: ignore[attr-defined]
    who = person.merged(rows or [])
    seen = str(rows[-1].id) if rows else ""
    form = None
    if may(request, "write", found):
        form = IdentityForm(request.POST if posted else None, who=who, seen=seen)
    meanwhile = False
    if posted and form is not None and form.is_valid():
        same_age = str(form.cleaned_data["age"]) == str(who.get("age", ""))
        said_on = who.get("age_on") if same_age else None
        if _recorded(request, found, form.cleaned_data | {"age_on": said_on}):
            return redirect("desk:case_identity", found.pk)
        meanwhile = True
        # What was typed stays; it may be saved over the colleague's now.
        form.data = {name: form.data.get(name, "") for name in form.fields} | {"seen": seen}
    context = case_context(request, found, "case_identity") | {
        "shared": rows is not None,
        "who": identity_in_words(who),
        "versions": [_version(row) for row in reversed(rows or [])],
        "form": form,
        "meanwhile": meanwhile,
    }
    status = 409 if meanwhile else 422 if form is not None and form.errors else 200
    return render(request, "desk/identity.html", context, status=status)


def _recorded(request: HttpRequest, case: Case, given: dict[str, Any]) -> bool:
    """Whether it was recorded; False when a colleague was faster."""
    try:
        seen = UUID(given["seen"]) if given["seen"] else None
    except ValueError:
        return False
    try:
        person.record(request.keyring, case, given, seen)  # type: ignore[attr-defined]
    except person.ChangedMeanwhile:
        return False
    messages.success(request, _("Recorded. What was there before stays among the versions."))
    hinted = iin.born(given["iin"]) if given["iin"] else None
    if hinted and given["birth_date"] and hinted.isoformat() != given["birth_date"]:
        messages.warning(
            request,
            _("The first digits of the IIN read as %(day)s, and the date of birth is another. Ask her once.")
            % {"day": hinted.strftime("%d.%m.%Y")},
        )
    return True


def _version(row: Opened) -> Version:
    return Version(who_wrote(row), row.at, identity_in_words(row.value))
