"""What the public may read: published records, and what became of those that were retired."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Min
from django.utils.translation import get_language

from qorgan.catalogue import record as catalogue
from qorgan.web.library.models import Number, Record
from qorgan.web.library.values import notes_in, record_value, said


@dataclass(frozen=True)
class Shown:
    """A published record in the reader's language. `other` is the language shown where hers is missing."""

    value: catalogue.Record
    title: str
    summary: str
    other: str


def shown(value: catalogue.Record, language: str | None = None) -> Shown:
    code = language or (get_language() or "kk")[:2]
    title = said(value.title, code)
    found = "" if value.title.get(code) else next(c for c, text in value.title.items() if text == title)
    return Shown(value, title, said(value.summary, code), found)


def published(identifiers: Iterable[str]) -> list[catalogue.Record]:
    """The published records of these identifiers, in their order; what is not published is left out."""
    wanted = list(identifiers)
    rows: dict[str, list[Record]] = {}
    for row in Record.objects.filter(identifier__in=wanted, live=True).select_related("locale"):
        rows.setdefault(row.identifier, []).append(row)
    return [record_value(rows[one]) for one in wanted if one in rows]


def all_identifiers() -> list[str]:
    """Every published record's identifier, in the order of their numbers."""
    live = Record.objects.filter(live=True).order_by("identifier")
    return list(live.values_list("identifier", flat=True).distinct())


def newest(most: int) -> list[str]:
    """The identifiers that were published last, newest first."""
    live = Record.objects.filter(live=True).values("identifier").annotate(first=Min("first_published_at"))
    return [row["identifier"] for row in live.order_by("-first", "-identifier")[:most]]


def counts() -> dict[str, int]:
    """How many records there are: in all, and opened by us since."""
    live = Record.objects.filter(live=True)
    return {
        "records": live.values("identifier").distinct().count(),
        "checked": live.filter(last_checked__isnull=False).values("identifier").distinct().count(),
    }


def words(said_in: Mapping[str, str], language: str | None = None) -> str:
    """Words in the reader's language, or in the nearest that there is."""
    return said(said_in, language or (get_language() or "kk")[:2])


def one(identifier: str) -> catalogue.Record | None:
    """A published record, or None."""
    return next(iter(published([identifier])), None)


def notes(identifier: str, language: str) -> list[tuple[str, str]]:
    """What is noted at each source of a published record, with the language of each note."""
    rows = list(Record.objects.filter(identifier=identifier, live=True).select_related("locale"))
    return notes_in(rows, language)


def retired(identifier: str) -> Number | None:
    """What is left of a retired record, or None when there was none of that name."""
    return Number.objects.filter(identifier=identifier, retired_at__isnull=False).first()
