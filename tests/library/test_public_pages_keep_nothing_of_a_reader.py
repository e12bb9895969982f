"""The public side of the library: no cookie, no session, no token, and the headers of the house."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

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


# What a form or a program sends to; every other public address is only read.
SENT_TO = frozenset({"contribute", "tell", "cards", "oai", "course_check", "course_certificate"})


def addresses() -> list[tuple[str, str]]:
    """Every public address, its gaps filled, with its name."""
    from qorgan.web.library.urls import public

    gaps = {"name": "q000001x", "form": "ris", "kind": "training", "part": "000", "code": "ru", "number": 1}
    patterns = [one for entry in public for one in getattr(entry, "url_patterns", [entry])]
    return [
        (
            str(one.name),
            reverse(f"library:{one.name}", kwargs={name: gaps[name] for name in one.pattern.converters}),
        )
        for one in patterns
    ]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_a_page_that_is_only_read_takes_nothing_that_is_sent(method: str) -> None:
    for name, address in addresses():
        if name in SENT_TO and method == "POST":
            continue
        answer = Client().generic(method, address)
        assert answer.status_code == 405, (method, address)
        assert "GET" in answer.headers["Allow"] or name == "course_certificate"


def test_whatever_is_asked_for_a_head_comes_without_a_body() -> None:
    for name, address in addresses():
        if name == "course_certificate":
            continue
        answer = Client().head(address)
        assert answer.status_code < 500 and not answer.content, address
        assert answer.status_code == Client().get(address).status_code, address


@pytest.mark.parametrize("query", ["&".join(f"kind={n}" for n in range(3000)), "q=" + "%D2%B1" * 9000])
def test_an_address_full_of_words_makes_no_page_too_large(query: str) -> None:
    for path in ("/library/", "/library/glossary/", "/library/services/", "/library/share/"):
        assert len(Client().get(f"{path}?{query}").content) < 100_000, path
