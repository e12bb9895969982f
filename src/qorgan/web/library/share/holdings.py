"""The records as harvesters see them, from the database, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Min, Q, QuerySet
from django.db.models.signals import post_delete, post_save

from qorgan.catalogue.oai import Item
from qorgan.catalogue.oai_tokens import Wanted
from qorgan.web.clock import real_now
from qorgan.web.library import shelf
from qorgan.web.library.models import Number, Record
from qorgan.web.library.share.models import Holding

AT_ONCE = 500


def now_in_seconds() -> datetime:
    return real_now().replace(microsecond=0)


def refresh(identifiers: Iterable[str] | None = None) -> None:
    """Brings the lines of these records (None: of all) in step with what is published.

    A line that still says the same keeps its stamp; a record that is no longer public stays as gone."""
    if identifiers is None:
        identifiers = {
            *Record.objects.filter(live=True).values_list("identifier", flat=True).distinct(),
            *Holding.objects.values_list("identifier", flat=True),
        }
    wanted = sorted(set(identifiers))
    for start in range(0, len(wanted), AT_ONCE):
        _refresh(wanted[start : start + AT_ONCE])


def _refresh(identifiers: Sequence[str]) -> None:
    live: dict[str, list[dict[str, Any]]] = {}
    columns = ("identifier", "pk", "live_revision", "kind", "countries")
    for row in Record.objects.filter(identifier__in=identifiers, live=True).order_by("pk").values(*columns):
        live.setdefault(row["identifier"], []).append(row)
    held = Holding.objects.in_bulk(identifiers)
    retired = dict(
        Number.objects.filter(identifier__in=identifiers, retired_at__isnull=False).values_list(
            "identifier", "retired_at"
        )
    )
    changed = []
    for one in identifiers:
        line = _line(one, live.get(one, ()), held.get(one), one in retired)
        if line is not None:
            changed.append(line)
    Holding.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["identifier"],
        update_fields=["stamp", "kind", "countries", "gone", "rows"],
    )  # fmt: skip


def _line(name: str, live: Sequence[dict[str, Any]], held: Holding | None, retired: bool) -> Holding | None:
    """The new line of a record, or None where the old one still says it."""
    shown = [[row["pk"], row["live_revision"]] for row in live]
    gone = retired or not shown
    if held is None and not shown:
        return None  # never public: nobody is told of it
    if held is not None and held.gone == gone and (gone or held.rows == shown):
        return None
    stamp = now_in_seconds()
    if held is not None and held.stamp > stamp:
        stamp = held.stamp
    if not shown and held is not None:
        return Holding(
            identifier=name, stamp=stamp, kind=held.kind, countries=held.countries, gone=True, rows=[]
        )
    first = live[0]
    countries = f"|{'|'.join(first['countries'])}|" if first["countries"] else ""
    return Holding(
        identifier=name, stamp=stamp, kind=first["kind"], countries=countries, gone=gone, rows=shown
    )


_later: ContextVar[bool] = ContextVar("later", default=False)


@contextmanager
def together() -> Iterator[None]:
    """Inside, nothing is brought in step; all of it is at the end. For many records at a time."""
    mark = _later.set(True)
    try:
        yield
    finally:
        _later.reset(mark)
    refresh()


def on_record(sender: type[models.Model], instance: Record, **kwargs: Any) -> None:
    if not _later.get():
        refresh([instance.identifier])


def on_number(sender: type[models.Model], instance: Number, created: bool = False, **kwargs: Any) -> None:
    if not created and not _later.get():
        refresh([instance.identifier])


def connect() -> None:
    post_save.connect(on_record, sender=Record, dispatch_uid="library-holdings-record")
    post_delete.connect(on_record, sender=Record, dispatch_uid="library-holdings-deleted")
    post_save.connect(on_number, sender=Number, dispatch_uid="library-holdings-number")


class Shelf:
    """`Holdings` of `qorgan.catalogue.oai`, over the database."""

    def earliest(self) -> datetime:
        found: datetime | None = Holding.objects.aggregate(first=Min("stamp"))["first"]
        return found or now_in_seconds()

    def find(self, identifier: str) -> Item | None:
        held = Holding.objects.filter(pk=identifier).first()
        return next(iter(_items([held])), None) if held else None

    def count(self, wanted: Wanted) -> int:
        return _chosen(wanted).count()

    def page(self, wanted: Wanted, size: int) -> Sequence[Item]:
        found = _chosen(wanted)
        if wanted.after is not None:
            stamp, name = wanted.after
            found = found.filter(Q(stamp__gt=stamp) | Q(stamp=stamp, identifier__gt=name), stamp__gte=stamp)
        return _items(list(found.order_by("stamp", "identifier")[:size]))


def _chosen(wanted: Wanted) -> QuerySet[Holding]:
    found = Holding.objects.all()
    if wanted.since is not None:
        found = found.filter(stamp__gte=wanted.since)
    if wanted.before is not None:
        found = found.filter(stamp__lt=wanted.before)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.country:
        found = found.filter(countries__contains=f"|{wanted.country}|")
    return found


def _items(held: Sequence[Holding]) -> list[Item]:
    records = {one.identifier: one for one in shelf.published([h.identifier for h in held if not h.gone])}
    return [
        Item(
            identifier=one.identifier,
            stamp=one.stamp,
            kind=one.kind,
            countries=tuple(filter(None, one.countries.split("|"))),
            record=records.get(one.identifier),
        )
        for one in held
    ]
