"""The short way for somebody else, page by page: what was seen, when and where, who is in danger, who tells.

It asks for no name and tells nobody to find out more. What happens now goes to the page with 102 first, which
sends nothing. It must never show anything of the person it is about.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from qorgan.practice import witness
from qorgan.web.door import law_says
from qorgan.web.door import other_forms as own
from qorgan.web.door.draft import Draft
from qorgan.web.door.step import Form, Step, language, or_review, to

# What the page before sending lets somebody change.
CHANGEABLE = (
    "receiver", "someone", "other_what", "other_when", "other_who", "other_you", "contact", "how",
    "other_words",
)  # fmt: skip


def _with(draft: Draft, **given: Any) -> Draft:
    return replace(draft, other=draft.other | given)


def _take_what(draft: Draft, form: Form, pressed: str) -> Draft:
    return _with(draft, seen=list(form.cleaned_data["a"]), text=form.cleaned_data["text"])


def _take_when(draft: Draft, form: Form, pressed: str) -> Draft:
    given = form.cleaned_data
    return _with(draft, when=given["a"], again=given["b"], place=given["c"])


def _take_who(draft: Draft, form: Form, pressed: str) -> Draft:
    return _with(draft, who=list(form.cleaned_data["a"]))


def _take_you(draft: Draft, form: Form, pressed: str) -> Draft:
    return _with(draft, relation=form.cleaned_data["a"], call_me=form.cleaned_data["b"])


def _take_words(draft: Draft, form: Form, pressed: str) -> Draft:
    keep = form.cleaned_data["one"] == "yes"
    return replace(draft, keep_code=keep, scope="messages" if keep else "status")


def _after_what(draft: Draft, pressed: str) -> str:
    if pressed == "keep":
        return "other_what"
    return draft.review if draft.returning else "other_when"


def _after_when(draft: Draft, pressed: str) -> str:
    if draft.other.get("when") == "now":
        return "other_now"
    return draft.review if draft.returning else "other_who"


def _after_now(draft: Draft, pressed: str) -> str:
    """From the page with 102 on to where the person was: at the beginning, or past the question of when."""
    if draft.returning:
        return draft.review
    return "other_who" if "when" in draft.other else "receiver"


def _after_you(draft: Draft, pressed: str) -> str:
    if duties(draft):
        return "other_duty"
    return draft.review if draft.returning else "contact"


def duties(draft: Draft) -> list[law_says.Statement]:
    """The duties of the law to tell that may bind this person, each with its article."""
    relation, who = draft.other.get("relation", ""), draft.other.get("who", ())
    return [law_says.duty(one.duty, language()) for one in witness.duties(relation or "declined", who)]


def facts(draft: Draft, today: date) -> dict[str, Any]:
    """What was seen, as facts of the law: this person's words, and nothing that was not ticked."""
    found = witness.facts_of(draft.other.get("seen", ()), draft.other.get("who", ()))
    return found | ({"date": today.isoformat()} if draft.other.get("when") in ("now", "today") else {})


STEPS: dict[str, Step] = {
    "other": Step(None, lambda draft, pressed: "other_now" if pressed == "now" else "receiver"),
    "other_now": Step(None, _after_now),
    "other_what": Step(lambda d, data: own.WhatForm(d.other, data), _after_what, _take_what),
    "other_when": Step(lambda d, data: own.WhenForm(d.other, data), _after_when, _take_when),
    "other_who": Step(lambda d, data: own.WhoForm(d.other, data), or_review(to("other_you")), _take_who),
    "other_you": Step(lambda d, data: own.YouForm(d.other, data), _after_you, _take_you),
    "other_duty": Step(None, or_review(to("contact")), show=lambda d: {"duties": duties(d)}),
    "other_words": Step(lambda d, data: own.WordsForm(d.keep_code, data), to("other_review"), _take_words),
}
