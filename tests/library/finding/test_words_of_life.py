"""A question from life finds what helps, and the page says where to turn; others see no such thing."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from qorgan.catalogue.codes import label
from qorgan.language import life
from qorgan.language.glossary import split
from qorgan.language.tables import table
from qorgan.web.library.directory.choosing import NEEDS
from tests.library.finding.conftest import Find

pytestmark = pytest.mark.django_db
DIRECTORY = "/library/services/?"
# Each judged "what was asked for" in data/life_judgements.yaml.
ORDER, LINE_111, SOCIAL_CODE, BREACH, REFUSED, STALKING = (
    "q0000706", "q0003018", "q0000298", "q0000095", "q000095x", "q0000036",
)  # fmt: skip


def _main(**given: str) -> str:
    """The page without its head and foot, which hold the ways into the library."""
    page = Client().get("/library/search/", {"lang": "ru", **given}).content.decode()
    return page.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    ("words", "language", "wanted"),
    [
        ("муж избил меня что делать", "ru", ORDER),
        ("менi куйеуим сабайды", "kk", ORDER),
        ("some nights there is nowhere to go with the kids", "en", SOCIAL_CODE),
        ("кому позвонить ночью", "ru", LINE_111),
        ("снова пришел, хотя подходить запретили", "ru", BREACH),
        ("в полиции не взяли заявление", "ru", REFUSED),
        ("бывший муж преследует меня", "ru", STALKING),
    ],
)
def test_what_helps_stands_among_the_first(find: Find, words: str, language: str, wanted: str) -> None:
    assert wanted in find(words, language).identifiers[:5]


def test_the_page_leads_to_the_directory_by_what_was_told(indexed: None) -> None:
    page = _main(q="выгнал из дома с детьми")
    assert f"{DIRECTORY}what=stay&amp;lang=ru" in page
    assert f"{DIRECTORY}lang=ru" in page


def test_a_question_of_the_field_is_not_sent_anywhere(indexed: None) -> None:
    assert DIRECTORY not in _main(q="оценка риска для полиции")


def test_where_nothing_is_found_the_way_to_the_directory_stands(indexed: None) -> None:
    assert f"{DIRECTORY}lang=ru" in _main(q="щщщщщщщщщщ")


def test_later_pages_say_it_no_more(indexed: None) -> None:
    assert DIRECTORY not in _main(q="муж бьёт", page="2")


def test_wishes_that_nobody_typed_are_never_said_to_be_missing(indexed: None) -> None:
    told = json.loads(Client().get("/library/search.json", {"q": "муж бьёт", "country": "UG"}).content)
    assert "" not in told["not_found"]


def test_the_tables_needs_are_those_of_the_directory() -> None:
    assert {row.turn for row in life.rows()} <= set(NEEDS)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_what_is_put_first_is_called_as_the_codes_call_it(language: str) -> None:
    given = table("life")["first"]
    audiences = ("survivors", "practitioners", "families", "public")
    assert split(given["whom"][language]) == tuple(label("audiences", code, language) for code in audiences)
    assert split(given["where"][language]) == (label("countries", "KZ", language),)
