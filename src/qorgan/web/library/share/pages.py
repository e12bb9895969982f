"""The page that explains to programs and their makers what there is, with addresses that work."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from qorgan.catalogue.codes import codes, label
from qorgan.web.library import shelf
from qorgan.web.library.sides import public_address
from qorgan.web.library.templatetags.library import language
from qorgan.web.middleware import for_everyone


@require_safe
def share(request: HttpRequest) -> HttpResponse:
    """What there is for programs, each with a working example."""
    lang, address = language(), public_address(request)
    base = address + reverse("library:oai")
    first = next(iter(shelf.newest(1)), "")
    context = {
        "base": base,
        "verbs": [
            ("Identify", f"{base}?verb=Identify"),
            ("ListMetadataFormats", f"{base}?verb=ListMetadataFormats"),
            ("ListSets", f"{base}?verb=ListSets"),
            ("ListRecords", f"{base}?verb=ListRecords&metadataPrefix=oai_dc"),
            ("ListRecords, set", f"{base}?verb=ListRecords&metadataPrefix=oai_dc&set=country-KZ"),
            ("ListIdentifiers", f"{base}?verb=ListIdentifiers&metadataPrefix=library_json"),
        ],
        "feed": f"{reverse('library:feed')}?lang={lang}",
        "kinds": [
            (f"{reverse('library:feed_of_kind', args=[code])}?lang={lang}", label("kinds", code, lang))
            for code in codes("kinds")
        ],
        "records_json": reverse("library:records_json"),
        "record": first,
        "sitemap": reverse("library:sitemap"),
    }
    return for_everyone(render(request, "library/share.html", context))
