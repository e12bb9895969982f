"""Takes rows of a preview in: as drafts, each once, marked with their origin. Nothing is published."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.db import IntegrityError, transaction
from wagtail.models import Locale

from qorgan.catalogue.codes import LANGUAGES
from qorgan.catalogue.record import LONGEST_NOTE, Source, record_of
from qorgan.catalogue.record import Record as Value
from qorgan.catalogue.saying import word
from qorgan.web.clock import real_now
from qorgan.web.library.importing.models import Arrival, Preview
from qorgan.web.library.models import Number, Record, new_identifier
from qorgan.web.library.values import fields_of, said

ORDER = ("en", "ru", "kk", "ky", "uz", "tg", "tk")
AT_ONCE = 500  # rows that are shown and taken in at one time
FILES = frozenset({"csv", "ris"})


class AlreadyDecided(Exception):
    """The preview is gone: it was taken in or let go, perhaps in another window."""


@transaction.atomic
def take_in(preview: Preview, chosen: Collection[str], editor: Any) -> tuple[list[Record], bool]:
    """Makes drafts of the chosen rows (their keys) among those shown; the others of these are let go.

    Answers the drafts and whether rows are left to decide about. A row that came in meanwhile is passed over:
    doing it twice makes nothing twice. Raises AlreadyDecided."""
    kept = Preview.objects.select_for_update().filter(pk=preview.pk).first()
    seen = kept.rows[:AT_ONCE] if kept else []
    wanted = [row for row in seen if row["key"] in chosen]
    if kept is None or not wanted:
        raise AlreadyDecided
    made = [take_row(kept.origin, row, editor, kept.asked) for row in wanted]
    kept.rows = kept.rows[AT_ONCE:]
    if kept.rows:
        kept.save(update_fields=["rows"])
    else:
        kept.delete()
    return [one for one in made if one is not None], bool(kept.rows)


def take_row(
    origin: str, row: Mapping[str, Any], editor: Any, asked: Mapping[str, str] | None = None
) -> Record | None:
    """A draft of one row, or None when it came in before."""
    try:
        with transaction.atomic():
            name = new_identifier()
            Arrival.objects.create(identifier=name, origin=origin, key=row["key"], at=real_now())
            return _draft(_value(name, origin, row, asked or {}), editor)
    except IntegrityError:
        return None


def _value(name: str, origin: str, row: Mapping[str, Any], asked: Mapping[str, str]) -> Value:
    value = record_of({**row["record"], "identifier": name})
    there = set(Number.objects.filter(identifier__in=value.related).values_list("identifier", flat=True))
    value = replace(value, related=tuple(one for one in value.related if one in there))
    return value if origin in FILES else replace(value, sources=(*value.sources, _from(origin, row, asked)))


def _from(origin: str, row: Mapping[str, Any], asked: Mapping[str, str]) -> Source:
    """The other library as a source of the facts: readers see whose words they were."""
    wanted = {"verb": "GetRecord", "metadataPrefix": asked.get("prefix", "oai_dc"), "identifier": row["key"]}
    address = f"{origin}{'&' if '?' in origin else '?'}{urlencode(wanted)}"
    host = urlsplit(origin).hostname
    note = {code: word("taken_over", code, host=host, key=row["key"])[:LONGEST_NOTE] for code in LANGUAGES}
    return Source(address=address[:1000], certainty="secondary", note=note)


def _draft(value: Value, editor: Any) -> Record:
    locales = {one.language_code: one for one in Locale.objects.all()}
    languages = [code for code in ORDER if code in value.title and code in locales]
    if not languages:
        # Written in none of our languages: an editor translates it.
        value = replace(
            value, title={"en": said(value.title, "en")}, summary={"en": said(value.summary, "en")}
        )
        languages = ["en"]
    first: Record | None = None
    for code in languages:
        row = Record(locale=locales[code], live=False, has_unpublished_changes=True, **fields_of(value, code))
        if first is not None:
            row.translation_key = first.translation_key
        row.save()
        row.save_revision(user=editor, clean=False, log_action=True)
        first = first or row
    assert first is not None  # noqa: S101 - there is one language at least
    return first
