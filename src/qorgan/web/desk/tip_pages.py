"""What another person told: the list, the tip with what is done about it, and who told, on a page of its own.

No danger level, no referral and no order is made here. What was told is checked with her, or not used.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from qorgan.practice import states
from qorgan.web.agencies import policy
from qorgan.web.agencies.access import desk_view
from qorgan.web.casework import tips, worklist
from qorgan.web.casework.models import Case, Tip
from qorgan.web.clock import now
from qorgan.web.desk import case_view, law_view, not_saved, tip_view, vocabulary, words
from qorgan.web.desk.access import INTAKE_ROLES
from qorgan.web.desk.once import answered_once
from qorgan.web.desk.tip_forms import (
    TipFinishForm,
    TipLinkForm,
    TipMessageForm,
    TipNoteForm,
    TipReopenForm,
)

FORMS: dict[str, type[forms.Form]] = {
    "note": TipNoteForm,
    "message": TipMessageForm,
    "finish": TipFinishForm,
    "reopen": TipReopenForm,
    "link": TipLinkForm,
}


def _tip(request: HttpRequest, verb: str, pk: UUID) -> Tip:
    return policy.get(request.member, verb, Tip, pk)  # type: ignore[attr-defined]


@require_safe
@desk_view(roles=INTAKE_ROLES)
def tips_page(request: HttpRequest) -> HttpResponse:
    """What other people told this office. Headers only; nothing is opened."""
    found = worklist.tips(request.member)  # type: ignore[attr-defined]
    wrote = tips.wrote_again(found)
    rows = [tip_view.row(tip, wrote) for tip in found]
    context = {
        "waiting": [row for row in rows if not row.finished or row.wrote],
        "finished": [row for row in rows if row.finished and not row.wrote],
    }
    return render(request, "desk/tips.html", context)


@require_safe
@desk_view(roles=INTAKE_ROLES)
def tip_page(request: HttpRequest, tip: UUID) -> HttpResponse:
    """What was told, what the law would say to it, and what is done about it."""
    return _page(request, _tip(request, "see", tip))


def _page(request: HttpRequest, tip: Tip, bound: dict[str, forms.Form] | None = None) -> HttpResponse:
    keyring = request.keyring  # type: ignore[attr-defined]
    told = tips.told(keyring, tip)
    ledger, readings = case_view.ledger_of(tip)
    agencies = case_view.agencies_of([*ledger, *readings])
    possible = states.possible("tip", tip.status.state, request.member.role)  # type: ignore[attr-defined]
    moves = {"note": "tip.noted", "message": "tip.message_from_agency", "finish": "tip.finished",
             "reopen": "tip.reopened", "link": "tip.linked"}  # fmt: skip
    open_forms = {name: FORMS[name](auto_id=f"{name}_%s") for name, move in moves.items() if move in possible}
    if not tips.takes_messages(tip):
        open_forms.pop("message", None)
    context = {
        "tip": tip,
        "row": tip_view.row(tip, tips.wrote_again([tip])),
        "what": tip_view.what(told),
        "text": told.text,
        "named": tip_view.named(told),
        "facts": case_view.facts(told.facts, vocabulary.label, vocabulary.value),
        "law": law_view.of_case(tip, told.facts, may_ask=False),
        "notes": tip_view.notes(tips.notes(keyring, tip)),
        "letters": tips.messages(keyring, tip),
        "takes_messages": tips.takes_messages(tip),
        "may_who": policy.allows(request.member, "who", tip),  # type: ignore[attr-defined]
        "her_case": tips.linked_case(keyring, tip),
        "timeline": case_view.timeline(ledger, agencies),
        "looked": case_view.looked(readings, agencies, tip_view.part),
        "forms": open_forms | (bound or {}),
        "now": now(),
    }
    return render(request, "desk/tip.html", context, status=422 if bound else 200)


@require_safe
@desk_view(roles=INTAKE_ROLES)
def tip_who(request: HttpRequest, tip: UUID) -> HttpResponse:
    """Who told, and whether they may be reached now: only for who opened it and the heads of the office."""
    found = _tip(request, "who", tip)
    who, rules, conflict = tips.who_told(request.keyring, found)  # type: ignore[attr-defined]
    context = {
        "tip": found,
        "who": tip_view.about_who_told(who),
        "reach": tip_view.reach(rules),
        "conflict": conflict,
    }
    return render(request, "desk/tip_who.html", context)


@require_POST
@desk_view(roles=INTAKE_ROLES)
@answered_once
def tip_move(request: HttpRequest, tip: UUID) -> HttpResponse:
    """One step of the work: a note, a message, what came of it, or which case it may belong to."""
    found = _tip(request, "work", tip)
    move = request.POST.get("move", "")
    if move not in FORMS:
        return redirect("desk:tip", found.pk)
    form = FORMS[move](request.POST, auto_id=f"{move}_%s")
    if not form.is_valid():
        return _page(request, found, {move: form})
    try:
        done = _ACTS[move](request.keyring, found, form.cleaned_data)  # type: ignore[attr-defined]
    except (states.MoveNotAllowed, tips.NoMessages):
        why = _("A colleague took a step here while you were writing, and this one is not possible any more.")
        return not_saved.page(request, why)
    if not done:
        form.add_error("number", _("No case with this number is led by your agency and open to you."))
        return _page(request, found, {move: form})
    messages.success(request, done)
    return redirect("desk:tip", found.pk)


def _note(keyring: Any, tip: Tip, given: dict[str, Any]) -> str:
    tips.note(keyring, tip, given["text"])
    return _("The note is on the record.")


def _message(keyring: Any, tip: Tip, given: dict[str, Any]) -> str:
    tips.send_message(keyring, tip, given["text"])
    return _("It waits behind their words until they come back. Nothing is sent to a phone.")


def _finish(keyring: Any, tip: Tip, given: dict[str, Any]) -> str:
    tips.finish(keyring, tip, given["outcome"], given["text"])
    return _("Finished: %(outcome)s") % {"outcome": words.of("tip_outcome", given["outcome"])}


def _reopen(keyring: Any, tip: Tip, given: dict[str, Any]) -> str:
    tips.reopen(keyring, tip, given["text"])
    return _("It is taken up again.")


def _link(keyring: Any, tip: Tip, given: dict[str, Any]) -> str:
    """Nothing for a case that another office leads, that is not open to the member, or that is none."""
    seen = policy.visible(keyring.member, "see", Case).filter(agency=keyring.member.agency)
    case = seen.filter(number=given["number"]).first()
    if case is None:
        return ""
    tips.link(keyring, tip, case)
    return _("Noted for this office only. Her case holds nothing of it.")


_ACTS: dict[str, Callable[[Any, Tip, dict[str, Any]], str]] = {
    "note": _note,
    "message": _message,
    "finish": _finish,
    "reopen": _reopen,
    "link": _link,
}
