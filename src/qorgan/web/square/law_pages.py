"""The pages of the law: list and search, an article and its versions, days of change, what is not certain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string

from qorgan.law.articles import Article, nearest
from qorgan.web.square import article_view, catalogue, change_view, days, procedure_view
from qorgan.web.square.answers import public
from qorgan.web.square.catalogue import kz, language

LONGEST_QUERY = 200


@dataclass(frozen=True)
class Entry:
    """An article in a list."""

    id: str
    act: str
    number: str
    name: str
    title: str
    plain: str
    in_force: bool
    doubtful: bool


def entry(article: Article) -> Entry:
    return _entry(article.id, language(), catalogue.today())


@lru_cache(maxsize=2000)
def _entry(name: str, lang: str, today: date) -> Entry:
    article = catalogue.known()[name]
    now = article.at(today)
    shown = now if now.spans else article
    texts = [
        *(item.plain for item in shown.provisions if item.stage != "attempt"),
        *(rule.plain for rule in shown.measures),
        *(rule.duty.text for rule in shown.duties),
        *(rule.right.text for rule in shown.rights),
        *(one.rule.label for one in shown.terms),
        *(rule.plain for rule in shown.procedure),
    ]
    doubtful = any(item.certainty != "certain" or not item.text_found for item in shown.provisions) or any(
        rule.certainty != "certain" for rule in shown.measures
    )
    return Entry(
        article.id, article.act, article.number, kz().short_name(article.id, lang),
        catalogue.title(article), texts[0][lang] if texts else "", bool(now.spans), doubtful,
    )  # fmt: skip


def entries(articles: Sequence[Article]) -> list[Entry]:
    return [entry(article) for article in articles]


@public
def law(request: HttpRequest) -> HttpResponse:
    """Search and the list by theme."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    hits = catalogue.index().find(query) if query else ()
    context = {
        "query": query,
        "found": entries([hit.article for hit in hits]),
        "themes": _themes(language(), catalogue.today()),
        "read_on": date.fromisoformat(kz().statutes.rules["version"]),
    }
    return render(request, "square/law.html", context)


@lru_cache(maxsize=6)
def _themes(lang: str, _today: date) -> str:
    """The whole list, drawn once: every search shows it."""
    themes = [(theme.id, theme.label[lang], entries(theme.articles)) for theme in catalogue.themes()]
    return render_to_string("square/themes.html", {"themes": themes})


@public
def act(request: HttpRequest, act: str) -> HttpResponse:
    """The articles of one act; an order of a ministry that is cited as a whole is itself an article."""
    several = [article for article in catalogue.known().values() if article.act == act]
    if act not in kz().statutes.rules["acts"] or not several:
        return not_there(request, f"kz.{act}")
    if len(several) == 1 and not several[0].number:
        return _article(request, several[0], None)
    written = kz().statutes.rules["acts"][act]
    context = {
        "title": written["title"][("en", "ru", "kk").index(language())],
        "source": written["source"],
        "entries": entries([article for article in several if article.number]),
        "procedure": procedure_view.rules(
            [rule for article in several if not article.number for rule in article.procedure]
        ),
    }
    return render(request, "square/act.html", context)


@public
def article(request: HttpRequest, act: str, number: str, day: str = "") -> HttpResponse:
    """An article today, or as it stood on a day."""
    wanted = f"kz.{act}.{number}"
    found = catalogue.known().get(wanted)
    if found is None:
        return not_there(request, wanted)
    if not day:
        asked = days.asked(request)
        if asked.chosen:
            return SeeOther(f"{request.path}{asked.on.isoformat()}/?{urlencode({'lang': language()})}")
        return _article(request, found, None, asked)
    on = _day(day)
    if on is None or on < found.encoded_from or found.version(on) is None:
        return not_there(request, wanted, found, day)
    return _article(request, found, on)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if len(written) == 10 else None
    except ValueError:
        return None


