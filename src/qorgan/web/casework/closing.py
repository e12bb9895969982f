"""Closing a case takes two people: a worker proposes it with a reason, a supervisor who does not work on the
case reviews and closes it. Nothing closes by itself, and every closed case can be opened again.

What a closing means: the case's own due dates and calls end with the reason, drafts that never left are
taken back, and what other offices do goes on under their own clocks. Keys stay as she shared them: stopping
is hers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from qorgan.practice import closing as rule
from qorgan.practice.deadlines import due_at
from qorgan.practice.decision import Decision
from qorgan.web.agencies.keyring import Keyring
from qorgan.web.agencies.models import Member, Role
from qorgan.web.casework import contact, reading, referrals
from qorgan.web.casework.course import locked, needed, step
from qorgan.web.casework.grants import NoGrant
from qorgan.web.casework.models import CallTask, Case, Referral
from qorgan.web.casework.recording import entry, write
from qorgan.web.clock import now
from qorgan.web.ledger import headers
from qorgan.web.ledger.models import Entry, Subject
from qorgan.web.ledger.verbs import entries_of_case

ORDER_ALIVE = ("issued", "service_refused", "served")
NOT_SENT = ("drafted", "consented")
REFERRAL_ENDED = ("declined", "outcome", "withdrawn_by_survivor", "revoked")
PROPOSED = "case.closing_proposed"
TURNED = ("case.closed", "case.reopened")
TURNS = (PROPOSED, "case.closing_returned", *TURNED)
HER_MESSAGE = "report.message_from_survivor"
# Looking, opening, naming and reviewing are not work on the case; all else a member records on it is.
NOT_WORK = frozenset(
    "case.read case.searched case.opened report.opened case.assigned case.restricted case.member_named "
    "case.member_removed case.closing_returned case.closed case.reopened task.cancelled "
    "referral.revoked".split()
)
SOMEONE_ELSE = object()  # the reviewer to come, while the closing is only proposed


class StillNeeded(ValueError):
    """The case cannot be closed while this is so; `codes` says what stands in the way."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__(", ".join(codes))
        self.codes = codes


class OpenWithoutReason(ValueError):
    """Something stays open after the closing, and nobody wrote why it may."""


class ClosingRefused(ValueError):
    """Practice's rule refuses the closing; `decision` says why."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.code)
        self.decision = decision


class NoProposal(ValueError):
    """No proposal to close stands: it was set aside, or another took its place."""


@dataclass(frozen=True)
class StillOpen:
    """What a closing would meet. `refuses`: codes of what stands in the way; the page names the rest."""

    refuses: tuple[str, ...]
    calls: tuple[CallTask, ...]
    drafts: tuple[Referral, ...]
    referrals: tuple[Referral, ...]
    order_drafts: int
    danger_open: bool

    @property
    def needs_reason(self) -> bool:
        """Whether something goes on, or is grave, so that a person writes why the case may close."""
        return bool(self.referrals or self.order_drafts or self.danger_open)


@dataclass(frozen=True)
class Proposal:
    """A proposal that stands, opened: who, when, why."""

    entry: Entry
    by: Member | None
    reason: str
    text: str
    stays_open: str


def still_open(case: Case) -> StillOpen:
    """From headers alone; opens nothing."""
    children = list(Subject.objects.filter(parent=case.id))
    of_referral = {s.id: s.state for s in children if s.kind == "referral"}
    found = Referral.objects.filter(pk__in=of_referral).select_related("to_agency", "case")
    return StillOpen(
        refuses=tuple(_refusals(case, children)),
        calls=tuple(contact.open_tasks(case.id)),
        drafts=tuple(r for r in found if of_referral[r.id] in NOT_SENT),
        referrals=tuple(r for r in found if of_referral[r.id] not in (*NOT_SENT, *REFERRAL_ENDED)),
        order_drafts=sum(s.kind == "order" and s.state == "drafted" for s in children),
        danger_open=Subject.objects.get(pk=case.pk).danger_band != "no_flag",
    )


def _refusals(case: Case, children: list[Subject]) -> list[str]:
    done = list(entries_of_case(case.id).values_list("type", flat=True))
    found = []
    if any(s.kind == "order" and s.state in ORDER_ALIVE for s in children):
        found.append("order_in_force")
    if after(done, "order.breached", ("order.checked", "case.danger_assessed")):
        found.append("breach_unchecked")
    if any(s.kind == "task" and s.state == "attempted" for s in children):
        found.append("call_under_way")
    if proposal_entry(case) is not None and after(done, HER_MESSAGE, (PROPOSED,)):
        found.append("she_wrote")
    return found


def after(done: Iterable[str], what: str, answers: tuple[str, ...]) -> bool:
    """Whether `what` is among the steps that were `done` and none of `answers` came after it."""
    state = False
    for step_ in done:
        state = step_ == what or (state and step_ not in answers)
    return state


def safe_attempts(case: Case) -> int:
    """Calls begun inside her safe time that did not reach her, since she was last reached, wrote, or the case
    was opened again. A call outside her time is refused and never counts."""
    count = 0
    for one in entries_of_case(case.id):
        if one.type == "task.done" and one.state == "not_reached":
            count += 1
        elif one.type in (HER_MESSAGE, "case.reopened") or (
            one.type == "task.done" and one.state == "reached"
        ):
            count = 0
    return count


def workers(case: Case) -> frozenset[UUID]:
    """Members who work on the case: its owner, and whoever recorded anything on it."""
    ledger = entries_of_case(case.id).exclude(type__in=NOT_WORK).exclude(actor=None)
    found = set(ledger.values_list("actor", flat=True))
    owner = Subject.objects.get(pk=case.pk).owner
    return frozenset(id_ for id_ in (*found, owner) if id_)


def reviewers(case: Case, among: list[Member]) -> list[Member]:
    """Supervisors `among` those who can open the case who do not work on it."""
    busy = workers(case)
    return [m for m in among if m.role == Role.SUPERVISOR and m.id not in busy]


def proposal_entry(case: Case) -> Entry | None:
    """The proposal that stands, from headers alone."""
    last = Entry.objects.filter(subject=case.id, type__in=TURNS).order_by("seq").last()
    return last if last is not None and last.type == PROPOSED else None


def proposal(keyring: Keyring, case: Case) -> Proposal | None:
    """The proposal that stands, opened; the reading is recorded first. Raises NoGrant."""
    standing = proposal_entry(case)
    if standing is None:
        return None
    sealed = set(standing.rows.values_list("id", flat=True))  # type: ignore[attr-defined]
    row = next((r for r in reading.rows(keyring, case, "closing") if r.id in sealed), None)
    if row is None:
        raise NoGrant
    return Proposal(standing, row.member, row.value["reason"], row.value["text"], row.value["stays_open"])


def propose(keyring: Keyring, case: Case, reason: str, text: str, stays_open: str = "") -> Entry:
    """Proposes to close. Raises StillNeeded, OpenWithoutReason, ClosingRefused (too few safe attempts),
    course.WordsNeeded, practice's UnknownReason, states.MoveNotAllowed."""
    with transaction.atomic():
        case = locked(case)
        state = step(keyring, case, "case.closing_proposed")
        said = {"reason": reason, "text": needed(text), "stays_open": stays_open.strip()}
        _check(case, reason, keyring.member.id, SOMEONE_ELSE, stays_open, proposing=True)
        new = entry(keyring, case.id, "case.closing_proposed", state=state)
        return write(keyring, case, new, {"closing": said})


