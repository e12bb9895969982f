"""Which face answers where. QORGAN_FACE leaves out what a server must not carry."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView


def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, 503 when not; no detail."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # noqa: BLE001 - whatever broke, the answer is the same and carries no detail
        return HttpResponse(status=503)
    return HttpResponse(status=200)


urlpatterns: list[URLPattern | URLResolver] = [path("healthz", healthz, name="healthz")]
if settings.FACE in ("all", "desk"):
    urlpatterns += [
        path("desk/sign-in/", include("qorgan.web.agencies.urls")),
        path("desk/", include("qorgan.web.desk.urls")),
    ]
if settings.FACE == "all" and (settings.DEMO or settings.TEST):
    urlpatterns += [path("demo/", include("qorgan.web.demo.urls"))]
if settings.FACE in ("all", "square"):
    urlpatterns += [path("law/", include("qorgan.web.square.urls"))]
if settings.FACE == "square":
    urlpatterns += [path("", RedirectView.as_view(pattern_name="square:law", permanent=False))]
if settings.FACE in ("all", "door"):
    urlpatterns += [path("", include("qorgan.web.door.urls"))]

handler400 = "qorgan.web.errors.bad_request"
handler403 = "qorgan.web.errors.forbidden"
handler404 = "qorgan.web.errors.not_found"
handler500 = "qorgan.web.errors.server_error"
