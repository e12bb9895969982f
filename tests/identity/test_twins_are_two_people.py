"""Twins share everything but the given name, and are often given names that sound alike."""

from __future__ import annotations

import pytest
from tests.identity.linked_people import deduplicated, faces_of

from qorgan.identity.linking.model import shipped

SHARED = {"patronymic": "Серікұлы", "dob": "1994-03-02", "phone": "+77010000001", "region": "Алматы"}


def linked(one: str, other: str, surname: str = "Ахметов") -> bool:
    """Whether two records that differ in the given name alone come into one cluster."""
    of = faces_of(
        {"surname": surname, "first_name": one, **SHARED}, {"surname": surname, "first_name": other, **SHARED}
    )
    found = deduplicated(of, 2, model=shipped().of_size(of.num_rows))
    return bool(found.clusters[0] == found.clusters[1])


@pytest.mark.parametrize(
    ("one", "other"),
    [("Хасан", "Хусейн"), ("Асан", "Үсен"), ("Марат", "Мұрат"), ("Пётр", "Павел"), ("Айгүл", "Айжан")],
)
def test_two_given_names_that_are_both_known_are_two_people(one: str, other: str) -> None:
    assert not linked(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Хасан", "Hasan"), ("Мұрат", "Мурат"), ("Жанболат", "Джанбулат"), ("Александр", "Саша")],
)
def test_one_given_name_in_two_spellings_is_one_person(one: str, other: str) -> None:
    assert linked(one, other)
