"""Invented people for the tests of the live index."""

from collections.abc import Iterable
from dataclasses import dataclass

from qorgan.identity.live import Found, Row

VERSION = "0123456789abcdef" * 4


@dataclass(frozen=True)
class Face:
    surname: str = ""
    given: str = ""
    group: str = ""
    father: str = ""
    sex: str = ""
    born_from: int | None = None
    born_to: int | None = None
    iin: str = ""
    phone: str = ""
    region: str = ""
    street: str = ""


face = Face


def row(unique_id: str, keys: Iterable[int], **known: object) -> Row:
    return Row(unique_id, Face(**known), list(keys))  # type: ignore[arg-type]


def names_of(found: Found) -> list[str]:
    return sorted(found.columns().unique_ids())
