"""Referrals: drafted, agreed to, sent, answered, begun, finished. The moves are practice's table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qorgan.practice import referral as rule
from qorgan.practice import states
from qorgan.vault.errors import VaultError
from qorgan.web.agencies import directory, policy
from qorgan.web.agencies.access import desk_view
from qorgan.web.agencies.keyring import Keyring
from qorgan.web.agencies.models import Member
from qorgan.web.casework import reading, referrals
from qorgan.web.casework.grants import NoGrant
from qorgan.web.casework.models import Case, Referral
from qorgan.web.clock import now
from qorgan.web.desk import case_view, not_saved, words
from qorgan.web.desk.access import CASE_ROLES, case_for
from qorgan.web.desk.case_page import case_context, or_none
from qorgan.web.desk.consent_pages import other_agencies
from qorgan.web.desk.forms import ConsentToReferralForm, LineForm, ReasonForm, ReferralForm
from qorgan.web.desk.once import answered_once
from qorgan.web.ledger.verbs import entries

WORDS_AND_NOTHING_ELSE = "text"


@dataclass(frozen=True)
class Move:
    """A step that may be taken now by this member."""

    code: str
    heading: str
    text: str
    label: str
    form: forms.Form | None


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(roles=CASE_ROLES)
@answered_once
def referral_new(request: HttpRequest, case: UUID) -> HttpResponse:
    """Drafts a referral; nothing leaves."""
    found = case_for(request, "refer", case)
    keyring = request.keyring  # type: ignore[attr-defined]
    urgency = rule.urgency_of(found.status.danger_band or None)
    form = ReferralForm(other_agencies(found, keyring.member.agency), request.POST or None, urgency=urgency)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = referrals.draft(
                keyring,
                found,
                form.agencies[given["to_agency"]],
                given["service"],
                given["urgency"],
                given["bundles"],
                given["summary"],
            )
        except (directory.NoKey, directory.NoDirectory, VaultError):
            form.add_error(
                "to_agency",
                _(
                    "The keys of this agency cannot be verified now. Nothing was saved. "
                    "Choose another agency."
                ),
            )
        else:
            messages.success(request, _("Drafted. Now ask her."))
            return redirect("desk:referral", made.pk)
    context = case_context(request, found, "") | {"form": form}
    return render(request, "desk/referral_new.html", context, status=422 if form.errors else 200)


@require_safe
@desk_view(roles=CASE_ROLES)
def referral(request: HttpRequest, referral: UUID) -> HttpResponse:
    """One referral: the next move, what it asks for, its clocks and its record."""
    found = policy.get(request.member, "see", Referral, referral)  # type: ignore[attr-defined]
    return _page(request, found, {}, 200)


def _page(request: HttpRequest, found: Referral, bound: dict[str, forms.Form], status: int) -> HttpResponse:
    member = request.member  # type: ignore[attr-defined]
    ledger = list(entries(found.pk))
    agencies = case_view.agencies_of(ledger)
    moves = _moves(member, found, bound)
    context = {
        "referral": found,
        "moves": moves,
        "form": next(iter(bound.values()), forms.Form()),
        "waiting": "" if moves else _waiting(found, member),
        "bundles": [words.of("bundle", code) for code in found.bundles],
        "summary": _text(request, found, "referral_summary", "summary"),
        "answer": _text(request, found, "referral_answer", WORDS_AND_NOTHING_ELSE),
        "clocks": case_view.shown(case_view.clocks(ledger, now(), agencies)),
        "timeline": case_view.timeline(ledger, agencies),
        "sees_case": policy.allows(member, "see", found.case),
    }
    return render(request, "desk/referral.html", context, status=status)


def _text(request: HttpRequest, found: Referral, field: str, part: str) -> str:
    """The last sealed text of this referral in `field`, where shared with the member's agency."""
    rows = or_none(lambda: reading.rows(request.keyring, found.case, field)) or []  # type: ignore[attr-defined]
    own = [row for row in rows if row.value.get("referral") == str(found.pk)]
    return str(own[-1].value.get(part, "")) if own else ""


def _waiting(found: Referral, member: Member) -> str:
    state = found.status.state
    if state in ("outcome", "declined", "withdrawn_by_survivor", "revoked"):
        return (
            _("This referral is finished. If she still needs help, draft another one.")
            if state != "outcome"
            else _("This referral is finished.")
        )
    if found.from_agency_id == member.agency_id and state in (
        "sent",
        "acknowledged",
        "accepted",
        "escalated",
    ):
        return _("The other agency must act now. If it does not in time, its supervisor and yours are told.")
    return _("Nothing to do here for your role.")


@dataclass(frozen=True)
class Way:
    """How a move is offered: words, its form, and the verb of casework that makes it."""

    verb: str
    text: str
    label: str
    form: Callable[..., forms.Form] | None
    make: Callable[[Keyring, Referral, dict[str, Any]], object]