def _article(
    request: HttpRequest, found: Article, on: date | None, asked: days.Asked | None = None
) -> HttpResponse:
    today = catalogue.today()
    at = on or today
    if not found.stands(at):
        at = max(day for day in (found.spans[0][0], *(span[1] for span in found.spans if span[1])))
    stands = found.at(at)
    spans, rows = change_view.side_by_side(found)
    span = found.version(at)
    mci = article_view.mci_of(at)
    parts = article_view.parts(stands.provisions, at)
    permanent = max(span[0], found.encoded_from).isoformat() if span else ""
    context = {
        "entry": entry(found),
        "asked": asked or days.Asked(at, f"{at:%d.%m.%Y}" if on else ""),
        "dated": on,
        "at": at,
        "now": found.stands(today),
        "span": span,
        "since_encoded": span is not None and span[0] <= found.encoded_from,
        "encoded_from": found.encoded_from,
        "today": today,
        "mci": mci,
        "parts": [one for one in parts if not one.attempt],
        "attempts": [one for one in parts if one.attempt],
        "protections": [article_view.protection(rule) for rule in stands.measures],
        "duties": [*map(article_view.duty, stands.duties), *map(article_view.term, stands.terms)],
        "rights": [article_view.right(rule) for rule in stands.rights],
        "who_acts": article_view.who_acts(found, at),
        "procedure": procedure_view.rules(stands.procedure),
        "in_such_a_case": procedure_view.in_such_a_case(found, at),
        "versions": _versions(found, at),
        "changes": change_view.by_day(found),
        "spans": spans,
        "rows": rows,
        "source": kz().statutes.rules["acts"][found.act]["source"],
        "permanent": permanent,
        "permanent_path": f"/law/kz/{found.act}/{found.number}/{permanent}/" if found.number else "",
    }
    return render(request, "square/article.html", context, status=422 if asked and asked.fault else 200)


def _versions(found: Article, at: date) -> list[tuple[str, date, date | None, bool]]:
    """The address of each version, its days, and whether it is the one shown. Only what is encoded."""
    shown = []
    for start, end in found.versions():
        if end is not None and end < found.encoded_from:
            continue
        first = max(start, found.encoded_from)
        shown.append((first.isoformat(), first, end, start <= at and (end is None or at <= end)))
    return shown


def not_there(request: HttpRequest, wanted: str, found: Article | None = None, day: str = "") -> HttpResponse:
    """Nothing at this address: what is nearest to it, in the reader's language."""
    context = {
        "wanted": kz().short_name(wanted, language()) if found else "",
        "found": entry(found) if found else None,
        "versions": _versions(found, catalogue.today()) if found else [],
        "encoded_from": kz().statutes.rules["encoded_from_day"],
        "before": bool(found and (on := _day(day)) and on < found.encoded_from),
        "nearest": entries(nearest(kz(), wanted)) if not found else [],
    }
    return render(request, "square/not_there.html", context, status=404)


@public
def changes(request: HttpRequest) -> HttpResponse:
    """Every day on which the law changed, the latest first."""
    days = [
        (day, [(entry(article), [change_view.told(one) for one in several]) for article, several in found])
        for day, found in catalogue.by_day().items()
    ]
    return render(request, "square/changes.html", {"days": days, "today": catalogue.today()})


@public
def as_json(request: HttpRequest) -> HttpResponse:
    return _download("json", "application/json")


@public
def as_yaml(request: HttpRequest) -> HttpResponse:
    return _download("yaml", "application/yaml")


def _download(kind: str, content_type: str) -> HttpResponse:
    content, _mark = catalogue.document(kind)
    response = HttpResponse(content, content_type=f"{content_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="law-kz.{kind}"'
    return response


class SeeOther(HttpResponseRedirect):
    status_code = 303


def leave(request: HttpRequest) -> HttpResponse:
    """To a page about something else. There is no session to end; what the browser kept of the pages goes."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    response = SeeOther(settings.EXIT_URL)
    response["Clear-Site-Data"] = '"cache"'
    response["Cache-Control"] = "no-store"
    return response
