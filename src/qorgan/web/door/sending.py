"""From the draft to a sent report. The code drawn before makes a second send the first one again.

Nothing is sent before she presses "Send" on the review page, and what she wrote leaves the session with it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from qorgan.practice import danger
from qorgan.practice.consent import rights
from qorgan.practice.health_care import medical_help, police_note
from qorgan.web.casework import intake
from qorgan.web.clock import now
from qorgan.web.door import guided, law_says
from qorgan.web.door.draft import Draft
from qorgan.web.door.forms import said
from qorgan.web.door.steps import contact_line, language, office, today
from qorgan.web.ui.interview import Question, look_over


def with_code(draft: Draft) -> Draft:
    """Draws the code once; the same draft keeps the same words however often the page is loaded."""
    return draft if draft.code else draft.with_code(intake.draw(language()))


def review(draft: Draft) -> dict[str, Any]:
    """What the page before sending shows: her answers, who gets them and when, and what the law says."""
    chosen = office(draft)
    lang = language()
    asked = [_titled(guided.question(id, lang)) for id in guided.asked(draft)]
    given = guided.facts(draft)
    found = {q.id: draft.answered(q.id) for q in asked}
    return {
        "office": chosen,
        "reads": said(chosen.reads.text) if chosen else "",
        "by": chosen.reads.open_by(now()) if chosen else None,
        "police": bool(chosen and chosen.kind == "police"),
        "line_111": bool(chosen and chosen.is_line_111),
        "answers": look_over(asked, found),
        "contact": contact_line(draft),
        "danger": danger.assess(danger.prefill(given)).band == "high",
        # Only what is still in time is named here; the office shows the rest where it can be talked about.
        "medical": [
            (said(one.text), one.until) for one in medical_help(given, _happened(draft), now()) if one.in_time
        ],
        "police_note": said(police_note()),
        "law": law_says.about(given, guided.day(draft, today()), today(), lang),
        "rights": [said(one) for one in rights()],
    }


def _titled(question: Question) -> Question:
    """Several pages of acts ask the same; in a list they stand under their kind."""
    return replace(question, text=question.hint) if question.id.startswith(guided.ACTS) else question


def _happened(draft: Draft) -> date | None:
    when = draft.answered("when")
    return date.fromisoformat(when.value) if when.known else None


def send(draft: Draft) -> Draft:
    """Sends, and answers with a draft that holds only what the page after it shows. Raises intake.NotSent."""
    code = draft.drawn
    assert code is not None, "the review page draws the code"
    contact = dict(draft.contact)
    if contact["contact_wanted"] == "yes":
        contact["last_verified_at"] = now().isoformat()  # she has just said it herself
    sent = intake.submit(
        intake.Sending(
            agency_id=UUID(draft.agency), language=language(), code=code, keep_code=draft.keep_code,
            scope=draft.scope, facts=law_says.dated(guided.facts(draft), draft.answered("when")),
            answers=dict(guided.answers(draft)), narrative=draft.narrative, safe_contact=contact,
            identity=draft.identity, conflict=draft.conflict in ("yes", "unsure"),
            conflict_who=draft.conflict_who, fallback_111=draft.fallback_111,
        )
    )  # fmt: skip
    shown = {
        "words": list(sent.words or ()),
        "office": str(sent.agency.id),
        "by": sent.open_by.isoformat(),
        "fallback": sent.fallback_111,
        "scope": draft.scope,
    }
    return replace(Draft(), step="sent", code=draft.code, sent=shown)
