"""The page before somebody else sends, and the sending itself: once, also when it is pressed twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from qorgan.practice import witness
from qorgan.web.casework import intake
from qorgan.web.casework.models import WITNESS
from qorgan.web.clock import now
from qorgan.web.door import other
from qorgan.web.door.draft import Draft
from qorgan.web.door.forms import said
from qorgan.web.door.steps import contact_line, language, office, today


def review(draft: Draft) -> dict[str, Any]:
    """What the page before sending shows: the answers, who reads them and when, what the law makes of it."""
    chosen, given = office(draft), draft.other
    people, relations = witness.people(), witness.relations()
    return {
        "office": chosen,
        "by": chosen.reads.open_by(now()) if chosen else None,
        "reads": said(chosen.reads.text) if chosen else "",
        "seen": [said(sign.label) for sign in witness.signs() if sign.id in given.get("seen", ())],
        "when": said(witness.times()[given["when"]]) if given.get("when") else "",
        "now": given.get("when") == "now",
        "who": [said(people[code]) for code in given.get("who", ())],
        "relation": said(relations[given["relation"]]) if given.get("relation") else "",
        "contact": contact_line(draft),
        "duties": other.duties(draft),
        "child": "child" in given.get("who", ()),
    }


def send(draft: Draft) -> Draft:
    """Sends, and answers with a draft that holds only what the page after it shows. Raises intake.NotSent."""
    code, given = draft.drawn, draft.other
    assert code is not None, "the review page draws the code"
    contact = dict(draft.contact)
    if contact["contact_wanted"] == "yes":
        contact["last_verified_at"] = now().isoformat()
    about_them = {name: given[name] for name in ("relation", "call_me") if given.get(name)}
    kept = ("seen", "when", "again", "who", "place")
    sent = intake.submit(
        intake.Sending(
            agency_id=UUID(draft.agency), language=language(), code=code, keep_code=draft.keep_code,
            scope="messages" if draft.keep_code else "status", facts=other.facts(draft, today()),
            narrative=given.get("text", ""), safe_contact=contact, identity=about_them,
            conflict=draft.conflict in ("yes", "unsure"), conflict_who=draft.conflict_who,
            told_by=WITNESS, told={name: given[name] for name in kept if name in given},
        )
    )  # fmt: skip
    shown = {"words": list(sent.words or ()), "office": str(sent.agency.id), "by": sent.open_by.isoformat()}
    return replace(Draft(), step="other_sent", about_other=True, code=draft.code, sent=shown)
