"""The pages of the door as one table: which form a page has, what it changes in the draft, and what follows.

Nothing here touches the database except to list the offices: see `sending`, and `visiting` for her words.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from qorgan.practice.deadlines import report_steps
from qorgan.practice.hours import HoursInvalid, NeverOpen
from qorgan.web.agencies import directory
from qorgan.web.agencies.models import Agency
from qorgan.web.clock import now
from qorgan.web.door import forms as own
from qorgan.web.door import guided, other, said
from qorgan.web.door.draft import Draft
from qorgan.web.door.step import Data, Form, Step, language, or_review, to, today
from qorgan.web.ui.interview import InterviewForm

__all__ = ["CHANGEABLE", "STEPS", "changeable", "contact_line", "language", "office", "offices", "today"]
ASK = "ask"
# The button of the first page for what happens to somebody else.
OTHER = "seen"
# The one name that every question's field has in the page.
ANSWER = "answer"


def offices() -> list[Agency]:
    """Those that can receive, none chosen beforehand: crisis centres, line 111, police."""
    order = ("crisis_centre", "line_111", "police")
    found = [one for one in directory.receivers() if one.kind in order and _opens(one)]
    return sorted(found, key=lambda office: (order.index(office.kind), office.name))


def _opens(one: Agency) -> bool:
    """An office without opening hours can promise nothing, so nothing is sent there."""
    try:
        return bool(one.reads.open_by(now()))
    except (NeverOpen, HoursInvalid):
        return False


def office(draft: Draft) -> Agency | None:
    return next((one for one in offices() if str(one.id) == draft.agency), None)


def next_ask(draft: Draft, pressed: str = "") -> str:
    question = guided.next_question(draft, today())
    if question is None or (draft.returning and not question.startswith(guided.ACTS)):
        return "review" if draft.returning else "story"
    return f"{ASK}:{question}"


# --- receiver -------------------------------------------------------------------------------------------


def _receiver_form(draft: Draft, data: Data) -> Form:
    lines = said.KINDS_OF_ANOTHER if draft.about_other else said.KINDS
    return own.ReceiverForm(offices(), {k: str(v) for k, v in lines.items()}, draft.agency, data)


def _take_receiver(draft: Draft, form: Form, pressed: str) -> Draft:
    chosen = form.cleaned_data["who"]
    if chosen == draft.agency:
        return draft
    return replace(draft, agency=chosen, conflict="", conflict_who="", fallback_111=False)


def _someone_form(draft: Draft, data: Data) -> Form:
    chosen = office(draft)
    heads = chosen is not None and bool(directory.supervisors(chosen))
    return own.SomeoneForm(draft.conflict, draft.conflict_who, heads, data)


def _take_someone(draft: Draft, form: Form, pressed: str) -> Draft:
    return replace(draft, conflict=form.cleaned_data["one"], conflict_who=form.cleaned_data["more"])


def _after_someone(draft: Draft, pressed: str) -> str:
    if pressed == "other":
        return "receiver"
    if draft.about_other:
        return draft.review if draft.returning else "other_what"
    return "reading"


def _show_office(draft: Draft) -> dict[str, Any]:
    found = office(draft)
    if found is None:
        return {"office": None}
    office_by, head_by = (one.due_at for one in report_steps(now(), found.reads, line_111=False))
    return {
        "office": found,
        "reads": own.said(found.reads.text),
        "by": office_by,
        "head_by": head_by,
        "offer_111": not found.is_line_111 and line_111_is_there(),
    }


def line_111_is_there() -> bool:
    return any(one.is_line_111 for one in offices())


# --- questions ------------------------------------------------------------------------------------------


def _ask_form(draft: Draft, data: Data) -> Form:
    asked = replace(guided.question(draft.about, language()), latest=today())
    return InterviewForm([asked], {asked.id: draft.answered(asked.id)}, names={asked.id: ANSWER}, data=data)


def _take_ask(draft: Draft, form: Form, pressed: str) -> Draft:
    assert isinstance(form, InterviewForm)
    draft = draft.with_answer(draft.about, form.given()[draft.about])
    return replace(draft, enough=draft.enough or pressed == "enough")


def _show_ask(draft: Draft) -> dict[str, Any]:
    answered = [q for q in guided.asked(draft) if q != draft.about]
    return {"question": guided.question(draft.about, language()), "answered": len(answered)}


# --- the rest -------------------------------------------------------------------------------------------


def _take_contact(draft: Draft, form: Form, pressed: str) -> Draft:
    wanted = form.cleaned_data["one"]
    kept = draft.contact if wanted == "yes" else {}
    return replace(draft, contact=kept | {"contact_wanted": wanted})


def _after_contact(draft: Draft, pressed: str) -> str:
    if draft.contact["contact_wanted"] == "yes":
        return "how"
    return draft.review if draft.returning else _after_how(draft)


def _after_how(draft: Draft, pressed: str = "") -> str:
    return "other_words" if draft.about_other else "you"


def _take_how(draft: Draft, form: Form, pressed: str) -> Draft:
    return replace(draft, contact=own.HowForm.rules(form.cleaned_data))


def _take_you(draft: Draft, form: Form, pressed: str) -> Draft:
    given = {"call_me": form.cleaned_data["a"], "name": form.cleaned_data["b"]}
    return replace(draft, identity={name: value for name, value in given.items() if value})


def _take_words(draft: Draft, form: Form, pressed: str) -> Draft:
    keep = form.cleaned_data["one"] == "yes"
    return replace(draft, keep_code=keep, scope=(keep and form.cleaned_data["two"]) or "status")


def _take_story(draft: Draft, form: Form, pressed: str) -> Draft:
    return replace(draft, narrative=form.cleaned_data["text"])


def _after_story(draft: Draft, pressed: str) -> str:
    return "story" if pressed == "keep" else "review" if draft.returning else "contact"


def _choose(draft: Draft, pressed: str) -> str:
    return {"now": "now", "words": "return", "young": "young", OTHER: "other"}.get(pressed, "receiver")


def _press_choose(draft: Draft, pressed: str) -> Draft:
    """Which of the two ways it is. The other way's answers stay in the draft and are not sent with this."""
    return replace(draft, about_other=pressed == OTHER)


