"""The search as a page, as a feed and as JSON. GET only: an address is a saved search."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from qorgan.language import term
from qorgan.web.library import shelf
from qorgan.web.library.directory.pages import need_name
from qorgan.web.library.finding import asked as asking
from qorgan.web.library.finding.models import Entry
from qorgan.web.library.finding.searching import PAGE, Answer
from qorgan.web.library.finding.searching import search as find
from qorgan.web.library.finding.showing import facets, hits, tags, value_label
from qorgan.web.library.finding.spelling import nearest
from qorgan.web.library.sides import public_address
from qorgan.web.middleware import for_everyone

IN_FEED = 50
MOST_WAYS = 6


def _language() -> str:
    return (get_language() or "kk")[:2]


@dataclass(frozen=True)
class Way:
    """A link to another search: what it is called, where it leads, how many records it finds."""

    label: str
    address: str
    now: bool = False
    total: int = 0


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The page: what was asked, what was found, and how to ask for more or less."""
    language = _language()
    answer = find(asking.read(request.GET), language)
    asked = answer.asked
    told: dict[str, Any] = {
        "asked": asked,
        "answer": answer,
        "hits": hits(answer, language),
        "facets": facets(answer, language),
        "tags": tags(answer, language),
        "sorts": _sorts(asked, language),
        "same": asked.address(language, page=""),
        "start": (asked.page - 1) * PAGE + 1,
        "before": asked.address(language, page=str(asked.page - 1)) if asked.page > 1 else "",
        "after": asked.address(language, page=str(asked.page + 1)) if asked.page < answer.pages else "",
        "turn": _turn(answer, language) if asked.page == 1 else [],
    }
    if not answer.total:
        told |= {
            "wider": _wider(answer, language),
            "near": _near(answer, language),
            "terms": _terms(answer, language),
        }
    return for_everyone(render(request, "library/search.html", told))


def _sorts(asked: asking.Asked, language: str) -> list[Way]:
    names = {"fit": gettext("Best fit"), "date": gettext("Newest"), "grade": gettext("Strongest evidence")}
    return [
        Way(name, asked.address(language, sort=code, page=""), code == asked.order)
        for code, name in names.items()
        if asked.words or code != "fit"
    ]


def _wider(answer: Answer, language: str) -> list[Way]:
    """The same search without one of the values that were chosen, where that finds something."""
    found = []
    for name, values in answer.asked.chosen.items():
        for code in values:
            without = answer.asked.without(name, code)
            total = find(without, language).total
            if total:
                found.append(Way(value_label(name, code, language), without.address(language), total=total))
    return sorted(found, key=lambda way: -way.total)[:MOST_WAYS]


def _turn(answer: Answer, language: str) -> list[Way]:
    """Where the directory answers what was told in words of life; with nothing found, all of it."""
    directory = reverse("library:services")
    found = [
        Way(need_name(code), f"{directory}?{urlencode({'what': code, 'lang': language})}")
        for code in answer.query.turn
    ]
    if found or not answer.total:
        found.append(Way(gettext("Where to turn"), f"{directory}?{urlencode({'lang': language})}"))
    return found


def _terms(answer: Answer, language: str) -> list[Way]:
    """The glossary's own words for what was asked, each as a search without anything chosen."""
    names = dict.fromkeys(name for group in answer.query.groups for name in group.glossary)
    words = [term(name).words for name in names]
    said = [several.get(language) or several.get("en") for several in words]
    return [Way(one[0], asking.Asked(one[0]).address(language)) for one in said if one][:MOST_WAYS]


def _near(answer: Answer, language: str) -> list[Way]:
    """Searches for words of the index that are spelt nearly like one that stands nowhere."""
    found = []
    for typed in answer.unknown[:3]:
        for form in nearest(typed):
            found.append(Way(form, answer.asked.address(language, q=form, page="")))
    return found


@require_safe
def rss(request: HttpRequest) -> HttpResponse:
    """The saved search as RSS 2.0: the latest that came into the library first."""
    language = _language()
    asked = asking.read(request.GET)
    answer = find(asked, language, order="added", per_page=IN_FEED)
    home = public_address(request)
    title = gettext("The library")
    feed = Rss201rev2Feed(
        title=f"{title}: {asked.words}" if asked.words else title,
        link=f"{home}{reverse('library:search')}?{asked.address(language)}",
        description=gettext("Records of this saved search, the latest first."),
        language=language,
        feed_url=f"{home}{reverse('library:search_rss')}?{asked.address(language)}",
    )
    added = dict(Entry.objects.filter(identifier__in=answer.identifiers).values_list("identifier", "added"))
    for value in shelf.published(answer.identifiers):
        one = shelf.shown(value, language)
        address = f"{home}{reverse('library:record', args=[value.identifier])}"
        feed.add_item(
            title=one.title,
            link=f"{address}?lang={language}",
            description=one.summary,
            unique_id=address,
            unique_id_is_permalink=True,
            pubdate=added.get(value.identifier) or datetime(2026, 1, 1, tzinfo=UTC),
        )
    response = HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")
    return for_everyone(response)


@require_safe
def as_json(request: HttpRequest) -> HttpResponse:
    """The same as JSON: what was found on this page, how many there are, and of which kinds."""
    language = _language()
    answer = find(asking.read(request.GET), language)
    home = public_address(request)
    found = [
        {
            "identifier": hit.identifier,
            "address": f"{home}{reverse('library:record', args=[hit.identifier])}",
            "title": hit.title,
            "summary": hit.summary,
            "language": hit.language,
            "kind": hit.kind,
            "issued": hit.issued,
            "grade": hit.grade,
        }
        for hit in hits(answer, language)
    ]
    return for_everyone(
        JsonResponse(
            {
                "query": answer.asked.words,
                "total": answer.total,
                "with_every_word": answer.full,
                "page": answer.asked.page,
                "pages": answer.pages,
                "shown_for": [{"typed": one.typed, "shown": one.shown} for one in answer.corrected],
                "not_found": list(answer.unknown),
                "records": found,
                "counts": {
                    name: {k: n for k, n in counts.items() if n} for name, counts in answer.counts.items()
                },
            },
            json_dumps_params={"ensure_ascii": False},
        )
    )
