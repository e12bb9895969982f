"""A snippet shows the words that were asked for where they stand in the text."""

from __future__ import annotations

import pytest

from qorgan.language import parse, snippet

LONG = (
    "Вводная часть отчета о работе. " * 30
    + "Полиция выносит защитное предписание за сутки. "
    + "Далее. " * 60
)


def test_words_are_marked_as_the_text_has_them() -> None:
    text = "Ст. 73-2: нарушение защитного предписания."
    assert snippet(text, parse("защитное предписание"), 100, "ru") == [
        ("Ст. 73-2: нарушение ", False),
        ("защитного предписания", True),
        (".", False),
    ]


@pytest.mark.parametrize(
    ("text", "language", "query", "marked"),
    [
        ("Қорғау нұсқамасын шығарды", "kk", "коргау нускамасы", "Қорғау нұсқамасын"),
        ("Қорғау нұсқамасын шығарды", "kk", "protective order", "Қорғау нұсқамасын"),
        ("Restraining orders work", "en", "защитное предписание", "Restraining orders"),
        ("На\u00adсилие в семье", "ru", "насилие", "На\u00adсилие"),
        ("По ст. 109-1 УК", "ru", "109-1", "109-1"),
        ("ДОМАШНЕЕ НАСИЛИЕ", "ru", "насилия", "НАСИЛИЕ"),
    ],
)
def test_a_match_in_another_form_or_language_is_marked(
    text: str, language: str, query: str, marked: str
) -> None:
    assert marked in "".join(part for part, found in snippet(text, parse(query), 200, language) if found)


def test_where_the_phrase_stands_its_words_alone_are_not_marked() -> None:
    text = "An order of the day. A protective order is issued."
    assert [part for part, found in snippet(text, parse("protective order"), 200, "en") if found] == [
        "protective order"
    ]


def test_a_long_text_is_cut_around_what_was_found() -> None:
    parts = snippet(LONG, parse("предписание полиции"), 120, "ru")
    whole = "".join(part for part, _ in parts)
    assert whole.startswith("…")
    assert whole.endswith("…")
    assert len(whole) <= 122
    assert {part for part, found in parts if found} >= {"Полиция"}
    assert whole.strip("…") in LONG


def test_a_text_without_the_words_gives_its_beginning() -> None:
    parts = snippet(LONG, parse("тюрьма"), 60, "ru")
    assert [found for _, found in parts] == [False, False]
    assert LONG.startswith(parts[0][0])
    assert parts[-1] == ("…", False)


def test_markup_is_given_as_it_was_written() -> None:
    assert ("<b>", False) in snippet("<b>насилие</b>", parse("насилие"), 80, "ru")


def test_nothing_gives_nothing() -> None:
    assert snippet("", parse("суд"), 80) == []
    assert snippet("суд", parse(""), 80) == [("суд", False)]


@pytest.mark.parametrize("sign", [".", ",", ";", ":", " –"])
def test_where_a_text_is_cut_no_other_sign_stands_before_the_ellipsis(sign: str) -> None:
    text = "Қорғау нұсқамасы" + f" сөз{sign}" * 60
    for length in range(60, 80):
        whole = "".join(part for part, _ in snippet(text, parse("коргау нускамасы"), length, "kk"))
        assert whole.endswith("…")
        assert whole[:-1].rstrip(" ,;:.–") == whole[:-1]