STEPS: dict[str, Step] = {
    "language": Step(lambda d, data: own.LanguageForm(data), to("about")),
    "about": Step(None, to("choose")),
    "choose": Step(None, _choose, press=_press_choose),
    "now": Step(None, to("choose")),
    "young": Step(None, to("receiver"), show=lambda d: {"line_111": line_111_is_there()}),
    "receiver": Step(_receiver_form, to("someone"), _take_receiver, lambda d: {"offices": offices()}),
    "someone": Step(_someone_form, _after_someone, _take_someone, _show_office),
    "reading": Step(
        lambda d, data: own.ReadingForm(d.fallback_111, data),
        lambda d, pressed: "review" if d.returning else next_ask(d),
        lambda d, form, pressed: replace(d, fallback_111=form.cleaned_data["also"]),
        _show_office,
    ),
    ASK: Step(_ask_form, next_ask, _take_ask, _show_ask),
    "story": Step(lambda d, data: own.StoryForm(d.narrative, data), _after_story, _take_story),
    "contact": Step(
        lambda d, data: own.ContactForm(d.contact["contact_wanted"], data), _after_contact, _take_contact
    ),
    "how": Step(lambda d, data: own.HowForm(d.contact, data), or_review(_after_how), _take_how),
    "you": Step(lambda d, data: own.YouForm(d.identity, data), or_review(to("words")), _take_you),
    "words": Step(lambda d, data: own.WordsForm(d.keep_code, d.scope, data), to("review"), _take_words),
} | other.STEPS
# What the review page lets her change, and the page that changes it.
CHANGEABLE = ("receiver", "someone", "reading", "story", "contact", "how", "you", "words")


def changeable(draft: Draft, step: str) -> bool:
    if draft.about_other:
        return step in other.CHANGEABLE
    return step in CHANGEABLE or (step.startswith(f"{ASK}:") and step.removeprefix(f"{ASK}:") in draft.given)


def contact_line(draft: Draft) -> str:
    """Her choice about contact, in one line."""
    wanted = draft.contact["contact_wanted"]
    if wanted == "i_will_return" and not draft.keep_code:
        return _("The system lets nobody contact you. Without words you cannot look here again.")
    if wanted == "yes" and draft.contact.get("channel"):
        return f"{_('You may be contacted in the way that you chose.')} {own.in_short(draft.contact)}"
    return {
        "i_will_return": _("You will come back yourself. The system lets nobody contact you."),
        "no": _("The system lets nobody contact you."),
        "yes": _("You may be contacted in the way that you chose."),
    }[wanted]
