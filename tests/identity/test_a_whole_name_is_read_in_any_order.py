"""Readings of a whole name: layouts of the Family Code, article 194, and names as papers have them."""

import pytest

from qorgan.identity.names import Reading, Word, readings


def _said(word: Word | None) -> str:
    return word.written if word else ""


def _parts(reading: Reading) -> tuple[str, str, str]:
    return _said(reading.surname), _said(reading.given), _said(reading.father)


def _whole(name: str) -> list[tuple[str, str, str]]:
    return [_parts(one) for one in readings(full_name=name)]


@pytest.mark.parametrize(
    ("columns", "layout"),
    [
        (("Ахметов", "Нұрлан", "Серікович"), "ov"),
        (("Ахметова", "Айгүл", ""), "ov"),
        (("Ахметов", "Нұрлан", "Серікұлы"), "uli"),
        (("Серік", "Нұрлан", "Маратұлы"), "uli"),
        (("Серікұлы", "Нұрлан", ""), "uli"),
        (("Серік", "Нұрлан", ""), "father"),
        (("Ким", "Сергей", "Иванович"), "ov"),
        (("Ким", "Сергей", ""), "other"),
    ],
)
def test_the_three_lawful_layouts_are_told_apart(columns: tuple[str, str, str], layout: str) -> None:
    assert readings(*columns)[0].layout == layout
    assert readings(*columns)[0].kind == "as_written"


def test_the_father_is_known_where_his_name_is_the_surname() -> None:
    for columns in (("Серік", "Нұрлан", ""), ("Серікұлы", "Нұрлан", "")):
        father = readings(*columns)[0].father
        assert father is not None and father.stem == "serik"


def test_columns_that_fit_have_one_reading() -> None:
    for columns in (("Ахметов", "Нұрлан", "Серікұлы"), ("Ким", "Сергей", ""), ("Серікұлы", "Нұрлан", "")):
        assert len(readings(*columns)) == 1
        assert _parts(readings(*columns)[0])[:2] == columns[:2]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ахметов Нұрлан Серікұлы", ("Ахметов", "Нұрлан", "Серікұлы")),
        ("Нұрлан Серікұлы Ахметов", ("Ахметов", "Нұрлан", "Серікұлы")),
        ("Нұрлан Ахметов", ("Ахметов", "Нұрлан", "")),
        ("AKHMETOV NURLAN", ("AKHMETOV", "NURLAN", "")),
        ("Akhmetov, Nurlan", ("Akhmetov", "Nurlan", "")),
        ("Нұрлан Серікович", ("", "Нұрлан", "Серікович")),
        ("Ким Сергей Иванович", ("Ким", "Сергей", "Иванович")),
        ("Сергей Иванович Ким", ("Ким", "Сергей", "Иванович")),
        ("Ахметов Н.С.", ("Ахметов", "Н", "С")),
        ("Н. С. Ахметов", ("Ахметов", "Н", "С")),
        ("Н.Ахметов", ("Ахметов", "Н", "")),
        ("Ахметова Айгүл Нұрлан қызы", ("Ахметова", "Айгүл", "Нұрланқызы")),
        ("Ахметова Айгуль Нурлан кызы", ("Ахметова", "Айгуль", "Нурланкызы")),
        ("Асан Темир уулу", ("", "Асан", "Темируулу")),
        ("Айгүл", ("", "Айгүл", "")),
        ("Ахметов", ("Ахметов", "", "")),
        ("Серік Нұрлан Марат ұлы", ("Серік", "Нұрлан", "Маратұлы")),
        ("Серік Ахмет Нұрлан келіні", ("Серік", "Ахмет", "Нұрлан")),
    ],
)
def test_the_given_name_is_found_by_lists_endings_and_order(name: str, parts: tuple[str, str, str]) -> None:
    assert _whole(name)[0] == parts


