"""What is done with an order: each verb is one transaction and one signed entry, and asks the state table.

A time given by a person is never in the future, never before what must come first, and is kept to the minute,
because the law counts from it. What was seen and said is sealed; headers carry the step and the time only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from qorgan.practice import states
from qorgan.practice.local_time import local
from qorgan.web.agencies.keyring import Keyring
from qorgan.web.agencies.models import Agency, Role
from qorgan.web.casework import reading
from qorgan.web.casework.grants import NoGrant
from qorgan.web.casework.models import Case
from qorgan.web.casework.recording import entry, write
from qorgan.web.clock import now
from qorgan.web.ledger import headers
from qorgan.web.ledger.headers import NewEntry
from qorgan.web.ledger.models import Entry
from qorgan.web.ledger.verbs import append, entries
from qorgan.web.orders import conditions as asked
from qorgan.web.orders import details as particulars
from qorgan.web.orders.address import refuse_address
from qorgan.web.orders.course import Course, course, minute, next_due
from qorgan.web.orders.details import Details
from qorgan.web.orders.models import Order, TemplateApproval
from qorgan.web.orders.printing import Petition, wording_fingerprint
from qorgan.web.orders.wording import basis_on, wording

LANGUAGES = ("kk", "ru")


class BadTime(ValueError):
    """The time cannot be right. `code`: future, before_issue, before_handing_over, after_end, no_zone."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class ParticularsMissing(ValueError):
    """Art. 60(4) demands particulars that are still empty. `fields`: which."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__(f"The order cannot be issued yet, these particulars are empty: {', '.join(fields)}.")
        self.fields = fields


class NoteNeeded(ValueError):
    """This step needs words: what was refused, why it is withdrawn, what the breach was."""


class UnknownChoice(ValueError):
    """A code that is none of the choices; the message lists those there are."""


class NotASupervisor(PermissionError):
    """Only a supervisor of the office signs that its lawyer has approved the wording."""


def draft(keyring: Keyring, case: Case, details: Mapping[str, Any], language: str = "kk") -> Order:
    """A draft with its particulars sealed. Raises details' errors, UnknownChoice for a language.

    Refuses words that hold her address, where this agency can read it (AddressInText).
    """
    if language not in LANGUAGES:
        raise UnknownChoice(f"language: one of {', '.join(LANGUAGES)}.")
    said = particulars.from_json(details)
    refuse_address(particulars.texts_for_addressee(said), secret_places(keyring, case))
    with transaction.atomic():
        order = Order.objects.create(
            id=uuid4(), case=case, agency=keyring.member.agency, member=keyring.member, language=language
        )
        state = states.allowed("order", states.START, "order.drafted")
        new = entry(keyring, order.id, "order.drafted", parent=case.id, state=state)
        write(keyring, case, new, {"order_details": said.to_json()})
    return order


def issue(
    keyring: Keyring,
    order: Order,
    conditions: Mapping[str, Mapping[str, str] | asked.Answer],
    reason: str = "",
    at: datetime | None = None,
) -> Entry:
    """Issues the order, with the officer's answers sealed beside it, and gives it a number.

    An open condition needs a written reason and never more than that. Raises ParticularsMissing,
    ConditionsUnclear, ReasonNeeded, BadTime, states.MoveNotAllowed.
    """
    at = _when(at or now())
    missing = particulars.missing(latest_details(keyring, order))
    if missing:
        raise ParticularsMissing(missing)
    basis = basis_on(local(at).date())
    answers = asked.read(conditions, basis["id"])
    asked.require_reason(answers, reason)
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order.pk)
        course_ = course_of(order)
        if course_.drafted_at is not None and at < course_.drafted_at:
            raise BadTime("before_issue", "The order cannot be issued before it was drafted.")
        written = _step(
            keyring, order, "order.issued", at,
            {"kind": "conditions", "basis": basis["id"], "answers": asked.to_json(answers),
             "reason": reason.strip()},
        )  # fmt: skip
        order.number = _number(order.agency_id, local(at).year)
        order.save(update_fields=["number"])
    return written


def serve(keyring: Keyring, order: Order, at: datetime, how: str, note: str = "") -> Entry:
    """The order was handed over: it is in force from `at`. `how`: signed, refused_to_sign."""
    if how not in wording()["handing_over"]:
        raise UnknownChoice(f"how: one of {', '.join(wording()['handing_over'])}.")
    _not_before_issue(order, at)
    return _step(keyring, order, "order.served", at, {"kind": "served", "how": how, "note": note.strip()})


def service_refused(keyring: Keyring, order: Order, at: datetime, note: str) -> Entry:
    """He refused to take it: recorded, and not in force until it is handed over."""
    _not_before_issue(order, at)
    return _step(keyring, order, "order.service_refused", at, {"kind": "refused", "note": _words(note)})


def notified(keyring: Keyring, order: Order, at: datetime, means: str, note: str = "") -> Entry:
    """He was told of the order by `means` of article 60. It is not handed over by that, and not in force."""
    if means not in wording()["notice_means"]:
        raise UnknownChoice(f"means: one of {', '.join(wording()['notice_means'])}.")
    _not_before_issue(order, at)
    return _step(
        keyring, order, "order.notified", at, {"kind": "notice", "means": means, "note": note.strip()}
    )


def copy_given(keyring: Keyring, order: Order, at: datetime, note: str = "") -> Entry:
    """The protected person has her copy, with her rights explained; due on the day of issue."""
    _not_before_issue(order, at)
    return _step(keyring, order, "order.copy_given", at, {"kind": "copy", "note": note.strip()})


def check(keyring: Keyring, order: Order, at: datetime, result: str, note: str = "") -> Entry:
    """A check that the order is kept; the next is counted from `at`. `result`: a code of `check_results`."""
    if result not in wording()["check_results"]:
        raise UnknownChoice(f"result: one of {', '.join(wording()['check_results'])}.")
    _in_force(order, at)
    return _step(
        keyring, order, "order.checked", at, {"kind": "check", "result": result, "note": note.strip()}
    )


def breach(keyring: Keyring, order: Order, at: datetime, what: str, kinds: tuple[str, ...] = ()) -> Entry:
    """A breach while the order was in force; it can be recorded after the term ended.

    Refuses words that hold her address: the record of a breach goes into the petition.
    """
    unknown = set(kinds) - set(wording()["breach_kinds"])
    if unknown:
        raise UnknownChoice(f"kinds: unknown {', '.join(sorted(unknown))}.")
    _in_force(order, at)
    refuse_address({"what": what}, secret_places(keyring, order.case))
    return _step(
        keyring, order, "order.breached", at, {"kind": "breach", "kinds": list(kinds), "what": _words(what)}
    )


def withdraw(keyring: Keyring, order: Order, reason: str) -> Entry:
    """The order ends now, with a reason."""
    return _step(keyring, order, "order.withdrawn", now(), {"kind": "withdrawn", "note": _words(reason)})


def petition_drafted(keyring: Keyring, order: Order, petition: Petition) -> Entry:
    """Keeps what a drafted petition asks for, sealed; the order's state does not change.

    Refuses words that hold her address.
    """
    texts = {"reason": petition.reason, "court": petition.court}
    refuse_address(texts, secret_places(keyring, order.case))
    new = entry(keyring, order.case_id, "case.entry_added")
    value = {"kind": "petition", "order": str(order.id), "petition": asdict(petition)}
    return write(keyring, order.case, new, {"order_event": value})


def approve_wording(keyring: Keyring) -> TemplateApproval:
    """A supervisor signs that a lawyer of the office has approved the wording as it is now."""
    member = keyring.member
    if member.role != Role.SUPERVISOR:
        raise NotASupervisor("Only a supervisor signs for the office's lawyer.")
    with transaction.atomic():
        signed = append(
            NewEntry(subject=member.agency_id, type="agency.order_wording_approved", actor=member.id,
                     actor_role=member.role, agency=member.agency_id),
            keyring,
        )  # fmt: skip
        return TemplateApproval.objects.create(
            agency=member.agency,
            wording=wording_fingerprint(),
            approved_by=member,
            approved_at=now(),
            entry=signed.id,
        )


def approval(agency: Agency) -> TemplateApproval | None:
    """The approval of the wording as it is now, or None: then every page says draft."""
    found = TemplateApproval.objects.filter(agency=agency, wording=wording_fingerprint())
    return found.select_related("approved_by").order_by("approved_at").last()


def latest_details(keyring: Keyring, order: Order) -> Details:
    """The particulars as last written. Raises NoGrant where the legal compartment is not shared."""
    rows = [r for r in reading.rows(keyring, order.case, "order_details") if r.subject == order.id]
    if not rows:
        raise NoGrant
    return particulars.from_json(rows[-1].value)


def course_of(order: Order) -> Course:
    """The order's course, from headers alone."""
    return course(entries(order.id))


