"""What is tried against any web server, tried at every address: forms, headers, files, names of hosts."""

from __future__ import annotations

import io
import logging
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.log import configure_logging

from qorgan.web.ledger.models import Entry
from tests.web.attack.others import posted, undone
from tests.web.desk.signing_in import code_now
from tests.web.policy.test_every_url import TABLE, Scene, address, allowed, scene  # noqa: F401
from tests.web.test_headers import missing
from tests.web.world import PASSWORD, World

pytestmark = pytest.mark.django_db
CANARY = "quorbelstane"
WHO = ("worker", "boss_centre", "inspector", "admin")
# Headers by which a proxy or a framework is told of another host, address or method than the request's own.
OTHER_HOST = {
    "x-forwarded-host": "evil.example",
    "x-host": "evil.example",
    "forwarded": "host=evil.example;proto=https",
    "x-original-url": "/desk/members/",
    "x-rewrite-url": "/desk/members/",
    "x-http-method-override": "DELETE",
    "x-forwarded-for": f"127.0.0.1, {CANARY}",
    "accept-language": f"{CANARY}-{'x' * 4000}, en;q=9, \x7f",
    "user-agent": CANARY,
    "cookie2": CANARY,
}


def doors(scene: Scene) -> Iterator[tuple[str, str, Client]]:  # noqa: F811
    """Every address with somebody for whom it opens, where there is anyone."""
    for name in TABLE["urls"]:
        who = next((one for one in WHO if one in allowed(name)), "worker")
        yield name, address(name, scene.ids), scene.clients[who]


def headers_of(answer: HttpResponse) -> str:
    return "\n".join(f"{name}: {value}" for name, value in answer.items())


def test_no_form_of_any_address_is_taken_without_its_token_though_she_is_signed_in(scene: Scene) -> None:  # noqa: F811
    entries = Entry.objects.count()
    refused = 0
    for name, url, client in doors(scene):
        strict = Client(enforce_csrf_checks=True)
        strict.cookies.update(client.cookies)
        for headers in (
            {"origin": "null", "sec-fetch-site": "cross-site"},
            {"origin": "https://evil.example"},
            {},
        ):
            for body in ({}, {"csrfmiddlewaretoken": "x" * 64}, {"csrfmiddlewaretoken": CANARY}):
                with undone(strict):
                    answer = strict.post(url, body | {"once": uuid4().hex}, secure=True, headers=headers)
                    if TABLE["urls"][name].get("keeps_nothing") and not headers:
                        # it answers with a page and does nothing: there is nothing to protect by a token
                        assert answer.status_code == 200 and not answer.cookies, name
                        assert Entry.objects.count() == entries
                        continue
                    # an address that takes no POST may say so first; none may take it
                    assert answer.status_code in (403, 404, 405), (name, answer.status_code, headers)
                    refused += answer.status_code == 403
                    assert Entry.objects.count() == entries
    assert refused > 500


def test_no_header_leads_an_answer_to_another_host_address_or_method(scene: Scene) -> None:  # noqa: F811
    for name, url, client in doors(scene):
        with undone(client):
            plain = client.get(url, secure=True)
        with undone(client):
            probed = client.get(url, secure=True, headers=OTHER_HOST)
        assert probed.status_code == plain.status_code, name
        assert probed.headers.get("Location") == plain.headers.get("Location"), name
        text = headers_of(probed) + ("" if probed.streaming else probed.content.decode(errors="replace"))
        assert "evil.example" not in text and CANARY not in text, name
        assert missing(dict(probed.headers)) == [], name


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost@evil.example", "localhost:80@evil.example",
             "testserver evil.example", "[::1]evil", "testserver:99999x", "", "\u0442estserver"],
)  # fmt: skip
def test_a_host_that_is_not_ours_is_refused_at_every_kind_of_address(host: str) -> None:
    for path in ("/", "/desk/sign-in/", "/exit", "/healthz", "/s/ui/qorgan.css", "/no-such-page"):
        answer = Client(raise_request_exception=False).get(path, HTTP_HOST=host)
        assert answer.status_code < 500, (host, path)
        assert "evil" not in headers_of(answer) + (b"" if answer.streaming else answer.content).decode()
        assert "evil" not in str(answer.headers.get("Location", ""))


