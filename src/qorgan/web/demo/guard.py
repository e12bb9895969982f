"""Keeps the demonstration on the machine it runs on, and waits out one-time codes that were used.

Threat: the demo's passwords are printed on its own pages. So nobody but this machine may reach it, under no
name but the machine's own (a page elsewhere that rebinds its name to 127.0.0.1 is refused by its Host).
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from qorgan.web.demo import codes

HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})


class LoopbackOnly:
    """403 for any address but loopback and any Host but localhost."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_local(request):
            return HttpResponse(
                "This is a demonstration with invented people. It answers only on the machine it runs on.\n",
                status=403,
                content_type="text/plain; charset=utf-8",
            )
        response = self.get_response(request)
        seconds = getattr(request, "demo_code_ends", None)
        if seconds is not None and request.method == "GET" and response.status_code == 200:
            response.headers["Refresh"] = str(seconds)  # the page then shows the code that follows
        return response

    def process_view(self, request: HttpRequest, view: object, args: Any, kwargs: Any) -> HttpResponse | None:
        """Before the code page: where the present code cannot be used any more, a page that waits."""
        match = request.resolver_match
        if match is None or match.url_name != "mfa_authenticate" or request.method != "GET":
            return None
        member = codes.waiting(request)
        return redirect("demo:wait") if member and codes.current(member).wait else None


def is_local(request: HttpRequest) -> bool:
    """Whether both ends say that this request never left the machine."""
    try:
        remote = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    mapped = getattr(remote, "ipv4_mapped", None)
    host = request.META.get("HTTP_HOST", "").lower()
    name = host[: host.rindex(":")] if ":" in host.rpartition("]")[2] else host
    return (mapped or remote).is_loopback and name in HOSTS
