"""The questions about what happened, and the answers as they travel in the form itself.

Nothing is kept: each page carries what was answered before, by POST only, never in an address. What a browser
sends back is read as if anyone could have written it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from qorgan import law
from qorgan.web.square.catalogue import kz, language, today
from qorgan.web.ui import guide
from qorgan.web.ui.interview import (
    NOT_ASKED,
    VALUE_OF,
    Answered,
    InterviewForm,
    Question,
    other_name,
)

FIRST = ("kinds", "when")
PREFIX, ANSWER = "q.", "answer"
SKIPPED = "-skipped"
MOST = 14  # questions beyond the first ones: then the way ends by itself


@dataclass(frozen=True)
class Answers:
    """What was answered so far, in the order in which it was asked; `enough`: no more is to be asked."""

    given: Mapping[str, Answered] = field(default_factory=dict)
    enough: bool = False

    def answered(self, id: str) -> Answered:
        return self.given.get(id, NOT_ASKED)

    def with_answer(self, id: str, answer: Answered) -> Answers:
        return replace(self, given={**self.given, id: answer})

    @property
    def asked(self) -> tuple[str, ...]:
        """The questions that still belong here: pages of acts only for the kinds that are ticked."""
        open_pages = guide.with_acts(FIRST, self.answered("kinds"))
        return tuple(id for id in self.given if not id.startswith(guide.ACTS) or id in open_pages)

    @property
    def facts(self) -> dict[str, Any]:
        return guide.facts_of({id: self.given[id] for id in self.asked})

    @property
    def day(self) -> date:
        """The day the law is asked about: the one that was given, else today."""
        when = self.answered("when")
        return date.fromisoformat(when.value) if when.known else today()

    def before(self, id: str) -> str | None:
        """The question asked before this one."""
        order = self.asked
        place = order.index(id) if id in order else len(order)
        return order[place - 1] if place else None


def read(posted: QueryDict) -> Answers:
    """The answers that a page carried. What is no answer to a question of ours is left out."""
    given: dict[str, Answered] = {}
    for name in posted:
        if name.startswith(PREFIX):
            id = name.removeprefix(PREFIX)
            answer = _read(id, posted.getlist(name))
            if answer is not None:
                given[id] = answer
    return Answers(given, posted.get("enough") == "1")


def _read(id: str, values: list[str]) -> Answered | None:
    if values == [SKIPPED]:
        return NOT_ASKED if _question(id) is not None else None
    found = _question(id)
    if found is None:
        return None
    data = QueryDict(mutable=True)
    name = (
        other_name(ANSWER) if found.kind in ("number", "date") and values[0] in VALUE_OF.values() else ANSWER
    )
    data.setlist(name, values)
    form = InterviewForm([found], names={id: ANSWER}, data=data)
    return form.given()[id] if form.is_valid() else None


def _question(id: str) -> Question | None:
    try:
        found = guide.question(id, language())
    except (KeyError, law.UnknownFact):
        return None
    if id in guide.FRAME or id.startswith(guide.ACTS):
        return replace(found, latest=today()) if found.kind == "date" else found
    return found if "survivor" in kz().fact(id).who and kz().fact(id).question else None


def carried(answers: Answers, shown: str = "") -> list[tuple[str, str]]:
    """Names and values of the hidden fields; `shown` is the question on the page itself."""
    pairs: list[tuple[str, str]] = [("enough", "1")] if answers.enough else []
    for id in answers.asked:
        answer = answers.answered(id)
        if id == shown:
            continue
        values: list[str]
        if not answer.known:
            values = [VALUE_OF.get(answer.kind, SKIPPED)]
        elif isinstance(answer.value, list):
            values = [str(one) for one in answer.value]
        elif isinstance(answer.value, bool):
            values = ["yes" if answer.value else "no"]
        else:
            values = [str(answer.value)]
        pairs += [(f"{PREFIX}{id}", value) for value in values]
    return pairs


def next_question(answers: Answers) -> str | None:
    """The kinds, the acts of each, the day; then what decides most in law. None: nothing is left."""
    opening = guide.with_acts(FIRST, answers.answered("kinds"))
    for id in opening:
        if id not in answers.given and (not answers.enough or id.startswith(guide.ACTS)):
            return id
    facts = answers.facts
    others = [id for id in answers.asked if id not in opening]
    if answers.enough or not facts.get("acts") or len(others) >= MOST:
        return None
    passed = frozenset({*others, "acts", *guide.plan()["never"]})
    try:
        return kz().next_question(facts, answers.day, asked=passed, audience="survivor")
    except law.BadFacts:
        return None


def form_for(
    id: str, answers: Answers, data: QueryDict | None = None
) -> tuple[Question, InterviewForm] | None:
    """The question with its form; None for an id that is no question of ours."""
    found = _question(id)
    if found is None:
        return None
    form = InterviewForm([found], {id: answers.answered(id)}, names={id: ANSWER}, data=data)
    _focus(form)
    return found, form


class _First(forms.RadioSelect):
    """The cursor stands in the answers, so that they can be chosen without a pointing device."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        if option["index"] == "0":
            option["attrs"]["autofocus"] = True
        return option


class _FirstOfSeveral(_First, forms.CheckboxSelectMultiple):
    template_name = forms.CheckboxSelectMultiple.template_name
    option_template_name = forms.CheckboxSelectMultiple.option_template_name
    input_type, allow_multiple_selected = "checkbox", True


def _focus(form: InterviewForm) -> None:
    found: Any = form.fields[ANSWER]
    widget = found.widget
    if isinstance(widget, forms.CheckboxSelectMultiple):
        found.widget = _FirstOfSeveral(choices=found.choices)
    elif isinstance(widget, forms.RadioSelect):
        found.widget = _First(choices=found.choices)
    else:
        widget.attrs["autofocus"] = True