def secret_places(keyring: Keyring, case: Case) -> list[str]:
    """What must never stand on paper for the addressee: where she is, how she is reached, as known here."""
    found: list[str] = []
    try:
        found.append(str(reading.identity(keyring, case).get("address", "")))
    except NoGrant:
        pass
    try:
        found.append(reading.safe_contact(keyring, case).value)
    except NoGrant:
        pass
    return [place for place in found if place]


def _step(keyring: Keyring, order: Order, event: str, at: datetime, said: Mapping[str, Any]) -> Entry:
    at = _when(at)
    with transaction.atomic():
        order = Order.objects.select_for_update().select_related("case").get(pk=order.pk)
        state = states.allowed("order", order.status.state, event)
        return write(
            keyring, order.case,
            entry(keyring, order.id, event, parent=order.case_id, state=state, occurred_at=minute(at),
                  due_code=due_after(order, event, at)),
            {"order_event": dict(said)},
        )  # fmt: skip


def due_after(order: Order, event: str, at: datetime) -> str:
    """The ledger's `due_code` once `event` has happened at `at`."""
    due = next_due(course([*entries(order.id), Entry(type=event, occurred_at=minute(at))]))
    return headers.due(due.code, due.at) if due else headers.CLEARED


def _when(at: datetime) -> datetime:
    """`at` to the minute. Raises BadTime for the future or a time without its zone."""
    if at.tzinfo is None:
        raise BadTime("no_zone", "Give the time with its zone.")
    at = at.replace(second=0, microsecond=0)
    if at > now():
        raise BadTime("future", "This time has not come yet.")
    return at


def _not_before_issue(order: Order, at: datetime) -> None:
    issued = course_of(order).issued_at
    if issued is not None and _when(at) < issued:
        raise BadTime("before_issue", "This is before the order was issued.")


def _in_force(order: Order, at: datetime) -> None:
    found = course_of(order)
    if found.served_at is not None and _when(at) < found.served_at:
        raise BadTime(
            "before_handing_over", "This is before the order was handed over, so before it was in force."
        )
    if found.served_at is not None and not found.in_force(_when(at)):
        raise BadTime("after_end", "The order was no longer in force at that time.")


def _words(text: str) -> str:
    if not text.strip():
        raise NoteNeeded("Write it down in a few words.")
    return text.strip()


def _number(agency: UUID, year: int) -> str:
    """The agency's next number of that year, `2026-0007`. Call inside the transaction of the issue."""
    Agency.objects.select_for_update().get(pk=agency)
    used = Order.objects.filter(agency=agency, number__startswith=f"{year}-").values_list("number", flat=True)
    return f"{year}-{max((int(n.partition('-')[2]) for n in used), default=0) + 1:04d}"
