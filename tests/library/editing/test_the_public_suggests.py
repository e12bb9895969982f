"""The public's form: nothing is asked about who writes, nothing is kept of it, and it comes once."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from qorgan.web.library import crowd
from qorgan.web.library.models import Call, Record, Suggestion

pytestmark = pytest.mark.django_db
FORM = "/library/contribute/?lang=en"
GIVEN = {
    "title": "A hotline's list",
    "address": "example.org/list",
    "why": "For villages without a centre.",
    "language": "kk",
}


def test_a_suggestion_reaches_the_librarians_without_a_trace(client: Client, signed_in: Any) -> None:
    answer = client.post(FORM, GIVEN, REMOTE_ADDR="203.0.113.9")
    assert answer.status_code == 302 and not answer.cookies and not client.cookies
    kept = Suggestion.objects.get()
    assert kept.address == "https://example.org/list"
    for row in Suggestion.objects.values():
        assert "203.0.113" not in str(row)
    assert not any("203.0.113" in str(one) for one in getattr(cache, "_cache", {}))
    assert "Thank you." in client.get(answer.headers["Location"]).content.decode()
    page = signed_in("librarian").get("/library/edit/suggestions/").content.decode()
    assert "A hotline&#x27;s list" in page


def test_the_form_asks_nothing_about_the_writer(client: Client) -> None:
    page = client.get(FORM)
    assert page.status_code == 200 and not page.cookies
    names = set(page.context["form"].fields)
    assert names == {"title", "address", "why", "language", "more"}
    assert "<script" not in page.content.decode().replace(
        '<script src="/library/s/ui/leave.js" defer></script>', ""
    )


def test_the_same_comes_once(client: Client) -> None:
    for _ in range(3):
        client.post(FORM, GIVEN)
    client.post(FORM, GIVEN | {"title": "  a HOTLINE's   list "})
    assert Suggestion.objects.count() == 1


def test_a_program_that_fills_in_everything_is_thanked_and_nothing_is_kept(client: Client) -> None:
    assert client.post(FORM, GIVEN | {"more": "http://spam.example"}).status_code == 302
    assert not Suggestion.objects.exists()


def test_where_no_place_is_told_a_handful_from_one_reader_shuts_nobody_out(client: Client) -> None:
    with override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
        answers = [
            client.post(FORM, GIVEN | {"title": f"One {number}"}, secure=True).status_code
            for number in range(crowd.MOST_OF_ALL + 1)
        ]
    assert answers == [302] * 60 + [429]


def test_too_many_from_one_place_wait_and_lose_nothing() -> None:
    client = Client(headers={"accept-language": "en"}, REMOTE_ADDR="203.0.113.9")
    for number in range(crowd.MOST_AN_HOUR):
        assert client.post(FORM, GIVEN | {"title": f"One {number}"}).status_code == 302
    refused = client.post(FORM, GIVEN | {"title": "One too many"})
    assert refused.status_code == 429 and "One too many" in refused.content.decode()
    assert client.post(FORM, GIVEN | {"title": "One 0"}).status_code == 302, (
        "what is there already is no attempt"
    )
    elsewhere = client.post(FORM, GIVEN | {"title": "From elsewhere"}, REMOTE_ADDR="198.51.100.4")
    assert elsewhere.status_code == 302


@pytest.mark.parametrize(
    "changed",
    [
        {"title": ""},
        {"why": ""},
        {"address": "javascript:alert(1)"},
        {"language": "xx"},
        {"title": "x" * 301},
        {"why": "a\x00b"},
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client: Client, changed: dict[str, str]) -> None:
    answer = client.post(FORM, GIVEN | changed)
    assert answer.status_code == 422 and not Suggestion.objects.exists()
    assert "For villages without a centre." in answer.content.decode() or "why" in changed


def test_a_librarian_makes_a_draft_of_it_once(client: Client, signed_in: Any) -> None:
    client.post(FORM, GIVEN)
    one, librarian = Suggestion.objects.get(), signed_in("librarian")
    before = Record.objects.count()
    for _ in range(2):
        librarian.post(f"/library/edit/suggestions/{one.pk}/", {"do": "draft"})
    assert Record.objects.count() == before + 1
    one.refresh_from_db()
    record = Record.objects.get(identifier=one.identifier)
    assert not record.live and record.title == GIVEN["title"] and record.locale.language_code == "kk"


def test_the_call_is_the_librarians_and_stands_above_the_form(client: Client, signed_in: Any) -> None:
    text = {"text_en": "We look for forms in <b>Uzbek</b>.", "text_ru": "", "text_kk": "", "open": "on"}
    signed_in("librarian").post("/library/edit/call/", text)
    page = client.get(FORM).content.decode()
    assert "We look for forms in &lt;b&gt;Uzbek&lt;/b&gt;." in page
    signed_in("librarian").post("/library/edit/call/", {"text_en": "Closed for now."})
    assert Call.objects.count() == 1
    closed = client.post(FORM, GIVEN)
    assert "Closed for now." in closed.content.decode() and not Suggestion.objects.exists()


@pytest.mark.parametrize("field", ["title", "why"])
@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Юрист Айгуль, +7 701 123 45 67", "+7 701 123 45 67"),
        ("пишите a.b@mail.kz", "a.b@mail.kz"),
        ("ИИН 850101400123", "850101400123"),
        ("Приют: ул. Выдуманная 12, Алматы", "ул. Выдуманная 12"),
        ("Баспана Ойдан көшесінде", "көшесінде"),
        ("A safe house: 43.23890, 76.88970", "43.23890, 76.88970"),
        ("дом № 5, кв. 3", "дом No 5"),
        ("https://2gis.kz/almaty/firm/1", "2gis.kz"),
    ],
)
def test_what_leads_to_a_person_or_a_house_is_never_kept(
    client: Client, field: str, text: str, part: str
) -> None:
    answer = client.post(FORM, GIVEN | {field: text})
    assert answer.status_code == 422 and not Suggestion.objects.exists()
    assert part in str(answer.context["form"].errors[field].as_text())
    assert GIVEN["address"] in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "https://wa.me/77011234567", "https://t.me/+77011234567", "https://2gis.kz/almaty/firm/1",
        "https://example.kz/@43.23890,76.88970,15z", "example.kz/?mail=a.b%40mail.kz",
        "https://\u200b", "{{7*7}}", "-1", "null", "https://..", "https://a\u200b.example/",
    ],
)  # fmt: skip
def test_an_address_of_a_person_a_house_or_nothing_is_refused(client: Client, address: str) -> None:
    answer = client.post(FORM, GIVEN | {"address": address})
    assert answer.status_code == 422 and "address" in answer.context["form"].errors
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        {"title": "Stop Street Harassment", "why": "Закон № 245-VIII, ст. 12; звоните 111 или 102"},
        {"address": "https://t.me/a_public_channel"},
        {"address": "https://adilet.zan.kz/rus/docs/Z2500000245"},
        {"address": "https://online.example.kz/doc/?doc_id=30366217#st-109"},
        {"address": "https://қазақстан.қаз/а"},
    ],
)
def test_resources_of_the_public_are_taken(client: Client, given: dict[str, str]) -> None:
    assert client.post(FORM, GIVEN | given).status_code == 302
    assert Suggestion.objects.count() == 1


def test_signs_that_turn_a_text_around_are_not_kept_and_unseen_ones_are_no_answer(client: Client) -> None:
    assert client.post(FORM, GIVEN | {"title": "\u202eABC\u202c"}).status_code == 302
    assert Suggestion.objects.get().title == "ABC"
    assert client.post(FORM, GIVEN | {"title": "\u200b\u2060"}).status_code == 422
    assert client.post(FORM, GIVEN | {"why": "a\x07b"}).status_code == 422
