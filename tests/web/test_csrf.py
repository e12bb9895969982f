"""Forms work under `no-referrer` and are refused from elsewhere."""

from __future__ import annotations

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
SIGN_IN = "/desk/sign-in/"


def token(client: Client) -> str:
    found = re.search(
        r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(SIGN_IN, secure=True).content.decode()
    )
    assert found is not None
    return found[1]


def posted(**headers: str) -> int:
    client = Client(enforce_csrf_checks=True)
    data = {"csrfmiddlewaretoken": token(client), "login": "nobody", "password": "nothing-that-opens"}
    return client.post(SIGN_IN, data, secure=True, headers=headers).status_code


def test_our_own_form_is_taken_though_the_browser_hides_its_origin() -> None:
    assert posted(origin="null", sec_fetch_site="same-origin") == 200


def test_a_browser_that_sends_neither_origin_nor_referer_can_still_send() -> None:
    assert posted() == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "null", "sec_fetch_site": "cross-site"},
        {"origin": "https://elsewhere.example"},
        {"referer": "https://elsewhere.example/"},
        {"sec_fetch_site": "cross-site"},
    ],
)
def test_a_form_from_another_site_is_refused(headers: dict[str, str]) -> None:
    assert posted(**headers) == 403


def test_without_the_token_nothing_is_taken() -> None:
    client = Client(enforce_csrf_checks=True)
    token(client)
    data = {"login": "nobody", "password": "nothing-that-opens"}
    assert client.post(SIGN_IN, data, secure=True, headers={"origin": "null"}).status_code == 403