def test_two_given_names_have_both_orders_and_the_official_one_first() -> None:
    assert [one[:2] for one in _whole("Серік Нұрлан")] == [("Серік", "Нұрлан"), ("Нұрлан", "Серік")]


@pytest.mark.parametrize(
    ("columns", "parts"),
    [
        (("Нұрлан", "Ахметов", ""), ("Ахметов", "Нұрлан", "")),
        (("Нұрлан", "Ахметов", "Серікұлы"), ("Ахметов", "Нұрлан", "Серікұлы")),
        (("Серікович", "Ахметов", "Нұрлан"), ("Ахметов", "Нұрлан", "Серікович")),
        (("Ахметов", "Серікұлы", "Нұрлан"), ("Ахметов", "Нұрлан", "Серікұлы")),
    ],
)
def test_columns_that_were_swapped_are_put_right(
    columns: tuple[str, str, str], parts: tuple[str, str, str]
) -> None:
    found = readings(*columns)
    assert _parts(found[0]) == parts
    assert found[0].kind == "other_order"


def test_a_given_name_in_the_surname_column_gives_a_second_reading() -> None:
    found = readings("Нұрлан", "Оспан")
    assert {(_said(one.surname), _said(one.given), one.kind) for one in found} >= {
        ("Нұрлан", "Оспан", "as_written"),
        ("Оспан", "Нұрлан", "other_order"),
    }


def test_a_surname_column_that_holds_the_whole_name_is_split() -> None:
    assert readings("Ахметов Нұрлан Серікұлы")[0] == readings(full_name="Ахметов Нұрлан Серікұлы")[0]
    assert _parts(readings("Ахметов", "Нұрлан Серікұлы")[0]) == ("Ахметов", "Нұрлан", "Серікұлы")


def test_a_whole_name_that_says_more_than_the_columns_is_read_instead() -> None:
    assert readings("Ахметов", full_name="Ахметов Нұрлан") == readings(full_name="Ахметов Нұрлан")
    assert readings("Ахметов", "Нұрлан", full_name="Ахметов Н.") == readings("Ахметов", "Нұрлан")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Ахметова (Оспанова) Айгүл", "maiden"),
        ("Ахметова Айгүл (Оспанова)", "maiden"),
        ("Ахметова Айгүл, урожд. Оспанова", "maiden"),
        ("Ахметова Айгүл (урождённая Оспанова)", "maiden"),
        ("Ахметова Айгүл, в девичестве Оспанова", "maiden"),
        ("Ахметова Айгүл девичья фамилия: Оспанова", "maiden"),
        ("Ахметова Айгүл, бұрынғы Оспанова", "maiden"),
        ("Ахметова Айгүл née Оспанова", "maiden"),
        ("Ахметова Айгүл nee Оспанова", "maiden"),
        ("Ахметова Айгүл a.k.a. Оспанова", "alias"),
        ("Ахметова Айгүл aka Оспанова", "alias"),
        ("Ахметова Айгүл, она же Оспанова", "alias"),
        ("Ахметова/Оспанова Айгүл", "alias"),
        ("Ахметова / Оспанова Айгүл", "alias"),
    ],
)
def test_another_surname_beside_the_first_is_a_second_reading(name: str, kind: str) -> None:
    found = readings(full_name=name)
    assert [(_said(one.surname), _said(one.given)) for one in found] == [
        ("Ахметова", "Айгүл"),
        ("Оспанова", "Айгүл"),
    ]
    assert [one.kind for one in found] == ["as_written", kind]


