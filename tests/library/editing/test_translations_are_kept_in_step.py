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
from qorgan.web.library.writing import name_blocks

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


def test_the_outcomes_of_the_first_collection_are_strings_too() -> None:
    source, target, order = translated(with_a_study(), "ru")
    outcomes = [one.value["outcome"] for one in source.evidence[0].value["effects"].bound_blocks]
    segments = StringSegment.objects.filter(source=order.source, context__path__startswith="evidence.")
    assert {one.string.data for one in segments.select_related("string")} >= set(outcomes)
    assert target.evidence[0].value["effects"][0]["outcome"] != outcomes[0]


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


def translated(value: Any, language: str) -> tuple[Record, Record, Translation]:
    """A kept record: the row of its source, that of a language, and the order between them."""
    row = Record.objects.filter(identifier=value.identifier).order_by("pk").first() or keep(value)
    one = Translation.objects.get(
        source__object_id=row.translation_key, target_locale__language_code=language
    )
    return one.source.get_source_instance(), one.get_target_instance(), one


def with_a_study() -> Any:
    return next(
        one for one in first_collection() if one.evidence and one.evidence.effects and "ru" in one.title
    )


def test_everything_that_a_reader_reads_can_be_translated_and_no_fact(signed_in: Any, public: Record) -> None:
    public.keywords = ["akim", "village"]
    public.sources = [
        {"type": "source", "value": {"address": "https://example.org/", "certainty": "primary",
                                     "opened": None, "note": "page 3"}}
    ]  # fmt: skip
    public.evidence = [
        {"type": "study", "value": {
            "design": "trial", "citation": "Author A. 2020.", "participants": None, "clusters": None,
            "source": "https://example.org/study", "certainty": "primary",
            "effects": [{"outcome": "Physical violence", "domain": "violence", "measure": "RR",
                         "estimate": 0.5, "low": 0.3, "high": 0.8, "level": 0.95, "better": "lower",
                         "note": "after a year"}]}}
    ]  # fmt: skip
    name_blocks(public)  # as the form does
    public.save_revision().publish()
    language = "ru" if public.locale.language_code != "ru" else "en"
    one = order(signed_in, public, language)
    segments = StringSegment.objects.filter(source=one.source).values_list("string__data", flat=True)
    assert sorted(segments) == sorted(
        [public.title, public.summary, "akim; village", "page 3", "Physical violence", "after a year"]
    )
    assert not one.source.overridablesegment_set.exists(), "an address is the same in every language"
    translate(
        signed_in("contributor"),
        one,
        {"akim; village": "аким; сельский округ ;аул", "page 3": "страница 3"},
    )
    target = one.get_target_instance()
    signed_in("librarian").post(f"{EDIT}edit/{target.pk}/", {"action": "publish"})
    target = Record.objects.get(pk=target.pk)
    assert target.live and target.keywords == ["аким", "сельский округ", "аул"]
    page = Client().get(f"/library/r/{public.identifier}/?lang={language}").content.decode()
    assert "страница 3" in page and "page 3" not in page
    other = (
        Client().get(f"/library/r/{public.identifier}/?lang={public.locale.language_code}").content.decode()
    )
    assert "page 3" in other and "страница 3" not in other


def test_a_new_outcome_does_not_take_the_words_of_another() -> None:
    source, target, _order = translated(with_a_study(), "ru")
    raw = translations.plain_of(source, "evidence")
    effects = raw[0]["value"]["effects"]
    new = {
        "type": "item",
        "id": "a-new-one",
        "value": dict(effects[0]["value"]) | {"outcome": "Calls to the helpline"},
    }
    said = target.evidence[0].value["effects"][0]["outcome"]
    raw[0]["value"]["effects"] = [new, *effects]
    source.evidence = raw
    source.save_revision().publish()
    after = Record.objects.get(pk=target.pk).evidence[0].value["effects"]
    assert [after[0]["outcome"], after[1]["outcome"]] == ["Calls to the helpline", said]


def test_what_the_source_takes_back_no_language_says() -> None:
    source, target, _order = translated(with_a_study(), "ru")
    for note in ("only in one district", ""):
        raw = translations.plain_of(source, "evidence")
        raw[0]["value"]["effects"][0]["value"]["note"] = note
        source.evidence = raw
        source.save_revision().publish()
    after = Record.objects.get(pk=target.pk).evidence[0].value["effects"][0]
    assert after["note"] == ""


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
    before = StringTranslation.objects.count()
    given = {} if content is None else {"file": SimpleUploadedFile("back.po", content)}
    answer = client.post(f"/library/edit/localize/translate/{one.pk}/pofile/upload/", given)
    assert answer.status_code == 302
    assert StringTranslation.objects.count() == before


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
    assert StringTranslation.objects.filter(
        translation_of__data="A guide for village akims", data="X"
    ).exists()
