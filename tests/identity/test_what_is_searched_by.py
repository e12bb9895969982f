"""Which composites a person is searched by; a name never alone."""

from __future__ import annotations

from datetime import date

import pytest

from qorgan.identity import Person, Unsearchable, keys_of, query_keys
from qorgan.identity.keys import SearchDataFault, read, rules, years_of

SAULE = Person(names=("Сәуле Мысалова",), born=date(1994, 3, 14), phone="+77010000001", iin="940000400011")
LIMIT = {"searches": 1, "minutes": 1}


def test_each_type_fits_into_a_token() -> None:
    assert all(1 <= len(name) <= 7 and name.isascii() for name in rules().types)


def test_a_name_alone_has_no_key() -> None:
    assert keys_of(Person(names=("Сәуле Мысалова",))) == frozenset()


@pytest.mark.parametrize("parts", [["name"], ["two_names"], ["name", "two_names"], [], ["shoe_size"]])
def test_data_that_would_index_a_name_alone_is_refused(parts: list[str]) -> None:
    with pytest.raises(SearchDataFault):
        read({"types": {"x": {"parts": parts}}, "limit": LIMIT})


@pytest.mark.parametrize(
    "asked",
    [
        Person(iin="940000400011"),
        Person(phone="+77010000001"),
        Person(names=("saule",), born=date(1994, 3, 14)),
        Person(names=("Мысалова Сауле",), years=(1994,)),
        Person(names=("Мысалова",), phone_end="0001"),
    ],
)
def test_what_is_asked_meets_what_is_recorded(asked: Person) -> None:
    assert query_keys(asked) & keys_of(SAULE)


@pytest.mark.parametrize(
    "asked",
    [
        Person(names=("Сәуле",), born=date(1994, 3, 15)),
        Person(names=("Сәуле Басқа",), years=(1994,)),
        Person(names=("Сәуле Мысалова",), years=(1995,)),
        Person(names=("Дана",), phone_end="0001"),
    ],
)
def test_another_person_is_not_met(asked: Person) -> None:
    assert not query_keys(asked) & keys_of(SAULE)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (Person(), "nothing"),
        (Person(names=("Сәуле Мысалова",)), "name_alone"),
        (Person(names=("Сәуле",), years=(1994,)), "two_names"),
        (Person(years=(1994,)), "nothing"),
    ],
)
def test_too_little_is_said_to_be_too_little(asked: Person, code: str) -> None:
    with pytest.raises(Unsearchable) as fault:
        query_keys(asked)
    assert fault.value.code == code


def test_an_age_leaves_two_years_of_birth_open() -> None:
    # Thirty on 1 March 2026: born from 2 March 1995 to 1 March 1996.
    assert years_of(30, date(2026, 3, 1)) == (1995, 1996)
