"""Librarians keep the directory; where people hide cannot be written into it, by nobody and in no way."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from tests.library.signing import signed_in

from qorgan.web.library.directory.keeping import row_of, seed, shown
from qorgan.web.library.directory.models import Service

pytestmark = pytest.mark.django_db
ADD = "/library/edit/snippets/library/service/add/"
SOURCE = {
    "sources-count": "1", "sources-0-deleted": "", "sources-0-order": "0", "sources-0-type": "source",
    "sources-0-id": "", "sources-0-value-address": "https://example.org/",
    "sources-0-value-certainty": "primary",
    "sources-0-value-opened": "", "sources-0-value-note": "",
}  # fmt: skip


def typed(**changed: Any) -> dict[str, str]:
    words = {f"{n}_{c}": f"{n} {c}" for n in ("name", "does") for c in ("en", "ru", "kk")}
    empty = {f"{n}_{c}": "" for n in ("beware", "street", "locality") for c in ("en", "ru", "kk")}
    given = {
        "identifier": "kz-legal-almaty", "kind": "legal_aid", "country": "KZ", "region": "KZ-75",
        "phones": "+7 (727) 123-45-67\n111", "website": "", "hours": "week",
        "week": "mon 9:00-13:00, 14:00-18:00\nСб 10:00–12:00", "languages": "kk\nru", "step_free": "yes",
        "sign_language": "unknown", "text": "no", "licence": "unknown", "cost": "free", "latitude": "",
        "longitude": "", "last_checked": "2026-11-20", "place": "5", "shown": "on",
        **words, **empty, **SOURCE,
    }  # fmt: skip
    return {name: str(value) for name, value in (given | changed).items()}


def refused(client: Client, **changed: Any) -> str:
    answer = client.post(ADD, typed(**changed))
    assert answer.status_code == 200
    assert not Service.objects.filter(identifier=typed(**changed)["identifier"]).exists()
    return answer.content.decode()


def test_a_librarian_writes_a_service_and_readers_find_it() -> None:
    answer = signed_in("librarian").post(ADD, typed())
    assert answer.status_code == 302, answer.content.decode()[:2000]
    row = Service.objects.get(identifier="kz-legal-almaty")
    assert row.phones == ["+77271234567", "111"]
    value = row.value()
    assert value.hours.open_at("sat", "11:59") is True
    assert value.hours.open_at("mon", "13:30") is False
    text = Client().get("/library/services/kz-legal-almaty/", {"lang": "en"}).content.decode()
    assert 'href="tel:+77271234567"' in text
    assert "Monday 09:00–13:00, 14:00–18:00; Saturday 10:00–12:00" in text
    assert "20.11.2026" in text


@pytest.mark.parametrize("name", ["contributor", "reviewer"])
def test_only_librarians_keep_it(name: str) -> None:
    answer = signed_in(name).post(ADD, typed())
    assert answer.status_code in (302, 403)
    assert not Service.objects.filter(identifier="kz-legal-almaty").exists()


@pytest.mark.parametrize(
    "place",
    [
        {"street_ru": "ул. Выдуманная, 5"},
        {"locality_kk": "Ойдан шыққан"},
        {"latitude": "43.2", "longitude": "76.9"},
        {"does_en": "Come to 12 Invented Street"},
        {"hours": "unknown", "week": "ул Выдуманная 12"},
        {"hours": "around_the_clock", "week": "mon 09:00-18:00\nул Выдуманная 12"},
        {"identifier": "kz-invented-street-12"},
        {"phones": "ул Выдуманная 12"},
        {"languages": "ул Выдуманная 12"},
        {"region": "ул Выдуманная 12"},
        {"website": "https://example.org/?q=%D1%83%D0%BB%20%D0%90%D0%B1%D0%B0%D1%8F%2012"},
        {"sources-0-value-note_ru": "ул Выдуманная 12"},
        {"website": "https://2gis.kz/almaty/firm/1"},
        {"sources-0-value-address": "https://maps.example.org/?q=1"},
    ],
)
def test_a_place_of_a_shelter_is_refused_wherever_it_is_written(place: dict[str, str]) -> None:
    text = refused(signed_in("librarian", "ru"), kind="shelter", **place)
    assert "error" in text


def test_the_fault_stands_at_its_field_in_the_editors_language_and_does_not_repeat_the_place() -> None:
    from qorgan.catalogue.faults import Fault
    from qorgan.catalogue.saying import said

    row = Service(
        **{**row_of(shown()[0]), "identifier": "kz-hidden", "kind": "shelter", "street_ru": "ул. Тайная, 7"}
    )
    from django.utils import translation

    for language in ("en", "ru", "kk"):
        with translation.override(language), pytest.raises(ValidationError) as caught:
            row.full_clean()
        messages = caught.value.message_dict["street_ru"]
        assert messages == [said(Fault("street", "confidential_place"), language)]
        assert "Тайная" not in str(caught.value)


def test_a_service_that_becomes_a_shelter_must_lose_its_place_first() -> None:
    assert signed_in("librarian").post(ADD, typed(street_en="Invented Street 5")).status_code == 302
    row = Service.objects.get(identifier="kz-legal-almaty")
    row.kind = "crisis_centre"
    with pytest.raises(ValidationError):
        row.save()
    assert Service.objects.get(pk=row.pk).kind == "legal_aid"


def test_nothing_of_an_earlier_text_is_kept_where_a_place_could_stay() -> None:
    from wagtail.models import Revision

    before = Revision.objects.count()
    signed_in("librarian").post(ADD, typed(street_en="Invented Street 5"))
    assert Revision.objects.count() == before


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"phones": "phone us"}, "phone us"),
        ({"week": "mon 18:00-09:00"}, "18:00"),
        ({"week": "someday 9-5"}, "someday 9-5"),
        ({"week": "mon 09:00-12:00 11:00-13:00"}, "11:00"),
        ({"region": "KG-B"}, "KG-B"),
        ({"identifier": "uz-other"}, "uz-other"),
        ({"languages": "Kazakh language"}, "Kazakh language"),
        ({"latitude": "143", "longitude": "76"}, "143"),
        ({"sources-count": "0"}, "error"),
        ({"name_kk": ""}, "error"),
        ({"website": "javascript:alert(1)"}, "javascript:alert(1)"),
    ],
)
def test_a_fault_is_named_and_nothing_is_kept(changed: dict[str, str], said: str) -> None:
    assert said in refused(signed_in("librarian"), **changed)


def test_founding_again_leaves_what_editors_wrote() -> None:
    Service.objects.filter(identifier="kz-111").update(does_en="Written by an editor.", shown=False)
    Service.objects.filter(identifier="kz-102").delete()
    seed()
    kept = Service.objects.get(identifier="kz-111")
    assert (kept.does_en, kept.shown) == ("Written by an editor.", False)
    assert Service.objects.filter(identifier="kz-102").exists()


def test_what_stands_in_the_first_text_comes_through_rows_unchanged() -> None:
    from qorgan.catalogue.services import directory

    assert shown() == list(directory())
