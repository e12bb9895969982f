"""What goes into the pack: everything that the public may read, taken once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from qorgan.catalogue.record import Record as Value
from qorgan.catalogue.services import Service
from qorgan.web.library import shelf
from qorgan.web.library.comments.models import ExperienceNote
from qorgan.web.library.directory.keeping import shown
from qorgan.web.library.lists.models import ReadingList
from qorgan.web.library.models import Record
from qorgan.web.ui.templatetags.ui import LOCAL

LANGUAGES = ("kk", "ru", "en")
EMPTY = date(2026, 1, 1)  # of a library in which nothing was published yet


@dataclass(frozen=True)
class Content:
    """Published records in the order of their numbers, lists, notes, services in theirs.

    `day`: the last day anything changed. It is that of the content and not of the build: the
    same content gives the same bytes.
    """

    records: tuple[Value, ...]
    lists: tuple[ReadingList, ...]
    notes: tuple[ExperienceNote, ...]
    day: date
    services: tuple[Service, ...] = ()


def content() -> Content:
    last = [
        model.objects.filter(live=True).aggregate(last=Max("last_published_at"))["last"]
        for model in (Record, ReadingList, ExperienceNote)
    ]
    known = [one.astimezone(LOCAL).date() for one in last if one]
    return Content(
        tuple(shelf.published(shelf.all_identifiers())),
        tuple(ReadingList.objects.filter(live=True)),
        tuple(ExperienceNote.objects.filter(live=True)),
        max(known, default=EMPTY),
        tuple(shown()),
    )
