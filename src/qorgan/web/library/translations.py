"""A record in its languages: which are translated, which are behind their source, which are missing.

The words of a translation are kept by wagtail-localize as strings; facts (address, licence, numbers of a
study) belong to the source and are carried into every language when it is published, so that no language
shows an old number. The words of the other languages stay until somebody translates the new ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Max
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from wagtail.models import Locale
from wagtail.signals import published
from wagtail_localize.fields import SynchronizedField
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from qorgan.web.library.models import Record

FACTS = tuple(one.field_name for one in Record.translatable_fields if isinstance(one, SynchronizedField))
BLOCKS = ("sources", "evidence")  # facts with words in them
WORDS = ("outcome", "note")
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Status:
    """One language of a record. `code`: source, draft (a source that is not public), translated, outdated,
    begun, ready or missing."""

    language: str
    name: str
    code: str
    pk: int | None = None
    done: int = 0
    total: int = 0

    @property
    def said(self) -> str:
        return {
            "source": _("original"),
            "draft": _("original, not public yet"),
            "translated": _("translated"),
            "outdated": _("outdated: the source changed"),
            "begun": _("begun, not public yet"),
            "ready": _("translated, waits to be published"),
            "missing": _("missing"),
        }[self.code]

    @property
    def address(self) -> str:
        try:
            name = Record.snippet_viewset.get_url_name("edit")  # type: ignore[attr-defined]
            return reverse(name, args=[self.pk]) if self.pk else ""
        except NoReverseMatch:
            return ""


def statuses(record: Record) -> list[Status]:
    """The record in every language of the library, the three of the screens first."""
    return all_statuses([record])[record.translation_key]


def all_statuses(records: Iterable[Record]) -> dict[Any, list[Status]]:
    """The same for many records, by their translation key."""
    keys = {one.translation_key for one in records}
    locales = list(Locale.objects.all())
    rows: dict[Any, dict[int, Record]] = {key: {} for key in keys}
    for row in Record.objects.filter(translation_key__in=keys).order_by("pk"):
        rows[row.translation_key][row.locale_id] = row
    orders: dict[Any, dict[int, Translation]] = {key: {} for key in keys}
    found = Translation.objects.filter(source__object_id__in=keys, enabled=True).select_related("source")
    for one in found:
        orders[one.source.object_id][one.target_locale_id] = one
    return {key: [_status(one, rows[key], orders[key]) for one in _ordered(locales)] for key in keys}


def _ordered(locales: list[Locale]) -> list[Locale]:
    from django.conf import settings

    order = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
    return sorted(
        (one for one in locales if one.language_code in order), key=lambda one: order.index(one.language_code)
    )


def _status(locale: Locale, rows: dict[int, Record], orders: dict[int, Translation]) -> Status:
    code, name = locale.language_code, locale.get_display_name() or locale.language_code
    row, order = rows.get(locale.pk), orders.get(locale.pk)
    if row is None:
        return Status(code, name, "missing")
    if order is None:
        first = min(rows.values(), key=lambda one: one.pk)
        newer = (
            first.last_published_at
            and row.last_published_at
            and first.last_published_at > row.last_published_at
        )
        own = row.pk != first.pk and row.live
        of_source = "source" if row.live else "draft"
        return Status(
            code,
            name,
            "outdated" if own and newer and not orders else "translated" if own else of_source,
            row.pk,
        )
    total, done = order.get_progress()
    if done < total:
        return Status(code, name, "outdated" if row.live else "begun", row.pk, done, total)
    waits = not row.live or _last_word(order) > (row.last_published_at or row.first_published_at or NEVER)
    return Status(code, name, "ready" if waits else "translated", row.pk, done, total)


def _last_word(order: Translation) -> datetime:
    """When a word of this translation was last written."""
    found = StringTranslation.objects.filter(
        locale_id=order.target_locale_id,
        context__object_id=order.source.object_id,
        translation_of__in=StringSegment.objects.filter(source_id=order.source_id).values("string_id"),
    ).aggregate(last=Max("updated_at"))["last"]
    return found or NEVER


def carry_facts(source: Record) -> int:
    """Writes the facts of a published source into its public translations. Answers how many changed."""
    changed = 0
    others = Record.objects.filter(translation_key=source.translation_key, live=True).exclude(pk=source.pk)
    for row in others:
        before = [plain_of(row, name) for name in (*FACTS, *BLOCKS)]
        for name in FACTS:
            setattr(row, name, getattr(source, name))
        row.evidence = evidence_in(plain_of(source, "evidence"), plain_of(row, "evidence"))
        row.sources = in_words_of(plain_of(source, "sources"), plain_of(row, "sources"))
        after = [plain_of(row, name) for name in (*FACTS, *BLOCKS)]
        if before != after:
            row.save_revision(changed=False, clean=False).publish(skip_permission_checks=True)
            changed += 1
    return changed


def plain_of(row: Record, name: str) -> Any:
    value = getattr(row, name)
    if name not in BLOCKS:
        return value
    list(value)  # a block that nobody looked at would be given as it was stored, whatever its form
    return value.get_prep_value()


def evidence_in(source: list[Any], old: list[Any], *, by_place: bool = False) -> list[Any]:
    """The study as the source gives it, with the words that the language has for the same outcomes.

    `by_place`: the two were written apart and stand in the same order. Otherwise an outcome that the
    language does not know yet keeps the source's words: another outcome's would say what was not measured.
    """
    effects = [effect for study in old for effect in study["value"].get("effects", ())]
    found = []
    for study in source:
        new = in_words_of(list(study["value"].get("effects", ())), effects, by_place=by_place)
        found.append({**study, "value": {**study["value"], "effects": new}})
    return found


def in_words_of(source: list[Any], old: list[Any], *, by_place: bool = False) -> list[Any]:
    """Blocks of the source, each with the words that the language has for it. What the source no longer
    says, no language says."""
    words = {one.get("id"): one["value"] for one in old}
    found = []
    for place, one in enumerate(source):
        own = words.get(one.get("id")) or (old[place]["value"] if by_place and place < len(old) else {})
        kept = {name: own[name] for name in WORDS if own.get(name) and one["value"].get(name)}
        found.append({**one, "value": {**one["value"], **kept}})
    return found


def after_publishing(sender: Any, instance: Any, **kwargs: Any) -> None:
    """The source of translations was published: they are measured against it from now on."""
    if not isinstance(instance, Record):
        return
    source = TranslationSource.objects.filter(
        object_id=instance.translation_key, locale_id=instance.locale_id
    ).first()
    if source is None:
        return
    row = Record.objects.get(pk=instance.pk)
    source.update_from_db()
    carry_facts(row)


def connect() -> None:
    published.connect(after_publishing, sender=Record, dispatch_uid="library-after-publishing")
