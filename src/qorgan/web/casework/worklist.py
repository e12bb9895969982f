"""What waits for a member, by danger and by what is due. Projections only: no sealed field, no key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from qorgan.practice import witness
from qorgan.web.agencies import policy
from qorgan.web.agencies.models import Member
from qorgan.web.casework.models import SURVIVOR, Case, Referral, Report, Tip
from qorgan.web.casework.next_step import NextStep, of_case
from qorgan.web.clock import now
from qorgan.web.ledger.models import Subject

# No date stands for these, and somebody is unprotected or unanswered until they are done.
AT_ONCE = frozenset("issue_order serve_order answer_referral chase_referral open_again".split())
# The order in which reports are opened. What another person told has no band and a place by its own rule.
OPENED = {"high": 0, witness.FIRST: 1, "insufficient": 2, "": 2, "no_flag": 3}
BANDS = {"high": 0, "insufficient": 1, "": 1, "no_flag": 2}


@dataclass(frozen=True)
class Theirs:
    """A due date that another agency answers for."""

    due_code: str
    due_at: datetime
    agency: UUID | None


@dataclass(frozen=True)
class Row:
    """A case on the worklist. `due_*` and `overdue` say the most pressing thing that the member's own agency
    owes, in the case, its orders or its referrals; `theirs` is what another agency owes next."""

    case: Case
    state: str
    danger_band: str
    due_code: str
    due_at: datetime | None
    overdue: bool
    theirs: Theirs | None
    next_step: NextStep
    escalated: bool
    at_rest: bool  # closed, and nothing waits in it: a message of hers to a closed case waits


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


def rows(member: Member, only: Collection[UUID] | None = None) -> list[Row]:
    """Cases that the member may see: what her agency is late with first, then by danger, then by what it owes
    next.

    `only` keeps those among them that are named.
    """
    seen = policy.visible(member, "see", Case).select_related("report", "agency")
    cases = {c.id: c for c in (seen if only is None else seen.filter(pk__in=only))}
    subjects: dict[UUID, list[Subject]] = defaultdict(list)
    own: dict[UUID, Subject] = {}
    for subject in Subject.objects.filter(Q(id__in=cases) | Q(parent__in=cases)):
        if subject.id in cases:
            own[subject.id] = subject
        if subject.kind in ("case", "referral", "order"):
            subjects[subject.id if subject.id in cases else subject.parent].append(subject)  # type: ignore[index]
    answers = _answers_for(cases, subjects)
    found = [_row(cases[id_], own[id_], subjects[id_], member, answers) for id_ in cases if id_ in own]
    far = datetime.max.replace(tzinfo=now().tzinfo)
    return sorted(found, key=lambda r: (not r.overdue, BANDS[r.danger_band], _when(r) or far))


def _when(row: Row) -> datetime | None:
    """When the row is due; what has to be done at once is due now."""
    return now() if row.next_step.code in AT_ONCE and not row.overdue else row.due_at


def _answers_for(cases: dict[UUID, Case], subjects: dict[UUID, list[Subject]]) -> dict[UUID, UUID | None]:
    """Which agency answers for what is due: who leads a case, received a referral, issued an order."""
    sent = [s.id for found in subjects.values() for s in found if s.kind == "referral"]
    receivers = dict(Referral.objects.filter(pk__in=sent).values_list("pk", "to_agency"))
    answers: dict[UUID, UUID | None] = {}
    for case, found in subjects.items():
        for subject in found:
            if subject.kind == "case":
                answers[subject.id] = cases[case].agency_id
            else:
                answers[subject.id] = receivers.get(subject.id, subject.agency)
    return answers


def _soonest(subjects: Iterable[Subject]) -> Subject | None:
    return min((s for s in subjects if s.due_at), key=lambda s: s.due_at, default=None)  # type: ignore[arg-type, return-value]


def _row(
    case: Case, own: Subject, subjects: list[Subject], member: Member, answers: dict[UUID, UUID | None]
) -> Row:
    case.__dict__["status"] = own
    due = _soonest(s for s in subjects if answers[s.id] == member.agency_id)
    other = _soonest(s for s in subjects if answers[s.id] != member.agency_id)
    theirs = Theirs(other.due_code, other.due_at, answers[other.id]) if other and other.due_at else None
    escalated = any(
        s.state in ("escalated", "unopened_escalated") or s.due_code == "order_check_missed" for s in subjects
    )
    step = of_case(case, member)
    return Row(
        case,
        own.state,
        own.danger_band,
        due.due_code if due else "",
        due.due_at if due else None,
        bool(due and due.due_at and due.due_at <= now()),
        theirs,
        step,
        escalated,
        step.code == "rests",
    )


def inbox(member: Member) -> list[ReportRow]:
    """Reports that the member may open and nobody has, the oldest promise first."""
    reports = {r.id: r for r in policy.visible(member, "open", Report).select_related("agency")}
    waiting = Subject.objects.filter(id__in=reports, state__in=("received", "unopened_escalated"))
    found = [
        ReportRow(
            reports[s.id],
            s.danger_band,
            reports[s.id].open_by,
            reports[s.id].open_by <= now(),
            s.state == "unopened_escalated",
        )
        for s in waiting
    ]
    return sorted(found, key=lambda r: (r.place, r.open_by))


def tips(member: Member) -> list[Tip]:
    """What other people told and the member may see: what is looked at first, by when it must be decided."""
    found = list(policy.visible(member, "see", Tip).select_related("report", "agency"))
    subjects = Subject.objects.in_bulk([tip.pk for tip in found])
    for tip in found:
        tip.__dict__["status"] = subjects[tip.pk]
    far = datetime.max.replace(tzinfo=now().tzinfo)
    return sorted(found, key=lambda t: (t.status.state == "finished", t.status.due_at or far, -t.number))
