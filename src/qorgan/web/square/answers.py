"""What every public page has in common: it is said to everyone, or kept by nobody."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.urls import get_urlconf
from django.utils.http import quote_etag
from django.views.decorators.csrf import csrf_exempt

from qorgan.web import errors
from qorgan.web.middleware import for_everyone
from qorgan.web.square.catalogue import language, today

View = Callable[..., HttpResponse]
# Answers and a page of text: far more than anyone types, far less than would keep the server busy.
LARGEST = 128 * 1024
OWN = ("same-origin", "none")


# Pages as they were drawn: the statute stays what it is while the process lives. Never what was typed.
DRAWN: OrderedDict[tuple[str, str, date, str | None], tuple[bytes, dict[str, str]]] = OrderedDict()
MOST_DRAWN = 200


def _drawn(view: View, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse:
    """The page, drawn once a day and language. What has anything typed in its address is drawn anew."""
    if set(request.GET) - {"lang"}:
        return view(request, *args, **kwargs)
    place = (request.path, language(), today(), get_urlconf())
    if (found := DRAWN.get(place)) is not None:
        return HttpResponse(found[0], headers=found[1])
    response = view(request, *args, **kwargs)
    if response.status_code == 200:
        DRAWN[place] = response.content, dict(response.headers)
        with suppress(KeyError):
            while len(DRAWN) > MOST_DRAWN:
                DRAWN.popitem(last=False)
    return response


def public(view: View) -> View:
    """A page that says the same to all the world: it may be kept for ten minutes."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        response = _drawn(view, request, args, kwargs)
        if response.status_code != 200:
            return response
        mark = quote_etag(hashlib.blake2b(response.content, digest_size=12).hexdigest())
        if request.headers.get("If-None-Match") == mark:
            response = HttpResponse(status=304)
        response["ETag"] = mark
        return for_everyone(response)

    return answer


def _from_here(request: HttpRequest) -> bool:
    """Whether nothing says that the form comes from another site. Under `no-referrer` our own say `null`."""
    origin = request.headers.get("Origin", "null")
    if origin != "null" and urlsplit(origin).netloc != request.get_host():
        return False
    return request.headers.get("Sec-Fetch-Site", "same-origin") in OWN


def typed(view: View) -> View:
    """A page that answers what was typed into it and keeps nothing of it.

    No token against forgery: there is no session that a forged form could use, nothing is stored and nothing
    is changed (decision 0014). A browser that says that the form comes from elsewhere is still refused.
    """

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD, POST"})
        if request.method == "POST":
            if not _from_here(request):
                return errors.forbidden(request)
            length = request.META.get("CONTENT_LENGTH") or "0"
            if not length.isdecimal() or int(length) > LARGEST:
                return errors.bad_request(request, RequestDataTooBig())
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return answer