def _check(
    case: Case, reason: str, worker: object, reviewer: object, stays_open: str, proposing: bool = False
) -> None:
    decision = rule.may_close(reason, worker, reviewer, safe_attempts(case))
    if not decision.allowed:
        raise ClosingRefused(decision)
    found = still_open(case)
    refuses = tuple(c for c in found.refuses if not (proposing and c == "she_wrote"))
    if refuses:
        raise StillNeeded(refuses)
    if found.needs_reason and not stays_open.strip():
        raise OpenWithoutReason("Write why what stays open may stay open.")


def set_aside(keyring: Keyring, case: Case, text: str) -> Entry:
    """The proposal is not agreed to, or taken back; the work goes on. Raises NoProposal."""
    with transaction.atomic():
        case = locked(case)
        state = step(keyring, case, "case.closing_returned")
        if proposal_entry(case) is None:
            raise NoProposal("No proposal to close stands.")
        new = entry(keyring, case.id, "case.closing_returned", state=state)
        return write(keyring, case, new, {"note_services": needed(text)})


def close(keyring: Keyring, case: Case, text: str) -> Entry:
    """Closes on a proposal that stands, by a supervisor who does not work on the case. `text`: what the
    review looked at. Raises NoProposal, ClosingRefused, StillNeeded, OpenWithoutReason, course.RoleMayNot."""
    found = proposal(keyring, case)  # opened before the transaction: the reading is committed first
    with transaction.atomic():
        case = locked(case)
        state = step(keyring, case, "case.closed")
        standing = proposal_entry(case)
        if found is None or standing is None or standing.id != found.entry.id:
            raise NoProposal("No proposal to close stands.")
        member = keyring.member
        worker = member.id if member.id in workers(case) else standing.actor
        _check(case, found.reason, worker, member.id, found.stays_open)
        _end_what_is_ours(keyring, case, rule.close_reasons()[found.reason][member.language])
        said = {"reason": found.reason, "text": needed(text), "stays_open": found.stays_open}
        new = entry(keyring, case.id, "case.closed", state=state, due_code=headers.CLEARED)
        return write(keyring, case, new, {"closing": said})


def _end_what_is_ours(keyring: Keyring, case: Case, reason: str) -> None:
    found = still_open(case)
    for task in found.calls:
        contact.cancel(keyring, task, reason)
    for referral in found.drafts:
        referrals.revoke(keyring, referral, reason)


def reopen(keyring: Keyring, case: Case, text: str) -> Entry:
    """Opens a closed case again, history kept; the danger is due to be looked at within a day."""
    with transaction.atomic():
        case = locked(case)
        state = step(keyring, case, "case.reopened")
        due = headers.due("danger_review_24h", due_at("danger_review_24h", now()))
        new = entry(keyring, case.id, "case.reopened", state=state, due_code=due)
        return write(keyring, case, new, {"note_services": needed(text)})


def wrote_since_closing(case: Case) -> bool:
    """Whether she wrote to a case after it was closed: then it does not rest."""
    done = entries_of_case(case.id).filter(type__in=(HER_MESSAGE, *TURNED))
    return after(done.values_list("type", flat=True), HER_MESSAGE, TURNED)


def last_said(keyring: Keyring, case: Case) -> dict[str, Any] | None:
    """What was said at the last closing, opened. Raises NoGrant."""
    rows = [r for r in reading.rows(keyring, case, "closing") if r.entry_type == "case.closed"]
    return dict(rows[-1].value) if rows else None
