"""The guided part: which question comes next, and what her answers are as facts of the law.

It asks only what she opened herself and what would decide something in law. It must never insist: a question
left alone is not asked twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from qorgan.web.door import law_says
from qorgan.web.door.draft import Draft
from qorgan.web.ui.guide import ACTS, facts_of, plan, question, with_acts

__all__ = ["ACTS", "answers", "asked", "day", "facts", "next_question", "opening", "plan", "question"]


def next_question(draft: Draft, today: date) -> str | None:
    """The id of the question to ask now, or None when there is nothing left that matters."""
    if draft.enough:
        return None
    for id in opening(draft):
        if id not in draft.given:
            return id
    others = [q for q in draft.given if q != "kinds" and not q.startswith(ACTS)]
    if len(others) >= plan()["most"] or not facts(draft).get("acts"):
        return None
    passed = frozenset({*others, "acts", *plan()["never"]})
    return law_says.next_fact(facts(draft), day(draft, today), passed)


def opening(draft: Draft) -> list[str]:
    """The first questions, with one page of acts for each kind she ticked."""
    return with_acts(plan()["first"], draft.answered("kinds"))


def asked(draft: Draft) -> list[str]:
    """Every question she has seen, in a steady order."""
    first = [q for q in opening(draft) if q in draft.given]
    return [*first, *(q for q in draft.given if q not in first and not q.startswith(ACTS))]


def facts(draft: Draft) -> dict[str, Any]:
    """Her answers as facts of the law: known ones with their value; "do not know" as `unknown`."""
    return facts_of({id: draft.answered(id) for id in asked(draft)})


def answers(draft: Draft) -> Mapping[str, str]:
    """Fact id -> known, unknown, declined or not_asked; four different things, kept apart."""
    kinds = {
        id: draft.answered(id).kind
        for id in asked(draft)
        if id not in ("kinds", "when") and not id.startswith(ACTS)
    }
    pages = [draft.answered(id).kind for id in asked(draft) if id.startswith(ACTS)] or [
        draft.answered("kinds").kind
    ]
    order = ("known", "unknown", "declined", "not_asked")
    return kinds | {"acts": min(pages, key=order.index), "date": draft.answered("when").kind}


def day(draft: Draft, today: date) -> date:
    """The day the law is asked about: the one she gave, else today."""
    when = draft.answered("when")
    return date.fromisoformat(when.value) if when.known else today
