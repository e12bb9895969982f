"""The table of five states stands in the library's frame, by day, and as data."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_table_names_all_five_states_and_keeps_nothing_of_the_reader() -> None:
    answer = Client().get("/library/compare/", {"lang": "ru"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert all(state in text for state in ("Казахстан", "Кыргызстан", "Узбекистан", "Таджикистан", "Туркмен"))
    assert not answer.cookies and len(answer.content) < 100_000
    assert 'href="/law/' in text


def test_a_day_and_states_stand_in_the_address_and_a_wrong_one_is_named() -> None:
    answer = Client().get("/library/compare/", {"lang": "en", "on": "2024-06-15", "state": ["kz", "uz"]})
    assert answer.status_code == 200
    wrong = Client().get("/library/compare/", {"lang": "en", "state": "atlantis"})
    assert wrong.status_code == 422
    assert "atlantis" in wrong.content.decode()


def test_machines_get_the_same_choice() -> None:
    answer = Client().get("/library/compare/", {"as": "json", "state": "kz"})
    assert answer.headers["Content-Type"].startswith("application/json")
    assert Client().get("/library/compare/", {"as": "csv"}).headers["Content-Type"].startswith("text/csv")
