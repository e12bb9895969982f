"""A record in its languages: from the order to the public page, and what a change of the source does."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from qorgan.catalogue.collection import first_collection
from qorgan.web.library import translations
from qorgan.web.library.keeping import keep
from qorgan.web.library.models import Record

pytestmark = pytest.mark.django_db
EDIT = "/library/edit/snippets/library/record/"


def status(record: Record, language: str) -> str:
    return next(one.code for one in translations.statuses(record) if one.language == language)


@pytest.fixture
def public(signed_in: Any, draft: Any, typed: Any) -> Record:
    """A record written in Kazakh's place, the first language of a new record, and published."""
    record: Record = draft()
    signed_in("librarian").post(f"{EDIT}edit/{record.pk}/", typed() | {"action-publish": "1"})
    record.refresh_from_db()
    assert record.live
    return record


def order(signed_in: Any, record: Record, language: str) -> Translation:
    locale = Locale.objects.get(language_code=language)
    signed_in("contributor").post(
        f"/library/edit/localize/submit/snippet/library/record/{record.pk}/", {"locales": [locale.pk]}
    )
    return Translation.objects.get(source__object_id=record.translation_key, target_locale=locale)


def translate(client: Client, one: Translation, words: dict[str, str]) -> None:
    for segment in StringSegment.objects.filter(source=one.source).select_related("string"):
        answer = client.put(
            f"/library/edit/localize/translate/{one.pk}/strings/{segment.pk}/edit/",
            urlencode({"value": words.get(segment.string.data, f"[{segment.string.data}]")}),
            content_type="application/x-www-form-urlencoded",
        )
        assert answer.status_code in (200, 201), answer.content


def test_a_translation_goes_from_an_order_to_the_public(
    signed_in: Any, public: Record, client: Client
) -> None:
    language = "ru" if public.locale.language_code != "ru" else "en"
    assert status(public, language) == "missing"
    one = order(signed_in, public, language)
    target = one.get_target_instance()
    assert not target.live and target.identifier == public.identifier, (
        "words of another language are not shown"
    )
    assert status(public, language) == "begun"
    librarian = signed_in("librarian")
    librarian.post(f"{EDIT}edit/{target.pk}/", {"action": "publish"})
    assert not Record.objects.get(pk=target.pk).live, "a translation with gaps is not published"
    translate(signed_in("contributor"), one, {"A guide for village akims": "Памятка для акимов сёл"})
    assert status(public, language) == "ready"
    assert signed_in("contributor").post(f"{EDIT}edit/{target.pk}/", {"action": "publish"}).status_code in (
        302,
        403,
    )
    assert not Record.objects.get(pk=target.pk).live
    librarian.post(f"{EDIT}edit/{target.pk}/", {"action": "publish"})
    translated = Record.objects.get(pk=target.pk)
    assert translated.title == "Памятка для акимов сёл"


def test_a_change_of_the_source_marks_its_translations_outdated(typed: Any, signed_in: Any) -> None:
    one = Translation.objects.select_related("source", "target_locale").first()
    assert one is not None
    source = one.source.get_source_instance()
    language = one.target_locale.language_code
    target = one.get_target_instance()
    assert status(source, language) == "translated"
    source.title, source.publisher = "Another title of the source", "Another publisher"
    source.save_revision().publish()
    assert status(source, language) == "outdated"
    behind = Record.objects.get(pk=target.pk)
    assert behind.title == target.title, "the words stay until somebody translates the new ones"
    assert behind.publisher == "Another publisher", "facts are carried at once"


def test_numbers_of_a_study_are_carried_and_its_words_stay() -> None:
    there = set(Record.objects.values_list("identifier", flat=True))
    value = next(
        one for one in first_collection() if one.evidence and one.evidence.effects and "ru" in one.title
    )
    row = Record.objects.filter(identifier=value.identifier).order_by("pk").first()
    if value.identifier not in there:
        row = keep(value)
    assert row is not None
    key = Translation.objects.get(source__object_id=row.translation_key, target_locale__language_code="ru")
    source, target = key.source.get_source_instance(), key.get_target_instance()
    said = target.evidence[0].value["effects"][0]["outcome"]
    raw = translations.plain_of(source, "evidence")
    raw[0]["value"]["effects"][0]["value"]["estimate"] = 0.51
    raw[0]["value"]["effects"][0]["value"]["low"] = 0.4
    source.evidence = raw
    source.save_revision().publish()
    after = Record.objects.get(pk=target.pk).evidence[0].value["effects"][0]
    assert after["estimate"] == 0.51 and after["outcome"] == said


def test_the_first_collection_is_translated_by_strings_that_can_be_edited() -> None:
    for one in Translation.objects.all():
        total, done = one.get_progress()
        assert total and total == done
        target = one.get_target_instance()
        title = StringTranslation.objects.get(
            context__path="title", context__object=one.source.object, locale=one.target_locale
        )
        assert title.data == target.title.replace("&", "&amp;")


def test_the_other_languages_of_the_region_are_prepared(signed_in: Any, public: Record) -> None:
    assert {one.language for one in translations.statuses(public)} == {
        "kk",
        "ru",
        "en",
        "ky",
        "uz",
        "tg",
        "tk",
    }
    one = order(signed_in, public, "ky")
    assert one.get_target_instance().locale.language_code == "ky"


def test_the_languages_stand_in_the_list_and_on_the_record(signed_in: Any) -> None:
    row = Record.objects.filter(live=True).first()
    assert row is not None
    client = signed_in("contributor")
    assert (
        "outdated" in client.get(EDIT).content.decode() or "translated" in client.get(EDIT).content.decode()
    )
    page = client.get(f"{EDIT}edit/{row.pk}/").content.decode()
    assert "Kyrgyz" in page and "missing" in page


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"/etc/passwd",
        b"\xff\xfe\x00\n",
        b'msgid ""\nmsgstr ""\n\nmsgid "a"\nmsgstr "b"\n',
        b'msgid "\nmsgstr',
        b'msgid ""\nmsgstr "Content-Type: text/plain; charset=nosuch\\n"\n',
    ],
)
def test_a_file_that_is_no_translation_is_refused_with_a_sentence(
    signed_in: Any, public: Record, content: bytes | None
) -> None:
    one = order(signed_in, public, "ru" if public.locale.language_code != "ru" else "en")
    client = signed_in("contributor")
    given = {} if content is None else {"file": SimpleUploadedFile("back.po", content)}
    answer = client.post(f"/library/edit/localize/translate/{one.pk}/pofile/upload/", given)
    assert answer.status_code == 302
    assert not StringTranslation.objects.exists()


def test_a_translation_that_went_out_as_a_file_comes_back(signed_in: Any, public: Record) -> None:
    one = order(signed_in, public, "ru" if public.locale.language_code != "ru" else "en")
    client = signed_in("contributor")
    po = client.get(f"/library/edit/localize/translate/{one.pk}/pofile/download/").content
    filled = po.replace(
        b'msgid "A guide for village akims"\nmsgstr ""', b'msgid "A guide for village akims"\nmsgstr "X"'
    )
    assert filled != po
    given = {"file": SimpleUploadedFile("back.po", filled)}
    answer = client.post(f"/library/edit/localize/translate/{one.pk}/pofile/upload/", given)
    assert answer.status_code == 302
    assert [found.data for found in StringTranslation.objects.all()] == ["X"]
