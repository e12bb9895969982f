"""What templates know in demo mode: that everyone is invented, and the code of who is signing in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from qorgan.web.demo import codes


def demo(request: HttpRequest) -> dict[str, object]:
    """`demo` everywhere but in production; `demo_code` on the code page, for the member who waits."""
    if settings.PRODUCTION:
        return {}
    shown: dict[str, object] = {"demo": True}
    match = request.resolver_match
    if match is not None and match.url_name == "mfa_authenticate":
        member = codes.waiting(request)
        if member is not None:
            code = codes.current(member)
            request.demo_code_ends = code.ends  # type: ignore[attr-defined]
            shown |= {"demo_code": "" if code.wait else code.text, "demo_wait": code.wait}
    return shown
