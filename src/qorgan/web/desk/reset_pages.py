"""A new beginning for a colleague who cannot sign in, one's own password, and what is told at sign-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qorgan.web.agencies import admission, own_password, password_reset, policy, reset_record
from qorgan.web.agencies.access import desk_view
from qorgan.web.agencies.models import Member
from qorgan.web.agencies.sign_in import LAST_IN
from qorgan.web.desk.account_forms import OwnPasswordForm, ResetForm
from qorgan.web.desk.once import answered_once

PEOPLE_ROLES = ("agency_administrator", "supervisor")
SHOWN_ONCE = "shown_once"
MOST_TOLD = 8


def reasons() -> dict[str, str]:
    return {
        reset_record.PASSWORD: _("the password was forgotten"),
        reset_record.FACTOR: _("the second factor was lost"),
    }


@dataclass(frozen=True)
class Told:
    """One new beginning in words. Times are the record's."""

    name: str
    own: bool
    by: str
    reason: str
    at: datetime


def in_words(found: reset_record.Reset, reader: Member) -> Told:
    by = found.by.display_name if found.by else _("who runs this server")
    return Told(
        found.member.display_name, found.member.pk == reader.pk, by, reasons()[found.reason], found.at
    )


def to_tell(request: HttpRequest) -> dict[str, object]:
    """What happened to passwords since this member's last sign-in; told once."""
    member = request.user
    if not isinstance(member, Member) or LAST_IN not in request.session:
        return {}
    since = datetime.fromisoformat(request.session.pop(LAST_IN))
    told = [in_words(found, member) for found in reset_record.since(member, since)]
    return {"told": told[-MOST_TOLD:], "changed": reset_record.changed_since(member, since)}


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(roles=PEOPLE_ROLES, keys=False)
@answered_once
def member_reset(request: HttpRequest, member: UUID) -> HttpResponse:
    """Says what will be lost and who can still open it; then ends the old sign-in for a start password."""
    by = request.member  # type: ignore[attr-defined]
    person = policy.get(by, "reset", Member, member)
    if by.pk == person.pk or not person.is_active:
        return redirect("desk:member", person.pk)
    form = ResetForm(reasons(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            start = password_reset.start(by, person, form.cleaned_data["reason"])
        except password_reset.LastKeyHolder:
            form.add_error(None, _only_supervisor())
        except password_reset.NobodyElseAdmits:
            form.add_error(None, _nobody_else(by))
        except admission.NotYours:
            form.add_error(None, _("You cannot do this for this account."))
        else:
            request.session[SHOWN_ONCE] = {"member": str(person.pk), "start": start}
            return redirect("desk:member_start", person.pk)
    shown = {"person": person, "form": form, "by_supervisor": by.holds_keys}
    return render(request, "desk/member_reset.html", shown, status=422 if form.errors else 200)


def _only_supervisor() -> str:
    return _(
        "This is the only supervisor who can admit people: nobody could admit this person again. "
        "Ask who runs this server; the recovery cards of the agency are needed."
    )


def _nobody_else(by: Member) -> str:
    if by.holds_keys:
        return _(
            "Who starts this does not admit the person as well, and there are not enough other supervisors. "
            "Ask your administrator to start it."
        )
    return _("There are not enough supervisors to admit this person again. Ask who runs this server.")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(keys=False)
@answered_once
def password(request: HttpRequest) -> HttpResponse:
    """One's own password: the same keys under a new one. Sessions elsewhere end."""
    member = request.member  # type: ignore[attr-defined]
    form = OwnPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            own_password.change(member, given["current"], given["new"])
        except own_password.WrongPassword:
            form.add_error("current", _("This is not your password."))
        except ValidationError as fault:
            tries = any(error.code == "too_many_login_attempts" for error in fault.error_list)
            form.add_error("current" if tries else "new", fault)
        else:
            update_session_auth_hash(request, member)
            messages.success(
                request, _("Your password is changed. Wherever else you were signed in, you no longer are.")
            )
            return redirect("desk:me")
    return render(request, "desk/password.html", {"form": form}, status=422 if form.errors else 200)
