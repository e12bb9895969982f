"""What a reader types finds what it means, whatever keyboard, language, ending or slip it is typed with."""

from __future__ import annotations

import pytest

from qorgan.catalogue.collection import first_collection
from tests.library.finding.conftest import Find

ORDER = "q0000706"  # the protective order of the police in Kazakhstan
BATTERY = "q0000028"  # articles 109-1 and 108-1 of the Criminal Code


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize(
    "words",
    ["protective order", "защитное предписание", "қорғау нұсқамасы", "коргау нускамасы", "қорғау нұсқамасын"],
)
def test_a_protective_order_is_found_by_its_name_in_any_language_and_keyboard(
    find: Find, words: str, language: str
) -> None:
    answer = find(words, language)
    assert ORDER in answer.identifiers[:10]
    assert not answer.corrected


@pytest.mark.parametrize(
    ("words", "language"),
    [("109-1", "en"), ("109-1", "ru"), ("ст. 109-1", "ru"), ("109-1-бап", "kk"), ("article 109-1", "en")],
)
def test_an_article_is_found_by_its_number(find: Find, words: str, language: str) -> None:
    assert find(words, language).identifiers[0] == BATTERY


@pytest.mark.parametrize(
    ("words", "identifier"), [("245-VIII", "q0000140"), ("ЗРУ-561", "q0000407"), ("ZRU-561", "q0000407")]
)
def test_a_law_is_found_by_its_official_number(find: Find, words: str, identifier: str) -> None:
    assert identifier in find(words).identifiers[:3]


def test_a_record_is_found_by_its_identifier_in_any_case(find: Find) -> None:
    assert find(ORDER).identifiers[0] == ORDER
    assert find(ORDER.upper()).identifiers[0] == ORDER


def test_every_record_is_found_by_its_own_title_in_each_language(find: Find) -> None:
    missed = [
        (one.identifier, code)
        for one in first_collection()[::7]
        for code, title in one.title.items()
        if one.identifier not in find(title, code).identifiers[:5]
    ]
    assert not missed


def test_a_slip_is_put_right_and_the_reader_is_told(find: Find) -> None:
    answer = find("зашитное предписание")
    assert ORDER in answer.identifiers[:10]
    assert [(one.typed, one.shown) for one in answer.corrected] == [("зашитное", "защитное")]


def test_a_word_that_stands_somewhere_is_never_put_right(find: Find) -> None:
    for words in ("предписание", "насилие", "stalking", "баспана"):
        assert not find(words).corrected
        assert not find(words).unknown


def test_a_word_like_none_is_said_to_be_in_no_record(find: Find) -> None:
    answer = find("шыңғырқұйрық")
    assert answer.total == 0
    assert answer.unknown == ("шыңғырқұйрық",)


def test_a_record_is_listed_once_though_all_its_languages_hold_the_word(find: Find) -> None:
    answer = find("SASA")
    assert len(answer.identifiers) == len(set(answer.identifiers))
    assert answer.identifiers[0] == "q0002007"


def test_records_that_hold_every_word_stand_before_a_page_that_is_short_of_them(find: Find) -> None:
    answer = find("сталкинг Казахстан")
    assert 0 < answer.full <= answer.total


def test_the_words_of_synonyms_count_less_than_the_typed_ones(find: Find) -> None:
    """A title that has the typed word itself comes before one that only has what it is also called."""
    titles = {one.identifier: one.title.get("ru", "") for one in first_collection()}
    first = titles[find("травля").identifiers[0]]
    assert "травл" in first.lower() or "буллинг" in first.lower()
