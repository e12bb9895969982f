"""Words are one word however they were typed."""

from __future__ import annotations

import pytest

from qorgan.language import fold, forms


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("қорғау", "коргау"),
        ("нұсқама", "нускама"),
        ("әйел", "айел"),
        ("көмек", "комек"),
        ("үкім", "уким"),
        ("заң", "зан"),
        ("қаһар", "кахар"),
        ("іс", "ис"),
        ("Ещё", "еще"),
        ("ЁЛКА", "елка"),
        ("за\u0301мок", "замок"),
        ("на\u00adсилие", "насилие"),
        ("на\u200bсилие", "насилие"),
        ("Oʻzbekiston", "o'zbekiston"),
        ("maʼlumot", "malumot"),
        ("об'єкт", "обект"),
        ("woman's", "woman"),
        ("woman’s", "WOMAN"),
        ("ﬁne", "fine"),
        ("ｌａｗ", "law"),
        ("зӯроварӣ", "зуровари"),
        ("şaýat", "sayat"),
        ("café", "cafe"),
        ("қaла", "қала"),  # the first а is Latin
        ("cот", "сот"),  # the с is Latin
        ("ХIV", "XIV"),  # the Х is Cyrillic
        ("٢٠٢٤", "2024"),
    ],
)
def test_two_ways_of_typing_a_word_are_one(typed: str, other: str) -> None:
    assert fold(typed) == fold(other) != ""


@pytest.mark.parametrize(("one", "other"), [("быть", "бить"), ("мой", "мои"), ("зан", "сан"), ("ер", "ир")])
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("статья 109-1 УК", "109x1"),
        ("ст. 73-2", "73x2"),
        ("ст. 73\u20112 КоАП", "73x2"),  # a hyphen that does not break
        ("ст. 73²", "73x2"),
        ("Закон ZRU-561", "zru561"),
        ("№ 214-IV", "214iv"),
        ("от 15.04.2024", "15x04x2024"),
        ("в 2020/21 году", "2020x21"),
        ("ст.73-2", "73x2"),
        ("КоАП-73-2", "73x2"),
        ("73-2-баптың", "73x2"),
        ("73-2-бап", "бап"),
        ("Закон № 561-ЗРК", "561зрк"),
    ],
)
def test_a_number_of_the_law_is_one_word_beside_its_parts(text: str, number: str) -> None:
    assert number in forms(text)


def test_what_is_written_after_a_number_is_no_word() -> None:
    assert forms("102-ге қоңырау, 5-го числа") == ("102", "конырау", "5", "числа")
    assert forms("2024-жылғы") == ("2024", "жылгы")


def test_two_words_with_a_hyphen_are_two_words() -> None:
    assert forms("Зорлық-зомбылық") == ("зорлык", "зомбылык")
    assert forms("семейно–бытовые") == ("семейно", "бытовые")
