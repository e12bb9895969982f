"""What another person told, in words of the page: signs, who said each fact, how who told may be reached."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from qorgan.practice import safe_contact, witness
from qorgan.practice.safe_contact import SafeContact
from qorgan.vault.context import Compartment
from qorgan.web.casework.models import Tip
from qorgan.web.casework.reading import Opened
from qorgan.web.casework.tips import Told
from qorgan.web.clock import now
from qorgan.web.desk import words


@dataclass(frozen=True)
class TipRow:
    """A line of the list, from headers alone."""

    tip: Tip
    state_label: str
    finished: bool
    due_at: datetime | None
    overdue: bool
    first: bool
    wrote: bool


@dataclass(frozen=True)
class NamedSign:
    """A sign of danger that another person named: to be asked, and not counted."""

    label: str
    critical: bool


@dataclass(frozen=True)
class TipNote:
    """A note: who, when, what; `outcome` where it ended the work."""

    who: str
    at: datetime
    text: str
    outcome: str


def row(tip: Tip, wrote: Collection[UUID]) -> TipRow:
    """A line; `wrote` are the tips to which somebody wrote after the work ended."""
    status = tip.status
    finished = status.state == "finished"
    return TipRow(
        tip,
        words.state("tip", status.state),
        finished,
        status.due_at,
        bool(status.due_at and status.due_at <= now()),
        tip.report.reading == witness.FIRST,
        tip.id in wrote,
    )


def what(told: Told) -> list[tuple[str, str]]:
    """What was told, as rows; what was left empty is said to be."""
    seen = "; ".join(words.said(sign.label) for sign in witness.signs() if sign.id in told.seen)
    when = words.said(witness.times()[told.when]) if told.when else ""
    if told.again:
        before = _("it has happened before")
        when = f"{when}; {before}" if when else before
    people = witness.people()
    who = "; ".join(words.said(people[code]) for code in told.who if code in people)
    empty = _("left empty")
    return [
        (_("What was seen or heard"), seen or empty),
        (_("When"), when or empty),
        (_("Where"), told.place or empty),
        (_("Who may be in danger"), who or empty),
    ]


def named(told: Told) -> list[NamedSign]:
    """The signs of danger in it, the critical first. No level is made of them."""
    flags = witness.named_flags(told.said, told.seen)
    return [NamedSign(words.said(flag.label), flag.critical) for flag in flags]


def notes(rows: list[Opened]) -> list[TipNote]:
    """The newest first."""
    return [
        TipNote(
            ", ".join(p for p in (r.member.display_name if r.member else "", words.role(r.role)) if p),
            r.at,
            str(r.value["text"]),
            words.of("tip_outcome", r.value["outcome"]) if r.value.get("outcome") else "",
        )
        for r in reversed(rows)
    ]


def part(number: int) -> str:
    """The parts of a tip, which are other things than those of a case that have the same numbers."""
    return {
        Compartment.IDENTITY: _("who told"),
        Compartment.SAFE_CONTACT: _("how who told may be reached"),
        Compartment.ACCOUNT: _("what was told"),
        Compartment.SURVIVOR_VIEW: _("messages"),
    }.get(Compartment(number), str(number))


def about_who_told(who: Mapping[str, Any]) -> list[tuple[str, str]]:
    relation = str(who.get("relation", ""))
    found = [
        (_("Who they are to them"), words.said(witness.relations()[relation]) if relation else ""),
        (_("What to call them"), str(who.get("call_me", ""))),
    ]
    return [(name, value) for name, value in found if value]


def reach(rules: SafeContact) -> dict[str, Any]:
    """Whether who told may be reached now. The number is given only where it may be used at this moment."""
    if rules.contact_wanted != "yes":
        back = rules.contact_wanted == "i_will_return"
        text = (
            _("They come back themselves: leave a message here. Nobody calls or writes to them.")
            if back
            else _("They are not to be contacted. Do not look for another way.")
        )
        return {"allowed": False, "text": text, "rows": []}
    decision = safe_contact.may_contact(rules, rules.channel, now())
    if not decision.allowed:
        window = decision.next_window
        text = _("Not now: it is not a time they marked as safe, or too long ago that it was checked.")
        return {"allowed": False, "text": text, "next": window.start if window else None, "rows": []}
    found = [
        (_("Which way is safe"), words.of("channel", rules.channel)),
        (_("Number or address"), rules.value),
        (_("Who else may answer"), rules.who_may_answer or _("nobody")),
        (_("As whom we call"), rules.caller_identity),
        (_("Code word"), rules.code_word),
        (_("Never speak to"), "; ".join(rules.do_not_contact)),
    ]
    text = _("This is a time they marked as safe. Note afterwards what came of it.")
    return {"allowed": True, "text": text, "rows": [(name, value) for name, value in found if value]}
