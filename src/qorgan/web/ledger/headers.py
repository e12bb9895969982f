"""What a header is: the closed list of fields, their canonical form, and what is projected from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from qorgan.vault import chain
from qorgan.vault.names import Link

# The closed list of vault rule 7; a schema test fails when the table and this list differ.
FIELDS = (
    "id",
    "subject",
    "parent",
    "seq",
    "type",
    "actor",
    "actor_role",
    "party",
    "agency",
    "compartment",
    "recorded_at",
    "occurred_at",
    "due_code",
    "state",
    "danger_band",
    "payload_hash",
    "signature",
)
# What nobody signs: steps of the clock, and steps about people at an agency, whose administrators hold no
# key (the certificate of an admission is signed by itself). Everything else is signed by who did it; an
# unsigned consent, withdrawal, opening or order was written by somebody past the product (vault rule 2).
UNSIGNED = frozenset(
    "agency.created agency.keys_changed agency.cards_replaced agency.recovered member.created "
    "member.admitted member.left member.passkey_added member.passkey_removed member.reset_password "
    "member.reset_factor member.began member.password_changed report.escalated "
    "referral.escalated task.raised order.check_missed order.expired".split()
)
ZERO_HASH = bytes(32)
CLEARED = "none"  # a due_code that says: nothing is due any more


@dataclass(frozen=True)
class NewEntry:
    """What a verb asks to be recorded. `due_code` is `<code>@<UTC minute>` or `none`; "" leaves it as it is.

    The instant stands in the code because a promise made to someone ("opened by Monday 11:00") must not
    move when an office changes its hours later.
    """

    subject: UUID
    type: str
    parent: UUID | None = None
    actor: UUID | None = None
    actor_role: str = ""
    party: UUID | None = None
    agency: UUID | None = None
    compartment: int | None = None
    occurred_at: str = ""
    due_code: str = ""
    state: str = ""
    danger_band: str = ""


def due(code: str, at: datetime) -> str:
    """The `due_code` for something due `at` (aware)."""
    return f"{code}@{at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def split_due(due_code: str) -> tuple[str, datetime | None]:
    """`report_open@2026-03-02T06:00Z` -> ("report_open", the instant)."""
    code, _, at = due_code.partition("@")
    return code, datetime.strptime(at, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC) if at else None


def happened(occurred_at: str, recorded_at: datetime) -> datetime:
    """When it happened, where the header says so to the minute; else when it was recorded."""
    if "T" in occurred_at:
        return datetime.strptime(occurred_at, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
    return recorded_at


def instant(at: datetime) -> str:
    """How an instant stands in a canonical header: UTC, microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def plain(entry: object) -> dict[str, Any]:
    """The header of an Entry row as a mapping in canonical types."""
    out: dict[str, Any] = {}
    for name in FIELDS:
        value = getattr(entry, name)
        if isinstance(value, datetime):
            value = instant(value)
        elif isinstance(value, UUID):
            value = str(value)
        elif isinstance(value, (memoryview, bytearray)):
            value = bytes(value)
        out[name] = value
    return out


def unsigned(header: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in header.items() if name != "signature"}


def link(prev: bytes, header: Mapping[str, Any]) -> bytes:
    """The chain's next hash."""
    return chain.link(Link(prev), header["seq"], chain.canonical_header(header))


def project(before: Mapping[str, Any] | None, header: Mapping[str, Any], hash_: bytes) -> dict[str, Any]:
    """The projection row after one more header; `before` is the row so far, or None for the first.

    State, danger band and due are the last that a header named; parent and agency are the first's; the
    owner is who opened it, or whom a `.assigned` entry names.
    """
    at = datetime.strptime(header["recorded_at"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    kind = header["type"].split(".", 1)[0]
    row: dict[str, Any] = (
        dict(before)
        if before
        else {
            "id": UUID(header["subject"]),
            "kind": kind,
            "opened_at": at,
            "owner": None,
            "parent": UUID(header["parent"]) if header["parent"] else None,
            "agency": UUID(header["agency"]) if header["agency"] else None,
            "state": "",
            "danger_band": "",
            "due_code": "",
            "due_at": None,
        }
    )
    row |= {"updated_at": at, "seq": header["seq"], "head_hash": hash_}
    row["state"] = header["state"] or row["state"]
    row["danger_band"] = header["danger_band"] or row["danger_band"]
    if header["type"].endswith((".opened", ".drafted")) and header["actor"]:
        row["owner"] = UUID(header["actor"])
    if header["type"].endswith(".assigned") and header["party"]:
        row["owner"] = UUID(header["party"])
    if header["due_code"] == CLEARED:
        row |= {"due_code": "", "due_at": None}
    elif header["due_code"]:
        code, due_at = split_due(header["due_code"])
        row |= {"due_code": code, "due_at": due_at}
    return row
