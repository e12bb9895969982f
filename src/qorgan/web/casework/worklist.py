"""What waits for a member, by danger and by what is due. Projections only: no sealed field, no key."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from uuid import UUID

from django.db.models import Case as Choice
from django.db.models import Count, Q, QuerySet, When

from qorgan.practice import witness
from qorgan.web.agencies import policy
from qorgan.web.agencies.models import Member
from qorgan.web.casework import standing
from qorgan.web.casework.listing import BANDS, waiting
from qorgan.web.casework.models import SURVIVOR, Case, ListedCase, Report, Tip
from qorgan.web.casework.next_step import NextStep, of_cases
from qorgan.web.casework.standing import Standing
from qorgan.web.casework.tips import wrote_again
from qorgan.web.clock import now
from qorgan.web.ledger.models import Subject

PAGE = 25  # rows of a page
TOP = 10  # among so many topmost rows the one thing to begin with is looked for
PRESSING = "pressing"
# The order in which reports are opened. What another person told has no band and a place by its own rule.
OPENED = {"high": 0, witness.FIRST: 1, "insufficient": 2, "": 2, "no_flag": 3}


@dataclass(frozen=True)
class Theirs:
    """A due date that another agency answers for."""

    due_code: str
    due_at: datetime
    agency: UUID | None


@dataclass(frozen=True)
class Row:
    """A case on the worklist. `due_*` and `overdue` say the most pressing thing that the member's own agency
    owes, in the case, its orders or its referrals, `press_at` when it presses (listing.py); `theirs` is what
    another agency owes next."""

    case: Case
    state: str
    danger_band: str
    due_code: str
    due_at: datetime | None
    overdue: bool
    press_at: datetime
    theirs: Theirs | None
    next_step: NextStep
    escalated: bool
    at_rest: bool  # closed, and nothing waits in it: a message of hers to a closed case waits
    may: frozenset[str]  # what policy lets the member do to the case


@dataclass(frozen=True)
class ReportRow:
    """A report that waits to be opened."""

    report: Report
    danger_band: str
    open_by: datetime
    overdue: bool
    escalated: bool

    @property
    def place(self) -> int:
        """Her own words that show high danger come first, then what another person says is happening now."""
        if self.report.told_by == SURVIVOR:
            return OPENED[self.danger_band]
        return OPENED[witness.FIRST] if self.report.reading == witness.FIRST else OPENED[""]


@dataclass(frozen=True)
class Page:
    """Some rows of a worklist, what it holds in all, and how many rows each heading has. `number` counts from
    1; `pressing` of all rows are late or have to be done at once, and these come before all others."""

    rows: list[Row]
    show: str
    number: int
    pages: int
    counts: dict[str, int]
    pressing: int
    first: list[Row]

    @property
    def before(self) -> int:
        return self.number - 1

    @property
    def after(self) -> int:
        return self.number + 1


def page(member: Member, show: str = "all", number: int = 1) -> Page:
    """One page of what the member may see: first what her agency is late with or has to do at once, by
    danger; then the rest, by danger and by what it owes next. `first` are the topmost rows of the whole list.

    An unknown heading is the whole list, a page past the end the last one.
    """
    at = now()
    listed, shown = policy.visible(member, "see", ListedCase), _headings(member, at)
    show = show if show in shown else "all"
    counts = _counts(listed, shown, at)
    pressing = counts.pop(PRESSING)
    pages = max(1, ceil(counts[show] / PAGE))
    number = min(max(1, number), pages)
    wanted = _ids(listed.filter(shown[show]), at, (number - 1) * PAGE, PAGE)
    first = wanted[:TOP] if show == "all" and number == 1 else _ids(listed.filter(shown["all"]), at, 0, TOP)
    found = {row.case.pk: row for row in rows(member, {*wanted, *first})}
    kept = [[found[id_] for id_ in ids if id_ in found] for ids in (wanted, first)]
    return Page(kept[0], show, number, pages, counts, pressing, kept[1])


def _counts(listed: QuerySet[ListedCase], shown: dict[str, Q], at: datetime) -> dict[str, int]:
    """How many stand under each heading, and how many press, with one query."""
    asked = shown | {PRESSING: shown["all"] & Q(press_at__lte=at)}
    return listed.aggregate(**{code: Count("pk", filter=met) for code, met in asked.items()})


def _ids(listed: QuerySet[ListedCase], at: datetime, start: int, count: int) -> list[UUID]:
    presses = Choice(When(press_at__lte=at, then=0), default=1)
    ordered = listed.order_by(presses, "band", "press_at", "case")
    return list(ordered.values_list("case", flat=True)[start : start + count])


def _headings(member: Member, at: datetime) -> dict[str, Q]:
    """The headings of a worklist, in their order, and what stands under each."""
    active = Q(at_rest=False)
    return {
        "all": active,
        "at_once": active & Q(at_once=True),
        "overdue": active & Q(due_at__lte=at),
        "mine": active & Q(owner=member.pk),
        "high": active & Q(band__lt=BANDS["no_flag"]),
        "closed": Q(at_rest=True),
    }


def rows(member: Member, only: Collection[UUID] | None = None) -> list[Row]:
    """Cases that the member may see, in the order of the worklist, all of them or those named in `only`."""
    asked = Case.objects.all() if only is None else Case.objects.filter(pk__in=only)
    seen = policy.visible_with_verbs(member, "see", asked)
    stand = standing.of([case for case, _ in seen])
    steps, at = of_cases(stand, member), now()
    found = [_row(case, stand, member, steps[case.id], may, at) for case, may in seen if case.id in stand.own]
    # The order of the worklist; `page` has the same in words of the database.
    return sorted(found, key=lambda r: (r.press_at > at, BANDS[r.danger_band], r.press_at, r.case.id.hex))


def _row(
    case: Case, stand: Standing, member: Member, step: NextStep, may: frozenset[str], at: datetime
) -> Row:
    own = stand.own[case.id]
    case.__dict__["status"] = own
    waits = waiting(stand, case, member.agency)
    due = waits.due
    other = stand.soonest(case, lambda who: who != member.agency_id)
    escalated = any(
        s.state in ("escalated", "unopened_escalated") or s.due_code == "order_check_missed"
        for s in stand.dated(case)
    )
    return Row(
        case,
        own.state,
        own.danger_band,
        due.due_code if due else "",
        due.due_at if due else None,
        bool(due and due.due_at and due.due_at <= at),
        waits.press_at,
        Theirs(other.due_code, other.due_at, stand.answers_for(case, other))
        if other and other.due_at
        else None,
        step,
        escalated,
        waits.at_rest,
        may,
    )


def inbox(member: Member) -> list[ReportRow]:
    """Reports that the member may open and nobody has, the oldest promise first."""
    reports, at = {r.id: r for r in policy.visible(member, "open", Report)}, now()
    waiting = Subject.objects.filter(id__in=reports, state__in=("received", "unopened_escalated"))
    found = [
        ReportRow(
            reports[s.id],
            s.danger_band,
            reports[s.id].open_by,
            reports[s.id].open_by <= at,
            s.state == "unopened_escalated",
        )
        for s in waiting
    ]
    return sorted(found, key=lambda r: (r.place, r.open_by))


def tips_waiting(member: Member) -> int:
    """How many reports of other people are being looked at, or were written to after the work ended."""
    found = _told(policy.visible(member, "see", Tip))
    return sum(tip.status.state != "finished" for tip in found) + len(wrote_again(found))


def _told(seen: QuerySet[Tip]) -> list[Tip]:
    found = list(seen)
    subjects = Subject.objects.in_bulk([tip.pk for tip in found])
    for tip in found:
        tip.__dict__["status"] = subjects[tip.pk]
    return found


def tips(member: Member) -> list[Tip]:
    """What other people told and the member may see: what is looked at first, by when it must be decided."""
    found = _told(policy.visible(member, "see", Tip).select_related("report", "agency"))
    far = datetime.max.replace(tzinfo=now().tzinfo)
    return sorted(found, key=lambda t: (t.status.state == "finished", t.status.due_at or far, -t.number))
