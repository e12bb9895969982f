"""The one-time code: typed a little late it still counts, and it works once.

One half minute before or after the present one is accepted, since a code may end while it is typed and clocks
of telephones go a few seconds wrong (RFC 6238, 5.2). The library remembers a used code for one half minute
only, while such a code lives for three: it would open twice.
"""

from __future__ import annotations

from allauth.mfa.app_settings import TOTP_PERIOD, TOTP_TOLERANCE
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache


def keep_used(authenticator: Authenticator, code: str) -> None:
    """Remembers a code that was just used for as long as it could be typed again."""
    if authenticator.type == Authenticator.Type.TOTP:
        key = TOTP(authenticator)._get_used_cache_key(code)
        cache.set(key, "y", timeout=TOTP_PERIOD * (2 * TOTP_TOLERANCE + 1))


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    def clean_code(self) -> str:
        code: str = super().clean_code()
        keep_used(self.authenticator, code)
        return code


class CodeAgainForm(ReauthenticateForm):  # type: ignore[misc]
    def clean_code(self) -> str:
        code: str = super().clean_code()
        keep_used(self.authenticator, code)
        return code