@pytest.mark.parametrize(
    "path", ["//evil.example/", "//evil.example/desk/", "/\\evil.example", "/desk//evil.example",
             "/%2f%2fevil.example", "/s/../../settings.py", "/s/%2e%2e/%2e%2e/settings.py",
             "/s/ui/..%2f..%2f..%2fsettings.py", "/desk/%00",
             "/desk/cases/%00/", "/%0d%0aSet-Cookie:x=1", "/desk/members/../../", "/.env", "/.git/config",
             "/desk/cases/00000000-0000-0000-0000-000000000000/", "/" + "a" * 20_000],
)  # fmt: skip
def test_an_address_made_to_lead_elsewhere_or_to_a_file_does_not(path: str) -> None:
    answer = Client(raise_request_exception=False).get(path)
    assert answer.status_code in (200, 302, 400, 404), answer.status_code
    place = str(answer.headers.get("Location", ""))
    assert (
        not place.startswith(("//", "http", "/\\"))
        and "Set-Cookie" not in headers_of(answer).partition("x=1")[0]
    )
    assert b"SECRET_KEY" not in (b"" if answer.streaming else answer.content)


def test_next_never_leads_a_member_who_signs_in_to_another_site(world: World) -> None:
    cache.clear()
    for place in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)",
                  "https:evil.example", "///evil.example", "\x00//evil.example"):  # fmt: skip
        client = Client()
        first = {"login": "worker", "password": PASSWORD, "next": place}
        answer = client.post(f"{reverse('account_login')}?{urlencode({'next': place})}", first, secure=True)
        code = {"code": code_now(world.totp["worker"]), "next": place}
        after = client.post(f"{reverse('mfa_authenticate')}?{urlencode({'next': place})}", code, secure=True)
        assert after.status_code == 302 and after["Location"] == reverse("desk:worklist"), after
        out = client.post("/desk/sign-in/out/", {"next": place}, secure=True)
        for told in (answer, out):
            assert "evil" not in str(told.headers.get("Location", "")).partition("?")[0]
        cache.clear()  # the code of this moment once more


def test_a_file_sent_to_any_address_is_kept_nowhere_and_breaks_nothing(
    scene: Scene,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    big, small = b"SYNTHETIC " * 400_000, b"SYNTHETIC"
    for name, url, client in doors(scene):
        for content in (small, big) if name in ("door:home", "desk:case_note", "account_login") else (small,):
            evil = SimpleUploadedFile("../../../evil.html", content, "text/html")
            with undone(client):
                answer = client.post(
                    url, {"once": uuid4().hex, "text": evil, "file": evil, "go": "on"}, secure=True
                )
                assert answer.status_code < 500, (name, answer.status_code)
                assert b"SYNTHETIC SYNTHETIC" not in (b"" if answer.streaming else answer.content)
    assert list(tmp_path.rglob("*")) == []


@pytest.fixture
def stderr(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    kept = io.StringIO()
    monkeypatch.setattr(sys, "stderr", kept)
    configure_logging(
        "logging.config.dictConfig", settings.LOGGING | {"root": {"handlers": ["stderr"], "level": 1}}
    )
    yield kept
    monkeypatch.undo()
    configure_logging("logging.config.dictConfig", settings.LOGGING)


def test_a_word_put_in_every_field_query_cookie_and_header_of_every_address_is_in_no_log(
    scene: Scene,  # noqa: F811
    stderr: io.StringIO,
) -> None:
    marked = {"user-agent": CANARY, "referer": f"https://testserver/{CANARY}", "accept-language": CANARY,
              "x-forwarded-for": CANARY}  # fmt: skip
    fields = "text once at go what who name value reason note narrative a b c login password code".split()
    for _, url, client in doors(scene):
        with undone(client):
            client.raise_request_exception = False
            client.cookies["other"] = CANARY
            client.get(url, {CANARY: CANARY}, secure=True, headers=marked)
            body = [(field, f"{CANARY}{CANARY}") for field in fields] + [(CANARY, CANARY)]
            posted(client, f"{url}?{CANARY}={CANARY}", body)
    logging.getLogger("django.request").warning("the end")
    assert "django.request" in stderr.getvalue() and CANARY not in stderr.getvalue()
