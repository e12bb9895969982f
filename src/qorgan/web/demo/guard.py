"""Keeps the demonstration on this machine and off every other database, and waits out codes that were used.

Threat: the demo's passwords are printed on its own pages. So nobody but this machine may reach it, under no
name but the machine's own (a page elsewhere that rebinds its name to 127.0.0.1 is refused by its Host).
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from qorgan.web.demo import codes

NOT_HERE = (
    "This is a demonstration with invented people. It answers only on the machine it runs on.\n"
    "Это демонстрация с вымышленными людьми. Она отвечает только на том компьютере, где запущена.\n"
    "Бұл – ойдан шығарылған адамдары бар көрсетілім. Ол тек өзі іске қосылған компьютерде жауап береді.\n"
)
NOT_MARKED = (
    "This database is not the demonstration's: demo mode does not open it.\n"
    "Это не база демонстрации: режим показа её не открывает.\n"
    "Бұл – көрсетілімнің дерекқоры емес: көрсетілім режимі оны ашпайды.\n"
)
HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})


class LoopbackOnly:
    """403 for any address but loopback and any Host but localhost."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.seen_marked = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_local(request):
            return _plain(NOT_HERE, 403)
        response = self.get_response(request)
        seconds = getattr(request, "demo_code_ends", None)
        if seconds is not None and request.method == "GET" and response.status_code == 200:
            response.headers["Refresh"] = str(seconds)  # the page then shows the code that follows
        return response

    def process_view(self, request: HttpRequest, view: object, args: Any, kwargs: Any) -> HttpResponse | None:
        """No page over a database without the mark; before the code page, a page that waits for a code."""
        if not self._marked():
            return _plain(NOT_MARKED, 503)
        match = request.resolver_match
        if match is None or match.url_name != "mfa_authenticate" or request.method != "GET":
            return None
        member = codes.waiting(request)
        return redirect("demo:wait") if member and codes.current(member).wait else None

    def _marked(self) -> bool:
        """Whether the database carries the synthetic mark; one that was seen stays."""
        from qorgan.web.ledger.models import Installation

        if not self.seen_marked:
            try:
                self.seen_marked = Installation.objects.filter(pk=1, synthetic=True).exists()
            except DatabaseError:
                return False
        return self.seen_marked


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


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
