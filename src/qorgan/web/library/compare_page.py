"""The laws of five states side by side, in the frame of the library."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from qorgan.web.middleware import for_everyone
from qorgan.web.square import compare_pages


def compare(request: HttpRequest) -> HttpResponse:
    """By aspect, by article of the Istanbul Convention, or by day of change; also as JSON and CSV."""
    return for_everyone(compare_pages.comparison(request, "library/compare.html", settings.LAW_ADDRESS))
