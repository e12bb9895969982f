"""Error pages: neutral, in the reader's language, without detail of what broke."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _page(request: HttpRequest, code: str, status: int) -> HttpResponse:
    return render(request, "error.html", {"code": code}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return _page(request, "too_long", 413)
    return _page(request, "bad_request", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "forbidden", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "not_found", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(request, "server_error", 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open longer than its session, or came from elsewhere: nothing was done."""
    request.csrf_refused = True  # type: ignore[attr-defined]  # the desk gives back what was typed
    return _page(request, "page_too_old", 403)
