"""The only place where content is opened. Every opening of a compartment is an entry of the ledger,
committed before anything is decrypted; without the entry there is no page (vault rule 19)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from qorgan.practice.safe_contact import SafeContact
from qorgan.vault.context import Compartment
from qorgan.web.agencies.keyring import Keyring
from qorgan.web.agencies.models import Agency, Member
from qorgan.web.casework import grants, inventory, sealed
from qorgan.web.casework.grants import CaseKey, NoGrant
from qorgan.web.casework.models import Case, Tip
from qorgan.web.clock import now, pretending
from qorgan.web.ledger.headers import NewEntry
from qorgan.web.ledger.models import Entry, SealedRow
from qorgan.web.ledger.verbs import append

FACTS = ("account_facts", "legal_facts")  # hers, and those established by officers
DANGER = "danger_answers"
QUIET = timedelta(minutes=15)


@dataclass(frozen=True)
class Opened:
    """One opened row: the field's name, what it says, and who wrote it when."""

    id: UUID
    name: str
    value: Any
    at: datetime
    role: str
    member: Member | None
    agency: Agency | None
    entry_type: str
    subject: UUID


def record(
    keyring: Keyring, case_id: UUID, compartments: Iterable[Compartment], type_: str = "case.read"
) -> None:
    """One reading entry per member, case, compartment and 15 minutes, committed at once: `durable` refuses
    to be part of a larger transaction, which could still be rolled back after something was shown. Loading
    demo data is such a one, and shows nobody anything."""
    member = keyring.member
    since = now() - QUIET
    seen = set(
        Entry.objects.filter(subject=case_id, type=type_, actor=member.id, recorded_at__gt=since).values_list(
            "compartment", flat=True
        )
    )
    unseen = [compartment for compartment in compartments if int(compartment) not in seen]
    if unseen:  # else a page that only reads would wait its turn among the writers
        with transaction.atomic(durable=not pretending()):
            for compartment in unseen:
                append(
                    NewEntry(
                        subject=case_id,
                        type=type_,
                        actor=member.id,
                        actor_role=member.role,
                        agency=member.agency_id,
                        compartment=int(compartment),
                    ),
                    keyring,
                )


def rows(keyring: Keyring, case: Case | Tip, *names: str) -> list[Opened]:
    """The rows of the named fields, oldest first. Raises NoGrant when their compartment is not shared."""
    wanted = [inventory.field(name) for name in names]
    compartments = {field.compartment for field in wanted}
    keys = {c: grants.keys(keyring, case.id, c) for c in compartments}
    record(keyring, case.id, sorted(compartments), "tip.read" if isinstance(case, Tip) else "case.read")
    return _open_all(_stored(case, wanted), keys)


def _shared(keyring: Keyring, case: Case, names: Iterable[str]) -> dict[str, list[Opened]]:
    """The rows of those of the named fields whose compartment is shared, by name, oldest first; the others
    are left out. The readings are recorded together. What officers established is read beside her own
    account only."""
    wanted = [inventory.field(name) for name in names]
    keys = grants.keys_of(keyring, case.id, {field.compartment for field in wanted})
    if inventory.field(FACTS[0]).compartment not in keys:
        keys.pop(inventory.field(FACTS[1]).compartment, None)
    open_ = [field for field in wanted if field.compartment in keys]
    record(keyring, case.id, sorted(keys))
    found: dict[str, list[Opened]] = {field.name: [] for field in open_}
    for row in _open_all(_stored(case, open_), keys):
        found[row.name].append(row)
    return found


def _stored(case: Case | Tip, wanted: Iterable[inventory.Field]) -> Iterable[SealedRow]:
    found = SealedRow.objects.filter(case=case.id, field__in=[f.number for f in wanted])
    return found.select_related("entry").order_by("entry__recorded_at", "id")


def _open_all(stored: Iterable[SealedRow], keys: dict[Compartment, dict[int, CaseKey]]) -> list[Opened]:
    readable = [r for r in stored if r.key_version in keys[Compartment(r.compartment)]]
    members = Member.objects.in_bulk([r.entry.actor for r in readable if r.entry.actor])
    agencies = Agency.objects.in_bulk([r.entry.agency for r in readable if r.entry.agency])
    return [
        Opened(
            r.id,
            inventory.by_number(r.field).name,
            sealed.value(r, keys[Compartment(r.compartment)][r.key_version]),
            r.entry.recorded_at,
            r.entry.actor_role,
            members.get(r.entry.actor),
            agencies.get(r.entry.agency),  # type: ignore[arg-type]
            r.entry.type,
            r.entry.subject,
        )
        for r in readable
    ]


@dataclass(frozen=True)
class Source:
    """Who said or established a fact, and when."""

    value: Any
    role: str
    basis: str
    member: Member | None
    agency: Agency | None
    at: datetime


@dataclass(frozen=True)
class CaseFacts:
    """The facts as they stand: the latest word on each, every source of each, how each was answered."""

    facts: dict[str, Any]
    sources: dict[str, list[Source]]
    answers: dict[str, str]


def facts(keyring: Keyring, case: Case) -> CaseFacts:
    """Facts from her account and those established by officers, where the agency holds the keys."""
    found = _facts(_shared(keyring, case, FACTS))
    if found is None:
        raise NoGrant
    return found


def overview(keyring: Keyring, case: Case) -> tuple[CaseFacts | None, list[Opened] | None]:
    """The facts and the assessments of danger, for the first page of a case; None for what is not shared."""
    found = _shared(keyring, case, (*FACTS, DANGER))
    return _facts(found), found.get(DANGER)


def _facts(found: Mapping[str, list[Opened]]) -> CaseFacts | None:
    if FACTS[0] not in found:
        return None
    stated = [row for name in FACTS for row in found.get(name, ())]
    values: dict[str, Any] = {}
    answers: dict[str, str] = {}
    sources: dict[str, list[Source]] = {}
    for row in sorted(stated, key=lambda r: r.at):
        answers |= row.value.get("answers", {})
        for name, value in row.value.get("facts", {}).items():
            values[name] = value
            source = Source(value, row.role, row.value.get("by", ""), row.member, row.agency, row.at)
            sources.setdefault(name, []).append(source)
    return CaseFacts(values, sources, answers)


def narrative(keyring: Keyring, case: Case) -> list[Opened]:
    """Her own words, and notes on what happened."""
    return [r for r in rows(keyring, case, "account_narrative", "note_account") if r.value]


def notes(keyring: Keyring, case: Case) -> list[Opened]:
    return rows(keyring, case, "note_services", "consent_statement")


def safe_contact(keyring: Keyring, case: Case) -> SafeContact:
    """The rules as last recorded; nobody is reached without them."""
    found = rows(keyring, case, "safe_contact_rules")
    return SafeContact.from_json(found[-1].value if found else {})


def identity(keyring: Keyring, case: Case) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for row in rows(keyring, case, "identity_person"):
        merged |= row.value
    return merged


def danger(keyring: Keyring, case: Case) -> list[Opened]:
    """Every danger assessment, oldest first; a value holds answers, concern, reason, band, model version."""
    return rows(keyring, case, DANGER)


def messages(keyring: Keyring, case: Case) -> list[Opened]:
    """Messages both ways, oldest first."""
    return rows(keyring, case, "message_to_her", "message_from_her")
