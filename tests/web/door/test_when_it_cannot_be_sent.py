"""When the database cannot take a report she is told the truth, and her page still holds everything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from tests.web import world as worlds
from tests.web.door.walker import Person

from qorgan.web.casework.models import Report
from qorgan.web.casework.visits import opening


@contextmanager
def no_reports_can_be_stored() -> Iterator[None]:
    """A real fault: the table is away for a moment."""
    table = Report._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO {table}_away")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table}_away RENAME TO {table}")


@pytest.mark.django_db(transaction=True)
def test_she_is_told_that_nothing_was_sent_and_can_send_again() -> None:
    world = worlds.build()
    person = Person()
    person.to_review(world.agencies["centre"], story="SYNTHETIC. He pushed me.")
    with no_reports_can_be_stored():
        page = person.press("send")
    assert person.answer.status_code == 503
    assert "It was not sent" in page.text and "Nothing was sent" in page.text
    assert "SYNTHETIC. He pushed me." in page.text
    page = person.press("send")
    assert "It has been sent" in page.text
    assert Report.objects.count() == 1


def test_an_office_that_loses_its_key_before_sending_is_not_sent_to(world: worlds.World) -> None:
    from qorgan.web.agencies.models import KeyCertificate

    person = Person()
    person.to_review(world.agencies["centre"], story="SYNTHETIC.")
    KeyCertificate.objects.filter(agency=world.agencies["centre"]).delete()
    page = person.press("send")
    assert Report.objects.count() == 0
    assert "It was not sent" in page.text or person.at == "receiver"
    person.get()
    assert person.at == "receiver" and "SYNTHETIC." in str(person.draft)


def test_a_directory_that_does_not_hold_offers_no_office_and_says_so(world: worlds.World) -> None:
    from qorgan.web.agencies.models import DirectoryManifest

    DirectoryManifest.objects.all().delete()
    person = Person()
    page = person.begin()
    assert "Right now nobody can receive this here" in page.text
    assert not page.names


def test_when_many_look_at_once_the_page_says_try_again_and_keeps_the_words(
    world: worlds.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "LANE_SECONDS", 0.01)
    person = Person()
    person.press(lang="en")
    person.press()
    person.press("words")
    with opening._lane:
        page = person.press(text="help amateur kingdom thirty curious control")
    assert person.answer.status_code == 503
    assert "try again in a minute" in page.text
    assert "help amateur kingdom thirty curious control" in page.html
