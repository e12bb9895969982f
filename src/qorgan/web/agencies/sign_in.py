"""Sign-in by allauth, with our keys: the password opens the member's secret, the second factor the session.

Between the password and the second factor the secret waits in the sealed session, five minutes at most
(vault rule 13). There is no sign-up, no e-mail reset, no sign-in by passkey alone.
"""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.urls import reverse

from qorgan.vault.context import Context, Kind
from qorgan.vault.primitives import aead_open, aead_seal
from qorgan.web.agencies import keyring
from qorgan.web.agencies.models import Member
from qorgan.web.clock import real_now

log = logging.getLogger("qorgan.agencies")
PENDING = "pending_secret"
KEPT_FORM = "kept_form"  # what was typed into a form that was sent after the lock (desk/kept.py)
LAST_IN = "last_in"  # when she was signed in before: what happened to her access since is told her


class SignInAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's account adapter without sign-up and with the unwrapping of keys."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        member = super().authenticate(request, **credentials)
        if member is not None and member.is_active:
            _keep_pending(request, member, credentials.get("password", ""))
            if member.last_login is not None:
                request.session[LAST_IN] = member.last_login.isoformat()
        return member

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong tries are counted by name and address together: by name alone, whoever knows a worker's
        name could keep her out for as long as he likes. The library's own key names the host as it was
        asked for, and a new port in it would begin a new count."""
        return f"{credentials.get('username', '').lower()}|{get_ip(request)}"

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        member = Member.objects.filter(username=credentials.get("username", "")).first()
        log.warning("a sign-in failed: %s", f"member {member.id}" if member else "nobody of that name")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("desk:kept" if KEPT_FORM in request.session else "desk:worklist")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth's "you have signed in" messages are not shown."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Seals TOTP and recovery seeds under a key that is not in the database."""

    _context = Context(kind=Kind.SESSION, aux=13).pack()

    def encrypt(self, text: str) -> str:
        return bytes(aead_seal(text.encode(), self._context, settings.MFA_KEY)).hex()

    def decrypt(self, encrypted_text: str) -> str:
        return bytes(aead_open(bytes.fromhex(encrypted_text), self._context, settings.MFA_KEY)).decode()

    def get_totp_label(self, user: Member) -> str:
        return user.username

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """A passkey holds for the host it was made at; the device shows this name beside it."""
        return super().get_public_key_credential_rp_entity() | {"name": settings.MFA_TOTP_ISSUER}


def _keep_pending(request: HttpRequest, member: Member, password: str) -> None:
    if member.must_begin or not keyring.holds_secret(member):
        return  # who is at the beginning, since a start password opens no key; or an administrator
    secret = keyring.unlock(member, password).secret
    request.session[PENDING] = {
        "member": str(member.id),
        "secret": (secret.box_sk + secret.sign_seed).hex(),
        "until": real_now().timestamp() + settings.PENDING_SECRET_SECONDS,
    }


def _take_pending(sender: object, request: HttpRequest, user: Member, **kwargs: Any) -> None:
    """After the last factor: the secret becomes the session's, if it is this member's and not too old."""
    pending = request.session.pop(PENDING, None)
    request.session.pop(keyring.SESSION_FIELD, None)
    if pending and pending["member"] == str(user.id) and real_now().timestamp() <= pending["until"]:
        request.session[keyring.SESSION_FIELD] = pending["secret"]
    request.session["language"] = request.session.get("language") or user.language


def second_factor_given(request: HttpRequest) -> bool:
    """Whether this session passed a second factor (allauth's own record of it)."""
    methods = request.session.get("account_authentication_methods", [])
    return any(record.get("method") == "mfa" for record in methods)


def connect() -> None:
    user_logged_in.connect(_take_pending, dispatch_uid="qorgan-take-pending")
