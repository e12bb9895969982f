"""Telephone numbers fall together however they are written here."""

from __future__ import annotations

import pytest

from qorgan.identity import phones
from qorgan.identity.phones import NotAPhone


@pytest.mark.parametrize(
    "typed",
    ["8 701 000 00 01", "87010000001", "+7 701 000 00 01", "+7(701)000-00-01", "7 701 0000001",
     "701 000 0001", "8-10-7-701-000-00-01", "007 701 000 00 01", "tel:+77010000001", "https://wa.me/77010000001",
     "+7 701 000 00 01", "8–701–000–00–01"],
)  # fmt: skip
def test_one_number_written_in_many_ways_is_one(typed: str) -> None:
    assert phones.canonical(typed) == "+77010000001"


def test_a_number_of_another_country_keeps_its_country() -> None:
    assert phones.canonical("+996 555 000 001") == phones.canonical("8 10 996 555 000001") == "+996555000001"


@pytest.mark.parametrize(
    "typed", ["", "12", "ask my sister", "8 701 000 00", "916 123 45 67", "+0 701 000", "@saule"]
)
def test_what_cannot_be_one_number_is_refused(typed: str) -> None:
    with pytest.raises(NotAPhone):
        phones.canonical(typed)
