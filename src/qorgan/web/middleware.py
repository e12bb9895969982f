"""Headers that every answer carries."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PERMISSIONS = ", ".join(
    f"{name}=()"
    for name in (
        "accelerometer camera display-capture geolocation gyroscope magnetometer microphone midi payment usb "
        "browsing-topics interest-cohort"
    ).split()
)
KEPT = (200, 206, 304)
PUBLIC = "public, max-age=600"


def for_everyone(response: HttpResponse) -> HttpResponse:
    """Marks an answer that says the same to all the world and nothing about who asked: it may be kept."""
    response.for_everyone = True  # type: ignore[attr-defined]
    return response


class Headers:
    """Nothing of a page is kept by a browser or a proxy, save static files, which hold no content, and pages of
    the law that are marked as said to everyone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Set here as well as by Django, whose own comes too late for its redirect to TLS.
        response.headers.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
        response.headers.setdefault("Cross-Origin-Opener-Policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        if response.status_code in KEPT and getattr(response, "for_everyone", False) and not response.cookies:
            response.headers["Cache-Control"] = PUBLIC
        elif response.status_code not in KEPT or not request.path.startswith(str(settings.STATIC_URL)):
            response.headers["Cache-Control"] = "no-store"
        return response
