"""Two people translate the same text at once: one text stands, the other is kept, and both are said."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from qorgan.web.library.models import KeptWords

pytestmark = pytest.mark.django_db
MINE, THEIRS = "Мои слова", "Слова другой"


@pytest.fixture
def order() -> Translation:
    return Translation.objects.filter(target_locale__language_code="ru").select_related("source").first()


@pytest.fixture
def title(order: Translation) -> StringSegment:
    return StringSegment.objects.get(source=order.source, context__path="title")


def address(order: Translation, segment: StringSegment) -> str:
    return f"/library/edit/localize/translate/{order.pk}/strings/{segment.pk}/edit/"


def send(client: Client, order: Translation, segment: StringSegment, **given: str) -> Any:
    form = "application/x-www-form-urlencoded"
    return client.put(address(order, segment), urlencode(given), content_type=form)


def standing(order: Translation, segment: StringSegment) -> str:
    return StringTranslation.objects.get(
        translation_of_id=segment.string_id, context_id=segment.context_id, locale=order.target_locale
    ).data


def page(client: Client, order: Translation) -> str:
    pk = order.get_target_instance().pk
    return client.get(f"/library/edit/snippets/library/record/edit/{pk}/").content.decode()


def test_one_after_the_other_replaces_what_she_saw(signed_in: Any, order: Any, title: Any) -> None:
    before = standing(order, title)
    answer = send(signed_in("contributor"), order, title, value=THEIRS, seen=before)
    assert answer.status_code == 200 and not answer.json()["error"]
    answer = send(signed_in("reviewer"), order, title, value=MINE, seen=THEIRS)
    assert answer.status_code == 200 and "kept" not in answer.json()
    assert standing(order, title) == MINE and not KeptWords.objects.exists()


def test_both_at_once_are_kept_and_said(signed_in: Any, order: Any, title: Any) -> None:
    before = standing(order, title)
    send(signed_in("contributor"), order, title, value=THEIRS, seen=before)
    second = signed_in("reviewer")
    answer = send(second, order, title, value=MINE, seen=before).json()
    assert answer["data"] == THEIRS == standing(order, title)
    assert answer["error"].startswith("Somebody else wrote this text while you were writing.")
    assert MINE in answer["kept"]
    assert KeptWords.objects.get().data == MINE
    for client in (signed_in("contributor"), second):
        assert MINE in page(client, order) and "Two people wrote these texts" in page(client, order)
    send(second, order, title, value=MINE, seen=before)
    assert KeptWords.objects.count() == 1, "sent twice, kept once"


def test_what_was_kept_takes_its_place_and_the_other_is_kept_then(
    signed_in: Any, order: Any, title: Any
) -> None:
    before = standing(order, title)
    send(signed_in("contributor"), order, title, value=THEIRS, seen=before)
    client = signed_in("reviewer")
    send(client, order, title, value=MINE, seen=before)
    client.post(f"/library/edit/kept-words/{KeptWords.objects.get().pk}/", {"do": "use"})
    assert standing(order, title) == MINE
    other = KeptWords.objects.get()
    assert (other.data, other.written_by.username) == (THEIRS, "contributor")
    client.post(f"/library/edit/kept-words/{other.pk}/", {"do": "drop"})
    assert not KeptWords.objects.exists() and standing(order, title) == MINE


def test_nobody_deletes_words_she_has_not_seen(signed_in: Any, order: Any, title: Any) -> None:
    before = standing(order, title)
    send(signed_in("contributor"), order, title, value=THEIRS, seen=before)
    form = "application/x-www-form-urlencoded"
    client = signed_in("reviewer")
    answer = client.delete(address(order, title), urlencode({"seen": before}), content_type=form)
    assert answer.status_code == 409 and "It was not deleted." in answer.json()["error"]
    assert standing(order, title) == THEIRS
    answer = client.delete(address(order, title), urlencode({"seen": THEIRS}), content_type=form)
    assert answer.status_code == 200
    assert not StringTranslation.objects.filter(data=THEIRS).exists()


def test_a_page_that_does_not_say_what_it_saw_loses_nothing(signed_in: Any, order: Any, title: Any) -> None:
    send(signed_in("contributor"), order, title, value=THEIRS, seen=standing(order, title))
    send(signed_in("reviewer"), order, title, value=MINE)
    assert standing(order, title) == MINE and KeptWords.objects.get().data == THEIRS


def test_a_file_replaces_nobodys_words_unseen(signed_in: Any, order: Any, title: Any) -> None:
    client = signed_in("reviewer")
    po = polib.pofile(
        client.get(f"/library/edit/localize/translate/{order.pk}/pofile/download/").content.decode()
    )
    send(signed_in("contributor"), order, title, value=THEIRS, seen=standing(order, title))
    for entry in po:
        if entry.msgctxt == "title":
            entry.msgstr = MINE
    upload = f"/library/edit/localize/translate/{order.pk}/pofile/upload/"
    client.post(upload, {"file": SimpleUploadedFile("a.po", str(po).encode()), "next": "/library/edit/"})
    assert standing(order, title) == MINE and KeptWords.objects.get().data == THEIRS
    assert THEIRS in page(client, order)


@pytest.mark.parametrize("content", [None, b"", b"\x00\xff", b'msgid ""\nmsgstr ""\n"A: b\\n"\n'])
def test_a_wrong_file_is_refused_with_a_sentence(
    signed_in: Any, order: Any, title: Any, content: Any
) -> None:
    before = standing(order, title)
    given = {} if content is None else {"file": SimpleUploadedFile("a.po", content or b" ")}
    answer = signed_in("reviewer").post(
        f"/library/edit/localize/translate/{order.pk}/pofile/upload/", {**given, "next": "/library/edit/"}
    )
    assert answer.status_code == 302 and standing(order, title) == before


def test_only_editors_of_records_write_and_choose(order: Any, title: Any, db: Any) -> None:
    outside = Client(headers={"sec-fetch-site": "same-origin"})
    assert send(outside, order, title, value=MINE, seen="").status_code in (302, 401, 403)
    assert outside.post("/library/edit/kept-words/1/", {"do": "use"}).status_code in (302, 403)


@pytest.mark.parametrize(
    "body",
    [
        {"value": ["Мои слова"]},
        {"value": {"a": 1}},
        {"value": 7},
        {"value": True},
        {"value": None},
        {"value": MINE, "seen": [1]},
        {"value": MINE, "seen": 7},
        {"value": "a\x00b"},
        {"value": "half of a sign \ud83d"},
        [MINE],
        MINE,
        7,
        None,
    ],
)
def test_what_is_no_text_is_refused_with_a_sentence(
    signed_in: Any, order: Any, title: Any, body: object
) -> None:
    before, client = standing(order, title), signed_in("reviewer")
    answer = client.put(address(order, title), json.dumps(body), content_type="application/json")
    assert answer.status_code == 400, answer.content
    assert "This is no text" in answer.json()["error"] and standing(order, title) == before
    assert not KeptWords.objects.exists()


def test_what_cannot_be_read_at_all_is_refused(signed_in: Any, order: Any, title: Any) -> None:
    before, client = standing(order, title), signed_in("reviewer")
    for content, kind in ((b"{", "application/json"), (b"x", "text/plain"), (b"\xff", "application/json")):
        answer = client.put(address(order, title), content, content_type=kind)
        assert answer.status_code in (400, 415), answer.content
    answer = client.delete(address(order, title), json.dumps({"seen": [1]}), content_type="application/json")
    assert answer.status_code == 400 and standing(order, title) == before


def test_a_translator_cannot_cut_a_translation_off_from_its_source(signed_in: Any, order: Any) -> None:
    address = f"/library/edit/localize/translate/{order.pk}/stop_translation/"
    for name in ("contributor", "reviewer"):
        assert signed_in(name).post(address).status_code in (302, 403)
        order.refresh_from_db()
        assert order.enabled, name
    assert "Each text is kept when you save it." in page(signed_in("contributor"), order)
    assert "Each text is kept when you save it." not in page(signed_in("librarian"), order)
    signed_in("librarian").post(address)
    order.refresh_from_db()
    assert not order.enabled


def test_the_day_of_a_translation_is_in_the_readers_language(signed_in: Any, order: Any, title: Any) -> None:
    send(signed_in("contributor"), order, title, value=MINE)
    pk = order.get_target_instance().pk
    address = f"/library/edit/snippets/library/record/edit/{pk}/"
    text = signed_in("contributor").get(address, headers={"accept-language": "ru"}).content.decode()
    day = StringTranslation.objects.get(data=MINE).updated_at
    assert f"{day:%d.%m.%Y}" in text and f"{day:%B}" not in text
