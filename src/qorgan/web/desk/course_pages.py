"""The course of a case: plan, help, follow-up, closing by two people, opening again, and who works on it."""

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
from django.views.decorators.http import require_POST, require_safe

from qorgan.practice import states
from qorgan.practice.closing import review_follows
from qorgan.web.agencies import directory
from qorgan.web.agencies.access import desk_view
from qorgan.web.agencies.keyring import Keyring
from qorgan.web.agencies.models import Member
from qorgan.web.casework import closing, course
from qorgan.web.casework.grants import NoGrant
from qorgan.web.casework.models import Case
from qorgan.web.desk import not_saved, words
from qorgan.web.desk.access import CASE_ROLES, case_for, may
from qorgan.web.desk.case_page import case_context, or_none
from qorgan.web.desk.course_forms import ClosingForm, ColleagueForm, PlanForm
from qorgan.web.desk.forms import LineForm
from qorgan.web.desk.once import answered_once

MAIN = ("case.closed", "case.reopened", "case.plan_agreed", "case.service_started", "case.follow_up")


@dataclass(frozen=True)
class Way:
    """How a step is offered: its words, its form, and the verb of casework that records it."""

    text: str
    label: str
    form: Callable[..., forms.Form]
    make: Callable[[Keyring, Case, Any], object]
    verb: str = "lead"


@dataclass(frozen=True)
class Move:
    """A step that this member may take now."""

    code: str
    text: str
    label: str
    form: forms.Form


def _line(label: str, required: bool = True) -> Callable[..., forms.Form]:
    return lambda *args, **kwargs: LineForm(*args, label=label, required=required, **kwargs)


def _said(form: Any) -> str:
    return str(form.cleaned_data["text"])


def _propose(keyring: Keyring, case: Case, form: Any) -> object:
    given = form.cleaned_data
    return closing.propose(keyring, case, given["reason"], given["text"], given["stays_open"])


def _ways(case: Case) -> dict[str, Way]:
    """Every step by its event, in the order in which it is offered."""
    return {
        "case.closed": Way(
            _("You close the case as the second person: read the record first. It can be opened again."),
            _("Close the case"),
            _line(_("What you looked at, and what you think")),
            lambda keyring, case, form: closing.close(keyring, case, _said(form)),
        ),
        "case.reopened": Way(
            _("Nothing is lost: the record goes on. The danger is looked at again within a day."),
            _("Open the case again"),
            _line(_("Why it is opened again")),
            lambda keyring, case, form: closing.reopen(keyring, case, _said(form)),
            "reopen",
        ),
        "case.plan_agreed": Way(
            _(
                "Agree with her what is to be done. It is her plan of help, beside the safety plan: she may "
                "change it at any time."
            ),
            _("The plan of help is agreed"),
            PlanForm,
            lambda keyring, case, form: course.agree_plan(
                keyring, case, _said(form), with_her=form.cleaned_data["with_her"]
            ),
        ),
        "case.service_started": Way(
            _("Record it when the first part of the plan of help has begun."),
            _("Help has begun"),
            _line(_("What began"), required=False),
            lambda keyring, case, form: course.begin_help(keyring, case, _said(form)),
        ),
        "case.follow_up": Way(
            _("Ask her inside her safe time how she is, whether the help is right, and what she needs now."),
            _("Record how it goes"),
            _line(_("How she is, and what she needs now")),
            lambda keyring, case, form: course.follow_up(keyring, case, _said(form)),
        ),
        "case.closing_returned": Way(
            _("The work goes on. Say why the case is not closed."),
            _("Do not close now"),
            _line(_("Why it is not closed now")),
            lambda keyring, case, form: closing.set_aside(keyring, case, _said(form)),
        ),
        "case.closing_proposed": Way(
            _("A supervisor who does not work on the case reviews this. Until then the work goes on."),
            _("Propose to close"),
            ClosingForm,
            _propose,
        ),
        "case.assigned": Way(
            _("The case goes to their list. Tell them yourself what they need to know today."),
            _("Hand it over"),
            lambda *args, **kwargs: ColleagueForm(
                [m for m in course.colleagues(case) if m.pk != case.status.owner],
                *args,
                label=_("Who works on it from now on"),
                **kwargs,
            ),
            lambda keyring, case, form: course.assign(keyring, case, form.chosen()),
        ),
    }


def _form(way: Way, event: str, data: Any = None) -> forms.Form:
    return way.form(data, auto_id=f"{event.split('.')[1]}_%s")


def _offered(request: HttpRequest, case: Case, reviews: bool) -> list[str]:
    """The events that the table gives this role from here, less those that are another person's."""
    member: Member = request.member  # type: ignore[attr-defined]
    possible = set(states.possible("case", case.status.state, member.role))
    if closing.proposal_entry(case) is None:
        possible -= {"case.closed", "case.closing_returned"}
    elif not reviews:
        possible -= {"case.closed"}
    if not course.may_assign(member, case):
        possible -= {"case.assigned"}
    return [event for event, way in _ways(case).items() if event in possible and may(request, way.verb, case)]


@require_safe
@desk_view(roles=CASE_ROLES)
def case_course(request: HttpRequest, case: UUID) -> HttpResponse:
    """Where the case stands, the next step of its course, and who works on it."""
    return _page(request, case_for(request, "see", case), {}, 200)


