"""Before Law 84-VI nothing is encoded; from 3 to 31 July 2017 the day of entry into force is not known."""

from __future__ import annotations

from datetime import date

import pytest

from qorgan.law import load

LAW = load("kz")
SLAP = {"relation": "spouse", "acts": ["slap"], "harm": "pain"}


def test_before_the_encoded_law_the_answer_says_so_and_is_never_an_empty_list() -> None:
    answer = LAW.assess(SLAP, date(2017, 7, 2))
    document = answer.to_json()
    assert document["status"]["en"] == "outside what is encoded"
    assert document["findings"] and document["findings"][0]["verdict"] == "undecided"
    assert answer.applying == ()


@pytest.mark.parametrize("day", [date(2017, 7, 3), date(2017, 7, 31)])
def test_in_july_2017_the_answer_is_undecided(day: date) -> None:
    answer = LAW.assess(SLAP, day)
    assert answer.status is not None
    assert answer.status["en"] == "undecided: date of entry into force not found"
    found = answer.finding("kz.cao.73-2")
    assert found is not None and found.verdict == "undecided"
    assert "date_of_entry_into_force" in found.open
    assert answer.to_json()["findings"]


def test_from_august_2017_battery_is_administrative_with_its_certainty() -> None:
    found = LAW.assess(SLAP, date(2017, 8, 1)).finding("kz.cao.73-2")
    assert found is not None and found.verdict == "applies"
    assert found.provision.certainty == "conflicting" and found.to_json()["text"] == "not found"
