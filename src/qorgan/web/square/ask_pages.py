"""The questions, one a page, and the answer of the law. A page carries what was answered; nothing is kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from qorgan.web.square import asking, saying
from qorgan.web.square.answers import typed
from qorgan.web.square.asking import Answers
from qorgan.web.square.catalogue import language
from qorgan.web.ui import guide
from qorgan.web.ui.interview import look_over


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
    if found is not None and pressed != "stay":
        _asked, form = found
        if form.is_valid():
            answers = answers.with_answer(at, form.given()[at])
        elif pressed != "back":
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
        "so_far": saying.about(answers) if answers.facts.get("acts") else None,
    }  # fmt: skip
    return render(request, "square/ask.html", context, status=422 if form is not None else 200)


def result(request: HttpRequest, answers: Answers) -> HttpResponse:
    said = saying.about(answers)
    questions = [guide.question(id, language()) for id in answers.asked]
    context = {
        "law": said, "action": address(), "carried": asking.carried(answers), "more": answers.enough,
        "answers": look_over(questions, answers.given), "conflict": set(said.conflict),
        "papers": papers_for(said),
    }  # fmt: skip
    return render(request, "square/result.html", context)


def papers_for(said: saying.Saying) -> list[Any]:
    return []