def _page(request: HttpRequest, case: Case, bound: dict[str, forms.Form], status: int) -> HttpResponse:
    keyring: Keyring = request.keyring  # type: ignore[attr-defined]
    leads = may(request, "lead", case)
    reviewers = closing.reviewers(case, course.colleagues(case)) if leads else []
    offered = _offered(request, case, keyring.member in reviewers)
    ways = _ways(case)
    moves = {
        event: Move(event, ways[event].text, ways[event].label, bound.get(event) or _form(ways[event], event))
        for event in offered
    }
    main = next((moves[event] for event in MAIN if event in moves), None)
    proposal = or_none(lambda: closing.proposal(keyring, case)) if leads else None
    closed = case.status.state == "closed"
    context = case_context(request, case, "case_course") | {
        "form": next(iter(bound.values()), None),
        "main": main,
        "others": [moves[e] for e in MAIN if e in moves and moves[e] is not main],
        "returned": moves.get("case.closing_returned"),
        "propose": moves.get("case.closing_proposed"),
        "assign": moves.get("case.assigned"),
        "worker": Member.objects.filter(pk=case.status.owner).first() if case.status.owner else None,
        "proposal": proposal,
        "reason": words.of("close_reason", proposal.reason) if proposal else "",
        "review_follows": proposal is not None and review_follows(proposal.reason),
        "reviewers": reviewers,
        "i_review": keyring.member in reviewers,
        "still": closing.still_open(case) if leads and not closed else None,
        "refusals": _refusals(closing.still_open(case).refuses) if leads and not closed else [],
        "closed": closed,
        "ended": _ended(keyring, case) if closed else None,
        "she_wrote": closed and closing.wrote_since_closing(case),
        "attempts": closing.safe_attempts(case) if leads and not closed else 0,
        "leads": leads,
    }
    return render(request, "desk/course.html", context, status=status)


def _ended(keyring: Keyring, case: Case) -> dict[str, Any] | None:
    said = or_none(lambda: closing.last_said(keyring, case))
    return said and said | {"why": words.of("close_reason", said["reason"])}


def _refusals(codes: tuple[str, ...]) -> list[str]:
    """What stands in the way of closing, each with what to do about it."""
    texts = {
        "order_in_force": _(
            "A protective order is issued or in force. The case can be closed when its term has ended "
            "or the police have withdrawn it."
        ),
        "breach_unchecked": _(
            "A breach of an order is on the record, and nobody has checked since. Look at the danger "
            "again, or ask the police to record their check."
        ),
        "call_under_way": _("A call is being made. Record what came of it first."),
        "she_wrote": _(
            "She wrote after the closing was proposed. Read it and answer her; then it can be proposed again."
        ),
    }
    return [texts[code] for code in codes]


@require_POST
@desk_view(roles=CASE_ROLES)
@answered_once
def case_course_move(request: HttpRequest, case: UUID) -> HttpResponse:
    """Takes one step."""
    keyring: Keyring = request.keyring  # type: ignore[attr-defined]
    event = request.POST.get("move", "")
    found = case_for(request, "see", case)
    way = _ways(found).get(event)
    if way is None:
        raise Http404
    found = case_for(request, way.verb, case)
    form = _form(way, event, request.POST)
    if form.is_valid() and _taken(request, keyring, found, way, form):
        messages.success(request, _("Recorded: %(step)s") % {"step": words.event(event)})
        return redirect("desk:case_course", found.pk)
    if form.errors:
        return _page(request, found, {event: form}, 422)
    if not_saved.typed(request):
        why = " ".join(str(said) for said in messages.get_messages(request))
        return not_saved.page(request, why, case_for(request, "see", case))
    return redirect("desk:case_course", found.pk)


def _taken(request: HttpRequest, keyring: Keyring, case: Case, way: Way, form: forms.Form) -> bool:
    """Whether the step was recorded; else the fault is on the form, or said above the page."""
    try:
        way.make(keyring, case, form)
    except states.MoveNotAllowed as fault:
        messages.warning(request, words.said(fault.text))
    except closing.NoProposal:
        messages.warning(request, _("The proposal was set aside or changed meanwhile. Nothing was closed."))
    except closing.StillNeeded as fault:
        for text in _refusals(fault.codes):
            form.add_error(None, text)
    except closing.ClosingRefused as fault:
        form.add_error(None, words.said(fault.decision.text))
    except closing.OpenWithoutReason:
        place = "stays_open" if "stays_open" in form.fields else None
        form.add_error(place, _("Write why what stays open, or the danger, does not stand in the way."))
    except course.WordsNeeded:
        form.add_error("text", _("Write it here."))
    except course.RoleMayNot:
        form.add_error(None, _("Your role cannot record this step. Ask a supervisor of your office."))
    except course.NotYoursToGive:
        form.add_error(None, _("Only the colleague who works on the case, or a supervisor, hands it over."))
    except (course.CannotOpen, directory.NoKey, directory.NoDirectory):
        form.add_error(None, _("This colleague cannot open the case now. Nothing was changed."))
    except NoGrant:
        form.add_error(
            None, _("This part of the record is not shared with your agency. Nothing was changed.")
        )
    else:
        return True
    return False
