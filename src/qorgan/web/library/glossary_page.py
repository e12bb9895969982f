"""The glossary: the field's terms in the languages of the region, as a page and as data."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qorgan.language import Term, UnknownTerm, find, term, terms
from qorgan.web.library.templatetags.library import language, language_name
from qorgan.web.middleware import for_everyone

LONGEST = 200
SHOWN = ("en", "ru", "kk")
PREPARED = ("ky", "uz", "tg", "tk")


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Every term, or those that the words in `q` name."""
    asked = request.GET.get("q", "").strip()[:LONGEST]
    context = {"query": asked, "terms": [_shown(one) for one in _found(asked)], "count": len(terms())}
    return for_everyone(render(request, "library/glossary.html", context))


@require_safe
def as_json(request: HttpRequest) -> HttpResponse:
    """The glossary for programs; `q` narrows it. What nobody has checked says `verified: false`."""
    asked = request.GET.get("q", "").strip()[:LONGEST]
    data = {"terms": [one.plain() for one in _found(asked)]}
    return for_everyone(JsonResponse(data, json_dumps_params={"ensure_ascii": False}))


@require_safe
def term_as_json(request: HttpRequest, name: str) -> HttpResponse:
    """One term for programs; 404 with a sentence for an id that is none."""
    try:
        return for_everyone(JsonResponse(term(name).plain(), json_dumps_params={"ensure_ascii": False}))
    except UnknownTerm:
        return JsonResponse({"error": f"no term has the id {name[:60]!r}"}, status=404)


def _found(asked: str) -> tuple[Term, ...]:
    if not asked:
        return terms()
    folded = asked.casefold()
    named = find(asked)
    partly = (
        one
        for one in terms()
        if any(folded in word.casefold() for several in one.words.values() for word in several)
    )
    return tuple({one.id: one for one in (*named, *partly)}.values())


def _shown(one: Term) -> dict[str, Any]:
    here = language()
    order = (here, *(code for code in SHOWN if code != here))
    return {
        "id": one.id,
        "rows": [
            (language_name(code), code, several[0], several[1:], one.verified(code))
            for code in order
            if (several := one.words.get(code))
        ],
        "prepared": [
            (language_name(code), code, several[0]) for code in PREPARED if (several := one.words.get(code))
        ],
    }
