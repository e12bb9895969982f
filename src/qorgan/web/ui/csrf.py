"""Cross-site protection for pages that tell no one where they came from.

With `Referrer-Policy: no-referrer` a browser writes `Origin: null` on every POST, also on our own pages, and
Django's check would refuse each of them. The token in the session is what proves the page; a `null` origin is
let through to that check, unless the browser itself says that the request came from another site.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware


class NoReferrerCsrf(CsrfViewMiddleware):
    """Django's own protection; only the meaning of `Origin: null` differs."""

    def _origin_verified(self, request: HttpRequest) -> bool:
        if request.META.get("HTTP_ORIGIN") == "null":
            return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        return bool(super()._origin_verified(request))
