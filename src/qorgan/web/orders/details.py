"""What an order says, as one value per version; sealed as JSON in the case's legal compartment.

There is no field for where the protected person lives, on purpose: the order and the petition are handed to
the person they are meant to stop. Her address stands on the confidential sheet only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from qorgan.web.orders.wording import wording


class UnknownDetail(ValueError):
    """A field or a code that an order does not have; nothing is dropped silently."""


@dataclass(frozen=True)
class Details:
    """The particulars of L245 art. 60(4). Dates are ISO; times are local minutes (`2026-03-10T14:05`)."""

    addressee_name: str
    addressee_birth_date: str
    addressee_address: str
    protected_name: str
    incident_at: str
    incident_place: str
    circumstances: str
    issue_place: str
    issuer_name: str
    issuer_post: str
    restrictions: tuple[str, ...]
    family_members: str = ""
    appeal: str = ""

    def __post_init__(self) -> None:
        unknown = set(self.restrictions) - set(wording()["restrictions"])
        if unknown:
            raise UnknownDetail(f"restrictions: unknown {', '.join(sorted(unknown))}.")
        if self.issuer_post and self.issuer_post not in wording()["issuer_posts"]:
            raise UnknownDetail(f"issuer_post: unknown {self.issuer_post!r}.")
        for name in ("addressee_birth_date",):
            if value := getattr(self, name):
                date.fromisoformat(value)
        if self.incident_at:
            datetime.fromisoformat(self.incident_at)

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"restrictions": list(self.restrictions)}


REQUIRED = (
    "addressee_name", "protected_name", "incident_place", "circumstances", "issue_place",
    "issuer_name", "issuer_post", "restrictions",
)  # fmt: skip
_SEEN_BY_ADDRESSEE = (
    "protected_name", "family_members", "incident_place", "circumstances", "issue_place", "appeal",
)  # fmt: skip


def from_json(data: Mapping[str, Any]) -> Details:
    """Raises UnknownDetail for a field that an order does not have, ValueError for a bad date."""
    known = {field.name for field in fields(Details)}
    if extra := set(data) - known:
        raise UnknownDetail(f"an order has no field {', '.join(sorted(extra))}.")
    values = {name: data.get(name, "") for name in known}
    return Details(**values | {"restrictions": tuple(data.get("restrictions", ()))})


def missing(details: Details) -> tuple[str, ...]:
    """The particulars art. 60(4) demands and that are still empty."""
    return tuple(name for name in REQUIRED if not getattr(details, name))


def texts_for_addressee(details: Details) -> dict[str, str]:
    """What the addressee will read and someone typed freely. His own address is his own."""
    return {name: getattr(details, name) for name in _SEEN_BY_ADDRESSEE}
