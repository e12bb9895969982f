"""Safe contact: no message is ever sent by itself. A call task opens inside her window and nowhere else;
a refusal is recorded (architecture section 8, point 3)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction

from qorgan.practice import safe_contact as rule
from qorgan.practice import states
from qorgan.practice.decision import Decision
from qorgan.web.agencies.keyring import Keyring
from qorgan.web.agencies.models import Agency
from qorgan.web.casework import reading
from qorgan.web.casework.models import CallTask, Case
from qorgan.web.casework.recording import entry, write
from qorgan.web.clock import now
from qorgan.web.ledger.headers import NewEntry
from qorgan.web.ledger.verbs import append


@dataclass(frozen=True)
class Attempt:
    """Whether the call may be made now and why; the rules are there only when it may."""

    decision: Decision
    rules: rule.SafeContact | None


def raise_call(keyring: Keyring, case: Case, reason: str, channel: str) -> CallTask:
    """A call to be made, by this member's agency."""
    with transaction.atomic():
        task = CallTask.objects.create(
            id=uuid4(), case=case, agency=keyring.member.agency, reason=reason, channel=channel
        )
        append(entry(keyring, task.id, "task.raised", parent=case.id, state="due"), keyring)
    return task


def raise_call_by_clock(case: Case, agency: Agency, reason: str, channel: str = "call") -> CallTask:
    """The same, raised by something that became due (an order's last day)."""
    with transaction.atomic():
        task = CallTask.objects.create(id=uuid4(), case=case, agency=agency, reason=reason, channel=channel)
        append(
            NewEntry(
                subject=task.id,
                parent=case.id,
                type="task.raised",
                actor_role="clock",
                agency=agency.id,
                state="due",
            )
        )
    return task


def attempt(keyring: Keyring, task: CallTask, channel: str) -> Attempt:
    """Asks whether she may be reached now. Refused by default: no rules, no wish, expired, or outside.

    Raises NoGrant when her safe-contact rules are not shared with this agency: then nobody calls.
    """
    rules = reading.safe_contact(keyring, task.case)
    decision = rule.may_contact(rules, channel, now())
    event = "task.attempted" if decision.allowed else "task.refused"
    with transaction.atomic():
        task = CallTask.objects.select_for_update().get(pk=task.pk)
        state = states.allowed("task", task.status.state, event)
        append(entry(keyring, task.id, event, parent=task.case_id, state=state), keyring)
    return Attempt(decision, rules if decision.allowed else None)


def finish(keyring: Keyring, task: CallTask, outcome: str, note: str = "") -> None:
    """What came of the call: reached or not_reached. Raises states.MoveNotAllowed."""
    with transaction.atomic():
        task = CallTask.objects.select_for_update().get(pk=task.pk)
        state = states.allowed("task", task.status.state, "task.done", outcome)
        new = entry(keyring, task.id, "task.done", parent=task.case_id, state=state)
        write(
            keyring,
            task.case,
            new,
            {"call_outcome": {"task": str(task.id), "outcome": outcome, "note": note}},
        )


class ReasonNeeded(ValueError):
    """A call that is no longer needed is put away with a reason."""


def cancel(keyring: Keyring, task: CallTask, reason: str) -> None:
    """The call is no longer needed. Raises states.MoveNotAllowed, ReasonNeeded."""
    if not reason.strip():
        raise ReasonNeeded("Write why the call is no longer needed.")
    with transaction.atomic():
        task = CallTask.objects.select_for_update().get(pk=task.pk)
        state = states.allowed("task", task.status.state, "task.cancelled")
        new = entry(keyring, task.id, "task.cancelled", parent=task.case_id, state=state)
        said = {"task": str(task.id), "outcome": "cancelled", "note": reason.strip()}
        write(keyring, task.case, new, {"call_outcome": said})


def open_tasks(case: UUID) -> list[CallTask]:
    """Calls of a case that are not finished."""
    found = CallTask.objects.filter(case_id=case).select_related("agency")
    return [t for t in found if t.status.state not in ("reached", "cancelled")]
