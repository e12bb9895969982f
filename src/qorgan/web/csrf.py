"""CSRF protection that goes with `Referrer-Policy: no-referrer`.

Under that policy a browser sends `Origin: null` with our own forms, and no Referer. Django reads the first
as another site and, over TLS, insists on the second. What protects here is the token, which lies in the
sealed session and never in a cookie, together with SameSite cookies; where the browser says where a request
comes from (Sec-Fetch-Site), anything but our own pages is refused.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.middleware.csrf import REASON_BAD_ORIGIN, CsrfViewMiddleware, RejectRequest

OWN = ("same-origin", "none")


class TokenFromSession(CsrfViewMiddleware):
    """Django's middleware; only a hidden origin and a missing Referer are judged differently."""

    def _origin_verified(self, request: HttpRequest) -> bool:
        if request.META.get("HTTP_ORIGIN") == "null":
            return request.headers.get("Sec-Fetch-Site", "same-origin") in OWN
        return bool(super()._origin_verified(request))  # type: ignore[misc]

    def _check_referer(self, request: HttpRequest) -> None:
        if request.META.get("HTTP_REFERER") is not None:
            super()._check_referer(request)  # type: ignore[misc]
        elif request.headers.get("Sec-Fetch-Site", "same-origin") not in OWN:
            raise RejectRequest(REASON_BAD_ORIGIN % "null")
