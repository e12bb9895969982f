"""The demo's pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def story(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def wait(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def clock(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def language(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")
