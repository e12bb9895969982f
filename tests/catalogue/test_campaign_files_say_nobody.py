"""A survey file that says who somebody is, is refused whole, and what stood there is not repeated."""

from __future__ import annotations

import pytest

from qorgan.catalogue.campaigns_file import MOST_FAULTS, identifying, said

ALLOWED = ("id", "cluster", "arm", "wave", "scene_out", "quarrel_cell")
HEAD = "id,cluster,arm,wave,scene_out"
NAMES = (
    "name|Full name|ФИО|Ф.И.О.|Фамилия|Имя|аты-жөні|Тегі|phone|телефон|тел|ұялы|WhatsApp|ИИН|ЖСН|IIN|e-mail|"
    "почта|address|адрес|мекенжай|birth_date|дата рождения|туған күні|паспорт"
).split("|")
GOOD = f"{HEAD}\nГУ07Ж,Сарыарка ауданы,comparison,0,1\nAB12C,V01,programme,1,-1\n"


def test_codes_and_places_are_let_through() -> None:
    assert identifying(GOOD, ALLOWED) == ()


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_another_separator_and_a_mark_at_the_start_change_nothing(separator: str) -> None:
    assert identifying("\ufeff" + GOOD.replace(",", separator), ALLOWED) == ()
    faults = identifying("\ufeff" + GOOD.replace(",", separator).replace("scene_out", "phone"), ALLOWED)
    assert [one.code for one in faults] == ["identifying_column"]


@pytest.mark.parametrize("name", NAMES)
def test_a_column_that_says_who_somebody_is_is_named_as_such(name: str) -> None:
    faults = identifying(f"{HEAD},{name}\na,b,comparison,0,1,x\n", ALLOWED)
    assert [(one.code, one.given) for one in faults] == [("identifying_column", name)]


def test_any_other_column_is_refused_too() -> None:
    faults = identifying(f"{HEAD},age\na,b,comparison,0,1,30\n", ALLOWED)
    assert [(one.code, one.given) for one in faults] == [("unknown_column", "age")]


@pytest.mark.parametrize(
    ("cell", "column"),
    [
        ("+77011234567", "id"),
        ("8 701 123 45 67", "id"),
        ("8(701)123-45-67", "cluster"),
        ("7011234567", "id"),
        ("850412400123", "id"),  # the form of an IIN: day of birth, century and sex, number
        ("somebody@example.kz", "cluster"),
        ("Ахметова Айгүл", "id"),
        ("Ivanova A.", "id"),
    ],
)
def test_a_value_that_says_who_somebody_is_refuses_the_file(cell: str, column: str) -> None:
    row = {"id": "a", "cluster": "b"} | {column: cell}
    faults = identifying(f"{HEAD}\n{row['id']},{row['cluster']},comparison,0,1\n", ALLOWED)
    assert [(one.code, one.field, one.given) for one in faults] == [("identifying_value", column, "2")]
    assert not any(cell in said(one, language) for one in faults for language in ("en", "ru", "kk"))


def test_a_file_without_a_header_does_not_repeat_the_telephone_it_begins_with() -> None:
    faults = identifying("+77011234567,b,comparison,0,1\n", ALLOWED)
    assert faults and not any("7011234567" in said(one, "en") for one in faults)


def test_many_such_values_are_not_all_listed() -> None:
    rows = "".join(f"870112345{n:02d},v,comparison,0,1\n" for n in range(60))
    assert len(identifying(f"{HEAD}\n{rows}", ALLOWED)) == MOST_FAULTS + 1


def test_an_empty_file_has_nothing_to_hide() -> None:
    assert identifying("", ALLOWED) == ()
