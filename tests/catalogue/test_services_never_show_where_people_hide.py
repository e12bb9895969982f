"""A shelter or a crisis centre cannot carry a place: not in a field, not in its words, not behind a link."""

from __future__ import annotations

from typing import Any

import pytest

from qorgan.catalogue.faults import BadRecord
from qorgan.catalogue.services import CONFIDENTIAL, directory, service_of

HIDDEN = sorted(CONFIDENTIAL)
DOES = {
    "en": "A safe place to stay. If you were put out into the street at night, call.",
    "ru": "Безопасное место. Если вы остались на улице ночью, звоните. Дома не жди.",
    "kk": "Қауіпсіз орын. Түнде көшеде қалсаңыз, қоңырау шалыңыз. Үйде күтпеңіз.",
}


def plain(**other: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "identifier": "kz-invented",
        "kind": "shelter",
        "name": {"en": "Invented", "ru": "Вымышленная", "kk": "Ойдан шығарылған"},
        "does": DOES,
        "country": "KZ",
        "region": "KZ-75",
        "phones": ["111"],
        "sources": [{"address": "https://example.org/", "certainty": "secondary"}],
    }
    return {**given, **other}


def faults(given: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(BadRecord) as refused:
        service_of(given)
    return [(fault.field, fault.code) for fault in refused.value.faults]


def test_both_kinds_where_people_sleep_are_confidential() -> None:
    assert {"shelter", "crisis_centre"} == CONFIDENTIAL


@pytest.mark.parametrize("kind", HIDDEN)
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("street", {"ru": "Абая, 1"}),
        ("locality", {"kk": "Ойдан"}),
        ("latitude", 43.2),
        ("longitude", 76.9),
        ("latitude", 0),
    ],
)
def test_no_field_of_a_place_is_taken(kind: str, field: str, value: Any) -> None:
    assert (field, "confidential_place") in faults(plain(kind=kind, **{field: value}))


@pytest.mark.parametrize("kind", HIDDEN)
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", "Мы на ул. Вымышленной, за аптекой."),
        ("ru", "Приходите: проспект Вымышленный 7."),
        ("ru", "Жилой дом №12 у парка."),
        ("ru", "мкр. Вымышленный, 5"),
        ("kk", "Ойдан көшесі, базардың жанында."),
        ("kk", "Ойдан даңғылында."),
        ("kk", "үй 14"),
        ("en", "We are in Invented Street."),
        ("en", "we are in invented street 5"),
        ("ru", "улица вымышленная"),
        ("ru", "УЛ.ВЫМЫШЛЕННАЯ"),
        ("en", "Come to house 12."),
        ("en", "43.2389, 76.8897"),
        ("en", "43,2389; 76,8897"),
        ("en", "See https://2gis.kz/almaty/firm/1"),
        ("en", "https://maps.app.goo.gl/abc"),
        ("ru", "ул Вымышленная 12"),
        ("ru", "проспект вымышленный 12"),
        ("ru", "пр. Вымышленный 12"),
        ("ru", "пр-кт Вымышленный"),
        ("ru", "мкр Вымышленный-2"),
        ("ru", "микрорайон вымышленный-2"),
        ("ru", "тупик Вымышленный 3"),
        ("ru", "Город, Вымышленная 12"),
        ("ru", "Вымышленная, 12"),
        ("ru", "Вымышленная 12А"),
        ("ru", "дом № 5, кв. 3"),
        ("ru", "на углу Первой и Второй"),
        ("ru", "Напротив школы"),
        ("ru", "ул\u200b. Вымышленная"),
        ("ru", "у\u00adл. Вымышленная"),
        ("ru", "ул\uff0e Вымышленная \uff11\uff12"),
        ("ru", "yл. Вымышленная"),
        ("kk", "Ойдан к-сі 12"),
        ("kk", "Ойдан көш. 12"),
        ("kk", "5-үй"),
        ("kk", "Ойдан кошеси"),
        ("kk", "Oıdan kóshesi"),
        ("en", "Invented str. 12"),
        ("en", "12 Invented Road"),
        ("en", "ulitsa Vymyshlennaya"),
        ("en", "N43.2389 E76.8897"),
        ("en", "43°14'20\"N"),
        ("en", "8JQ6+GV"),
        ("en", "///one.two.three"),
    ],
)
def test_a_place_written_into_the_words_is_refused(kind: str, language: str, words: str) -> None:
    for field in ("does", "beware"):
        given = plain(kind=kind, **{field: {**DOES, language: words}})
        assert (field, "place_in_words") in faults(given)


@pytest.mark.parametrize(
    "website",
    [
        "https://yandex.kz/maps/x",
        "https://www.openstreetmap.org/#map=1",
        "https://example.kz/@43.2389,76.8897,15z",
        "https://example.kz/?at=43.2389%2C76.8897",
        "https://example.kz/?to=%D1%83%D0%BB.+%D0%92%D1%8B%D0%BC%D1%8B%D1%81%D0%B5%D0%BB+12",
        "https://example.kz/contacts/invented-street-12",
        "https://what3words.com/one.two.three",
    ],
)
def test_a_map_behind_the_link_is_refused(website: str) -> None:
    assert ("website", "place_in_words") in faults(plain(website=website))
    assert ("sources", "place_in_words") in faults(
        plain(sources=[{"address": website, "certainty": "secondary"}])
    )


def test_an_identifier_that_tells_the_street_is_refused() -> None:
    assert ("identifier", "place_in_words") in faults(plain(identifier="kz-invented-street-12"))


@pytest.mark.parametrize(
    "words",
    [
        "Call 111, day and night: 24/7. From 18 years, up to 30 days.",
        "Звоните 102 или 111. Закон № 245-VIII, статья 12; до 6 месяцев.",
        "111, 102. Көшеде қалсаңыз; балаңызбен 30 күнге дейін.",
        "For more than 100,000 people; rooms for 15 women.",
    ],
)
def test_words_about_streets_and_homes_alone_are_no_place(words: str) -> None:
    assert service_of(plain()).does == DOES
    assert service_of(plain(does={**DOES, "en": words})).does["en"] == words


def test_the_message_does_not_repeat_the_place() -> None:
    with pytest.raises(BadRecord) as refused:
        service_of(plain(street={"en": "Quorbelstane 17"}, does={**DOES, "en": "Quorbelstane Street"}))
    assert "Quorbelstane" not in str(refused.value)


def test_a_public_office_may_say_where_it_is() -> None:
    found = service_of(
        plain(kind="legal_aid", street={"en": "Invented Street 1"}, latitude=43.2, longitude=76.9)
    )
    assert (found.street, found.latitude, found.longitude) == ({"en": "Invented Street 1"}, 43.2, 76.9)


def test_our_own_directory_holds_no_place_of_a_confidential_service() -> None:
    hidden = [one for one in directory() if one.confidential]
    assert hidden
    for one in hidden:
        assert (one.street, one.locality, one.latitude, one.longitude) == ({}, {}, None, None)
