"""A member's own account: who she is here, and her second factors. Nobody sees or changes another's."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qorgan.web.agencies import passkeys
from qorgan.web.agencies.access import desk_view
from qorgan.web.agencies.models import Member
from qorgan.web.desk.account_forms import PasskeyForm, PasskeyNameForm
from qorgan.web.desk.once import answered_once


@require_safe
@desk_view(keys=False)
def me(request: HttpRequest) -> HttpResponse:
    """My name, role and second factors."""
    member = request.member  # type: ignore[attr-defined]
    about = [
        (_("User name"), member.username),
        (_("Role"), member.get_role_display()),
        (_("Agency"), member.agency.name),
    ]
    authenticator = Authenticator.objects.filter(user=member, type=Authenticator.Type.TOTP).first()
    shown = {"about": about, "passkeys": passkeys.of(member), "authenticator": authenticator}
    return render(request, "desk/me.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(keys=False)
def passkey_new(request: HttpRequest) -> HttpResponse:
    """Makes a passkey with the browser's help. A challenge is answered once."""
    member = request.member  # type: ignore[attr-defined]
    form = PasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _added(form, member):
        messages.success(request, _("The passkey is added. At the next sign-in it can stand for the code."))
        return redirect("desk:me")
    shown = {"form": form, "js_data": {"creation_options": passkeys.options(member)}}
    return render(request, "desk/passkey_new.html", shown, status=422 if form.errors else 200)


def _added(form: PasskeyForm, member: Member) -> bool:
    given = form.cleaned_data
    try:
        if not passkeys.password_right(member, given["password"]):
            form.add_error("password", _("This is not your password."))
            return False
    except ValidationError as fault:  # too many tries
        form.add_error("password", fault)
        return False
    try:
        passkeys.add(member, given["name"], given["credential"])
    except ValidationError as fault:
        form.add_error(None, fault)
    except passkeys.TooMany:
        form.add_error(None, _("You have ten passkeys. Remove one that you do not use first."))
    return not form.errors


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(keys=False)
@answered_once
def passkey(request: HttpRequest, passkey: int) -> HttpResponse:
    """One passkey: its name, and the button that removes it."""
    member = request.member  # type: ignore[attr-defined]
    found = next((one for one in passkeys.of(member) if one.id == passkey), None)
    if found is None:
        raise Http404
    form = PasskeyNameForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        passkeys.rename(member, passkey, form.cleaned_data["name"])
        return redirect("desk:me")
    shown = {"passkey": found, "form": form}
    return render(request, "desk/passkey.html", shown, status=422 if form.errors else 200)


@require_POST
@desk_view(keys=False)
@answered_once
def passkey_remove(request: HttpRequest, passkey: int) -> HttpResponse:
    try:
        passkeys.remove(request.member, passkey)  # type: ignore[attr-defined]
        messages.success(request, _("The passkey is removed. It opens nothing any more."))
    except Authenticator.DoesNotExist as error:
        raise Http404 from error
    except passkeys.LastFactor:
        messages.error(request, _("This is your only second factor. Add another one first."))
    return redirect("desk:me")
