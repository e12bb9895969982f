"""What every public page has in common: it is said to everyone, or kept by nobody."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.http import quote_etag
from django.views.decorators.csrf import csrf_exempt

from qorgan.web import errors
from qorgan.web.middleware import for_everyone

View = Callable[..., HttpResponse]
# Answers and a page of text: far more than anyone types, far less than would keep the server busy.
LARGEST = 128 * 1024
OWN = ("same-origin", "none")


def public(view: View) -> View:
    """A page that says the same to all the world: it may be kept for ten minutes."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        response = view(request, *args, **kwargs)
        if response.status_code != 200:
            return response
        mark = quote_etag(hashlib.blake2b(response.content, digest_size=12).hexdigest())
        if request.headers.get("If-None-Match") == mark:
            response = HttpResponse(status=304)
        response["ETag"] = mark
        return for_everyone(response)

    return answer


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
            if request.headers.get("Sec-Fetch-Site", "same-origin") not in OWN:
                return errors.forbidden(request)
            length = request.META.get("CONTENT_LENGTH") or "0"
            if not length.isdecimal() or int(length) > LARGEST:
                return errors.bad_request(request, RequestDataTooBig())
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return answer
