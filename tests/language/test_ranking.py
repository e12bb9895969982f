"""Texts come in the order in which they answer a query."""

from __future__ import annotations

import pytest

from qorgan.language import analyse, forms, parse
from qorgan.language.ranking import Field, score


def _text(title: str, summary: str, language: str) -> list[Field]:
    return [
        Field(analyse(title, language), forms(title), 2.0),
        Field(analyse(summary, language), forms(summary), 1.0),
    ]


@pytest.mark.parametrize(
    ("query", "better", "worse"),
    [
        # The word itself before another form of it, that before a synonym.
        ("приют", ("Приют", "", "ru"), ("Приюты", "", "ru")),
        ("приют", ("Приюты", "", "ru"), ("Убежище", "", "ru")),
        ("приют", ("Приют", "", "ru"), ("Баспана", "", "kk")),
        # A title before a summary.
        ("баспана", ("Баспана", "", "kk"), ("Анықтамалық", "Баспана туралы", "kk")),
        # Words together before words apart.
        (
            "защитное предписание",
            ("Защитное предписание", "", "ru"),
            ("Предписание суда, защитное", "", "ru"),
        ),
        # All that was asked before a part of it.
        ("приют Алматы", ("Приют", "Алматы", "ru"), ("Приют приют приют", "", "ru")),
        # What was typed before what another keyboard would have made of it.
        ("orders", ("Orders", "", "en"), ("Щквукы", "", "ru")),
    ],
)
def test_one_text_comes_before_another(
    query: str, better: tuple[str, str, str], worse: tuple[str, str, str]
) -> None:
    first, second = score(parse(query), _text(*better)), score(parse(query), _text(*worse))
    assert first > second


def test_a_rare_word_counts_more() -> None:
    rarity = {"приют": 5.0, "женщин": 0.5}.get
    query = parse("приют женщина")
    rare = score(query, _text("Приют", "", "ru"), lambda term: rarity(term, 1.0))
    common = score(query, _text("Женщина", "", "ru"), lambda term: rarity(term, 1.0))
    assert rare > common


def test_nothing_answers_nothing() -> None:
    assert score(parse(""), _text("Приют", "", "ru")) == 0.0
    assert score(parse("приют"), _text("", "", "ru")) == 0.0
    assert score(parse("приют"), []) == 0.0
