"""What a text says can be found by its own words."""

from __future__ import annotations

import pytest

from qorgan.language import analyse, forms, parse


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Защитное предписание выносит полиция", "ru"),
        ("Қорғау нұсқамасын полиция шығарады", "kk"),
        ("A protective order is issued by the police", "en"),
    ],
)
def test_each_word_of_a_text_finds_it(text: str, language: str) -> None:
    stems, found = analyse(text, language), forms(text)
    for word in text.split():
        assert parse(word).matches(stems, found), word


def test_a_query_without_words_finds_nothing() -> None:
    assert not parse("?! \U0001f600 ...").groups
    assert not parse("").matches(analyse("суд", "ru"))
