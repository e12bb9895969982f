"""What an order says, as one value per version; sealed as JSON in the case's legal compartment.

There is no field for where the protected person lives, on purpose: the order and the petition are handed to
the person they are meant to stop. Her address stands on the confidential sheet only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from qorgan.web.orders.wording import wording


class UnknownDetail(ValueError):
    """A field or a code that an order does not have; nothing is dropped silently."""


class AddressInText(ValueError):
    """Words meant for the addressee hold the protected person's address. `field` names the place."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field}: the protected person's address stands in this text. Take it out.")
        self.field = field


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


def refuse_address(texts: Mapping[str, str], addresses: Iterable[str]) -> None:
    """Raises AddressInText where one of `texts` holds one of `addresses`, however it is spaced or cased.

    A threat, not a style rule: what is handed over tells him where to go.
    """
    for address in addresses:
        for field, text in texts.items():
            if _holds(text, address):
                raise AddressInText(field)


def texts_for_addressee(details: Details) -> dict[str, str]:
    """What the addressee will read and someone typed freely. His own address is his own."""
    return {name: getattr(details, name) for name in _SEEN_BY_ADDRESSEE}


def _holds(text: str, address: str) -> bool:
    """Does `text` hold the address as a whole, or its own words together with its house number?"""
    said, sought = _words(text), _words(address)
    if len("".join(sought)) < 6:  # "дом 5" alone would refuse half of all texts
        return False
    if "".join(sought) in "".join(said):
        return True
    names = [
        word
        for before, word, after in zip(["", *sought], sought, [*sought[1:], ""], strict=False)
        if len(word) > 3
        and word not in _GENERIC
        and not word[0].isdigit()
        and before not in _TOWN_FOLLOWS
        and after not in _TOWN_BEFORE
    ]
    numbers = [word for word in sought if word[0].isdigit()]
    if not names or not numbers:
        return False
    places = [
        i
        for i, word in enumerate(said)
        if any(word.startswith(name[: max(4, len(name) - 3)]) for name in names)
    ]
    return any(number in said[max(0, i - 4) : i + 6] for i in places for number in numbers)


# The name of a town is no address: it stands in half of all texts beside some number.
_TOWN_FOLLOWS = frozenset({"г", "город", "с", "село", "пос", "поселок", "city", "обл"})
_TOWN_BEFORE = frozenset({"қ", "қаласы", "ауылы", "облысы", "ауданы", "область", "район", "city", "region"})
# Words that stand in every address and say nothing of this one.
_GENERIC = frozenset(
    "улица проспект переулок микрорайон город село область район квартира корпус подъезд этаж дома "
    "көшесі даңғылы қаласы ауылы облысы ауданы пәтері пәтер шағын корпусы қабат "
    "street avenue city village region district flat apartment floor".split()
)


def _words(text: str) -> list[str]:
    return re.findall(r"\d+|[^\W\d_]+", text.casefold().replace("ё", "е"))
