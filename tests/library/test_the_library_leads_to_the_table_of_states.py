"""The comparison of five states is one page of the law; the library hands the choice and the language on."""

from __future__ import annotations

from django.test import Client


def test_the_choice_and_the_language_go_with_the_reader() -> None:
    answer = Client().get(
        "/library/compare/", {"lang": "ru", "state": ["kz", "uz"], "on": "2024-06-15", "q": "left behind"}
    )
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/law/neighbours/?state=kz&state=uz&on=2024-06-15&lang=ru"
    assert not answer.cookies


def test_an_address_of_elsewhere_cannot_be_put_in() -> None:
    answer = Client().get("/library/compare/", {"lang": "kk", "table": "//evil.example/"})
    assert answer.headers["Location"].startswith("/law/neighbours/?table=%2F%2Fevil.example%2F")
