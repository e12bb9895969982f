"""The way in: our own pages, two factors, three languages, nothing half open."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.desk.signing_in import page, sign_in, text
from tests.web.world import PASSWORD, World

pytestmark = pytest.mark.django_db
PAGES = ("worklist", "inbox", "referrals", "calls", "members")


def test_no_page_opens_before_sign_in(world: World) -> None:
    for name in PAGES:
        answer = Client().get(reverse(f"desk:{name}"))
        assert answer["Location"] == reverse("account_login"), name


def test_a_password_alone_opens_no_page(world: World) -> None:
    client = Client()
    client.post(reverse("account_login"), {"login": "worker", "password": PASSWORD})
    for name in PAGES:
        assert client.get(reverse(f"desk:{name}")).status_code == 302, name


def test_a_wrong_password_keeps_the_name_and_never_the_password(world: World) -> None:
    answer = Client().post(
        reverse("account_login"), {"login": "worker", "password": "synthetic-wrong-password"}
    )
    assert 'value="worker"' in text(answer)
    assert "synthetic-wrong-password" not in text(answer)


@pytest.mark.parametrize("code", ["kk", "ru", "en"])
def test_the_language_can_be_chosen_before_sign_in(world: World, code: str) -> None:
    client = Client()
    client.post(reverse("desk:language"), {"language": code, "next": "/desk/sign-in/"})
    assert f'<html lang="{code}"' in text(client.get(reverse("account_login")))


def test_the_language_switch_leads_nowhere_else(world: World) -> None:
    answer = Client().post(reverse("desk:language"), {"language": "en", "next": "//elsewhere.example/desk/"})
    assert answer["Location"] == reverse("account_login")


def test_the_language_of_a_member_is_hers_after_sign_in(world: World) -> None:
    assert '<html lang="en"' in page(sign_in(world, "worker"), "worklist")


def test_leaving_locks_the_desk(world: World) -> None:
    client = sign_in(world, "worker")
    client.post(reverse("account_logout"))
    assert client.get(reverse("desk:worklist"))["Location"] == reverse("account_login")


def test_pages_carry_no_inline_style_script_or_event(world: World) -> None:
    client = sign_in(world, "worker")
    for shown in (text(Client().get(reverse("account_login"))), *(page(client, name) for name in PAGES[:4])):
        assert " style=" not in shown
        assert "<script>" not in shown
        assert " onclick=" not in shown


def test_after_eight_wrong_tries_even_the_right_password_waits(world: World) -> None:
    for _ in range(8):
        Client().post(reverse("account_login"), {"login": "worker", "password": "synthetic-wrong-password"})
    english = Client(headers={"accept-language": "en"})
    right = english.post(reverse("account_login"), {"login": "worker", "password": PASSWORD})
    assert right.status_code == 200
    assert "Too many failed login attempts" in text(right)


def test_a_wrong_code_opens_nothing(world: World) -> None:
    client = Client()
    client.post(reverse("account_login"), {"login": "worker", "password": PASSWORD})
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert client.get(reverse("desk:worklist")).status_code == 302


@pytest.mark.parametrize("code", ["kk", "ru", "en"])
def test_no_field_carries_the_librarys_own_words(world: World, code: str) -> None:
    client = Client()
    client.post(reverse("desk:language"), {"language": code, "next": "/desk/sign-in/"})
    assert "placeholder=" not in text(client.get(reverse("account_login")))
