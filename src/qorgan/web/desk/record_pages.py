"""The parts of a case that are opened one by one: her words, identity, notes, safe contact, messages.

Each is opened only when its own page is asked for, so that nobody reads more than the work needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qorgan.practice import safe_contact as contact_rule
from qorgan.practice.safe_contact import SafeContact
from qorgan.web.agencies.access import desk_view
from qorgan.web.casework import consent, person, reading, recording
from qorgan.web.casework.grants import NoGrant
from qorgan.web.casework.reading import Opened
from qorgan.web.clock import now
from qorgan.web.desk import not_saved, words
from qorgan.web.desk.access import CASE_ROLES, case_for, may
from qorgan.web.desk.case_page import case_context, or_none
from qorgan.web.desk.forms import MessageForm, NoteForm, SafeContactForm
from qorgan.web.desk.identity_words import identity_in_words
from qorgan.web.desk.once import answered_once

ABOUT = {"note_account": "account", "note_services": "services", "note_health": "health"}


@dataclass(frozen=True)
class Note:
    """A note or message: who, about what, when, what it says."""

    who: str
    about: str
    at: datetime
    text: str
    hers: bool = False


def who_wrote(row: Opened) -> str:
    parts = (
        row.member.display_name if row.member else "",
        words.role(row.role),
        row.agency.name if row.agency else "",
    )
    return ", ".join(part for part in parts if part)


def _note(row: Opened) -> Note:
    if row.name == "consent_statement":
        how = words.of("how", row.value.get("how", ""))
        return Note(
            who_wrote(row), _("how she agreed"), row.at, f"{how}. {row.value.get('statement', '')}".strip()
        )
    return Note(who_wrote(row), words.of("note_part", ABOUT.get(row.name, "")), row.at, str(row.value))


@require_safe
@desk_view(roles=CASE_ROLES)
def case_account(request: HttpRequest, case: UUID) -> HttpResponse:
    """Her words, her name where she gave one, and the notes."""
    found = case_for(request, "see", case)
    keyring = request.keyring  # type: ignore[attr-defined]
    told = or_none(lambda: reading.narrative(keyring, found))
    who = or_none(lambda: person.merged(person.versions(keyring, found)))
    notes = [row for row in told or [] if row.name != "account_narrative"]
    notes += or_none(lambda: reading.notes(keyring, found)) or []
    narrative = None
    if told is not None:
        narrative = "\n\n".join(str(row.value) for row in told if row.name == "account_narrative")
    context = case_context(request, found, "case_account") | {
        "narrative": narrative,
        "identity": None if who is None else identity_in_words(who),
        "notes": [_note(row) for row in sorted(notes, key=lambda r: r.at, reverse=True)],
        "note_form": NoteForm(auto_id="note_%s"),
    }
    return render(request, "desk/account.html", context)


@require_POST
@desk_view(roles=CASE_ROLES)
@answered_once
def case_note(request: HttpRequest, case: UUID) -> HttpResponse:
    """Adds a note to the record."""
    found = case_for(request, "write", case)
    form = NoteForm(request.POST)
    if not form.is_valid():
        context = case_context(request, found, "case_account") | {"note_form": form, "only_note": True}
        return render(request, "desk/note.html", context, status=422)
    given = form.cleaned_data
    try:
        recording.add_note(request.keyring, found, given["text"], given["compartment"])  # type: ignore[attr-defined]
        messages.success(request, _("The note is on the record."))
    except NoGrant:
        why = _("That part of the record is not shared with your agency. The note was not kept.")
        return not_saved.page(request, why, found)
    return redirect("desk:case_account", found.pk)


def rules_in_words(rules: SafeContact) -> list[tuple[str, str]]:
    """Her rules as rows; empty when she said nothing."""
    if rules.contact_wanted == "no" and rules.last_verified_at is None and not rules.channel:
        return []
    yes_no = {True: _("yes"), False: _("no")}
    raw = rules.to_json()
    rows = [(_("Does she want to be reached"), words.of("wish", rules.contact_wanted))]
    if rules.contact_wanted == "yes":
        days = words.table("day")
        hours = _("%(since)s to %(until)s") % {
            "since": raw["safe_from"] or "?",
            "until": raw["safe_until"] or "?",
        }
        rows += [
            (_("Which way is safe"), words.of("channel", rules.channel)),
            (_("Number or address"), rules.value),
            (_("Safe days"), ", ".join(days[day] for day in rules.safe_days)),
            (_("Safe hours (UTC+5)"), hours),
            (_("A voice message may be left"), yes_no[rules.voicemail_ok]),
            (_("A text may be sent"), yes_no[rules.text_ok]),
            (_("Who else may answer"), rules.who_may_answer or _("nobody")),
            (_("As whom we call"), rules.caller_identity),
            (_("Code word"), rules.code_word),
        ]
    rows.append((_("Never speak to"), "; ".join(rules.do_not_contact)))
    ends = rules.ends_at()
    if rules.last_verified_at and ends:
        rows.append((_("Checked with her"), rules.last_verified_at.strftime("%d.%m.%Y")))
        rows.append((_("Counts until"), ends.strftime("%d.%m.%Y")))
    return [(name, value) for name, value in rows if value]


def decision_now(rules: SafeContact, channel: str) -> dict[str, Any]:
    """May she be reached now, in words."""
    decision = contact_rule.may_contact(rules, channel, now())
    return {
        "allowed": decision.allowed,
        "text": words.said(decision.text),
        "next_window": decision.next_window,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(roles=CASE_ROLES)
@answered_once
def case_contact(request: HttpRequest, case: UUID) -> HttpResponse:
    """How she may be reached; changed only together with her."""
    found = case_for(request, "see", case)
    keyring = request.keyring  # type: ignore[attr-defined]
    writes = may(request, "contact", found)
    if request.method == "POST" and not writes:
        return not_saved.refused(request, found)
    rules = or_none(lambda: person.safe_contact(keyring, found))
    context = case_context(request, found, "case_contact") | {"shared": rules is not None}
    if rules is None:
        return render(request, "desk/contact.html", context)
    form = SafeContactForm(request.POST or None, rules=rules) if writes else None
    if (
        request.method == "POST"
        and form is not None
        and form.is_valid()
        and _save_rules(request, found, form)
    ):
        return redirect("desk:case_contact", found.pk)
    context |= {
        "rules": rules_in_words(rules),
        "conflict": "; ".join(
            str(row.value) for row in reading.rows(keyring, found, "conflict") if row.value
        ),
        "decision": decision_now(rules, rules.channel or "call"),
        "form": form,
    }
    return render(
        request, "desk/contact.html", context, status=422 if form is not None and form.errors else 200
    )


def _save_rules(request: HttpRequest, case: Any, form: SafeContactForm) -> bool:
    raw = form.raw() | {"last_verified_at": now().isoformat()}
    try:
        recording.record_safe_contact(request.keyring, case, SafeContact.from_json(raw))  # type: ignore[attr-defined]
    except contact_rule.SafeContactInvalid as fault:
        for name, text in fault.errors.items():
            form.add_error(name if name in form.fields else None, words.said(text))
        return False
    messages.success(request, _("Saved, checked with her today."))
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(roles=CASE_ROLES)
@answered_once
def case_messages(request: HttpRequest, case: UUID) -> HttpResponse:
    """Messages both ways; a new one is put into her view and sent nowhere."""
    found = case_for(request, "see", case)
    keyring = request.keyring  # type: ignore[attr-defined]
    reaches = consent.opens_messages(found)
    writes = may(request, "write", found) and reaches
    if request.method == "POST" and not writes:
        return not_saved.refused(request, found)
    form = MessageForm(request.POST or None) if writes else None
    if request.method == "POST" and form is not None and form.is_valid():
        recording.send_message(keyring, found, form.cleaned_data["text"])
        messages.success(request, _("It waits in her view until she opens it."))
        return redirect("desk:case_messages", found.pk)
    items = or_none(lambda: reading.messages(keyring, found))
    context = case_context(request, found, "case_messages") | {
        "items": None if items is None else [_message(row) for row in items],
        "form": form if items is not None else None,
        "no_view": not reaches,
    }
    return render(
        request, "desk/messages.html", context, status=422 if form is not None and form.errors else 200
    )


def _message(row: Opened) -> Note:
    return Note(who_wrote(row), "", row.at, str(row.value), row.name == "message_from_her")
