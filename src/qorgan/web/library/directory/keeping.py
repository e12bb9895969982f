"""Between rows and services: what a new library begins with, and what readers are shown."""

from __future__ import annotations

import logging
from typing import Any

from qorgan.catalogue.codes import LANGUAGES
from qorgan.catalogue.faults import BadRecord
from qorgan.catalogue.services import Service as Value
from qorgan.catalogue.services import directory
from qorgan.web.library.directory.models import ACCESS, NOTES, SAME, WORDS, Service
from qorgan.web.library.directory.week import WrongWeek, written_week

log = logging.getLogger("qorgan.library")
STEP = 10


def seed() -> None:
    """Puts in the services of the directory's first text that have no row yet. What editors changed stays."""
    there = set(Service.objects.values_list("identifier", flat=True))
    for place, value in enumerate(directory(), start=1):
        if value.identifier not in there:
            Service(**row_of(value), place=place * STEP, shown=True).save()


def row_of(value: Value) -> dict[str, Any]:
    """What a row holds of a service, as keyword arguments of the model."""
    return {
        **{name: getattr(value, name) for name in SAME},
        **{f"{name}_{code}": getattr(value, name).get(code, "") for name in WORDS for code in LANGUAGES},
        **{name: getattr(value.access, name) for name in ACCESS},
        "phones": list(value.phones),
        "languages": list(value.languages),
        "hours": value.hours.known,
        "week": written_week(dict(value.hours.week)),
        "last_checked": value.last_checked,
        "sources": [
            {
                "type": "source",
                "value": {
                    "address": one.address, "certainty": one.certainty,
                    **{name: one.note.get(code, "") for code, name in NOTES.items()},
                    "opened": one.opened and one.opened.isoformat(),
                },
            }
            for one in value.sources
        ],
    }  # fmt: skip


def shown() -> list[Value]:
    """The services that readers are shown, in their order.

    Each is judged anew: a row that came in past the editors with a forbidden place is left out.
    """
    found = []
    for row in Service.objects.filter(shown=True):
        try:
            found.append(row.value())
        except (BadRecord, WrongWeek):
            log.error("A service of the directory breaks its rules and is not shown: row %s.", row.pk)
    return found
