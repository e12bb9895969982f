"""The pages behind her words: where things stand, messages, her plan, who holds what, and how to stop it.

What she sent is never shown back here, and nobody changes safe contact by code: see the vault's fourth rule.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from qorgan.practice import consent, referral
from qorgan.practice import safety_plan as rule
from qorgan.web.casework import intake, visits
from qorgan.web.casework.models import WITNESS
from qorgan.web.door import forms as own
from qorgan.web.door import said
from qorgan.web.door.draft import Draft, pack, unpack
from qorgan.web.door.steps import language

Data = Mapping[str, Any] | None
# The state of a report that was passed on because nobody opened it in time.
LATE = "unopened_escalated"
# Marks of sent messages that a visit remembers.
MARKS = 20
# Pages that need an open visit.
PAGES = frozenset({"visit", "told", "plan", "agree", "stop", "end", "replace", "replaced"})
# Where words lead: her own, and those of who told about another person.
HOMES = frozenset({"visit", "told"})


@dataclass(frozen=True)
class Line:
    """One step as she reads it: `title`, `at`, `text`, `kind` for the mark beside it."""

    title: str
    at: Any
    text: str
    kind: str


def open_with(draft: Draft, words: str) -> Draft | None:
    """The draft with an open visit, or None for words that open nothing. Raises visits.Busy."""
    visit = visits.open_visit(words)
    if visit is None:
        return None
    about_other = visit.any_report.told_by == WITNESS
    draft = replace(Draft(), about_other=about_other, visit=visit.to_session())
    return replace(draft, step=_home(draft), path=("return",))


def _home(draft: Draft) -> str:
    return "told" if draft.about_other else "visit"


def visit_of(draft: Draft) -> visits.Visit:
    """Raises visits.Ended when there is none."""
    if not draft.visit:
        raise visits.Ended
    return visits.Visit.from_session(draft.visit)


def show(draft: Draft) -> dict[str, Any]:
    """What the page of her words shows. Raises visits.Ended."""
    visit = visit_of(draft)
    if draft.about_other:
        return _show_told(draft, visits.telling(visit))
    view = visits.status(visit)
    return {
        "view": view,
        "plan": visits.plan(visit),
        "lines": [_line(one) for one in view.lines],
        "waiting": view.state in ("received", LATE),
        "late": view.state == LATE,
        "messages": view.messages,
        "shares": [_share(one) for one in view.shares],
        "looked": [(one.agency.name, said.ROLES.get(one.role, one.role), one.at) for one in view.looked],
        "pending": [_pending(one) for one in view.pending],
        "orders": view.orders,
        "told": _told(draft.told),
        "once": secrets.token_hex(8),
        "form": own.MessageForm() if view.can_write else None,
    }


def _show_told(draft: Draft, view: visits.TellingView) -> dict[str, Any]:
    """All that somebody sees who told about another person: two steps, and the messages."""
    kinds = {"report.escalated": "care"}
    lines = [
        Line(str(said.STEPS_OF_ANOTHER[one.code]), one.at, view.agency.name, kinds.get(one.code, "done"))
        for one in view.lines
    ]
    return {
        "view": view,
        "lines": lines,
        "waiting": view.state in ("received", LATE),
        "late": view.state == LATE,
        "messages": view.messages,
        "told": _told(draft.told),
        "once": secrets.token_hex(8),
        "form": own.MessageForm() if view.can_write else None,
    }


def _line(one: visits.StatusLine) -> Line:
    who = one.agency.name if one.agency else ""
    return Line(str(said.STEPS[one.code]), one.at, who, "care" if one.code in said.CARE else "done")


def _share(one: visits.Share) -> dict[str, Any]:
    names = [_lower_first(own.said(consent.bundle(code).label)) for code in one.bundles]
    return {"id": str(one.agency.id), "name": one.agency.name, "what": names, "since": one.since,
            "why": said.BASES.get(one.basis, ""), "can_stop": one.can_stop,
            "closed_until": one.closed_until}  # fmt: skip


def _lower_first(label: str) -> str:
    return label[:1].lower() + label[1:]


def _pending(one: visits.PendingReferral) -> dict[str, Any]:
    return {"id": str(one.referral_id), "name": one.agency.name, "service": _service(one.service),
            "what": [_bundle(code) for code in one.bundles if code != "always"]}  # fmt: skip


def _bundle(code: str) -> tuple[str, str, str]:
    found = consent.bundle(code)
    return code, own.said(found.label), own.said(found.plain)


def _service(code: str) -> str:
    found = referral.services().get(code)
    return own.said(found) if found else ""


def _told(code: str) -> str:
    return {
        "message": _("Your message was sent. If you need someone today, call 102 or 111."),
        "notes": _("Your notes are kept."),
        "agreed": _("The request was sent. You can stop it here at any time."),
        "stopped": _("Sharing was stopped. What was already read cannot be taken back."),
        "nothing": _("Nothing was changed."),
    }.get(code, "")


def plan_page(draft: Draft) -> dict[str, Any]:
    """The safety plan and the form of her own notes; no plan where her words do not open it. Raises
    visits.Ended."""
    found = visits.plan(visit_of(draft))
    if found is None:
        return {"plan": None}
    return {
        "plan": found,
        "parts": [(own.said(rule.section(code).label), text) for code, text in found.sections.items()],
        "who": f"{found.agency.name}, {said.ROLES.get(found.role, found.role)}" if found.agency else "",
        "calls": [(call.number, own.said(call.text)) for call in rule.calls()],
        "once": secrets.token_hex(8),
        "form": own.NotesForm(found.notes),
    }


def form(draft: Draft, data: Data) -> forms.Form | None:
    """The form of a page behind her words."""
    if draft.name in HOMES:
        return own.MessageForm(data)
    if draft.name == "plan":
        found = visits.plan(visit_of(draft))
        return own.NotesForm(found.notes, data) if found else None
    if draft.name == "agree":
        one = pending(draft)
        listed = [(code, label) for code, label, _plain in one["what"]] if one else []
        return own.AgreeForm(listed, data)
    return None


def pending(draft: Draft) -> dict[str, Any] | None:
    """The referral this page is about. Raises visits.Ended."""
    view = visits.status(visit_of(draft))
    return next((_pending(one) for one in view.pending if str(one.referral_id) == draft.about), None)


def share(draft: Draft) -> dict[str, Any] | None:
    """The office this page is about. Raises visits.Ended."""
    view = visits.status(visit_of(draft))
    return next(
        (_share(one) for one in view.shares if str(one.agency.id) == draft.about and one.can_stop), None
    )


def with_new_code(draft: Draft) -> Draft:
    """Draws the words that would replace the old ones; the same page keeps the same words."""
    return draft if draft.new_code else replace(draft, new_code=pack(intake.draw(language())))


def home(draft: Draft, told: str) -> Draft:
    """Back on the page of her words, with one line about what was done."""
    return replace(draft, step=_home(draft), path=("return",), told=told, new_code=[], sent={})


def post_message(draft: Draft, given: forms.Form) -> Draft:
    mark = given.data.get("once", "")
    if mark and mark in draft.once:
        return home(draft, "message")
    post = visits.post_from_witness if draft.about_other else visits.post_message
    post(visit_of(draft), given.cleaned_data["text"])
    return replace(home(draft, "message"), once=(*draft.once, mark)[-MARKS:])


def keep_notes(draft: Draft, given: forms.Form) -> Draft:
    mark = given.data.get("once", "")
    if mark and mark in draft.once:
        return home(draft, "notes")
    changed = visits.keep_notes(visit_of(draft), given.cleaned_data["text"])
    return replace(home(draft, "notes" if changed else "nothing"), once=(*draft.once, mark)[-MARKS:])


def agree(draft: Draft, given: forms.Form) -> Draft:
    if not given.cleaned_data["some"] or pending(draft) is None:
        return home(draft, "nothing")
    visits.agree(visit_of(draft), UUID(draft.about), list(given.cleaned_data["some"]))
    return home(draft, "agreed")


def stop(draft: Draft) -> Draft:
    if share(draft) is None:
        return home(draft, "nothing")
    visits.stop_sharing(visit_of(draft), UUID(draft.about))
    return home(draft, "stopped")


def end(draft: Draft) -> Draft:
    visits.end_code(visit_of(draft))
    return replace(Draft(), step="ended")


def replace_words(draft: Draft) -> Draft:
    """New words for the old ones; a second press shows the same new words."""
    code = unpack(draft.new_code)
    assert code is not None, "the page before draws the code"
    visit = visits.replace_code(visit_of(draft), code)
    return replace(
        draft, step="replaced", path=(), visit=visit.to_session(), sent={"words": list(code.words)}
    )


TAKE: dict[str, Callable[[Draft, forms.Form], Draft]] = {
    "visit": post_message,
    "told": post_message,
    "plan": keep_notes,
    "agree": agree,
}
ACTIONS: dict[str, Callable[[Draft], Draft]] = {"stop": stop, "end": end, "replace": replace_words}
