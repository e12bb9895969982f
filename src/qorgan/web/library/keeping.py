"""Puts whole records on the shelf: a row in each language, with its history and its translation."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from wagtail.models import Locale
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from qorgan.catalogue.record import Record as Value
from qorgan.web.clock import real_now
from qorgan.web.library.models import Number, Record
from qorgan.web.library.translations import evidence_in, in_words_of, plain_of
from qorgan.web.library.values import fields_of

ORDER = ("en", "ru", "kk", "ky", "uz", "tg", "tk")


@transaction.atomic
def keep_all(values: Iterable[Value]) -> list[Record]:
    """Stores records with their translations, published. Answers the rows of their sources.

    The index of the search is not renewed: whoever stores many does it once, afterwards."""
    locales = {one.language_code: one for one in Locale.objects.all()}
    with disable_reference_index_auto_update():  # a file is named by an editor, never by a whole record
        return [_keep(value, locales) for value in values]


def keep(value: Value) -> Record:
    """Stores one record, to be found at once. Raises ValidationError when it is not fit to be read."""
    from qorgan.web.library.finding import indexing

    row = keep_all([value])[0]
    indexing.renew(value.identifier)
    return row


def _keep(value: Value, locales: dict[str, Locale]) -> Record:
    Number.objects.get_or_create(number=int(value.identifier[1:7]), defaults={"identifier": value.identifier})
    languages = [code for code in ORDER if code in value.title and code in locales]
    source = _row(Record(locale=locales[languages[0]], live=False, **fields_of(value, languages[0])))
    others = {}
    for code in languages[1:]:
        row = Record(locale=locales[code], live=False, **fields_of(value, code))
        row.translation_key = source.translation_key
        row.evidence = evidence_in(plain_of(source, "evidence"), plain_of(row, "evidence"), by_place=True)
        row.sources = in_words_of(plain_of(source, "sources"), plain_of(row, "sources"), by_place=True)
        others[code] = _row(row)
    if others:
        _translated(source, others)
    return source


def _row(row: Record) -> Record:
    """A published row with its one revision. What `publish` would do in five writes stands in two here: a
    new library stores hundreds of these before it opens."""
    row.live, row.has_unpublished_changes = True, False
    row.first_published_at = row.last_published_at = real_now()
    row.save()
    revision = row.save_revision(clean=False, changed=False)
    Record.objects.filter(pk=row.pk).update(live_revision=revision)
    row.live_revision = revision
    return row


def _translated(source: Record, others: dict[str, Record]) -> None:
    """The words of the other languages as translations of the source's strings: so they are edited."""
    order, _new = TranslationSource.get_or_create_from_instance(source)
    segments = list(StringSegment.objects.filter(source=order).select_related("string", "context"))
    made = []
    for row in others.values():
        Translation.objects.get_or_create(source=order, target_locale=row.locale)
        words = words_of(row)
        made += [
            StringTranslation(
                translation_of=one.string,
                locale=row.locale,
                context=one.context,
                data=words[one.context.path],
                translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
            )
            for one in segments
            if words.get(one.context.path)
        ]
    StringTranslation.objects.bulk_create(made, ignore_conflicts=True)
    Record.objects.filter(pk__in=[row.pk for row in others.values()]).update(last_published_at=real_now())


def words_of(row: Record) -> dict[str, str]:
    """What a row says, by the path that wagtail-localize gives to each text of its source."""
    from wagtail_localize.segments import StringSegmentValue
    from wagtail_localize.segments.extract import extract_segments

    return {one.path: one.string.data for one in extract_segments(row) if isinstance(one, StringSegmentValue)}
