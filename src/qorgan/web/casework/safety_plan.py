"""The safety plan of a case: written with her by the office that leads it; each writing is a new version.

Where her words open the plan it is sealed under the key in her mailbox; where they do not, under a key that
her words never open. An office that holds no key of her view can neither read a plan nor write one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from qorgan.practice import safety_plan as rule
from qorgan.web.agencies.keyring import Keyring
from qorgan.web.agencies.models import Member
from qorgan.web.casework import grants, inventory, reading, sealed
from qorgan.web.casework.models import Case
from qorgan.web.casework.reading import Opened
from qorgan.web.casework.recording import entry
from qorgan.web.ledger.models import Entry
from qorgan.web.ledger.verbs import append, entries, entries_of_case

FIELD = "safety_plan"
VIEW = inventory.field(FIELD).compartment
RECORDED = "case.safety_plan_recorded"
HER_NOTES = "report.plan_notes_from_survivor"


class ChangedMeanwhile(Exception):
    """Somebody wrote a newer version than the one that this one was made from; nothing was written."""


@dataclass(frozen=True)
class Plan:
    """The plan as it stands: the last version written with her, her own notes, and what came before."""

    current: Opened | None
    notes: Opened | None
    earlier: tuple[Opened, ...]

    @property
    def texts(self) -> dict[str, str]:
        """The parts that hold words, with her own notes, in the order of the page."""
        return texts_of(self.current) | texts_of(self.notes)


def texts_of(version: Opened | None) -> dict[str, str]:
    return dict(version.value["sections"]) if version else {}


def is_hers(entry_type: str) -> bool:
    """Whether an entry is of her own notes, signed by her receipt."""
    return entry_type == HER_NOTES


def read(keyring: Keyring, case: Case) -> Plan:
    """The plan, with the reading recorded. Raises NoGrant where her view is not shared with the agency."""
    found = reading.rows(keyring, case, FIELD)
    together = [row for row in found if not is_hers(row.entry_type)]
    hers = [row for row in found if is_hers(row.entry_type)]
    last, notes = (rows[-1] if rows else None for rows in (together, hers))
    earlier = [row for row in found if row not in (last, notes)]
    return Plan(last, notes, tuple(reversed(earlier)))


def reaches_her(case: Case) -> bool:
    """Whether her words open the plan: she kept words, and chose that they do."""
    report = case.report
    return bool(report and report.has_code and report.scope == "plan" and grants.mailbox_versions(case))


def write(keyring: Keyring, case: Case, given: Mapping[str, str], made_from: UUID | None = None) -> Entry:
    """A new version of what is written together; the earlier ones stay on the record.

    `made_from` is the entry of the version that stood on the page it was written on. Raises ChangedMeanwhile,
    NoGrant, rule.UnknownSection, rule.SectionTooLong.
    """
    value = {"version": rule.version(), "sections": rule.written(given)}
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=case.pk)
        standing, _notes = recorded(entries_of_case(case.id))
        if (standing.id if standing else None) != made_from:
            raise ChangedMeanwhile
        row = sealed.row(case.id, FIELD, value, _key(keyring, case))
        return append(entry(keyring, case.id, RECORDED), keyring, [row])


def _key(keyring: Keyring, case: Case) -> grants.CaseKey:
    basis = entries(case.id).last()
    assert basis is not None, "a case begins with an entry"
    grants.keys(keyring, case.id, VIEW)  # an office without any key of her view makes none for a plan
    if reaches_her(case):
        return grants.key_to_write(keyring, case, VIEW, basis)
    return grants.key_on_file(keyring, case, basis)


def recorded(ledger: Iterable[Entry]) -> tuple[Entry | None, Entry | None]:
    """Of a case's entries the last of a plan and the last of her own notes: headers alone, nothing opened."""
    plan = notes = None
    for one in ledger:
        plan = one if one.type == RECORDED else plan
        notes = one if is_hers(one.type) else notes
    return plan, notes


def missing(case: Case, member: Member) -> bool:
    """Whether the danger calls for a plan, none was written yet, and this member could write it; by headers
    and grants alone."""
    if case.agency_id != member.agency_id or not rule.called_for(case.status.danger_band):
        return False
    return (
        grants.held(member, case.id).filter(compartment=VIEW).exists()
        and not entries(case.id).filter(type=RECORDED).exists()
    )
