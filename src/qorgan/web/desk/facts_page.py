"""The guided questions at the desk: what decides most comes first; who established each answer is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qorgan.practice.local_time import local
from qorgan.web.agencies.access import desk_view
from qorgan.web.casework import reading, recording
from qorgan.web.casework.models import Case
from qorgan.web.casework.reading import CaseFacts
from qorgan.web.clock import now
from qorgan.web.desk import law_view, vocabulary, words
from qorgan.web.desk.access import CASE_ROLES, case_for, is_police
from qorgan.web.desk.case_page import case_context, or_none
from qorgan.web.desk.forms import Choice
from qorgan.web.desk.once import answered_once
from qorgan.web.ui.interview import NOT_ASKED, Answered, InterviewForm, Question, question_of

BASES = ("said", "seen", "document", "officer", "examination")
SKIPPED = "skipped_facts"


class FactForm(InterviewForm):
    """One question of the interview, and who said or established the answer."""

    def __init__(
        self, question: Question, before: Answered, basis: str, data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__([question], {question.id: before}, names={question.id: "answer"}, data=data)
        self.fields["basis"] = Choice(
            ((code, words.of("established", code)) for code in BASES),
            label=_("Who said or established it"),
            initial=basis,
        )


@dataclass(frozen=True)
class Asked:
    """The question on the page."""

    id: str
    why: str
    hers: bool


def _question(id_: str) -> Question | None:
    lang = (get_language() or "kk")[:2]
    if id_ == vocabulary.DATE:
        why = _("The law changed more than once: the day decides which version counts.")
        return Question(
            id_,
            "date",
            _("On which day did it happen? If it went on, the last day."),
            why=why,
            latest=local(now()).date(),
        )
    fact = vocabulary.fact(id_)
    return question_of(fact, lang) if fact else None


def _asked_of_her(id_: str) -> bool:
    fact = vocabulary.fact(id_)
    return id_ == vocabulary.DATE or bool(fact and "survivor" in fact.who and fact.question)


def _skipped(request: HttpRequest, case: Case) -> list[str]:
    return list(request.session.get(SKIPPED, {}).get(str(case.pk), []))


def _skip(request: HttpRequest, case: Case, id_: str) -> None:
    kept = dict(request.session.get(SKIPPED, {}))
    kept[str(case.pk)] = [*_skipped(request, case), id_]
    request.session[SKIPPED] = kept


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(roles=CASE_ROLES)
@answered_once
def case_facts(request: HttpRequest, case: UUID) -> HttpResponse:
    """One question at a time: the one asked for, or the one whose answer decides most."""
    found = case_for(request, "write", case)
    facts = or_none(lambda: reading.facts(request.keyring, found))  # type: ignore[attr-defined]
    facts = facts or CaseFacts({}, {}, {})
    if request.method == "POST":
        return _record(request, found, facts)
    asked = request.GET.get("ask", "")
    id_ = asked if _question(asked) else law_view.next_fact(found, facts, frozenset(_skipped(request, found)))
    return _page(request, found, facts, id_, None)


def _page(
    request: HttpRequest, case: Case, facts: CaseFacts, id_: str | None, form: FactForm | None
) -> HttpResponse:
    question = _question(id_) if id_ else None
    if question is not None and form is None:
        form = FactForm(question, _before(facts, question.id), _basis(request, question.id))
    context = case_context(request, case, "case_facts") | {
        "question": Asked(question.id, question.why, _asked_of_her(question.id)) if question else None,
        "form": form,
        "choices": vocabulary.choices(),
        "all_open": question is None,
    }
    return render(
        request, "desk/facts.html", context, status=422 if form is not None and form.errors else 200
    )


def _before(facts: CaseFacts, id_: str) -> Answered:
    if id_ in facts.facts:
        return Answered(facts.facts[id_])
    kind = facts.answers.get(id_)
    return Answered(None, kind) if kind in ("unknown", "declined") else NOT_ASKED  # type: ignore[arg-type]


def _basis(request: HttpRequest, id_: str) -> str:
    if is_police(request.member) and not _asked_of_her(id_):  # type: ignore[attr-defined]
        return "officer"
    return "said"


def _record(request: HttpRequest, case: Case, facts: CaseFacts) -> HttpResponse:
    question = _question(request.POST.get("fact", ""))
    if question is None:
        return redirect("desk:case_facts", case.pk)
    if request.POST.get("skip"):
        _skip(request, case, question.id)
        return redirect("desk:case_facts", case.pk)
    form = FactForm(question, NOT_ASKED, "said", data=request.POST)
    if not form.is_valid():
        return _page(request, case, facts, question.id, form)
    answered = form.given()[question.id]
    if answered.kind == "not_asked":
        _skip(request, case, question.id)
        return redirect("desk:case_facts", case.pk)
    known = {question.id: answered.value} if answered.known else {}
    recording.record_facts(
        request.keyring,  # type: ignore[attr-defined]
        case,
        known,
        form.cleaned_data["basis"],
        {question.id: answered.kind},
    )
    messages.success(request, _("Recorded: %(fact)s") % {"fact": vocabulary.label(question.id)})
    return redirect("desk:case_facts", case.pk)
