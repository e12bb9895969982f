"""The desk's lists: worklist, inbox, referrals, calls. They show headers only; no sealed field is opened."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from qorgan.practice import witness
from qorgan.web import language
from qorgan.web.agencies import admission, policy
from qorgan.web.agencies.access import desk_view
from qorgan.web.agencies.models import Agency, Member
from qorgan.web.casework import leaving, opening, tips, worklist
from qorgan.web.casework.grants import NoGrant
from qorgan.web.casework.models import SURVIVOR, CallTask, Case, Referral, Report, Tip
from qorgan.web.clock import now
from qorgan.web.desk import addresses, steps, words
from qorgan.web.desk.access import CASE_ROLES, INTAKE_ROLES, opens
from qorgan.web.desk.once import answered_once
from qorgan.web.ledger.models import Subject

LANGUAGE_NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
FINISHED = frozenset({"declined", "outcome", "withdrawn_by_survivor", "revoked"})
CALLED = frozenset({"reached", "cancelled"})


@dataclass(frozen=True)
class WorkRow:
    """A row of the worklist, in words."""

    case: Case
    url: str
    danger_band: str
    due_at: datetime | None
    due_label: str
    overdue: bool
    theirs: str  # what another agency owes next, and which: never this agency's own duty
    theirs_at: datetime | None
    state_label: str
    escalated: bool
    step: steps.Step
    at_rest: bool


@dataclass(frozen=True)
class Tab:
    """A filter with how many it shows."""

    code: str
    label: str
    count: int


@dataclass(frozen=True)
class InboxRow:
    """A report that waits, in words."""

    pk: UUID
    sent_at: datetime
    open_by: datetime
    overdue: bool
    language: str
    language_name: str
    conflict: bool
    escalated: bool
    marked_high: bool
    by_another: bool
    first: bool


def work_rows(rows: Iterable[worklist.Row]) -> list[WorkRow]:
    """Rows in words, each with its next step."""
    found = []
    rows = list(rows)
    named = {a.pk: str(a) for a in Agency.objects.filter(pk__in={r.theirs.agency for r in rows if r.theirs})}
    for row in rows:
        step = steps.shown(row.next_step, row.case, opens(row.may))
        found.append(
            WorkRow(
                row.case,
                addresses.of("case", row.case.pk),
                row.danger_band,
                row.due_at,
                words.due(row.due_code) if row.due_code else "",
                row.overdue,
                _theirs(row.theirs, named),
                row.theirs.due_at if row.theirs else None,
                words.state("case", row.state),
                row.escalated,
                step,
                row.at_rest,
            )
        )
    return found


def _theirs(owed: worklist.Theirs | None, named: dict[UUID, str]) -> str:
    """Which agency owes what next, in words."""
    if owed is None or owed.agency is None:
        return ""
    return f"{named.get(owed.agency, '')}: {words.due(owed.due_code)}"


def _tabs(page: worklist.Page) -> list[Tab]:
    """The headings of the worklist under which something stands, and the one that is shown."""
    labels = {
        "all": _("All"),
        "at_once": _("At once"),
        "overdue": _("Overdue"),
        "mine": _("Mine"),
        "high": _("High, or not known"),
        "closed": _("Closed"),
    }
    return [
        Tab(code, labels[code], count)
        for code, count in page.counts.items()
        if count or code in ("all", page.show)
    ]


@require_safe
@desk_view(keys=False)
def worklist_page(request: HttpRequest) -> HttpResponse:
    """Where sign-in leads: my agency's cases, a page at a time, what is late or has to be done at once first.

    Administrators, who hold no keys, go to their people; whoever is not admitted sees the words to compare.
    """
    member = request.member  # type: ignore[attr-defined]
    if member.role == "agency_administrator":
        return redirect("desk:members")
    if member.role not in CASE_ROLES:
        return render(request, "desk/no_work.html")
    if member.admitted_at is None:
        words_to_compare = admission.fingerprint(member, (get_language() or "kk")[:2])
        return render(request, "desk/waiting.html", {"fingerprint": words_to_compare})
    leaving.visit(request.keyring)  # type: ignore[attr-defined]
    number = request.GET.get("page", "")
    page = worklist.page(
        member, request.GET.get("show", ""), int(number) if number.isdecimal() and len(number) < 7 else 1
    )
    rows = work_rows([*page.rows, *(row for row in page.first if row not in page.rows)])
    topmost = [found for top in page.first for found in rows if found.case == top.case]
    may_open = member.role in INTAKE_ROLES
    waiting = worklist.inbox(member) if may_open else []
    context = {
        "rows": rows[: len(page.rows)],
        "page": page,
        "pressing_pages": ceil(page.pressing / worklist.PAGE),
        "tabs": _tabs(page),
        "total": page.counts["all"] + page.counts["closed"],
        "may_open": may_open,
        "first": _first(topmost, waiting),
        "tips_waiting": worklist.tips_waiting(member) if may_open else 0,
    }
    return render(request, "desk/worklist.html", context)


def _first(rows: list[WorkRow], waiting: list[worklist.ReportRow]) -> steps.Step | None:
    """Where to begin: reports that wait come before cases; then the top of the list."""
    if waiting:
        # The promise is hers; that another person's report is late stands in the inbox.
        late = any(row.overdue and row.report.told_by == SURVIVOR for row in waiting)
        text = ngettext(
            "%(n)d report waits to be opened.", "%(n)d reports wait to be opened.", len(waiting)
        ) % {"n": len(waiting)}
        if late:
            text += " " + _("The time promised to her is over.")
        return steps.Step("open_report", text, _("Look in the inbox"), reverse("desk:inbox"))
    top = next((row for row in rows if row.step.code != "nothing_waits"), None)
    if top is None:
        return None
    return replace(top.step, text=f"{top.case}: {top.step.text}")


@require_safe
@desk_view(roles=INTAKE_ROLES)
def inbox_page(request: HttpRequest) -> HttpResponse:
    """Reports that wait. Nothing of them is opened here."""
    rows = [
        InboxRow(
            row.report.pk,
            row.report.sent_at,
            row.open_by,
            row.overdue,
            row.report.language,
            LANGUAGE_NAMES.get(row.report.language, row.report.language),
            row.report.conflict,
            row.escalated,
            row.danger_band == "high",
            row.report.told_by != SURVIVOR,
            row.report.reading == witness.FIRST,
        )
        for row in worklist.inbox(request.member)  # type: ignore[attr-defined]
    ]
    return render(request, "desk/inbox.html", {"rows": rows, "now": now()})


@require_POST
@desk_view(roles=INTAKE_ROLES)
@answered_once
def report_open(request: HttpRequest, report: UUID) -> HttpResponse:
    """Opens a report for my agency and goes to its case, or to what another person told."""
    keyring = request.keyring  # type: ignore[attr-defined]
    if (tip := policy.visible(keyring.member, "see", Tip).filter(report=report).first()) is not None:
        messages.info(request, _("A colleague opened this report a moment ago."))
        return redirect("desk:tip", tip.pk)
    if (case := _opened_before(keyring.member, report)) is not None:
        messages.info(request, _("A colleague opened this report a moment ago."))
        return redirect("desk:case", case.pk)
    found = policy.get(keyring.member, "open", Report, report)
    try:
        if found.told_by != SURVIVOR:
            tip = tips.open_tip(keyring, found)
            messages.success(request, _("Opened. It rests on another person's words: ask her first."))
            return redirect("desk:tip", tip.pk)
        case = opening.open_report(keyring, found)
        messages.success(request, _("Opened. It is a case of your agency now."))
    except tips.TipOpened as before:
        messages.info(request, _("A colleague opened this report a moment ago."))
        may_see = policy.allows(keyring.member, "see", before.tip)
        return redirect("desk:tip", before.tip.pk) if may_see else redirect("desk:inbox")
    except opening.AlreadyOpened:  # between the question above and here
        case = _opened_before(keyring.member, report)
        if case is None:
            messages.warning(request, _("Someone else has opened this report."))
            return redirect("desk:inbox")
    except opening.KeysDiffer:
        messages.error(
            request,
            _("This report was changed after it was sent. It was not opened. Tell your supervisor at once."),
        )
        return redirect("desk:inbox")
    except NoGrant:
        messages.error(request, _("Your keys do not open this report. A supervisor can open it."))
        return redirect("desk:inbox")
    return redirect("desk:case", case.pk)


def _opened_before(member: Member, report: UUID) -> Case | None:
    """The case that this report became, where the member may see it."""
    return policy.visible(member, "see", Case).filter(report=report).first()


def _by_due(things: list[Any]) -> list[Any]:
    far = datetime.max.replace(tzinfo=now().tzinfo)
    return sorted(things, key=lambda t: (t.status.due_at or far, t.status.opened_at))


def _goes_on(finished: Collection[str]) -> Exists:
    """What is not in a `finished` state, asked of the database: most of a long record is."""
    return Exists(Subject.objects.filter(pk=OuterRef("pk")).exclude(state__in=finished))


def _with_status(things: list[Any]) -> list[Any]:
    subjects = Subject.objects.in_bulk([thing.pk for thing in things])
    for thing in things:
        thing.__dict__["status"] = subjects[thing.pk]
    return things


@require_safe
@desk_view(roles=CASE_ROLES)
def referrals_page(request: HttpRequest) -> HttpResponse:
    """Referrals that are not finished, to and from my agency."""
    member = request.member  # type: ignore[attr-defined]
    seen = policy.visible(member, "see", Referral).filter(_goes_on(FINISHED))
    found = _with_status(list(seen.select_related("case", "from_agency", "to_agency")))
    context = {
        "incoming": _by_due([r for r in found if r.to_agency_id == member.agency_id]),
        "outgoing": _by_due([r for r in found if r.from_agency_id == member.agency_id]),
        "sends": member.role in ("line_operator", "caseworker", "supervisor"),
        "now": now(),
    }
    return render(request, "desk/referrals.html", context)


@require_safe
@desk_view(roles=CASE_ROLES)
def calls_page(request: HttpRequest) -> HttpResponse:
    """Calls that are not finished."""
    seen = policy.visible(request.member, "see", CallTask).filter(_goes_on(CALLED))  # type: ignore[attr-defined]
    found = _with_status(list(seen.select_related("case")))
    return render(request, "desk/calls.html", {"rows": _by_due(found), "now": now()})


@require_POST
def language_page(request: HttpRequest) -> HttpResponse:
    """Changes the language of the session and goes back to the page; open before sign-in too."""
    back = request.POST.get("next", "")
    if not back.startswith("/desk/") or not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("account_login")
    if request.POST.get("language") in language.CODES:
        language.set_language(request, request.POST["language"])
    return redirect(back)
