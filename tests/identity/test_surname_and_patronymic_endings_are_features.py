"""Endings: the set of the Family Code, article 194, in Cyrillic, on a Russian keyboard, in Latin letters."""

import pytest

from qorgan.identity.names import word


@pytest.mark.parametrize(
    ("written", "stem", "suffix", "sex", "role"),
    [
        ("Ахметов", "Ахмет", "ov", "m", "surname"),
        ("Ахметова", "Ахмет", "ova", "f", "surname"),
        ("Akhmetova", "Ахмет", "ova", "f", "surname"),
        ("Achmetow", "Ахмет", "ov", "m", "surname"),
        ("Akhmetoff", "Ахмет", "ov", "m", "surname"),
        ("Әбдіғалиев", "Әбдіғали", "ev", "m", "surname"),
        ("Жұмабаева", "Жұмабай", "eva", "f", "surname"),
        ("Zhumabayeva", "Жұмабай", "eva", "f", "surname"),
        ("Сарыбаев", "Сарыбай", "ev", "m", "surname"),
        ("Мұсаев", "Мұса", "ev", "m", "surname"),
        ("Ильин", "Ил", "in", "m", "surname"),
        ("Фомина", "Фом", "ina", "f", "surname"),
        ("Ахметұлы", "Ахмет", "uli", "m", "either"),
        ("Ахметулы", "Ахмет", "uli", "m", "either"),
        ("Akhmetuly", "Ахмет", "uli", "m", "either"),
        ("Ahmetūly", "Ахмет", "uli", "m", "either"),
        ("Ahmetuly", "Ахмет", "uli", "m", "either"),
        ("Ахметқызы", "Ахмет", "kizi", "f", "either"),
        ("Ахметкызы", "Ахмет", "kizi", "f", "either"),
        ("Ахметгызы", "Ахмет", "kizi", "f", "either"),
        ("Ahmetqyzy", "Ахмет", "kizi", "f", "either"),
        ("Akhmetkyzy", "Ахмет", "kizi", "f", "either"),
        ("Әліұлы", "Әлі", "uli", "m", "either"),
        ("Тілеуұлы", "Тілеу", "uli", "m", "either"),
        ("Серікқызы", "Серік", "kizi", "f", "either"),
        ("Серікызы", "Серік", "kizi", "f", "either"),
        ("Тоқайұлы", "Тоқай", "uli", "m", "either"),
        ("Рамазаноғлы", "Рамазан", "ogli", "m", "either"),
        ("Рамазаноглу", "Рамазан", "ogli", "m", "either"),
        ("Асануулу", "Асан", "uulu", "m", "either"),
        ("Ахметович", "Ахмет", "ovich", "m", "patronymic"),
        ("Akhmetovich", "Ахмет", "ovich", "m", "patronymic"),
        ("Achmetowitsch", "Ахмет", "ovich", "m", "patronymic"),
        ("Ахметовна", "Ахмет", "ovna", "f", "patronymic"),
        ("Тоқаевич", "Тоқай", "evich", "m", "patronymic"),
        ("Сергеевич", "Сергей", "evich", "m", "patronymic"),
        ("Sergeyevna", "Сергей", "evna", "f", "patronymic"),
        ("Васильевна", "Василий", "evna", "f", "patronymic"),
        ("Юрьевич", "Юрий", "evich", "m", "patronymic"),
        ("Дмитриевна", "Дмитрий", "evna", "f", "patronymic"),
        ("Павлович", "Павел", "ovich", "m", "patronymic"),
        ("Львовна", "Лев", "ovna", "f", "patronymic"),
        ("Яковлевич", "Яков", "evich", "m", "patronymic"),
        ("Ильич", "Илья", "ich", "m", "patronymic"),
        ("Ильинична", "Илья", "ichna", "f", "patronymic"),
        ("Никитична", "Никита", "ichna", "f", "patronymic"),
    ],
)
def test_the_ending_is_taken_off_and_kept(written: str, stem: str, suffix: str, sex: str, role: str) -> None:
    read = word(written)
    assert (read.stem, read.suffix, read.sex, read.role) == (word(stem).canonical, suffix, sex, role)


@pytest.mark.parametrize(
    ("man", "woman"),
    [
        ("Ахметов", "Ахметова"),
        ("Әлиев", "Әлиева"),
        ("Ильин", "Ильина"),
        ("Невский", "Невская"),
        ("Ахметұлы", "Ахметқызы"),
        ("Полевой", "Полевая"),
        ("Белецкий", "Белецкая"),
        ("Zhumabayev", "Жұмабаева"),
    ],
)
def test_the_two_forms_of_a_surname_have_near_stems(man: str, woman: str) -> None:
    one, two = word(man).stem, word(woman).stem
    assert one == two or (one[:-2], one[-1]) == (two[:-1], two[-1])


@pytest.mark.parametrize(
    "written",
    [
        "Нұрбай",
        "Асылбек",
        "Нұрхан",
        "Ержан",
        "Айгүл",
        "Еркін",
        "Айдын",
        "Галина",
        "Марина",
        "Ерин",
        "Галин",
        "Құсайын",
        "Айсұлу",
        "Лев",
        "Ева",
        "Яков",
        "Константин",
        "Ирина",
        "Жарқын",
        "Марат",
        "Люба",
        "Ким",
        "Ли",
        "Цой",
    ],
)
def test_a_given_name_keeps_what_looks_like_an_ending(written: str) -> None:
    read = word(written)
    assert read.stem == read.canonical
    assert read.suffix == ""


def test_one_stem_joins_the_three_lawful_layouts() -> None:
    stems = {
        word(w).stem
        for w in ("Нұрғалиев", "Нұрғалиевич", "Нұрғалиұлы", "Нұрғалиқызы", "Нұрғали", "Nurgaliyev")
    }
    assert stems == {word("Нұрғали").canonical}


def test_the_lists_tell_a_sex_and_the_ending_tells_it_better() -> None:
    assert (word("Айгүл").sex, word("Нұрлан").sex, word("Ахметқызы").sex, word("Ким").sex) == (
        "f",
        "m",
        "f",
        "",
    )
