"""Signing in as a member does: name and password, then the code of the moment. Nothing is bypassed."""

from __future__ import annotations

import re
from typing import Any

from allauth.mfa.totp.internal import auth as totp
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from qorgan.web.clock import now, real_now
from tests.web.world import PASSWORD, World
from tests.web.world import send as send_report

ONCE = re.compile(r'name="once" value="([^"]+)"')
SAFE_ANY_TIME = {
    "contact_wanted": "yes",
    "channel": "call",
    "value": "+7 700 000 00 00",
    "safe_days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    "safe_from": "00:00",
    "safe_until": "24:00",
}


def checked_now(rules: dict[str, Any]) -> dict[str, Any]:
    """The rules as she gives them herself, checked at this moment."""
    return rules | {"last_verified_at": now().isoformat()}


def code_now(secret: str) -> str:
    """The six digits that an authenticator shows now."""
    return str(totp.format_hotp_value(totp.hotp_value(secret, int(real_now().timestamp()) // 30)))


def sign_in_with(username: str, password: str, secret: str) -> Client:
    """A client that gave both factors."""
    client = Client()
    client.post(reverse("account_login"), {"login": username, "password": password})
    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    return client


def sign_in(world: World, name: str) -> Client:
    """A client with the open session of a member."""
    return sign_in_with(name, PASSWORD, world.totp[name])


def text(response: HttpResponse) -> str:
    return response.content.decode()


def page(client: Client, name: str, *args: Any, query: str = "") -> str:
    """The text of a page of the desk, which has to be there."""
    response = client.get(reverse(f"desk:{name}", args=args) + query)
    assert response.status_code == 200, (name, response.status_code)
    return text(response)


def once(client: Client, url: str) -> str:
    """The key of a form on a page, as a browser would send it back."""
    found = ONCE.search(text(client.get(url)))
    assert found, f"no form on {url}"
    return found[1]


def send(
    client: Client, url: str, data: dict[str, object] | None = None, at: str | None = None
) -> HttpResponse:
    """Posts a form taken from the page `at` (or from the address itself), with its key."""
    return client.post(url, {"once": once(client, at or url), **(data or {})})


def opened_case(world: World, client: Client, **report: Any) -> str:
    """The id of a case that this member has opened from the inbox."""
    sent, _code = send_report(world, **report)
    answer = send(client, reverse("desk:report_open", args=[sent.report_id]), at=reverse("desk:inbox"))
    assert answer.status_code == 302, text(answer)
    return str(sent.case_id)
