"""One address for every page of the door, and the way out. Each POST answers 303 to the same address.

A page must store nothing on the device but the session's cookie, and must never name its step in an address,
a title or a header.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from qorgan.web.agencies import directory
from qorgan.web.agencies.models import Agency
from qorgan.web.casework import intake, visits
from qorgan.web.door import other_sending, sending, visiting
from qorgan.web.door.draft import REVIEWS, Draft
from qorgan.web.door.forms import ReturnForm
from qorgan.web.door.steps import STEPS, changeable, line_111_is_there, office
from qorgan.web.language import set_language

log = logging.getLogger("qorgan.door")
HOME = "/"
# Pages on which nothing that was typed can be gone back to.
NO_WAY_BACK = frozenset({"language", "sent", "other_sent", "ended", "replaced", "visit", "told"})
# The office may have lost its key since she chose it: then she chooses again.
NEED_AN_OFFICE = frozenset({"someone", "reading", *REVIEWS})
WRITTEN = (forms.TextInput, forms.Textarea)
# After sending, only these pages are open; any other old page that is posted leads to "sent".
AFTER_SENDING = frozenset({"sent", "other_sent"})


class SeeOther(HttpResponseRedirect):
    status_code = 303


@require_http_methods(["GET", "HEAD"])
def leave(request: HttpRequest) -> HttpResponse:
    """Ends the door's session and goes to a page about something else. Works without script, in one request.

    Only the cache is cleared by header: clearing cookies would end a sign-in of staff in the same browser.
    """
    request.session.flush()
    response = SeeOther(settings.EXIT_URL)
    response["Clear-Site-Data"] = '"cache"'
    return _unkept(response)


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    draft = Draft.of(request.session)
    with directory.one_look():
        return _answer(request, draft)


def _answer(request: HttpRequest, draft: Draft) -> HttpResponse:
    try:
        if request.method == "POST":
            return _unkept(_written(request, draft, _post(request, draft)))
        return _unkept(_page(request, draft))
    except visits.Ended:
        replace(Draft(), step="return", told="over").keep(request.session)
        return _unkept(SeeOther(HOME))


def _written(request: HttpRequest, draft: Draft, response: HttpResponse) -> HttpResponse:
    """The step is in the session before she is sent on. Where the database takes nothing, the page comes
    again with what she typed; a report that was sent before that is found again by its words."""
    if not request.session.modified:
        return response
    try:
        request.session.save()
    except UpdateError:
        return response  # ended meanwhile in another tab: the session's own end is told further up
    except DatabaseError as error:
        log.error("a step at the door could not be kept: %s", type(error).__name__)
        draft = draft.at(request.POST.get("at", ""))
        draft.keep(request.session)
        request.session.modified = False
        step = STEPS.get(draft.name)
        form = step.form(draft, request.POST) if step is not None and step.form is not None else None
        return _page(request, draft, form, not_kept=True, status=503)
    request.session.modified = False
    return response


def _unkept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


def _page(request: HttpRequest, draft: Draft, form: forms.Form | None = None, **more: Any) -> HttpResponse:
    """The page of the draft's step; with a refused form the answer is 422 and keeps what was typed."""
    status = more.pop("status", 422 if form is not None and form.errors else 200)
    context: dict[str, Any] = {"draft": draft, "at": draft.step, "can_go_back": draft.name not in NO_WAY_BACK}
    if draft.name in NEED_AN_OFFICE and office(draft) is None:
        return _on(request, replace(draft, step="receiver"))
    if draft.name == "review" and draft.fallback_111 and not line_111_is_there():
        return _on(request, replace(draft, step="reading", fallback_111=False))
    if draft.name in REVIEWS:
        if not draft.code:
            draft = sending.with_code(draft)
            draft.keep(request.session)
        shown = other_sending.review(draft) if draft.about_other else sending.review(draft)
        context |= shown | {"draft": draft}
    elif draft.name in visiting.PAGES:
        context |= _behind_words(request, draft)
    elif draft.name in STEPS:
        step = STEPS[draft.name]
        context |= step.show(draft)
        if form is None and step.form is not None:
            context["form"] = step.form(draft, None)
    elif draft.name in AFTER_SENDING:
        context["sent_office"] = Agency.objects.filter(pk=draft.sent["office"]).first()
    elif draft.name == "return" and form is None:
        context["form"] = ReturnForm()
    if form is not None:
        context["form"] = form
    return render(request, f"door/{draft.name}.html", context | more, status=status)


