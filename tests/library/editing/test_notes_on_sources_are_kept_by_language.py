"""A note on a source: written, translated and read in each language; facts stay the source's."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client
from tests.catalogue.sample import PLAIN
from wagtail_localize.models import StringSegment, Translation

from qorgan.catalogue.identifiers import identifier
from qorgan.catalogue.record import record_of
from qorgan.catalogue.services import service_of
from qorgan.web.library import shelf, translations
from qorgan.web.library.directory import keeping
from qorgan.web.library.directory.models import Service
from qorgan.web.library.keeping import keep
from qorgan.web.library.models import Number, Record

pytestmark = pytest.mark.django_db
OURS = identifier(990)
IN_THREE = {"en": "intervals of table 5", "ru": "интервалы таблицы 5", "kk": "5-кестенің аралықтары"}
ADDRESS = "https://example.org/"


def kept(*notes: object, **more: object) -> Record:
    sources = [
        {"address": f"{ADDRESS}{place}", "certainty": "secondary", "note": note}
        for place, note in enumerate(notes)
    ]
    return keep(record_of({**PLAIN, "identifier": OURS, "sources": sources, **more}))


def page(client: Client, language: str) -> str:
    return client.get(f"/library/r/{OURS}/?lang={language}").content.decode()


def row(language: str) -> Record:
    return Record.objects.get(identifier=OURS, locale__language_code=language)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_a_reader_is_told_in_her_own_language(client: Client, language: str) -> None:
    kept(IN_THREE)
    text = page(client, language)
    assert IN_THREE[language] in text
    assert not any(note in text for code, note in IN_THREE.items() if code != language)
    assert f'<span lang="{language}">' not in text


def test_a_note_that_is_in_another_language_says_which(client: Client) -> None:
    kept("intervals of table 5", "взято из пересказа")
    assert '<span lang="en">intervals of table 5</span>' in page(client, "ru")
    text = page(client, "kk")
    assert '<span lang="en">intervals of table 5</span>' in text
    assert '<span lang="ru">взято из пересказа</span>' in text
    value = shelf.one(OURS)
    assert value is not None
    assert [one.note for one in value.sources] == [
        {"en": "intervals of table 5"},
        {"ru": "взято из пересказа"},
    ]


def test_markup_in_a_note_stays_text(client: Client) -> None:
    kept({"en": "<b>bold</b>"})
    assert '<span lang="en">&lt;b&gt;bold&lt;/b&gt;</span>' in page(client, "kk")


def test_a_note_is_a_text_of_the_page_of_translations_and_reaches_the_reader(
    signed_in: Any, client: Client
) -> None:
    kept(IN_THREE)
    order = Translation.objects.get(
        source__object_id=row("en").translation_key, target_locale__language_code="ru"
    )
    assert order.get_progress()[0] == order.get_progress()[1]
    segment = StringSegment.objects.select_related("context").get(
        source=order.source, string__data=IN_THREE["en"]
    )
    assert re.fullmatch(r"sources\.[0-9a-f-]+\.note", segment.context.path)
    answer = signed_in("contributor").put(
        f"/library/edit/localize/translate/{order.pk}/strings/{segment.pk}/edit/",
        urlencode({"value": "интервалы из таблицы 5"}),
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code in (200, 201)
    signed_in("librarian").post(
        f"/library/edit/snippets/library/record/edit/{row('ru').pk}/", {"action": "publish"}
    )
    assert "интервалы из таблицы 5" in page(client, "ru")
    assert IN_THREE["kk"] in page(client, "kk") and IN_THREE["en"] in page(client, "en")


def test_a_changed_address_is_carried_and_the_words_of_each_language_stay(client: Client) -> None:
    source = kept(IN_THREE)
    raw = translations.plain_of(source, "sources")
    raw[0]["value"] |= {"address": f"{ADDRESS}moved", "certainty": "primary"}
    source.sources = raw
    source.save_revision().publish()
    value = row("ru").sources[0].value
    assert (value["address"], value["certainty"]) == (f"{ADDRESS}moved", "primary")
    assert value["note"] == IN_THREE["ru"]
    assert IN_THREE["kk"] in page(client, "kk")


def test_a_source_that_is_put_first_does_not_get_the_note_of_another(client: Client) -> None:
    source = kept(IN_THREE)
    raw = translations.plain_of(source, "sources")
    new = {"address": f"{ADDRESS}new", "certainty": "primary", "opened": None, "note": "the text itself"}
    source.sources = [{"type": "source", "value": new}, *raw]
    source.save_revision().publish()
    value = shelf.one(OURS)
    assert value is not None
    assert [one.note for one in value.sources] == [{"en": "the text itself"}, IN_THREE]
    assert '<span lang="en">the text itself</span>' in page(client, "ru")


def test_a_note_that_was_taken_out_is_gone_in_every_language(client: Client) -> None:
    source = kept(IN_THREE)
    raw = translations.plain_of(source, "sources")
    raw[0]["value"]["note"] = ""
    source.sources = raw
    source.save_revision().publish()
    assert IN_THREE["ru"] not in page(client, "ru") and IN_THREE["kk"] not in page(client, "kk")


def test_an_effect_that_is_put_first_does_not_get_the_words_of_another() -> None:
    source = kept(IN_THREE)
    raw = translations.plain_of(source, "evidence")
    effects = raw[0]["value"]["effects"]
    first = {**effects[0]["value"], "outcome": "Another outcome", "estimate": 0.6}
    raw[0]["value"]["effects"] = [{"type": "item", "value": first, "id": str(uuid4())}, *effects]
    source.evidence = raw
    source.save_revision().publish()
    said = [one["outcome"] for one in row("ru").evidence[0].value["effects"]]
    assert said == ["Another outcome", *(one["outcome"]["ru"] for one in PLAIN["evidence"]["effects"])]


def test_a_retired_record_says_in_which_language_its_note_is(client: Client) -> None:
    row_of_number = Number.objects.create(
        number=991, identifier=identifier(991), retired_at="2026-11-26T12:00:00Z",
        retired_title={"kk": "Атауы"}, retired_note={"en": "Withdrawn by its author."},
    )  # fmt: skip
    text = client.get(f"/library/r/{row_of_number.identifier}/?lang=ru").content.decode()
    assert '<span lang="en">Withdrawn by its author.</span>' in text
    assert '<span lang="kk">Атауы</span>' in text


def test_names_and_days_are_said_as_the_reader_reads_them(client: Client) -> None:
    kept(
        IN_THREE, countries=["KZ"], regions=["KZ-59"], issued="2014-07-31", publisher="UN Women",
        original_title="Adolat", languages=["uz"],
    )  # fmt: skip
    text = page(client, "ru")
    assert "31.07.2014" in text and "Северо-Казахстанская" in text
    assert '<span lang="en">UN Women</span>' in text
    assert '<span lang="uz">Adolat</span>' in text
    assert '<span lang="en">Abramsky T. et al., BMC Medicine 12:122, 2014</span>' in text


@pytest.mark.parametrize(
    ("note", "shown"),
    [
        (IN_THREE, "интервалы таблицы 5"),
        ({"en": "table 5"}, '<span lang="en">table 5</span>'),
        ("table 5", '<span lang="en">table 5</span>'),
    ],
)
def test_a_service_tells_its_source_in_the_readers_language(client: Client, note: Any, shown: str) -> None:
    words = {"en": "A line", "ru": "Линия", "kk": "Желі"}
    value = service_of(
        {
            "identifier": "kz-noted", "kind": "legal_aid", "name": words, "does": words, "country": "KZ",
            "sources": [{"address": ADDRESS, "certainty": "secondary", "note": note}],
        }
    )  # fmt: skip
    service = Service(**keeping.row_of(value), shown=True)
    service.save()
    assert Service.objects.get(pk=service.pk).value().sources == value.sources
    assert shown in client.get("/library/services/kz-noted/?lang=ru").content.decode()
