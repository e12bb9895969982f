"""Sign-in by allauth: name and password, then a one-time code where one is set up. No sign-up, no mail."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.app_settings import TOTP_PERIOD, TOTP_TOLERANCE
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse

log = logging.getLogger("qorgan.library")
NONCE = 12  # bytes


class SignInAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's account adapter without sign-up and without its messages."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong tries are counted by name and address together: by name alone, whoever knows an editor's name
        could keep her out for as long as he likes."""
        return f"{credentials.get('username', '').lower()}|{get_ip(request)}"

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where one port shows everything, this site is asked over a socket that names no address: then all
        are counted together, and nobody is turned away for having none."""
        try:
            return str(super().get_client_ip(request))
        except (PermissionDenied, ValueError):
            return "0.0.0.0"  # noqa: S104 - not listened on  # nosec B104

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        log.warning("a sign-in to the library failed")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("wagtailadmin_home")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth's "you have signed in" messages are not shown."""

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail leaves this site."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail leaves this site."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Seals seeds under a key that is not in the database."""

    def encrypt(self, text: str) -> str:
        nonce = secrets.token_bytes(NONCE)
        return (
            nonce + ChaCha20Poly1305(settings.MFA_KEY).encrypt(nonce, text.encode(), b"library-mfa")
        ).hex()

    def decrypt(self, encrypted_text: str) -> str:
        raw = bytes.fromhex(encrypted_text)
        return ChaCha20Poly1305(settings.MFA_KEY).decrypt(raw[:NONCE], raw[NONCE:], b"library-mfa").decode()

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail leaves this site."""


class NameForm(LoginForm):  # type: ignore[misc]
    """Without allauth's words inside the fields: they repeat the labels, and allauth speaks no Kazakh."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """A code that was used stays used for as long as it could be typed again: allauth remembers it for one
    half minute, while with the tolerance it lives for three."""

    def clean_code(self) -> str:
        code: str = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP:
            key = TOTP(self.authenticator)._get_used_cache_key(code)
            cache.set(key, "y", timeout=TOTP_PERIOD * (2 * TOTP_TOLERANCE + 1))
        return code


def has_code(user: Any) -> bool:
    """Whether this editor set up an authenticator."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def code_given(request: HttpRequest) -> bool:
    """Whether this session passed the second factor."""
    methods = request.session.get("account_authentication_methods", [])
    return any(one.get("method") == "mfa" for one in methods)