def _ways() -> dict[str, Way]:
    """Every move by its event, in the order in which it is offered."""
    return {
        "referral.consented": Way(
            "send",
            _("Ask her. Read to her what is sent and to whom. Only then record what she said."),
            _("She agreed: sign and send"),
            ConsentToReferralForm,
            lambda keyring, found, given: referrals.consent_recorded(
                keyring, found, given["how"], given["text"]
            ),
        ),
        "referral.acknowledged": Way(
            "answer",
            _("Say at once that it has arrived. Taking it on is the next step."),
            _("We have seen it"),
            None,
            lambda keyring, found, given: referrals.acknowledge(keyring, found),
        ),
        "referral.accepted": Way(
            "answer",
            _("Your agency takes this on. From then the first contact is due."),
            _("Accept"),
            None,
            lambda keyring, found, given: referrals.accept(keyring, found),
        ),
        "referral.first_contact": Way(
            "answer",
            _("After the first contact inside her safe time, record it here."),
            _("First contact made"),
            lambda *a, **k: LineForm(*a, label=_("How it went"), required=False, **k),
            lambda keyring, found, given: referrals.first_contact(keyring, found, given["text"]),
        ),
        "referral.service_started": Way(
            "answer",
            _("Record when the help begins."),
            _("Service started"),
            lambda *a, **k: LineForm(*a, label=_("What began"), required=False, **k),
            lambda keyring, found, given: referrals.start_service(keyring, found, given["text"]),
        ),
        "referral.outcome": Way(
            "answer",
            _("Record what came of it, in her eyes too."),
            _("Record the outcome"),
            lambda *a, **k: ReasonForm(*a, kind="referral_outcome", label=_("What came of it"), **k),
            lambda keyring, found, given: referrals.outcome(keyring, found, given["written"]),
        ),
        "referral.declined": Way(
            "answer",
            _("Decline, with the reason. What was shared for it closes again."),
            _("Decline"),
            lambda *a, **k: ReasonForm(*a, kind="declined_reason", label=_("Reason"), **k),
            lambda keyring, found, given: referrals.decline(keyring, found, given["written"]),
        ),
        "referral.withdrawn": Way(
            "send",
            _("She does not want it any more."),
            _("She stopped it"),
            None,
            lambda keyring, found, given: referrals.withdraw(keyring, found),
        ),
        "referral.revoked": Way(
            "send",
            _("Take it back before anyone has accepted it."),
            _("Take it back"),
            lambda *a, **k: LineForm(*a, label=_("Reason"), **k),
            lambda keyring, found, given: referrals.revoke(keyring, found, given["text"]),
        ),
    }


def _moves(member: Member, found: Referral, bound: dict[str, forms.Form]) -> list[Move]:
    """The moves that the table allows from here and policy allows this member, the main one first."""
    allowed = set(states.possible("referral", found.status.state, member.role))
    verbs = {verb for verb in ("send", "answer") if policy.allows(member, verb, found)}
    moves = []
    for event, way in _ways().items():
        if event not in allowed or way.verb not in verbs:
            continue
        form = bound.get(event) or (way.form(auto_id=f"{event.split('.')[1]}_%s") if way.form else None)
        moves.append(Move(event, way.label, way.text, way.label, form))
    return moves


@require_POST
@desk_view(roles=CASE_ROLES)
@answered_once
def referral_move(request: HttpRequest, referral: UUID) -> HttpResponse:
    """Makes one move."""
    keyring = request.keyring  # type: ignore[attr-defined]
    event = request.POST.get("move", "")
    way = _ways().get(event)
    if way is None:
        raise Http404
    found = policy.get(keyring.member, way.verb, Referral, referral)
    form = way.form(request.POST, auto_id=f"{event.split('.')[1]}_%s") if way.form else None
    if form is not None and not form.is_valid():
        return _page(request, found, {event: form}, 422)
    given = dict(form.cleaned_data) if form is not None else {}
    if isinstance(form, ReasonForm):
        given["written"] = form.written()
    try:
        way.make(keyring, found, given)
    except states.MoveNotAllowed as error:
        if not_saved.typed(request):
            return not_saved.page(request, words.said(error.text), _visible(request, found))
        messages.warning(request, words.said(error.text))
    except (directory.NoKey, directory.NoDirectory, VaultError):
        messages.error(request, _("The keys of this agency cannot be verified now. Nothing was sent."))
    except NoGrant:
        why = _("This part of the record is not shared with your agency. Nothing was changed.")
        if not_saved.typed(request):
            return not_saved.page(request, why, _visible(request, found))
        messages.error(request, why)
    else:
        messages.success(request, _("Recorded: %(step)s") % {"step": words.event(event)})
    return redirect("desk:referral", found.pk)


def _visible(request: HttpRequest, found: Referral) -> Case | None:
    """The case of the referral, where the member may see it: a receiver may not, before her word."""
    return policy.visible(request.member, "see", Case).filter(pk=found.case_id).first()  # type: ignore[attr-defined]
