"""The library as a data provider of OAI-PMH 2.0: the view around `qorgan.catalogue.oai`."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from qorgan.catalogue import oai
from qorgan.catalogue.oai_formats import LIBRARY_JSON_SCHEMA
from qorgan.web.clock import real_now
from qorgan.web.library.share.holdings import Shelf
from qorgan.web.library.sides import public_address
from qorgan.web.middleware import for_everyone

NAME = "The library (Qorgan)"
SIZE = 100


def domain_of(address: str) -> str:
    """The name that identifiers carry for ever; a machine without one of its own gets a reserved one.

    >>> domain_of("https://library.example.org:8000"), domain_of("http://localhost:8000")
    ('library.example.org', 'library.localhost')
    """
    host = urlsplit(address).hostname or ""
    return host if oai.DOMAIN.fullmatch(host) else "library.localhost"


def library_of(request: HttpRequest) -> oai.Library:
    address = public_address(request)
    domain = domain_of(address)
    key = hmac.new(settings.SECRET_KEY.encode(), b"library: resumption tokens", hashlib.sha256).digest()
    return oai.Library(
        name=NAME,
        base=address + reverse("library:oai"),
        root=f"{address}{reverse('library:home')}r/",
        domain=domain,
        mail=settings.LIBRARY_MAIL or f"library@{domain}",
        key=key,
        size=SIZE,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """Any request of the protocol; a wrong one is answered as the protocol says, with status 200."""
    given = request.POST if request.method == "POST" else request.GET
    pairs = [(name, value) for name, values in given.lists() for value in values]
    found = oai.answer(library_of(request), Shelf(), pairs, real_now())
    return HttpResponse(found, content_type=oai.CONTENT_TYPE)


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The schema of the format `library_json`."""
    return for_everyone(HttpResponse(LIBRARY_JSON_SCHEMA, content_type="application/xml; charset=utf-8"))
