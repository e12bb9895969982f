"""The directory as somebody reads it on a telephone that others use too."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from qorgan.catalogue.services import CONFIDENTIAL, directory
from qorgan.web.library.directory.models import Service

pytestmark = pytest.mark.django_db
NEUTRAL = {"en": "Notes", "ru": "Заметки", "kk": "Ескертпелер"}


def page(path: str = "services/", **asked: str) -> str:
    answer = Client().get(f"/library/{path}", {"lang": "en", **asked})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("path", ["services/", "services/kz-crisis-centres/"])
def test_nothing_is_kept_of_it_and_its_title_says_nothing(language: str, path: str) -> None:
    answer = Client().get(f"/library/{path}", {"lang": language})
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies and "Set-Cookie" not in answer.headers
    title = re.search(r"<title>(.*?)</title>", answer.content.decode())
    assert title and title[1] == NEUTRAL[language]
    assert 'id="leave"' in answer.content.decode()
    assert len(answer.content) < 100_000


def test_every_service_of_the_first_text_is_there_with_its_numbers_to_call() -> None:
    text = page()
    for one in directory():
        assert f'id="{one.identifier}"' in text
    assert text.count('href="tel:111"') >= 2
    assert 'href="tel:102"' in text


def test_what_is_not_known_is_said_and_nothing_is_made_up() -> None:
    text = page("services/kz-crisis-centres/")
    assert "Not known to us" in text
    assert "Not checked by a call or a visit yet." in text
    assert "Does not answer now" not in text


def test_no_map_and_no_place_of_those_where_people_hide() -> None:
    text = page()
    assert not re.search(r"2gis|maps\.|openstreetmap|geo:|latitude", text)
    for one in Client().get("/library/services.json").json()["services"]:
        if one["kind"] in CONFIDENTIAL:
            assert not one["street"] and not one["locality"]
            assert one["latitude"] is None and one["longitude"] is None


def test_a_place_that_came_in_past_the_editors_takes_the_service_off_the_page() -> None:
    Service.objects.filter(identifier="kz-crisis-centre-kostanay").update(street_ru="ул. Выдуманная, 5")
    assert "Выдуманная" not in page(lang="ru")
    assert "Выдуманная" not in Client().get("/library/services.json").content.decode()
    assert Client().get("/library/services/kz-crisis-centre-kostanay/").status_code == 404


def test_a_service_that_is_not_shown_is_nowhere() -> None:
    Service.objects.filter(identifier="kz-111").update(shown=False)
    assert 'id="kz-111"' not in page()
    assert Client().get("/library/services/kz-111/").status_code == 404
    assert Client().get("/library/services/kz-111.json").status_code == 404


def test_choosing_leaves_what_fits_and_says_what_is_not_known() -> None:
    text = page(what="stay", open="now")
    assert "Fits what you chose: 0. Not known to us whether it fits: 3." in text
    assert 'id="kz-crisis-centres"' in text and 'id="kz-102"' not in text


def test_the_same_choice_gives_the_same_to_programs() -> None:
    found = Client().get("/library/services.json", {"what": "now", "open": "now"}).json()
    assert [one["identifier"] for one in found["services"]] == ["kz-102"]
    assert found["services"][0]["open_now"] is True
    unknown = {one["identifier"] for one in found["not_known_whether"]}
    assert unknown == {"kz-police-women", "kz-medical-help"}


def test_a_country_without_services_is_told_so_and_not_led_to_a_number_of_another() -> None:
    text = page(country="KG")
    assert "We know of none there yet." in text
    assert "You can ask 111" not in text


@pytest.mark.parametrize(
    "asked", [{"what": "\0"}, {"region": "KZ-75' OR 1=1"}, {"country": "A" * 5000}, {"open": "<script>"}]
)
def test_a_wrong_choice_shows_everything_and_never_breaks(asked: dict[str, str]) -> None:
    text = page(**asked)
    assert 'id="kz-102"' in text
    assert "<script>" not in text.replace('<script src="', "")


@pytest.mark.parametrize(
    "path", ["services/nobody/", "services/%00/", "services/..%2f..%2fetc/", "services/x.json"]
)
def test_a_service_that_is_none_is_not_found(path: str) -> None:
    assert Client().get(f"/library/{path}").status_code == 404
