"""The law as a whole: procedure, beside international instruments, what is not certain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qorgan.law.crosswalk import Entry, Instrument
from qorgan.law.gaps import GROUPS, Gap
from qorgan.web.square import article_view, catalogue, days, procedure_view
from qorgan.web.square.answers import public
from qorgan.web.square.catalogue import kz, language
from qorgan.web.ui.law_words import phrase


def _page(request: HttpRequest, name: str, asked: days.Asked, context: dict[str, Any]) -> HttpResponse:
    """A page that can be asked about a day; one that cannot be shown is 422 and keeps what was typed."""
    shown = {"asked": asked, "on": asked.on, **context}
    return render(request, f"square/{name}.html", shown, status=422 if asked.fault else 200)


@public
def procedure(request: HttpRequest) -> HttpResponse:
    """Who may or must do what, by when and for how long, by topic."""
    asked = days.asked(request)
    return _page(request, "procedure", asked, {"topics": procedure_view.by_topic(asked.on)})


# --- what is not certain --------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One gap: where it is seen, what it is about, its days, and the note the data has."""

    cite: str
    article: str
    label: str
    start: date | None
    end: date | None
    note: str


@public
def gaps(request: HttpRequest) -> HttpResponse:
    """Everything that is not certain on a day, or in any edition, with the reason that the data gives."""
    ever = request.GET.get("on") == "all"
    asked = days.Asked(catalogue.today()) if ever else days.asked(request)
    found = kz().gaps(None if ever else asked.on)
    notes = {(item.id, item.start): item.note for item in kz().statutes.provisions if item.note}
    groups = []
    for group in GROUPS:
        lines = dict.fromkeys(_line(gap, notes) for gap in found if group in gap.groups)
        if lines:
            groups.append((group, phrase(f"gap_{group}"), list(lines)))
    context = {"ever": ever, "groups": groups, "read_on": date.fromisoformat(kz().statutes.rules["version"])}
    return _page(request, "gaps", asked, context)


def _line(gap: Gap, notes: Any) -> Line:
    lang = language()
    article = ".".join(gap.basis.split(".")[:3])
    note = notes.get((gap.id, gap.start))
    label = gap.title[lang] if gap.title else _general(gap.id)
    return Line(
        kz().short_name(gap.basis, lang) if gap.basis else "",
        article if article in catalogue.known() else "",
        label, gap.start, gap.end, note[lang] if note else "",
    )  # fmt: skip


def _general(id: str) -> str:
    """What a general rule without a text of its own is about."""
    return {
        "general.mci": _("The monthly index (MCI) in tenge, year by year"),
        "general.against_life_or_health": _("Which articles count as against life or health"),
        "counting.zones.1": _("The hour of the country (UTC+5) for the days of a term"),
    }.get(id, id)


# --- beside others --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Named:
    """Something of the law that an article of an instrument is answered by."""

    label: str
    cite: str
    article: str


@public
def crosswalk(request: HttpRequest) -> HttpResponse:
    """How this law answers the Istanbul Convention and SDG indicator 5.1.1, with what is missing."""
    shown = [_instrument(one) for one in kz().crosswalk()]
    return render(request, "square/crosswalk.html", {"instruments": shown})


def _instrument(one: Instrument) -> dict[str, Any]:
    lang = language()
    return {
        "id": one.id, "title": one.title[lang], "note": one.note[lang], "source": one.source,
        "certainty": phrase(one.certainty), "doubtful": one.certainty != "certain",
        "entries": [_entry(entry) for entry in one.entries],
    }  # fmt: skip


def _entry(one: Entry) -> dict[str, Any]:
    lang = language()
    return {
        "id": one.id, "title": one.title[lang], "answer": phrase(f"answer_{one.answer}"),
        "full": one.answer == "full", "named": list(dict.fromkeys(_named(one))),
        "only_cited": [kz().short_name(id, lang) for id in one.not_encoded],
        "gaps": [
            {"text": gap.text[lang], "sure": article_view.sure(gap.basis, gap.certainty)} for gap in one.gaps
        ],
    }  # fmt: skip


def _named(one: Entry) -> list[Named]:
    lang = language()
    found = []
    for kind, ids in one.refers.items():
        for id in ids:
            if kind != "provisions":
                found += [_of(label[lang], basis) for label, basis in _known(kind).get(id, ())]
            elif id not in one.not_encoded:
                article = catalogue.known().get(".".join(id.split(".")[:3]))
                found.append(_of(catalogue.title(article) if article else "", id))
    return found


def _of(label: str, basis: str) -> Named:
    article = ".".join(basis.split(".")[:3])
    cite = kz().short_name(basis, language())
    return Named(label, cite, article if article in catalogue.known() else "")


def _known(kind: str) -> dict[str, list[tuple[Any, str]]]:
    """Label and basis of everything of a kind, by its id; the newest edition last and alone."""
    statutes, on = kz().statutes, catalogue.today()
    several: dict[str, list[tuple[str, Any, str, bool]]] = {
        "measures": [(one.id, one.title, one.basis, one.in_force(on)) for one in statutes.measures],
        "procedure": [(one.id, one.title, one.basis, one.in_force(on)) for one in statutes.procedure],
        "duties": [
            (one.duty.id, one.duty.text, one.duty.basis, one.scope.in_force(on)) for one in statutes.duties
        ],
        "rights": [
            (one.right.id, one.right.text, one.right.basis, one.scope.in_force(on)) for one in statutes.rights
        ],
        "clocks": [
            (rule.id, rule.label, law.basis, law.end is None) for rule in kz().clock_rules.rules
            for law in rule.laws
        ],
    }  # fmt: skip
    found: dict[str, list[tuple[Any, str]]] = {}
    for id, label, basis, stands in several[kind]:
        if stands or id not in found:
            found[id] = [(label, basis)]
    return found


__all__ = ["crosswalk", "gaps", "procedure"]
