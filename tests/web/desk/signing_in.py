"""Signing in as a member does: name and password, then the code of the moment. Nothing is bypassed."""

from __future__ import annotations

import re

from allauth.mfa.totp.internal import auth as totp
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.web.world import PASSWORD, World

ONCE = re.compile(r'name="once" value="([^"]+)"')


def code_now(secret: str) -> str:
    """The six digits that an authenticator shows now."""
    return str(
        totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    )


def sign_in(world: World, name: str) -> Client:
    """A client with the open session of a member."""
    client = Client()
    first = client.post(reverse("account_login"), {"login": name, "password": PASSWORD})
    assert first.status_code == 302, first.content.decode()
    second = client.post(reverse("mfa_authenticate"), {"code": code_now(world.totp[name])})
    assert second.status_code == 302, second.content.decode()
    return client


def text(response: HttpResponse) -> str:
    return response.content.decode()


def once(client: Client, url: str) -> str:
    """The key of a form on a page, as a browser would send it back."""
    found = ONCE.search(text(client.get(url)))
    assert found, f"no form on {url}"
    return found[1]


def send(
    client: Client, url: str, data: dict[str, object] | None = None, page: str | None = None
) -> HttpResponse:
    """Posts a form taken from `page` (or from the address itself), with its key."""
    return client.post(url, {"once": once(client, page or url), **(data or {})})
