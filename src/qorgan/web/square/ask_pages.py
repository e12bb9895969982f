"""The questions, one a page, and the answer of the law. A page carries what was answered; nothing is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from qorgan.web.square import asking, paper_pages, saying
from qorgan.web.square.answers import typed
from qorgan.web.square.asking import Answers
from qorgan.web.square.catalogue import language
from qorgan.web.ui import guide
from qorgan.web.ui.interview import Question, look_over

# On a phone the numbers and papers below must not be pages away; the other rights stand folded.
RIGHTS_FIRST = 6


def address() -> str:
    return f"{reverse('square:ask')}?lang={language()}"


@typed
def ask(request: HttpRequest) -> HttpResponse:
    """A question, or what the law says about the answers."""
    if request.method != "POST":
        return question(request, Answers(), "kinds")
    answers, at = asking.read(request.POST), request.POST.get("at", "")
    pressed, _colon, which = request.POST.get("go", "on").partition(":")
    if pressed == "change":
        return question(request, answers, which)
    if pressed == "restart":
        return question(request, Answers(), "kinds")
    found = asking.form_for(at, answers, request.POST) if at else None
    if found is not None:
        _asked, form = found
        if form.is_valid():
            answers = answers.with_answer(at, form.given()[at])
        elif pressed not in ("back", "stay"):
            return question(request, answers, at, form)
    if pressed == "stay" and at:
        return question(request, answers, at)
    if pressed == "back":
        return question(request, answers, answers.before(at) or "kinds")
    if pressed == "enough":
        answers = Answers(answers.given, enough=True)
    if pressed == "more":
        answers = Answers(answers.given, enough=False)
    following = asking.next_question(answers)
    return question(request, answers, following) if following else result(request, answers)


def question(request: HttpRequest, answers: Answers, id: str, form: Any = None) -> HttpResponse:
    """The page of one question; with a refused form the answer is 422 and keeps what was typed."""
    found = asking.form_for(id, answers)
    if found is None:
        id, found = "kinds", asking.form_for("kinds", answers)
    assert found is not None
    context = {
        "question": found[0], "form": form or found[1], "at": id, "action": address(),
        "carried": asking.carried(answers, id), "answered": [one for one in answers.asked if one != id],
        "can_go_back": answers.before(id) is not None, "first": not answers.given,
        "by_link": not answers.given and request.method != "POST",
        "so_far": saying.about(answers) if answers.facts.get("acts") else None,
    }  # fmt: skip
    return render(request, "square/ask.html", context, status=422 if form is not None else 200)


def _named(question: Question) -> Question:
    """Pages of acts share one text: what tells them apart is their hint."""
    return replace(question, text=question.hint) if question.id.startswith(guide.ACTS) else question


def result(request: HttpRequest, answers: Answers) -> HttpResponse:
    said = saying.about(answers)
    questions = [_named(guide.question(id, language())) for id in answers.asked]
    context = {
        "law": said, "action": address(), "carried": asking.carried(answers), "more": answers.enough,
        "day": answers.day,
        "answers": look_over(questions, answers.given), "conflict": set(said.conflict),
        "papers": paper_pages.offered(said), "rights_first": RIGHTS_FIRST,
    }  # fmt: skip
    return render(request, "square/result.html", context)
