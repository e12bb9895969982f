"""A full disk, a locked or read-only database, a clock set back: she is told, nothing is half-written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection

from qorgan.web.casework import intake
from qorgan.web.casework.models import Grant, MailboxWrap, Report
from qorgan.web.clock import now, pretend
from qorgan.web.ledger import verify
from qorgan.web.ledger.models import Entry, SealedRow, Subject
from tests.web import world as worlds

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "SYNTHETIC. " + "She wrote a long time. " * 4000


@pytest.fixture
def place(transactional_db: None, world: worlds.World) -> worlds.World:
    return world


def counts() -> dict[str, int]:
    return {m.__name__: m.objects.count() for m in (Report, Entry, SealedRow, Subject, Grant, MailboxWrap)}


def sqlite_only() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("made with SQLite's own means")


@contextmanager
def full_disk() -> Iterator[None]:
    """The database file may not grow by a page: what SQLite answers on a full disk."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # pages that earlier tests left free would still take it
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count={pages}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count=1073741823")


@contextmanager
def locked() -> Iterator[None]:
    """Another program holds the database for longer than anyone waits."""
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=200")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout=20000")


@contextmanager
def read_only() -> Iterator[None]:
    on, off = ("PRAGMA query_only=ON", "PRAGMA query_only=OFF")
    if connection.vendor == "postgresql":
        on, off = ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off")
    with connection.cursor() as cursor:
        cursor.execute(on)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(off)


@pytest.mark.parametrize("fault", [full_disk, locked, read_only])
def test_a_report_that_could_not_be_stored_is_not_half_there_and_is_sent_whole_afterwards(
    fault: object, place: worlds.World
) -> None:
    if fault is not read_only:
        sqlite_only()
    code = intake.draw("en")
    before = counts()
    with fault():  # type: ignore[operator]
        with pytest.raises(intake.NotSent):
            worlds.send(place, code=code, narrative=LONG)
    assert counts() == before
    sent, _ = worlds.send(place, code=code, narrative=LONG)
    assert sent.words == code.words
    assert Report.objects.count() == 1
    assert verify.verify()[1] is None


def test_a_clock_set_back_loses_nothing_and_breaks_no_link(place: worlds.World) -> None:
    first, _ = worlds.send(place)
    with pretend(now() - timedelta(days=3)):
        second, _ = worlds.send(place)
        again = Report.objects.get(pk=second.report_id)
    assert Report.objects.count() == 2
    assert Entry.objects.get(subject=again.id, type="report.received").seq == 1
    assert verify.verify()[1] is None
    # What she was told holds against the clock that told it: an hour, at an office that reads day and night.
    assert again.open_by - again.sent_at == timedelta(hours=1)
