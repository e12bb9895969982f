"""How some cases stand by their headers: read in a few queries, however many cases. Opens nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Q

from qorgan.web.casework import closing, safety_plan
from qorgan.web.casework.models import Case, Referral, Tracked
from qorgan.web.ledger.models import Entry, Subject

ACCEPTED = "referral.accepted"
TOLD_BY = frozenset((closing.HER_MESSAGE, *closing.TURNS, safety_plan.RECORDED, ACCEPTED))
FAR = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass
class Standing:
    """What headers say of the cases. `children`: their referrals, orders, calls and report, by what is due;
    `accepted`: referrals that were taken on; `wrote`: cases that she wrote to since they were closed;
    `proposed`: cases with a proposal to close; `planned`: cases with a safety plan."""

    cases: Mapping[UUID, Case]
    own: dict[UUID, Subject] = field(default_factory=dict)
    children: dict[UUID, list[Subject]] = field(default_factory=lambda: defaultdict(list))
    referrals: dict[UUID, Referral] = field(default_factory=dict)
    accepted: set[UUID] = field(default_factory=set)
    wrote: set[UUID] = field(default_factory=set)
    proposed: set[UUID] = field(default_factory=set)
    planned: set[UUID] = field(default_factory=set)

    def dated(self, case: Case) -> list[Subject]:
        """What has due dates of the case: itself, its referrals and its orders. Reports are the inbox's, and
        calls have a list of their own."""
        children = [s for s in self.children[case.id] if s.kind in ("referral", "order")]
        return [self.own[case.id], *children]

    def has(self, case: Case, kind: str) -> bool:
        """Whether something of this kind belongs to the case, whoever may see it."""
        return any(child.kind == kind for child in self.children[case.id])

    def answers_for(self, case: Case, subject: Subject) -> UUID | None:
        """Which agency answers for what is due: who leads a case, received a referral, issued an order."""
        if subject.kind == "case":
            return case.agency_id
        referral = self.referrals.get(subject.id)
        return referral.to_agency_id if referral else subject.agency

    def soonest(self, case: Case, whose: Callable[[UUID | None], bool]) -> Subject | None:
        """What is due first among that for which somebody answers who is `whose`; None for nothing."""
        owed = [s for s in self.dated(case) if s.due_at and whose(self.answers_for(case, s))]
        return min(owed, key=lambda s: s.due_at or FAR, default=None)


def tell(stand: Standing, things: Iterable[Tracked]) -> None:
    """Gives things that were read their status from `stand`, so that none asks for its own. A thing whose
    status was not read asks."""
    read = stand.own | {child.id: child for children in stand.children.values() for child in children}
    for thing in things:
        if (status := read.get(thing.pk)) is not None:
            thing.__dict__["status"] = status


def of(cases: Iterable[Case]) -> Standing:
    """Reads how these cases stand; a case without any entry is left out."""
    found = Standing({case.id: case for case in cases})
    for subject in Subject.objects.filter(Q(id__in=found.cases) | Q(parent__in=found.cases)):
        if subject.id in found.cases:
            found.own[subject.id] = subject
        elif subject.parent is not None:
            found.children[subject.parent].append(subject)
    for children in found.children.values():
        children.sort(key=lambda s: (s.due_at or FAR, s.opened_at))
    sent = [s.id for children in found.children.values() for s in children if s.kind == "referral"]
    found.referrals = Referral.objects.in_bulk(sent)
    _read_steps(found)
    return found


def _read_steps(found: Standing) -> None:
    """What was done in each case, as far as the next step depends on it."""
    steps: dict[UUID, list[str]] = defaultdict(list)
    told = Entry.objects.filter(Q(subject__in=found.cases) | Q(parent__in=found.cases), type__in=TOLD_BY)
    for subject, parent, type_ in told.order_by("recorded_at", "seq").values_list(
        "subject", "parent", "type"
    ):
        case = subject if subject in found.cases or parent is None else parent
        steps[case].append(type_)
        if type_ == ACCEPTED:
            found.accepted.add(subject)
    for case, done in steps.items():
        if closing.after(done, closing.HER_MESSAGE, closing.TURNED):
            found.wrote.add(case)
        turns = [type_ for type_ in done if type_ in closing.TURNS]
        if turns and turns[-1] == closing.PROPOSED:
            found.proposed.add(case)
        if safety_plan.RECORDED in done:
            found.planned.add(case)
