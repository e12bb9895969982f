"""Behind the words of who told about another person: that it came, that it was opened, messages both ways.

Nothing else, ever: not what happens with her, not whom anything is shared with, not that there is a case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from qorgan.web.agencies.models import Agency
from qorgan.web.casework import inventory, sealed
from qorgan.web.casework.models import Report
from qorgan.web.casework.visits.opening import Visit, mailbox_keys
from qorgan.web.casework.visits.view import Message, StatusLine
from qorgan.web.casework.visits.words import post
from qorgan.web.ledger import headers
from qorgan.web.ledger.models import SealedRow
from qorgan.web.ledger.verbs import entries

# The report's own steps; of what was made of it there is not one.
SHOWN = frozenset({"report.received", "report.escalated", "report.opened"})


@dataclass(frozen=True)
class TellingView:
    """All that the words of who told show."""

    state: str
    open_by: datetime
    agency: Agency
    lines: tuple[StatusLine, ...]
    messages: tuple[Message, ...]
    can_write: bool


def telling(visit: Visit) -> TellingView:
    """The report's own steps and the messages. Raises Ended."""
    report = visit.told_report
    agencies = {report.agency_id: report.agency}
    lines = tuple(
        StatusLine(e.type, headers.happened(e.occurred_at, e.recorded_at), report.agency, e.actor_role)
        for e in entries(report.id)
        if e.type in SHOWN
    )
    found = _messages(visit, report)
    shown = tuple(Message(at, mine, None if mine else agencies[report.agency_id], t) for at, mine, t in found)
    can_write = bool(mailbox_keys(visit, report))
    return TellingView(report.status.state, report.open_by, report.agency, lines, shown, can_write)


def _messages(visit: Visit, report: Report) -> list[tuple[datetime, bool, str]]:
    keys = mailbox_keys(visit, report)
    mine = inventory.field("message_from_witness").number
    numbers = (mine, inventory.field("message_to_witness").number)
    rows = SealedRow.objects.filter(case=report.case, field__in=numbers).select_related("entry")
    return [
        (row.entry.recorded_at, row.field == mine, str(sealed.value(row, keys[row.key_version])))
        for row in rows.order_by("entry__recorded_at", "id")
        if row.key_version in keys
    ]


def post_from_witness(visit: Visit, text: str) -> None:
    """A message to the office that received the report. Raises Ended."""
    post(visit, visit.told_report, "report.message_from_witness", "message_from_witness", text)
