"""The papers: a list, and for each its pages, its text to read over, and the files. Nothing typed is kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from qorgan.law.papers import ASKS, PAPER_LANGUAGES, Paper, papers
from qorgan.web.paper.pdf import DocumentsUnavailable
from qorgan.web.square import asking, paper_files, paper_form, saying
from qorgan.web.square.answers import public, typed
from qorgan.web.square.article_view import sure
from qorgan.web.square.asking import Answers
from qorgan.web.square.catalogue import language
from qorgan.web.square.paper_form import PaperForm, Typed

TITLES = {"kk": "Қазақша", "ru": "Русский"}


@public
def index(request: HttpRequest) -> HttpResponse:
    """What papers there are, what each rests on."""
    return render(
        request, "square/papers.html", {"papers": [listed(one) for one in papers().papers.values()]}
    )


def listed(paper: Paper) -> dict[str, Any]:
    return {
        "id": paper.id, "title": paper.title[language()], "plain": paper.plain[language()],
        "basis": [sure(one.id, one.certainty) for one in paper.basis], "content_found": paper.content_found,
    }  # fmt: skip


def offered(said: saying.Saying) -> list[dict[str, Any]]:
    """The papers that fit what the law says; all of them where it says nothing yet."""
    found = []
    criminal = any(one.act == "cc" for one in (*said.applies, *said.may_apply))
    for paper in papers().papers.values():
        wanted = paper.offered
        fits = (
            wanted.get("complaint") and said.complaint_needed
            or wanted.get("measure") in said.measures
            or wanted.get("case") == "criminal" and criminal
        )  # fmt: skip
        if fits:
            found.append(listed(paper))
    return found


@typed
def paper(request: HttpRequest, paper: str) -> HttpResponse:
    """The pages of one paper: what is typed travels in the form, and a button hands the file over."""
    known = papers().papers.get(paper)
    if known is None:
        return render(request, "square/not_there.html", {"nearest": []}, status=404)
    if request.method != "POST":
        return page(request, known, Typed({}, Answers()), 0)
    answers = asking.read(request.POST)
    given = paper_form.read(known, request.POST, answers)
    place = _place(request.POST.get("step", "0"), known)
    pressed = request.POST.get("go", "on")
    if pressed in ("begin", "stay"):
        return page(request, known, given, place)
    if place < len(paper_form.steps(known)):
        names = paper_form.steps(known)[place]
        form = PaperForm(known, names, given, request.POST)
        if "shown" in request.POST and pressed != "back" and not form.is_valid():
            return page(request, known, given, place, form)
    if pressed == "back":
        return page(request, known, given, max(0, place - 1))
    if pressed.startswith("edit:"):
        return page(request, known, given, _place(pressed.removeprefix("edit:"), known))
    if pressed == "on":
        return page(request, known, given, place + 1)
    return _file(request, known, given, pressed)


def _place(written: str, known: Paper) -> int:
    last = len(paper_form.steps(known))
    return min(int(written), last) if written.isascii() and written.isdecimal() and len(written) < 4 else 0


def _file(request: HttpRequest, known: Paper, given: Typed, wanted: str) -> HttpResponse:
    last = len(paper_form.steps(known))
    try:
        found = paper_files.made(known, given, wanted)
    except (paper_files.Busy, DocumentsUnavailable) as error:
        return page(request, known, given, last, trouble=type(error).__name__, status=503)
    return found or page(request, known, given, last)


def page(
    request: HttpRequest, known: Paper, given: Typed, place: int, form: PaperForm | None = None, **more: Any
) -> HttpResponse:
    """One page of the paper; behind the last of its fields, the text to read over and the files."""
    steps = paper_form.steps(known)
    ready = place >= len(steps)
    shown = () if ready else steps[place]
    context: dict[str, Any] = {
        "paper": listed(known), "step": min(place, len(steps)), "number": place + 1, "count": len(steps),
        "action": f"{reverse('square:paper', args=[known.id])}?lang={language()}",
        "carried": [*asking.carried(given.answers), *paper_form.carried(known, given, shown)],
        "shown": " ".join(shown), "sheet": place == len(steps) - 1, "form": None,
    }  # fmt: skip
    if ready:
        context |= {"texts": _texts(known, given), "edits": _edits(known, given)}
        return render(request, "square/paper_ready.html", context | more, status=more.pop("status", 200))
    context["form"] = form or PaperForm(known, shown, given)
    return render(request, "square/paper.html", context | more, status=422 if form is not None else 200)


def _texts(known: Paper, given: Typed) -> list[dict[str, Any]]:
    return [
        {"code": code, "name": TITLES[code], "text": paper_files.written(known, given, code)}
        for code in PAPER_LANGUAGES
    ]


def _edits(known: Paper, given: Typed) -> list[dict[str, Any]]:
    """What was typed, page by page, with what stands open."""
    found = []
    for place, names in enumerate(paper_form.steps(known)):
        rows: list[tuple[str, Any]] = []
        for name in names:
            value = given.shown(name)
            if name == ASKS:
                value = "; ".join(known.asks[one]["label"][language()] for one in value or ())
                rows.append(("", value))
            else:
                rows.append((papers().places[name].label[language()], value))
        found.append({"place": place, "rows": rows})
    return found


__all__ = ["index", "offered", "paper"]