@pytest.mark.parametrize(
    "phrase",
    [
        *(
            "урожденная",
            "урождённая",
            "урожд.",
            "в девичестве",
            "дев.",
            "девичья",
            "девичья фамилия",
            "добрачная",
        ),
        *(
            "прежняя",
            "бывшая",
            "қыз кезіндегі",
            "қыз кезіндегі тегі",
            "бұрынғы",
            "бұрынғы тегі",
            "née",
            "nee",
        ),
        *("born", "formerly", "maiden name", "geb.", "geborene", "она же", "известная как", "псевдоним"),
        *("прозвище", "кличка", "лақап аты", "лақабы", "aka", "a.k.a.", "alias", "also known as", "or"),
    ],
)
def test_every_phrase_that_announces_another_name_is_known(phrase: str) -> None:
    found = readings(full_name=f"Ахметова Айгүл {phrase} Оспанова")
    assert [_said(one.surname) for one in found] == ["Ахметова", "Оспанова"]


def test_a_whole_other_name_is_read_as_one() -> None:
    found = readings(full_name="Иванов Иван Иванович, он же Петров Пётр Петрович")
    assert [_parts(one) for one in found] == [("Иванов", "Иван", "Иванович"), ("Петров", "Пётр", "Петрович")]


def test_a_given_name_or_patronymic_in_brackets_replaces_its_like() -> None:
    found = readings(full_name="Ахметова Айгүл (Алия) Серікқызы (Сериковна)")
    assert [_parts(one) for one in found] == [
        ("Ахметова", "Айгүл", "Серікқызы"),
        ("Ахметова", "Алия", "Серікқызы"),
        ("Ахметова", "Айгүл", "Сериковна"),
    ]


def test_another_surname_of_a_man_is_no_maiden_name() -> None:
    assert [one.kind for one in readings(full_name="Ахметов (Ким) Сергей")] == ["as_written", "alias"]


def test_years_and_forms_of_address_are_no_part_of_a_name() -> None:
    for name in (
        "гр. Ахметов Нұрлан, 1985 г.р.",
        "Ахметов Нұрлан 1985 ж.т.",
        "г-н Ахметов Нұрлан",
        "Mr. Ахметов Нұрлан",
    ):
        assert _whole(name) == [("Ахметов", "Нұрлан", "")]


def test_aliases_given_beside_a_name_are_readings() -> None:
    found = readings("Ахметова", "Айгүл", "Серікқызы", aliases=("Оспанова", "Ким Ольга", ""))
    assert [(_said(one.surname), _said(one.given), one.kind) for one in found] == [
        ("Ахметова", "Айгүл", "as_written"),
        ("Оспанова", "Айгүл", "alias"),
        ("Ким", "Ольга", "alias"),
    ]


def test_a_double_surname_is_read_whole_and_by_its_halves() -> None:
    found = readings("Ахметова-Ким", "Айгүл")
    assert [_said(one.surname) for one in found] == ["Ахметова-Ким", "Ахметова", "Ким"]
    assert found[1].surname is not None and found[1].surname.stem == "ahmet"


def test_a_double_given_name_stays_one_word() -> None:
    found = readings("Ахметов", "Абдул-Саттар")
    assert [_said(one.given) for one in found] == ["Абдул-Саттар"]
    assert _said(readings("Ахметов", "Абдул Саттар")[0].given) == "Абдул-Саттар"


@pytest.mark.parametrize(
    "name", ["", " ", "12", "王小明", "—", "()", "/", "1985", "она же", "урожд.", "-", "ұлы", "((("]
)
def test_where_there_is_no_name_there_is_no_reading(name: str) -> None:
    assert readings(full_name=name) == readings(name) == readings(name, name, name, name, (name,)) == ()


@pytest.mark.parametrize(
    "name",
    [
        "А",
        "а б в г д е ж з и к л м",
        "Ахметов 王小明",
        "Ахметов 2-й Нұрлан",
        "Ахметов Нұрлан 12.03.1985",
        "а/б/в/г/д",
    ],
)
def test_odd_names_are_read_without_a_fault(name: str) -> None:
    found = readings(full_name=name)
    assert 1 <= len(found) <= 6
    assert all(one.surname or one.given or one.father for one in found)


def test_digits_beside_a_name_are_left_out() -> None:
    assert _whole("Ахметов Нұрлан 1985") == [("Ахметов", "Нұрлан", "")]
