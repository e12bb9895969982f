"""The public side of the library: no cookie, no session, no token, and the headers of the house."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.test import Client

from qorgan.catalogue.collection import first_collection

pytestmark = pytest.mark.django_db


def test_a_reader_gets_no_cookie_and_may_keep_the_page() -> None:
    answer = Client().get("/library/", {"lang": "en"})
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "public, max-age=600"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_record_is_shown_in_the_language_of_the_address(language: str) -> None:
    value = first_collection()[0]
    answer = Client().get(f"/library/r/{value.identifier}/", {"lang": language})
    assert answer.status_code == 200
    assert value.title[language] in answer.content.decode().replace("&#x27;", "'").replace("&quot;", '"')


def test_an_identifier_with_a_slip_is_not_found_and_says_so_plainly() -> None:
    assert Client().get("/library/r/q0000018/").status_code == 404
    assert Client().get("/library/r/%00/").status_code == 404


def test_the_site_has_no_table_of_cases_keys_or_the_ledger() -> None:
    installed = {config.name for config in apps.get_app_configs()}
    office = {"ledger", "agencies", "casework", "orders", "desk", "door", "demo"}
    assert not {name for name in installed if name.rpartition(".")[2] in office}


def test_editors_without_an_account_are_sent_to_sign_in() -> None:
    answer = Client().get("/library/edit/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/library/edit/sign-in/")
