"""What another person told: opened, looked into, and finished by an office. It is no case of hers.

A tip has keys of its own and no way to share them. Who told is sealed by name to who opened it and to the
heads of the office; colleagues read what was told and not who told it. No danger level comes from it, and
nothing of it enters a case: that it may belong to one is known to this office alone, by a token of its own
index key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Min, Q

from qorgan.practice import states, witness
from qorgan.practice.deadlines import due_at
from qorgan.practice.safe_contact import SafeContact
from qorgan.practice.witness import Said
from qorgan.vault import tokens as vault_tokens
from qorgan.vault.context import Basis, Compartment, Purpose
from qorgan.vault.names import Key
from qorgan.web.agencies import directory, policy, rotation
from qorgan.web.agencies.keyring import Keyring, NoAgencyKey
from qorgan.web.agencies.models import Member
from qorgan.web.casework import grants, inventory, reading, sealed, tokens
from qorgan.web.casework.grants import CaseKey
from qorgan.web.casework.models import WITNESS, Case, Grant, Report, SearchToken, Tip
from qorgan.web.casework.opening import append_opened, intake_keys
from qorgan.web.casework.reading import CaseFacts, Opened, Source
from qorgan.web.casework.recording import entry
from qorgan.web.clock import now
from qorgan.web.ledger import headers
from qorgan.web.ledger.models import Entry
from qorgan.web.ledger.verbs import append, entries

# Who told, and how they are reached: never under the office's own key.
BY_NAME = (Compartment.IDENTITY, Compartment.SAFE_CONTACT)
FROM_WITNESS = "report.message_from_witness"
LINK = "tip"  # the type of the token that leads from a case to a tip


class NotAnothers(Exception):
    """She told it herself: it is opened as her case."""


class TipOpened(Exception):
    """Another member opened it a moment ago."""

    def __init__(self, tip: Tip) -> None:
        super().__init__("This report was opened already.")
        self.tip = tip


class ReasonNeeded(ValueError):
    """Nothing was written where a reason is needed."""


class NoMessages(LookupError):
    """Who told took no words to come back with: nothing can be left for them."""


@dataclass(frozen=True)
class Told:
    """What another person told, opened: the facts with their source, the signs, and their own words."""

    facts: CaseFacts
    said: tuple[Said, ...]
    seen: tuple[str, ...]
    when: str
    again: bool
    who: tuple[str, ...]
    place: str
    text: str


def open_tip(keyring: Keyring, report: Report) -> Tip:
    """Opens what another person told, for the member's agency; the member looks into it.

    Raises TipOpened, NotAnothers, and what opening.intake_keys raises.
    """
    member, agency = keyring.member, keyring.member.agency
    with transaction.atomic():
        report = Report.objects.select_for_update().get(pk=report.pk)
        if report.told_by != WITNESS:
            raise NotAnothers
        existing = Tip.objects.filter(report=report).first()
        if existing is not None:
            raise TipOpened(existing)
        keys = intake_keys(keyring, report)
        number = (Tip.objects.aggregate(Max("number"))["number__max"] or 0) + 1
        tip = Tip.objects.create(
            id=report.case, report=report, agency=agency, number=number, restricted=report.conflict
        )
        opened = append_opened(keyring, report)
        new = entry(
            keyring, tip.id, "tip.opened", parent=report.id, state=states.allowed("tip", "", "tip.opened"),
            due_code=headers.due("tip_decision", due_at("tip_decision", now())),
        )  # fmt: skip
        append(new, keyring)
        for key in keys:
            for to in _holders(member, tip, key.compartment):
                grants.make(
                    case=tip.id, key=key, to=to, basis=Basis.CONSENT, basis_entry=opened, signer=keyring,
                    grantor=member.id, grantor_kind="member",
                )  # fmt: skip
        Grant.objects.filter(case=tip.id, purpose=Purpose.INTAKE).delete()
    return tip


def _holders(member: Member, tip: Tip, part: Compartment) -> list[grants.AgencyRecipient]:
    """Who holds a key: the office for what was told; by name, who opened it and the heads, for who told, and
    for all of it where somebody at the office must not see it."""
    if part not in BY_NAME and not tip.restricted:
        return [grants.recipient_agency(tip.agency, Purpose.CASEWORK)]
    people = {m.id: m for m in (member, *directory.supervisors(tip.agency))}
    return [grants.recipient_member(m, Purpose.CASEWORK) for m in people.values()]


# --- reading --------------------------------------------------------------------------------------------


def told(keyring: Keyring, tip: Tip) -> Told:
    """What was told. The reading is on the record first. Raises NoGrant."""
    row = reading.rows(keyring, tip, "witness_account")[0]
    value = row.value
    said = tuple(Said(fact, raw, value["by"]) for fact, raw in value["facts"].items())
    sources = {one.fact: [Source(one.value, row.role, one.by, None, None, row.at)] for one in said}
    return Told(
        facts=CaseFacts(dict(value["facts"]), sources, dict(value["answers"])),
        said=said,
        seen=tuple(value.get("seen", ())),
        when=value.get("when", ""),
        again=bool(value.get("again")),
        who=tuple(value.get("who", ())),
        place=value.get("place", ""),
        text=value.get("text", ""),
    )


def who_told(keyring: Keyring, tip: Tip) -> tuple[Mapping[str, Any], SafeContact, str]:
    """Who told, how they may be reached, and who at the office must not see it. Raises NoGrant."""
    found = reading.rows(keyring, tip, "witness_identity", "witness_contact", "conflict")
    by_name = {row.name: row.value for row in found}
    rules = SafeContact.from_json(by_name.get("witness_contact") or {})
    return by_name.get("witness_identity") or {}, rules, str(by_name.get("conflict") or "")


def notes(keyring: Keyring, tip: Tip) -> list[Opened]:
    return reading.rows(keyring, tip, "tip_note")


def messages(keyring: Keyring, tip: Tip) -> list[Opened]:
    """Messages both ways, oldest first. Raises NoGrant."""
    return reading.rows(keyring, tip, "message_to_witness", "message_from_witness")


def takes_messages(tip: Tip) -> bool:
    return bool(grants.mailbox_versions(tip))


def wrote_again(found: Iterable[Tip]) -> set[UUID]:
    """Those of the tips to which somebody wrote after the work ended: they do not rest. Two queries."""
    ended = [tip for tip in found if tip.status.state == "finished"]
    wrote = _last(FROM_WITNESS, [tip.report_id for tip in ended])
    finished = _last("tip.finished", [tip.id for tip in ended])
    return {t.id for t in ended if t.report_id in wrote and wrote[t.report_id] > finished[t.id]}


def _last(type_: str, subjects: list[UUID]) -> dict[UUID, datetime]:
    found = Entry.objects.filter(type=type_, subject__in=subjects).order_by()
    return dict(found.values_list("subject").annotate(at=Max("recorded_at")))


# --- work -----------------------------------------------------------------------------------------------


def note(keyring: Keyring, tip: Tip, text: str) -> Entry:
    """A note of the worker. Raises ReasonNeeded, states.MoveNotAllowed, NoGrant."""
    return _step(keyring, tip, "tip.noted", {"tip_note": {"text": _needed(text)}})


def send_message(keyring: Keyring, tip: Tip, text: str) -> Entry:
    """A message that waits behind the words of who told. Raises NoMessages, states.MoveNotAllowed."""
    if not takes_messages(tip):
        raise NoMessages
    return _step(keyring, tip, "tip.message_from_agency", {"message_to_witness": _needed(text)})


def finish(keyring: Keyring, tip: Tip, outcome: str, text: str) -> Entry:
    """Ends the work with what came of it and why. Raises ReasonNeeded, witness.UnknownWitnessCode."""
    witness.outcome(outcome)
    values = {"tip_note": {"outcome": outcome, "text": _needed(text)}}
    return _step(keyring, tip, "tip.finished", values, due_code=headers.CLEARED)


def reopen(keyring: Keyring, tip: Tip, text: str) -> Entry:
    due = headers.due("tip_decision", due_at("tip_decision", now()))
    return _step(keyring, tip, "tip.reopened", {"tip_note": {"text": _needed(text)}}, due_code=due)


def _needed(text: str) -> str:
    if not text.strip():
        raise ReasonNeeded("Write it in a few words.")
    return text.strip()


def _step(keyring: Keyring, tip: Tip, type_: str, values: Mapping[str, Any], **header: Any) -> Entry:
    """One step, sealed under the tip's own keys."""
    with transaction.atomic():
        tip = Tip.objects.select_for_update().get(pk=tip.pk)
        state = states.allowed("tip", tip.status.state, type_)
        rows = []
        for name, value in values.items():
            key = _key_to_write(keyring, tip, inventory.field(name).compartment)
            rows.append(sealed.row(tip.id, name, value, key))
        return append(entry(keyring, tip.id, type_, state=state, **header), keyring, rows)


