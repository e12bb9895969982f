"""Five states side by side: by aspect, by article of the Convention, by day of change.

The choice of states, aspects, table and day stands in the address. Any site may show it: the view names no
address of one; who shows it says where the law is and which template frames it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from qorgan.law.comparison import (
    ASPECTS,
    STATES,
    Comparison,
    Dated,
    Statement,
    changes,
    compare,
    convention,
    showing,
)
from qorgan.law.comparison.states import read_until, sources, states, titles
from qorgan.web.square import days
from qorgan.web.square.answers import public
from qorgan.web.square.catalogue import known, kz, language
from qorgan.web.ui.law_words import certainty

TABLES = ("aspects", "convention", "changes")
LAW = "/law/"


@dataclass(frozen=True)
class Link:
    label: str
    address: str


@dataclass(frozen=True)
class Said:
    """One statement as the page shows it; `doubt`: how certain it is, where it is not certain."""

    text: str
    doubt: str
    since: str
    articles: tuple[Link, ...]
    sources: tuple[Link, ...]


@dataclass(frozen=True)
class Shown:
    """A cell: its state, whether it says that there is none or that nothing was found, and its statements."""

    id: str
    state: str
    status: str
    statements: tuple[Said, ...]

    @property
    def looked(self) -> bool:
        """Whether its sources are those in which nothing was found: they stand once, under the table."""
        return self.status == "not_found" and self.id != "kz"


@dataclass(frozen=True)
class Choice:
    """What the address asks for; `faults` names what is not compared here."""

    states: tuple[str, ...]
    aspects: tuple[str, ...]
    table: str
    faults: tuple[str, ...]


def comparison(request: HttpRequest, frame: str = "square/neighbours.html", law: str = LAW) -> HttpResponse:
    """The page, or with `as=json` or `as=csv` the same choice for machines."""
    asked, choice = days.asked(request), _choice(request.GET)
    form = request.GET.get("as", "")
    faults = [*([asked.fault] if asked.fault else []), *choice.faults]
    if form and form not in ("json", "csv"):
        faults.append(_("The list can be had as json or csv."))
    if form and faults:
        return JsonResponse({"faults": faults}, status=422, json_dumps_params={"ensure_ascii": False})
    table, changed = _table(choice, asked.on)
    if form:
        return _download(form, choice, asked.on, table, changed)
    context = {
        "asked": asked, "on": asked.on, "faults": choice.faults, "choice": choice, "read_on": read_until(),
        "states": [(one.id, one.title[language()], one.id in choice.states) for one in states()],
        "aspects": [(name, title[language()], name in choice.aspects) for name, title in titles().items()],
        "tables": [(name, _TITLES[name](), _address(request, table=name)) for name in TABLES],
        "rows": list(_rows(table, law)) if table else [],
        "columns": [one.title[language()] for one in table.states] if table else [],
        "read": [
            (one.id, one.title[language()], sources(one.id))
            for one in states()
            if one.id in choice.states and sources(one.id)
        ],
        "changes": [_changed(one, law) for one in changed or ()],
        "machine": [(one.upper(), _address(request, **{"as": one})) for one in ("json", "csv")],
    }  # fmt: skip
    return render(request, frame, context, status=422 if faults else 200)


@public
def neighbours(request: HttpRequest) -> HttpResponse:
    """Five states side by side, among the pages of the law."""
    return comparison(request)


_TITLES: dict[str, Callable[[], str]] = {
    "aspects": lambda: _("What the laws say"),
    "convention": lambda: _("Beside the Istanbul Convention"),
    "changes": lambda: _("What changed, and when"),
}


def _choice(given: QueryDict) -> Choice:
    """Several of one kind stand several times or with commas; none chosen is all."""
    asked = {name: _several(given, name) for name in ("state", "aspect")}
    strange = [one for one in asked["state"] if one not in STATES]
    strange += [one for one in asked["aspect"] if one not in ASPECTS]
    table = given.get("table", "").strip() or "aspects"
    if table not in TABLES:
        strange.append(table)
        table = "aspects"
    return Choice(
        tuple(one for one in STATES if one in asked["state"]) or STATES,
        tuple(one for one in ASPECTS if one in asked["aspect"]) or ASPECTS,
        table,
        tuple(_("“%(name)s” is not compared here.") % {"name": one[:40]} for one in strange[:5]),
    )


def _several(given: QueryDict, name: str) -> list[str]:
    written = [part for value in given.getlist(name)[:30] for part in value.split(",")[:30]]
    return [part.strip().lower() for part in written if part.strip()]


def _table(choice: Choice, on: date) -> tuple[Comparison | None, tuple[Dated, ...] | None]:
    if choice.table == "changes":
        return None, changes(choice.states, on)
    if choice.table == "convention":
        return convention(on, choice.states), None
    return compare(on, choice.states, choice.aspects), None


def _download(
    form: str, choice: Choice, on: date, table: Comparison | None, changed: tuple[Dated, ...] | None
) -> HttpResponse:
    found = {choice.table: table} if table else {}
    if form == "json":
        document = showing.document(found, changed, None)
        return JsonResponse(document, json_dumps_params={"ensure_ascii": False})
    text = showing.as_csv(found, changed, on, language())
    # A table program takes a file without this mark for an old code page and spoils Kazakh letters.
    response = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{choice.table}-{on.isoformat()}.csv"'
    return response


def _address(request: HttpRequest, **changed: str) -> str:
    """This page with one thing of its choice changed; all else is handed on."""
    kept = [
        (name, value) for name in ("state", "aspect", "on", "table") for value in request.GET.getlist(name)
    ]
    kept = [(name, value) for name, value in kept if name not in changed]
    return f"{request.path}?{urlencode([*kept, *changed.items(), ('lang', language())])}"


def _rows(table: Comparison, law: str) -> Iterator[tuple[str, list[Shown]]]:
    names = {one.id: one.title[language()] for one in table.states}
    for row in table.rows:
        yield (
            row.title[language()],
            [
                Shown(
                    cell.state,
                    names[cell.state],
                    cell.status,
                    tuple(_said(one, law) for one in cell.statements),
                )
                for cell in row.cells
            ],
        )


def _said(one: Statement, law: str) -> Said:
    return Said(
        one.text[language()],
        certainty(one.certainty),
        "; ".join(showing.since(one, language(), written)),
        _articles(one.basis, law) if len(one.basis) <= 1 else (),
        tuple(Link(str(place), address) for place, address in enumerate(one.sources, start=1)),
    )


def _changed(one: Dated, law: str) -> tuple[str, str, Said, tuple[Link, ...]]:
    name = next(state.title[language()] for state in states() if state.id == one.state)
    return written(one.since), name, _said(one.statement, law), _articles(one.statement.basis, law)


def _articles(basis: tuple[str, ...], law: str) -> tuple[Link, ...]:
    """Our own articles that a statement rests on, where they have a page."""
    found = {}
    for one in basis:
        article = ".".join(one.split(".")[:3])
        if article in known() and len(article.split(".")) == 3:
            _country, act, number = article.split(".")
            found[article] = Link(
                kz().short_name(article, language()), f"{law}kz/{act}/{number}/?lang={language()}"
            )
    return tuple(found.values())


def written(day: str) -> str:
    """A day, a month or a year as people write it here.

    >>> written("2025-10"), written("2024-10-21"), written("2013")
    ('10.2025', '21.10.2024', '2013')
    """
    return ".".join(reversed(day.split("-")))


__all__ = ["comparison", "neighbours", "written"]
