"""The present one-time code of an invented person, computed as her authenticator would.

There is no bypass: the code is typed into the ordinary form, checked by the ordinary check, and works once.
"""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.internal.stagekit import unstash_login
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.core.cache import cache
from django.http import HttpRequest

from qorgan.web.agencies.models import Member
from qorgan.web.clock import real_now

PERIOD = 30


@dataclass(frozen=True)
class Code:
    """`text` is the six digits; `wait` the seconds until a code that can be used, 0 when this one can."""

    text: str
    ends: int
    wait: int


def waiting(request: HttpRequest) -> Member | None:
    """Who gave her password in this session and now owes the code; None when nobody does."""
    if request.user.is_authenticated:
        return None
    login = unstash_login(request, peek=True)
    user = login.user if login else None
    return user if isinstance(user, Member) else None


def current(member: Member) -> Code:
    """The code at this second. Raises Authenticator.DoesNotExist for someone without one."""
    own = Authenticator.objects.get(user=member, type=Authenticator.Type.TOTP)
    at = int(real_now().timestamp())
    ends = PERIOD - at % PERIOD
    text = format_hotp_value(hotp_value(decrypt(own.data["secret"]), at // PERIOD))
    used = cache.get(TOTP(own)._get_used_cache_key(text)) is not None
    return Code(text, ends, ends if used else 0)
