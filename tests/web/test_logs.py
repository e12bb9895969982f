"""No text of a request, a form, a query or another package's message comes out of a log."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils.log import configure_logging

from qorgan.web.casework.models import Report
from qorgan.web.logs import Terse
from tests.web.door.walker import Person
from tests.web.world import World

CANARY = "quorbelstane"


def said(record: logging.LogRecord) -> str:
    return Terse().format(record)


def record(name: str, message: str, *args: object, **extra: Any) -> logging.LogRecord:
    made = logging.LogRecord(
        name, logging.ERROR, "/somewhere/library.py", 12, message, args, extra.pop("exc", None)
    )
    made.__dict__.update(extra)
    return made


@pytest.mark.parametrize(
    "name", ["django.request", "allauth", "asyncio", "granian", "py.warnings", "psycopg"]
)
@pytest.mark.parametrize(
    ("message", "args"),
    [("a value: %s", (CANARY,)), (f"built before it was logged: {CANARY}", ()), (f"{CANARY} 100%", ())],
)
def test_another_packages_message_is_never_printed(name: str, message: str, args: tuple[object, ...]) -> None:
    line = said(record(name, message, *args))
    assert CANARY not in line and "library:12" in line


def test_a_traceback_is_places_and_the_kind_of_fault_and_no_value() -> None:
    try:
        narrative = CANARY
        raise ValueError(f"what she wrote: {narrative}")
    except ValueError:
        line = said(record("django.request", "x", exc=sys.exc_info()))
    assert "ValueError" in line and "test_a_traceback" in line and CANARY not in line


def test_our_own_records_carry_what_we_wrote() -> None:
    assert "grant 7 ignored" in said(record("qorgan.casework", "grant %s ignored", 7))


def test_nothing_is_mailed_and_there_is_no_access_log() -> None:
    assert settings.ADMINS == []
    used = {h["class"] for h in settings.LOGGING["handlers"].values()}
    assert used == {"logging.StreamHandler"}
    assert all(h["formatter"] == "plain" for h in settings.LOGGING["handlers"].values())
    assert settings.LOGGING["loggers"]["django.server"] == {
        "handlers": [], "level": "CRITICAL", "propagate": False,
    }  # fmt: skip


@pytest.fixture
def stderr(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the service writes, with the settings' own handlers and everything let through."""
    kept = io.StringIO()
    monkeypatch.setattr(sys, "stderr", kept)
    configure_logging(
        "logging.config.dictConfig", settings.LOGGING | {"root": {"handlers": ["stderr"], "level": 1}}
    )
    yield kept
    monkeypatch.undo()
    configure_logging("logging.config.dictConfig", settings.LOGGING)


@pytest.mark.django_db(transaction=True)
def test_a_fault_of_the_database_under_a_send_and_under_a_page_tells_no_word(
    transactional_db: None, world: World, stderr: io.StringIO
) -> None:
    person = Person()
    person.to_review(world.agencies["centre"], f"SYNTHETIC {CANARY}")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_sealedrow RENAME TO gone")
    try:
        page = person.press("send")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE gone RENAME TO ledger_sealedrow")
    assert person.answer.status_code == 503 and not Report.objects.exists()
    assert "It was not sent" in page.text
    person.press("send")
    assert Report.objects.count() == 1
    assert "could not be stored" in stderr.getvalue() and CANARY not in stderr.getvalue()


@pytest.mark.django_db
def test_refused_and_broken_requests_tell_no_word(
    stderr: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    Client().get(f"/{CANARY}?{CANARY}={CANARY}")
    Client().get("/", headers={"host": f"{CANARY}.example"})
    Client(enforce_csrf_checks=True).post(
        "/", {"text": CANARY}, headers={"origin": f"https://{CANARY}.example"}
    )
    Client().post("/desk/sign-in/", {"login": CANARY, "password": CANARY})
    Client().post("/", {f"{CANARY}{n}": CANARY for n in range(500)})
    Client().post("/", CANARY * 200_000, content_type="application/x-www-form-urlencoded")
    Client().post("/", b"--x\r\nbroken " + CANARY.encode(), content_type="multipart/form-data; boundary=x")
    broken = Client(raise_request_exception=False)

    def fault(*args: object, **kwargs: object) -> None:
        raise RuntimeError(f"with {CANARY} inside")

    monkeypatch.setattr("qorgan.web.door.views._page", fault)
    assert broken.get("/").status_code == 500
    assert "RuntimeError" in stderr.getvalue()
    assert CANARY not in stderr.getvalue()
