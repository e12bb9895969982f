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


# The attacks that the subclass could have let in ------------------------------------------------------------
SITES = ("cross-site", "same-site")


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize(
    "origin", ["null", "https://elsewhere.example", "https://testserver.elsewhere.example"]
)
def test_another_site_cannot_sign_somebody_in_as_itself(site: str, origin: str) -> None:
    """Login CSRF: the attacker has a token of a session of his own, and her browser sends it for him."""
    attackers = token(Client(enforce_csrf_checks=True))
    victim = Client(enforce_csrf_checks=True)
    for known in (attackers, ""):
        answer = victim.post(
            SIGN_IN, {"csrfmiddlewaretoken": known, "login": "attacker", "password": "his-own-password"},
            secure=True, headers={"origin": origin, "sec_fetch_site": site},
        )  # fmt: skip
        assert answer.status_code == 403


def test_a_token_of_another_session_is_refused_though_the_browser_hides_where_it_comes_from() -> None:
    """A sandboxed frame in an old browser: `Origin: null`, no Sec-Fetch-Site. The token alone decides."""
    attackers = token(Client(enforce_csrf_checks=True))
    victim = Client(enforce_csrf_checks=True)
    token(victim)
    data = {"csrfmiddlewaretoken": attackers, "login": "attacker", "password": "his-own-password"}
    assert victim.post(SIGN_IN, data, secure=True, headers={"origin": "null"}).status_code == 403
    assert victim.post(SIGN_IN, data, secure=True).status_code == 403


@pytest.mark.parametrize("address", ["/", "/desk/language/", "/desk/sign-in/out/", "/desk/sign-in/code/"])
def test_no_form_of_door_or_desk_is_taken_from_another_site(address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    known = token(client)
    for headers in (
        {"origin": "null", "sec_fetch_site": "cross-site"}, {"origin": "https://elsewhere.example"},
        {"sec_fetch_site": "cross-site"}, {"sec_fetch_site": "same-site"},
    ):  # fmt: skip
        data = {"csrfmiddlewaretoken": known, "go": "on"}
        assert client.post(address, data, secure=True, headers=headers).status_code == 403


def test_the_token_lies_in_the_sealed_session_and_in_no_cookie() -> None:
    client = Client(enforce_csrf_checks=True)
    token(client)
    assert set(client.cookies) == {"__Host-s"}
    assert client.cookies["__Host-s"]["samesite"] == "Lax"


def test_no_request_that_only_reads_changes_anything() -> None:
    """What protects is on POST; a GET from elsewhere must have nothing to gain."""
    client = Client(enforce_csrf_checks=True)
    assert client.get("/desk/sign-in/out/", secure=True).status_code in (200, 302)
    assert client.get("/desk/language/?language=ru", secure=True).status_code == 405