def _behind_words(request: HttpRequest, draft: Draft) -> dict[str, Any]:
    if draft.name in visiting.HOMES:
        shown = visiting.show(draft)
        replace(draft, told="").keep(request.session)
        return shown
    if draft.name == "plan":
        return visiting.plan_page(draft)
    if draft.name == "replace":
        visiting.with_new_code(draft).keep(request.session)
    if draft.name == "agree":
        return {"pending": visiting.pending(draft), "form": visiting.form(draft, None)}
    return {"share": visiting.share(draft)} if draft.name == "stop" else {}


def _post(request: HttpRequest, draft: Draft) -> HttpResponse:
    at = request.POST.get("at", "")
    draft = draft.at(at)
    if draft.sent.get("words") is not None and draft.name not in AFTER_SENDING and draft.name != "replaced":
        # an old page, posted after sending: the report stands as it is
        draft = replace(draft, step="other_sent" if draft.about_other else "sent")
    pressed, _, which = request.POST.get("go", "on").partition(":")
    if at and at != draft.step:
        return _on(request, draft)
    if pressed == "back":
        return _back(request, draft)
    if pressed == "start":
        return _on(request, Draft(step="choose", path=("language", "about")))
    if draft.name in REVIEWS:
        return _from_review(request, draft, pressed, which)
    if draft.name == "return":
        return _return(request, draft)
    if draft.name in visiting.PAGES:
        return _act(request, draft, pressed, which)
    return _step(request, draft, pressed)


def _on(request: HttpRequest, draft: Draft) -> HttpResponse:
    draft.keep(request.session)
    return SeeOther(HOME)


def _back(request: HttpRequest, draft: Draft) -> HttpResponse:
    """What stands in the form of the page she leaves is kept; what was typed and cannot be kept is not
    thrown away before the page has said so once."""
    step = STEPS.get(draft.name)
    if step is None or step.form is None or draft.name == "language":
        return _on(request, draft.back())
    form = step.form(draft, request.POST)
    if form.is_valid():
        return _on(request, step.take(draft, form, "back").back())
    if _typed(form) and not request.POST.get("again"):
        return _page(request, draft, form, leaving=True)
    return _on(request, draft.back())


def _typed(form: forms.Form) -> bool:
    """Has something been written into this form that does not stand in the draft?"""
    written = (name for name, field in form.fields.items() if isinstance(field.widget, WRITTEN))
    return any(name in form.changed_data for name in written)


def _step(request: HttpRequest, draft: Draft, pressed: str) -> HttpResponse:
    step = STEPS.get(draft.name)
    if step is None:
        return _on(request, draft)
    if step.form is not None and pressed != "other":
        form = step.form(draft, request.POST)
        if not form.is_valid():
            return _page(request, draft, form)
        if draft.name == "language":
            set_language(request, form.cleaned_data["lang"])
        draft = step.take(draft, form, pressed)
    draft = step.press(draft, pressed)
    return _on(request, draft.go(step.then(draft, pressed)))


def _from_review(request: HttpRequest, draft: Draft, pressed: str, which: str) -> HttpResponse:
    if pressed == "change" and changeable(draft, which):
        return _on(request, replace(draft.go(which), returning=True))
    if pressed != "send" or not draft.code:
        return _on(request, draft)
    try:
        return _on(request, (other_sending if draft.about_other else sending).send(draft))
    except (intake.NotSent, directory.NoKey, directory.NoDirectory):
        return _page(request, draft, not_sent=True, status=503)


def _return(request: HttpRequest, draft: Draft) -> HttpResponse:
    if not getattr(request, "took_turn", False):
        return _on(request, draft)  # nothing is checked that did not take its turn (crowd.py)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _page(request, draft, form)
    try:
        opened = visiting.open_with(draft, form.cleaned_data["text"])
    except visits.Busy:
        return _page(request, replace(draft, told="busy"), ReturnForm(request.POST), status=503)
    if opened is None:
        return _page(request, replace(draft, told="nothing"), ReturnForm(request.POST), status=422)
    request.session.cycle_key()
    return _on(request, opened)


def _act(request: HttpRequest, draft: Draft, pressed: str, which: str) -> HttpResponse:
    visiting.visit_of(draft)
    if draft.name in visiting.HOMES:
        if pressed in ("agree", "stop") and draft.name == "visit":
            return _on(request, draft.go(f"{pressed}:{which}"))
        if pressed in ("end", "replace") or (pressed == "plan" and draft.name == "visit"):
            return _on(request, draft.go(pressed))
    if draft.name in visiting.ACTIONS and pressed == "on":
        return _on(request, visiting.ACTIONS[draft.name](draft))
    form = visiting.form(draft, request.POST)
    if form is None or pressed != "on":
        return _on(request, visiting.home(draft, ""))
    if not form.is_valid():
        return _page(request, draft, form)
    return _on(request, visiting.TAKE[draft.name](draft, form))
