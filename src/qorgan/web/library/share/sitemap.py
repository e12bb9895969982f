"""The addresses of all pages for search engines: an index, and a part for every thousand numbers of records.

The directory of services is left out: its pages name no record, and whoever looks for help finds its start.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from html import escape

from django.db.models import Max
from django.db.models.functions import Substr
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from qorgan.web.library.models import Record
from qorgan.web.library.share.models import Holding
from qorgan.web.library.sides import public_address
from qorgan.web.middleware import for_everyone

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
LANGUAGES = ("kk", "ru", "en")
PAGES = ("home", "services", "glossary", "compare", "lists", "courses", "campaigns", "cards", "pack", "share")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The parts, each with its last change."""
    root = f"{public_address(request)}{reverse('library:home')}"
    parts = (
        Holding.objects.filter(gone=False)
        .annotate(part=Substr("identifier", 2, 3))
        .values_list("part")
        .annotate(last=Max("stamp"))
        .order_by("part")
    )
    told = "".join(
        f"<sitemap><loc>{escape(f'{root}sitemap-{part}.xml')}</loc><lastmod>{_day(last)}</lastmod></sitemap>"
        for part, last in parts
    )
    pages = f"<sitemap><loc>{escape(root)}sitemap-pages.xml</loc></sitemap>"
    return _xml(f'<sitemapindex xmlns="{SITEMAP}">{pages}{told}</sitemapindex>')


@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    """The pages that are no records."""
    address = public_address(request)
    return _xml(_set(_page(f"{address}{path}", LANGUAGES, None) for path in _paths()))


@require_safe
def part(request: HttpRequest, part: str) -> HttpResponse:
    """The records whose numbers begin with three digits. Raises Http404."""
    if not (len(part) == 3 and part.isascii() and part.isdigit()):
        raise Http404
    held = Holding.objects.filter(gone=False, identifier__startswith=f"q{part}").order_by("identifier")
    stamps = dict(held.values_list("identifier", "stamp"))
    if not stamps:
        raise Http404
    spoken: dict[str, set[str]] = {}
    rows = Record.objects.filter(live=True, identifier__startswith=f"q{part}")
    for name, code in rows.values_list("identifier", "locale__language_code"):
        spoken.setdefault(name, set()).add(code)
    address = public_address(request)
    return _xml(
        _set(
            _page(
                f"{address}{reverse('library:record', args=[name])}",
                [code for code in LANGUAGES if code in spoken.get(name, ())],
                stamp,
            )
            for name, stamp in stamps.items()
        )
    )


def _paths() -> Iterator[str]:
    for name in PAGES:
        try:
            yield reverse(f"library:{name}")
        except NoReverseMatch:
            continue


def _page(address: str, languages: Iterable[str], stamp: datetime | None) -> str:
    """One entry for each language that the page is in, and each names all of them."""
    inside = [(code, escape(f"{address}?lang={code}")) for code in languages]
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{there}"/>'
        for code, there in (*inside, ("x-default", escape(address)))
    )
    last = f"<lastmod>{_day(stamp)}</lastmod>" if stamp else ""
    return "".join(f"<url><loc>{there}</loc>{last}{links}</url>" for _code, there in inside)


def _day(stamp: datetime) -> str:
    return stamp.strftime("%Y-%m-%d")


def _set(entries: Iterable[str]) -> str:
    return f'<urlset xmlns="{SITEMAP}" xmlns:xhtml="{XHTML}">{"".join(entries)}</urlset>'


def _xml(body: str) -> HttpResponse:
    return for_everyone(
        HttpResponse(
            f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n', content_type="application/xml; charset=utf-8"
        )
    )