def _key_to_write(keyring: Keyring, tip: Tip, part: Compartment) -> CaseKey:
    """The newest key; a new one where somebody has left the office since, who may have kept it."""
    held = grants.keys(keyring, tip.id, part)
    newest = held[max(held)]
    made = Grant.objects.filter(case=tip.id, compartment=int(part), key_version=newest.version)
    since = made.aggregate(Min("made_at"))["made_at__min"]
    left = Q(type="member.left", agency=tip.agency_id) | Q(type=rotation.CHANGED, subject=tip.agency_id)
    if not Entry.objects.filter(left, recorded_at__gte=since).exists():
        return newest
    key = grants.new_key(part, newest.version + 1)
    opened = entries(tip.report_id).filter(type="report.opened").get()
    for to in _holders(keyring.member, tip, part):
        grants.make(
            case=tip.id, key=key, to=to, basis=Basis.CONSENT, basis_entry=opened, signer=keyring,
            grantor=keyring.member.id, grantor_kind="member",
        )  # fmt: skip
    if part == Compartment.SURVIVOR_VIEW:
        grants.put_in_mailbox(tip.report, key)
    return key


# --- her own case ---------------------------------------------------------------------------------------


def link(keyring: Keyring, tip: Tip, case: Case) -> Entry:
    """Notes that these words may belong to a case that this office leads; the case itself holds nothing."""
    with transaction.atomic():
        done = _step(keyring, tip, "tip.linked", {"tip_case": {"case": str(case.id)}})
        SearchToken.objects.filter(case=tip.id, type=LINK).delete()
        try:
            token = _token(tokens.agency_key(keyring), case.id)
        except NoAgencyKey:  # not admitted to the index: the tip knows its case, the case leads nowhere
            return done
        SearchToken.objects.create(
            agency=keyring.member.agency, case=tip.id, compartment=int(Compartment.ACCOUNT), type=LINK,
            token=token,
        )  # fmt: skip
    return done


def linked_case(keyring: Keyring, tip: Tip) -> Case | None:
    """The case that was noted last, where the member may see it. Raises NoGrant."""
    found = reading.rows(keyring, tip, "tip_case")
    if not found:
        return None
    return policy.visible(keyring.member, "see", Case).filter(pk=UUID(found[-1].value["case"])).first()


def of_case(keyring: Keyring, case: Case) -> list[Tip]:
    """Tips noted for a case, for members of the office that leads it and only there."""
    member = keyring.member
    if case.agency_id != member.agency_id:
        return []
    try:
        found = [_token(key, case.id) for key in tokens.agency_keys(keyring)]
    except NoAgencyKey:
        return []
    linked = SearchToken.objects.filter(agency=member.agency, type=LINK, token__in=found)
    ids = list(linked.values_list("case", flat=True))
    return list(policy.visible(member, "see", Tip).filter(pk__in=ids).order_by("number")) if ids else []


def _token(key: Key, case: UUID) -> bytes:
    return bytes(vault_tokens.token(LINK, key, case.hex))
