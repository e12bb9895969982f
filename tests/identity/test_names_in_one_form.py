"""Names fold together over alphabets and keyboards. Pairs are attested spellings, from no table of ours."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.identity import fold, words


@pytest.mark.parametrize(
    "spellings",
    [
        ("Айгүл", "Айгуль", "Aigul", "Aygul", "Aigül", "АЙГҮЛ"),
        ("Сәуле", "Сауле", "Saule", "Säule"),
        ("Қажымұқан", "Кажымукан", "Qajymuqan", "Kazhymukan"),
        ("Ғалия", "Галия", "Galiya", "Ğaliia"),
        ("Семён", "Семен", "Semen"),
        ("Ерлан", "Yerlan", "Erlan"),
        ("Жанна", "Zhanna", "Janna"),
        ("Хамит", "Khamit", "Hamit"),
        ("Шынар", "Shynar", "Şynar"),
        ("Юлия", "Yuliya", "Iuliia"),
        ("Александра", "Alexandra", "Aleksandra"),
    ],
)
def test_spellings_of_one_name_fold_to_one(spellings: tuple[str, ...]) -> None:
    assert len({fold(name) for name in spellings}) == 1, {name: fold(name) for name in spellings}


@pytest.mark.parametrize(
    ("one", "other"), [("Айгүл", "Айнұр"), ("Марат", "Мурат"), ("Дана", "Дина"), ("Әсел", "Әсем")]
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_a_latin_letter_typed_for_the_kazakh_one_makes_no_difference() -> None:
    assert fold("Айгерiм") == fold("Айгерім")


@given(st.text(max_size=40))
def test_folding_does_not_depend_on_how_the_text_is_composed(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_order_initials_and_the_word_for_daughter_do_not_count() -> None:
    assert words("Мысалова Сәуле", "Нұрлан қызы") == words("Нұрлан", "С. сәуле МЫСАЛОВА")
