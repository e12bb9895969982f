"""An editor's own pages: her password, and the authenticator that gives her codes."""

from __future__ import annotations

from typing import Any, cast

from allauth.account import views as account
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP, clear_totp_secret
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from qorgan.web.library.editors.models import Editor
from qorgan.web.library.editors.sign_in import code_given, has_code
from qorgan.web.library.editors.start import qr_svg


class OwnPassword(PasswordChangeForm):  # type: ignore[type-arg]
    def clean_new_password1(self) -> Any:
        new = self.cleaned_data.get("new_password1")
        if new and self.user.check_password(new):
            raise ValidationError(_("This is the present password. Choose another one."))
        return new


def leave(request: HttpRequest) -> HttpResponse:
    """Ends the session when the menu's button is pressed; asks first where only the address was opened."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("account_logout"))
    answer: HttpResponse = account.logout(request)
    return answer


@login_required
def password(request: HttpRequest) -> HttpResponse:
    """Changes her password; the only page open to a start password."""
    form = OwnPassword(cast(Editor, request.user), request.POST or None)
    if request.method == "POST" and form.is_valid():
        editor = form.save(commit=False)
        editor.must_change_password = False  # type: ignore[attr-defined]
        editor.save()
        update_session_auth_hash(request, editor)
        return HttpResponseRedirect(reverse("wagtailadmin_home"))
    first = request.user.must_change_password  # type: ignore[union-attr]
    return render(request, "editors/password.html", {"form": form, "first": first})


@login_required
def code(request: HttpRequest) -> HttpResponse:
    """Sets up the authenticator of whoever has none, and shows the recovery codes once."""
    if has_code(request.user):
        here = code_given(request)
        return render(request, "editors/code_stands.html", {"here": here})
    form = ActivateTOTPForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            Authenticator.objects.filter(user=request.user).delete()
            authenticator = TOTP.activate(request.user, form.secret).instance
            codes = RecoveryCodes.activate(request.user).get_unused_codes()
        clear_totp_secret(request)
        record_authentication(
            request, request.user, method="mfa", id=authenticator.pk, type=Authenticator.Type.TOTP
        )
        return render(request, "editors/recovery.html", {"codes": codes})
    address = get_adapter().build_totp_url(request.user, form.secret)
    return render(
        request, "editors/code_begin.html", {"form": form, "secret": form.secret, "qr": qr_svg(address)}
    )
