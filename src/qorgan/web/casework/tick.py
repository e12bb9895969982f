"""Raises what has become due: idempotent, holds no key, sends nothing. Run by `manage.py tick`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

from qorgan.web.agencies.models import Agency, AgencyKind
from qorgan.web.agencies.sessions import SessionStore
from qorgan.web.casework import visits
from qorgan.web.casework.intake import supervisor_until
from qorgan.web.casework.models import Referral, Report
from qorgan.web.ledger import headers
from qorgan.web.ledger.headers import NewEntry
from qorgan.web.ledger.models import Subject
from qorgan.web.ledger.verbs import append, entries

_registered: list[Callable[[datetime], list[str]]] = []


def register(step: Callable[[datetime], list[str]]) -> None:
    """A room's own step: takes the time, raises what is due, says what it did."""
    if step not in _registered:
        _registered.append(step)


def run(at: datetime) -> list[str]:
    """Everything that is due at `at`, a line for each thing raised. Run again, it raises nothing twice."""
    SessionStore.clear_expired()
    _forget_deleted_bytes()
    visits.null_lookups(at)
    done = [*_unopened_reports(at), *_unanswered_referrals(at)]
    for step in _registered:
        done += step(at)
    return done


def _forget_deleted_bytes() -> None:
    """On SQLite what was deleted must not live on in the write-ahead log (vault rule 20)."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _unopened_reports(at: datetime) -> list[str]:
    late = Subject.objects.filter(kind="report", state__in=("received", "unopened_escalated"), due_at__lte=at)
    done = []
    for subject in late:
        with transaction.atomic():
            report = Report.objects.select_for_update().select_related("agency").get(pk=subject.id)
            fresh = Subject.objects.get(pk=subject.id)
            if fresh.seq == subject.seq:
                done.append(_escalate_report(report, fresh))
    return done


def _escalate_report(report: Report, subject: Subject) -> str:
    """First the office's supervisor; then, only if she ticked it, line 111, whose grant waits already."""
    line = Agency.objects.filter(kind=AgencyKind.LINE_111).first() if report.fallback_111 else None
    first = subject.due_code == "report_open"
    if first:
        party = report.agency_id
        due = headers.due("report_supervisor", supervisor_until(report))
    else:
        party, due = (line.id if line else report.agency_id), headers.CLEARED
    append(
        NewEntry(
            subject=report.id,
            parent=report.case,
            type="report.escalated",
            actor_role="clock",
            party=party,
            agency=report.agency_id,
            state="unopened_escalated",
            due_code=due,
        )
    )
    to = "its supervisor" if first or line is None else "line 111"
    return f"report {report.id}: not opened in time, raised to {to}"


def _unanswered_referrals(at: datetime) -> list[str]:
    late = Subject.objects.filter(
        kind="referral", state__in=("sent", "acknowledged", "accepted"), due_at__lte=at
    )
    done = []
    for subject in late:
        with transaction.atomic():
            referral = Referral.objects.select_for_update().get(pk=subject.id)
            if entries(referral.id).last().seq != subject.seq:  # type: ignore[union-attr]
                continue
            append(
                NewEntry(
                    subject=referral.id,
                    parent=referral.case_id,
                    type="referral.escalated",
                    actor_role="clock",
                    party=referral.to_agency_id,
                    agency=referral.from_agency_id,
                    state="escalated",
                    due_code=headers.CLEARED,
                )
            )
            done.append(f"referral {referral.id}: not answered in time, raised to both supervisors")
    return done
