"""The start of the library, the way out, and whether it is up."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qorgan.catalogue.codes import codes, label
from qorgan.web.library import shelf
from qorgan.web.library.finding.asked import Asked
from qorgan.web.library.finding.searching import search
from qorgan.web.library.templatetags.library import language
from qorgan.web.middleware import for_everyone

NEWEST = 5


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the library's database answers, 503 when not; no detail."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # noqa: BLE001 - whatever broke, the answer is the same and carries no detail
        return HttpResponse(status=503)
    return HttpResponse(status=200)


@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Out, to a page about the weather."""
    answer = HttpResponseRedirect(settings.EXIT_URL)
    answer.status_code = 303
    return answer


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The start: search, the ways in, and what came last."""
    held = search(Asked(), language()).counts["kind"]
    context = {
        "newest": [shelf.shown(value) for value in shelf.published(shelf.newest(NEWEST))],
        "counts": shelf.counts(),
        "stages": [(code, label("stages", code, language())) for code in codes("stages")],
        "kinds": [
            (code, label("kinds", code, language()), held[code]) for code in codes("kinds") if held.get(code)
        ],
    }
    return for_everyone(render(request, "library/home.html", context))
