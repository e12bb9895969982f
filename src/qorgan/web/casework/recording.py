"""What members add to a case: facts, notes, danger, safe contact, messages. Each is one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from qorgan.practice import danger as danger_rule
from qorgan.practice import states
from qorgan.practice.deadlines import due_at
from qorgan.practice.safe_contact import SafeContact
from qorgan.web.agencies.keyring import Keyring
from qorgan.web.agencies.models import AgencyKind
from qorgan.web.casework import grants, inventory, reading, sealed, tokens
from qorgan.web.casework.models import Case
from qorgan.web.clock import now
from qorgan.web.ledger import headers
from qorgan.web.ledger.headers import NewEntry
from qorgan.web.ledger.models import Entry
from qorgan.web.ledger.verbs import append, entries


class LoweringRefused(Exception):
    """A danger level is lowered by a second person, with a reason, and not within 72 h of a critical flag."""

    def __init__(self, decision: Any) -> None:
        super().__init__(decision.code)
        self.decision = decision


def entry(keyring: Keyring, subject: UUID, type_: str, **header: Any) -> NewEntry:
    """A header with the member's own actor, role and agency filled in."""
    member = keyring.member
    return NewEntry(
        subject=subject,
        type=type_,
        actor=member.id,
        actor_role=member.role,
        agency=member.agency_id,
        **header,
    )


def write(keyring: Keyring, case: Case, new: NewEntry, values: Mapping[str, Any]) -> Entry:
    """Appends `new` with the values sealed under their fields' compartments.

    A compartment whose key the agency does not hold gets a version of its own: what an office writes is
    its own until it is shared.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=case.pk)
        basis = entries(case.id).last()
        if basis is None:
            raise LookupError(f"Case {case.id} has no entries.")
        drafts = []
        for name, value in values.items():
            key = grants.key_to_write(keyring, case, inventory.field(name).compartment, basis)
            drafts.append(sealed.row(case.id, name, value, key))
        return append(new, keyring, drafts)


def record_facts(
    keyring: Keyring, case: Case, facts: dict[str, Any], basis: str, answers: dict[str, str] | None = None
) -> None:
    """Facts with who established them (`basis`): said by her, seen, document, officer, examination."""
    police = keyring.member.agency.kind == AgencyKind.POLICE
    name = "legal_facts" if police else "account_facts"
    value = {"facts": facts, "answers": answers or dict.fromkeys(facts, "known"), "by": basis}
    write(keyring, case, entry(keyring, case.id, "case.facts_recorded"), {name: value})


NOTE_FIELDS = {"account": "note_account", "services": "note_services", "health": "note_health"}


def add_note(keyring: Keyring, case: Case, text: str, compartment: str = "services") -> None:
    """A note in one of NOTE_FIELDS; KeyError for another compartment."""
    write(keyring, case, entry(keyring, case.id, "case.entry_added"), {NOTE_FIELDS[compartment]: text})


def record_danger(
    keyring: Keyring, case: Case, answers: Mapping[str, str], concern: bool = False, reason: str = ""
) -> danger_rule.DangerAssessment:
    """Records an assessment; raising needs a reason line only, lowering is checked (LoweringRefused)."""
    result = danger_rule.assess(answers, concern=concern)
    case = Case.objects.get(pk=case.pk)  # its state as it is now, not as the caller read it
    state = states.allowed("case", case.status.state, "case.danger_assessed")
    current = case.status.danger_band
    if current:
        earlier = [e for e in entries(case.id) if e.type == "case.danger_assessed"]
        rows = reading.danger(keyring, case) if earlier else []
        critical = [r.at for r in rows if r.value.get("critical")]
        if not earlier and current == "high":  # what she marked at the door counts like a worker's answer
            critical = [case.status.opened_at]
        decision = danger_rule.may_lower(
            current=current,
            new=result.band,
            by=str(keyring.member.id),
            assessed_by=str(earlier[-1].actor) if earlier else "survivor",
            last_critical_at=critical[-1] if critical else None,
            now=now(),
            reason=reason,
        )
        if not decision.allowed:
            raise LoweringRefused(decision)
    value = {
        "answers": dict(answers),
        "concern": concern,
        "reason": reason,
        "band": result.band,
        "critical": list(result.critical),
        "others": list(result.others),
        "version": result.version,
    }
    code = danger_rule.next_review(result.band, _in_a_row(case, result.band))
    due = headers.due(code, due_at(code, now()))
    new = entry(keyring, case.id, "case.danger_assessed", danger_band=result.band, due_code=due, state=state)
    write(keyring, case, new, {"danger_answers": value})
    return result


def _in_a_row(case: Case, band: str) -> int:
    """How many assessments in a row, up to now, gave this band."""
    count = 0
    for earlier in entries(case.id).filter(type="case.danger_assessed").reverse():
        if earlier.danger_band != band:
            break
        count += 1
    return count


def record_safe_contact(keyring: Keyring, case: Case, rules: SafeContact) -> None:
    """New rules, as she told them; the earlier ones stay on the record, and are searched by no more."""
    new = entry(keyring, case.id, "case.safe_contact_recorded")
    with transaction.atomic():
        write(keyring, case, new, {"safe_contact_rules": rules.to_json()})
        tokens.index_contact(keyring, case, rules, corrected=True)


def send_message(keyring: Keyring, case: Case, text: str) -> None:
    """A message into her view; nothing is sent to any phone or address."""
    write(keyring, case, entry(keyring, case.id, "case.message_from_agency"), {"message_to_her": text})
