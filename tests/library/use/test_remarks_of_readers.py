"""A reader tells the librarians: once, without a trace, nothing about a person, and nothing published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client

from qorgan.catalogue.collection import first_collection
from qorgan.web.library.comments.models import ExperienceNote, Remark
from qorgan.web.library.comments.persons import persons_in
from qorgan.web.library.comments.taking import done_with

SignedIn = Callable[[str], Client]
pytestmark = pytest.mark.django_db
RECORD = first_collection()[0].identifier
PATH = f"/library/r/{RECORD}/tell/"


@pytest.fixture(autouse=True)
def _nobody_came_before() -> None:
    cache.clear()


def test_the_form_stands_on_every_record() -> None:
    text = Client().get(f"/library/r/{RECORD}/", {"lang": "en"}).content.decode()
    assert f'action="{PATH}?lang=en"' in text
    assert "Write nothing about a person" in text


def test_a_remark_waits_for_the_librarians_and_says_nothing_of_who_sent_it() -> None:
    client = Client(REMOTE_ADDR="198.51.100.7")
    answer = client.post(
        f"{PATH}?lang=ru", {"kind": "wrong", "text": "Статья утратила силу, см. № 245-VIII."}
    )
    assert answer.status_code == 302
    assert not answer.cookies
    kept = Remark.objects.get()
    assert (kept.identifier, kept.kind, kept.language, kept.state) == (RECORD, "wrong", "ru", "waiting")
    assert "198.51.100.7" not in str(kept.__dict__)
    assert all("198.51.100.7" not in str(key) for key in cache._cache)  # type: ignore[attr-defined]
    thanks = client.get(answer.headers["Location"])
    assert thanks.status_code == 200
    assert thanks.headers["Cache-Control"] == "no-store"


def test_nothing_that_was_sent_is_shown_to_the_public() -> None:
    client = Client()
    client.post(PATH, {"kind": "worked", "text": "zanzibar"})
    assert "zanzibar" not in client.get(f"/library/r/{RECORD}/").content.decode()


def test_the_same_remark_again_changes_nothing() -> None:
    for text in ("Old  law.", "old law.", "Old law. "):
        assert Client().post(PATH, {"kind": "out_of_date", "text": text}).status_code == 302
    assert Remark.objects.count() == 1


def test_one_place_is_stopped_and_loses_nothing_while_another_is_heard() -> None:
    here = Client(REMOTE_ADDR="198.51.100.7")
    for number in range(5):
        assert here.post(PATH, {"kind": "worked", "text": f"text {number}"}).status_code == 302
    sixth = here.post(f"{PATH}?lang=en", {"kind": "worked", "text": "text of the sixth"})
    assert sixth.status_code == 429
    assert "text of the sixth" in sixth.content.decode()
    assert Client(REMOTE_ADDR="203.0.113.9").post(PATH, {"kind": "worked"}).status_code == 302
    assert Remark.objects.count() == 6


def test_readers_who_are_not_told_apart_share_a_wider_limit() -> None:
    sent = ({"kind": "worked", "text": f"text {number}"} for number in range(61))
    answers = [Client().post(PATH, one).status_code for one in sent]
    assert answers == [302] * 60 + [429]


def test_a_program_that_fills_every_field_is_thanked_and_not_kept() -> None:
    answer = Client().post(PATH, {"kind": "worked", "text": "buy", "more": "https://spam.example/"})
    assert answer.status_code == 302
    assert not Remark.objects.exists()


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Звоните Айгуль: 8 (701) 123-45-67", "8 (701) 123-45-67"),
        ("пишите на a.b@mail.kz", "a.b@mail.kz"),
        ("ИИН 850101400123", "850101400123"),
        ("@aigul_83 в телеграме", "@aigul_83"),
        ("8\u200b701\u200b1234567", "87011234567"),
        ("Она живёт: ул. Выдуманная, 12", "ул. Выдуманная, 12"),
        ("шелтер за базаром, улица Выдуманная", "улица Выдуманная"),
    ],
)
def test_a_text_that_leads_to_a_person_is_refused_by_its_part(text: str, part: str) -> None:
    answer = Client().post(f"{PATH}?lang=en", {"kind": "worked", "text": text})
    assert answer.status_code == 422
    assert part in str(answer.context["form"].errors["text"]).replace("&#x27;", "'")
    assert not Remark.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "+7 701 123 45 67", "87011234567", "7011234567", "тел87011234567", "8.701.123.45.67", "тел 27-35-35",
        "007 701 123 45 67", "+7(7172)123456", "8_701_123_45_67", "8, 701, 123, 45, 67", "٨٧٠١١٢٣٤٥٦٧",
        "＋７７０１１２３４５６７", "850101 400 123",
        "950715350123 2020", "+996 555 12 34 56", "a.b (at) mail.kz",
        "a собака mail точка ru", "ａ＠mail.kz", "https://t.me/aigul", "wa.me/77011234567",
    ],
)  # fmt: skip
def test_ways_to_write_a_number_or_an_address_are_known(text: str) -> None:
    assert persons_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Закон № 245-VIII от 30.12.2025, ст. 60; звонить 102 или 111", "https://adilet.zan.kz/rus/docs/Z2500000245",
        "2017-2024, 26-11-26 и 2026-11-26", "2023 2024 2025", "2014, 2015, 2016", "28 000 000 000 тенге",
        "7 000 000 000 тг", "7,000,000,000", "43,147 reports against 53,038", "doi 10.1186/s12916-014-0122-5",
        "ст. 109-1, 115-1, 125-1 и 73-2", "с 9:00 до 18:00",
        "0.54 (0.38 to 0.79), n=2500", "q0002007 и q000001x",
        "3,450 in 2023, 3,692 in 2024, 3,932 in 2025", "БСН 990140000385", "ISBN 978-601-7151-23-4",
    ],
)  # fmt: skip
def test_laws_days_sums_and_lines_that_help_are_no_person(text: str) -> None:
    assert persons_in(text) == ()


@pytest.mark.parametrize(
    "sent",
    [
        {"kind": "wrong", "text": ""}, {"kind": "none", "text": "a"}, {"text": "a"}, {},
        {"kind": "worked", "text": "a" * 2001}, {"kind": "worked", "text": "a\x00b"},
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_said_and_nothing_is_lost(sent: dict[str, str]) -> None:
    answer = Client().post(f"{PATH}?lang=kk", sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert not Remark.objects.exists()


def test_two_thousand_signs_over_several_lines_are_taken() -> None:
    text = "\r\n".join(["ә" * 199] * 10)[:1990]
    assert Client().post(PATH, {"kind": "worked", "text": text}).status_code == 302


def test_a_record_that_is_none_takes_no_remark() -> None:
    for name in ("q0000018", "q0001231", "none"):
        assert Client().post(f"/library/r/{name}/tell/", {"kind": "worked"}).status_code == 404


def test_librarians_see_the_queue_and_what_was_written_goes_when_they_are_done(signed_in: SignedIn) -> None:
    Client().post(PATH, {"kind": "did_not_work", "text": "zanzibar <script>"})
    librarian = signed_in("librarian")
    queue = librarian.get("/library/edit/remarks/", secure=True)
    assert "zanzibar &lt;script&gt;" in queue.content.decode()
    assert signed_in("contributor").get("/library/edit/remarks/", secure=True).status_code == 302
    kept = Remark.objects.get()
    page = queue.content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    sent = {"csrfmiddlewaretoken": token}
    assert librarian.post(f"/library/edit/remarks/{kept.pk}/", sent, secure=True).status_code == 302
    kept.refresh_from_db()
    assert (kept.state, kept.text) == ("done", "")
    assert Client().post(PATH, {"kind": "did_not_work", "text": "zanzibar <script>"}).status_code == 302
    assert Remark.objects.count() == 1


def test_what_was_mended_and_broke_again_waits_anew_on_a_later_day() -> None:
    sent = {"kind": "out_of_date", "text": "The address does not open."}
    Client().post(PATH, sent)
    kept = Remark.objects.get()
    done_with(kept)
    Remark.objects.filter(pk=kept.pk).update(day=kept.day - timedelta(days=90))
    assert Client().post(PATH, sent).status_code == 302
    again = Remark.objects.get()
    assert (again.state, again.text, again.day) == ("waiting", sent["text"], kept.day)


def _note(**changed: str) -> ExperienceNote:
    words = {f"text_{code}": f"Our own words in {code}" for code in ("kk", "ru", "en")}
    return ExperienceNote(**({"identifier": RECORD, "kind": "worked", "day": "2026-10-01"} | words | changed))


def test_a_note_in_a_librarians_words_is_shown_once_it_is_published() -> None:
    note = _note()
    note.live = False
    note.save()
    assert "Our own words" not in Client().get(f"/library/r/{RECORD}/", {"lang": "ru"}).content.decode()
    note.save_revision().publish()
    assert "Our own words in ru" in Client().get(f"/library/r/{RECORD}/", {"lang": "ru"}).content.decode()


def test_a_note_that_leads_to_a_person_is_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        _note(text_ru="Айгуль, 87011234567").full_clean()
    assert "87011234567" in str(refused.value)
    for identifier in ("q0000018", first_collection()[20].identifier):
        with pytest.raises(ValidationError):
            _note(identifier=identifier).full_clean()


def test_a_note_begins_with_its_record_and_never_with_a_readers_words(signed_in: SignedIn) -> None:
    page = signed_in("librarian").get(
        f"/library/edit/snippets/library/experiencenote/add/?record={RECORD}&kind=worked", secure=True
    )
    assert page.status_code == 200
    assert f'value="{RECORD}"' in page.content.decode()
