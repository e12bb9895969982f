"""Words for codes, in the language of the page. Data carries its own; what only the desk says is here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from qorgan import law
from qorgan.practice import closing, consent, deadlines, referral, safe_contact, states, witness
from qorgan.practice import danger as danger_rule
from qorgan.practice.data import load
from qorgan.practice.text import Text
from qorgan.web.agencies.models import Role

DANGER_TAGS = {"high": "high", "insufficient": "due", "no_flag": "", "": "due"}
NOT_LOOKED_AT = gettext_lazy("Danger not looked at yet, treat as high")

OWN: Mapping[str, Mapping[str, str | Promise]] = {
    "basis": {
        "consent": gettext_lazy("she agreed"),
        "legal_ground": gettext_lazy("on a ground of law"),
        "own_case": gettext_lazy("its own record"),
        "break_glass": gettext_lazy("emergency opening"),
    },
    "given_by": {
        "receipt": gettext_lazy("she agreed with her code"),
        "member": gettext_lazy("she agreed, a worker signed for it"),
    },
    "established": {
        "": gettext_lazy("she said"),
        "survivor": gettext_lazy("she said"),
        "said": gettext_lazy("she said"),
        "seen": gettext_lazy("seen by the worker"),
        "document": gettext_lazy("from a document"),
        "officer": gettext_lazy("established by an officer"),
        "examination": gettext_lazy("from an examination"),
        "witness": gettext_lazy("said by another person"),
    },
    "call_reason": {
        "she_asked": gettext_lazy("She asked for a call"),
        "follow_up": gettext_lazy("How is she, what has changed"),
        "danger_review": gettext_lazy("Look at the danger again"),
        "consent": gettext_lazy("Ask for her agreement"),
        "referral": gettext_lazy("First contact after a referral"),
        "withdrawal": gettext_lazy("Confirm that sharing was stopped"),
        "order_served": gettext_lazy("Tell her that the order is in force"),
        "order_ending": gettext_lazy("The order is about to end"),
        "order_expired": gettext_lazy("The order has ended"),
        "order_breached": gettext_lazy("The order was breached"),
    },
    "outcome": {
        "reached": gettext_lazy("Reached, she could talk"),
        "not_reached": gettext_lazy("Not reached, or she could not talk"),
    },
    "note_part": {
        "services": gettext_lazy("On help and what was agreed"),
        "account": gettext_lazy("On what happened"),
        "health": gettext_lazy("On health"),
    },
    "how": {
        "verbal": gettext_lazy("She said it to me"),
        "written": gettext_lazy("She signed a paper"),
    },
    "answer": {
        "unknown": gettext_lazy("does not know"),
        "declined": gettext_lazy("would rather not say"),
        "not_asked": gettext_lazy("not asked"),
    },
    "event": {
        "case.read": gettext_lazy("Read"),
        "case.searched": gettext_lazy("Searched"),
        "tip.read": gettext_lazy("Read"),
        "report.message_from_witness": gettext_lazy("Message from who told"),
        "case.entry_added": gettext_lazy("Note added"),
        "case.identity_recorded": gettext_lazy("Who she is: recorded"),
        "case.grant_made": gettext_lazy("Key given"),
        "case.grant_deleted": gettext_lazy("Key taken back"),
        "case.message_from_agency": gettext_lazy("Message put in her view"),
        "case.safe_contact_recorded": gettext_lazy("Safe contact checked with her"),
        "case.safety_plan_recorded": gettext_lazy("Safety plan written with her"),
        "report.plan_notes_from_survivor": gettext_lazy("She changed her own notes to the plan"),
        "report.message_from_survivor": gettext_lazy("Message from her"),
        "report.code_ended": gettext_lazy("She ended her code"),
        "report.code_replaced": gettext_lazy("She replaced her code"),
    },
}


def _lang() -> str:
    return (get_language() or "kk")[:2]


def said(text: Text) -> str:
    """A text of the data files in the language of the page."""
    return text.get(_lang())


_DATA: Mapping[str, Callable[[], Mapping[str, Text]]] = {
    "service": referral.services,
    "urgency": referral.urgencies,
    "declined_reason": referral.declined_reasons,
    "referral_outcome": referral.outcomes,
    "close_reason": closing.close_reasons,
    "tip_outcome": witness.outcomes,
    "channel": safe_contact.channels,
    "wish": safe_contact.contact_wishes,
    "day": safe_contact.day_labels,
    "bundle": lambda: {b.code: b.label for b in consent.bundles()},
    "bundle_plain": lambda: {b.code: b.plain for b in consent.bundles()},
    "compartment": lambda: {c.code: c.label for c in consent.compartments()},
    "purpose": lambda: {p.code: p.label for p in consent.purposes()},
}


def table(kind: str) -> dict[str, str]:
    """Every code of `kind` with its words, in the data's order. KeyError for an unknown kind."""
    if kind in _DATA:
        return {code: said(text) for code, text in _DATA[kind]().items()}
    return {code: str(words) for code, words in OWN[kind].items()}


def of(kind: str, code: str) -> str:
    """The words for `code`, or the code itself when the list has none (an older entry)."""
    if kind in _DATA:
        text = _DATA[kind]().get(code)
        return said(text) if text is not None else code
    return str(OWN[kind].get(code, code))


def compartment(number: int) -> str:
    """A compartment's name by its permanent number."""
    return next((said(c.label) for c in consent.compartments() if c.number == number), str(number))


def danger(band: str) -> str:
    """A danger band as the screen says it."""
    return said(danger_rule.band_title(band)) if band else str(NOT_LOOKED_AT)


def state(machine: str, code: str) -> str:
    """A state of a record; an unknown one as its code."""
    try:
        return said(states.state_label(machine, code))
    except states.UnknownState:
        return code


def event(code: str) -> str:
    """A ledger event."""
    label = states.event_labels().get(code)
    return said(label) if label else of("event", code)


def due(code: str) -> str:
    """What is due."""
    try:
        return said(deadlines.due_label(code))
    except deadlines.UnknownDueCode:
        return code.replace("_", " ")


def role(code: str) -> str:
    """A role of an actor: a member's, hers, or the clock's."""
    if code == "survivor":
        return _("she herself")
    if code == "witness":
        return _("who told")
    if code == "clock":
        return _("the clock")
    return str(Role(code).label) if code in Role.values else code


def basis_of_due(code: str) -> str:
    """The article a deadline comes from, or that it is a rule of our own; nothing for an unknown code."""
    row = load("deadlines")["deadlines"].get(code)
    if row is None:
        return ""
    return cite(row["basis"]) if row.get("basis") else _("our own deadline")


def cite(provision: str) -> str:
    """A provision id as people write it: `kz.cc.109-1.2.8` is CC 109-1(2)(8)."""
    return law.load().short_name(provision, _lang())
