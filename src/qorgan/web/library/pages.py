"""The public pages: the start, a record, the way out."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language

from qorgan.catalogue.identifiers import is_identifier
from qorgan.web.library import shelf
from qorgan.web.library.values import said
from qorgan.web.middleware import for_everyone


def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the library's database answers, 503 when not; no detail."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # noqa: BLE001 - whatever broke, the answer is the same and carries no detail
        return HttpResponse(status=503)
    return HttpResponse(status=200)


def leave(request: HttpRequest) -> HttpResponse:
    """Out, to a page about the weather."""
    return HttpResponseRedirect(settings.EXIT_URL)


def home(request: HttpRequest) -> HttpResponse:
    """The start: what there is."""
    records = [shelf.shown(value) for value in shelf.published(shelf.all_identifiers())]
    return for_everyone(render(request, "library/home.html", {"records": records}))


def record(request: HttpRequest, name: str) -> HttpResponse:
    """A record; for a retired one, 410 and what became of it."""
    if not is_identifier(name):
        raise Http404
    value = shelf.one(name)
    if value is not None:
        return for_everyone(render(request, "library/record.html", {"record": shelf.shown(value)}))
    gone = shelf.retired(name)
    if gone is None:
        raise Http404
    code = (get_language() or "kk")[:2]
    words = {"note": said(gone.retired_note, code), "title": said(gone.retired_title, code)}
    return render(request, "library/retired.html", {"gone": gone, **words}, status=410)
