"""The database takes no session: the page comes again with what was typed, and says only what is true."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from tests.web import world as worlds
from tests.web.door.walker import Person

from qorgan.web.agencies.models import SealedSession
from qorgan.web.casework.models import Report

pytestmark = pytest.mark.django_db(transaction=True)
STORY = "SYNTHETIC. He pushed me against the door."


@contextmanager
def no_session_is_written() -> Iterator[None]:
    """A real fault of the database: it reads, and refuses to write a session."""
    table = SealedSession._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f"CREATE TRIGGER no_session BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, 'full'); END"
            )
        else:
            cursor.execute(
                "CREATE FUNCTION no_session() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'full'; END $$ "
                "LANGUAGE plpgsql"
            )
            cursor.execute(
                f"CREATE TRIGGER no_session BEFORE UPDATE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION no_session()"
            )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("DROP TRIGGER no_session")
            else:
                cursor.execute(f"DROP TRIGGER no_session ON {table}; DROP FUNCTION no_session()")


@pytest.fixture
def place(transactional_db: None) -> worlds.World:
    return worlds.build()


def test_what_she_typed_comes_back_with_the_page_and_goes_on_afterwards(place: worlds.World) -> None:
    person = Person()
    person.to_story(place.agencies["centre"])
    with no_session_is_written():
        page = person.press(text=STORY)
        assert person.answer.status_code == 503
        assert "It could not be kept just now" in page.text and STORY in page.html
    person.press(text=STORY)
    assert person.at == "contact" and STORY in person.draft["narrative"]


def test_a_report_that_was_stored_before_the_fault_is_not_called_unsent_and_is_sent_once(
    place: worlds.World,
) -> None:
    person = Person()
    person.to_review(place.agencies["centre"], story=STORY)
    with no_session_is_written():
        page = person.press("send")
        assert person.answer.status_code == 503
        assert "may have been sent already" in page.text and "Nothing was sent" not in page.text
        assert STORY in page.text
    assert Report.objects.count() == 1
    page = person.press("send")
    assert "It has been sent" in page.text
    assert Report.objects.count() == 1


def test_a_page_that_is_only_looked_at_needs_no_writing(place: worlds.World) -> None:
    person = Person()
    person.to_story(place.agencies["centre"])
    session = SealedSession.objects.get()
    SealedSession.objects.update(seen_at=session.seen_at - timedelta(minutes=2))
    with no_session_is_written():
        assert person.get().status_code == 200
    assert person.get().status_code == 200
    assert SealedSession.objects.get().seen_at > session.seen_at - timedelta(minutes=2)
