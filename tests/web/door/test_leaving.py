"""The way out: one request, no script, nothing left behind that this place could remove."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from tests.web.door.walker import Page, Person
from tests.web.world import World

from qorgan.web.agencies.models import SealedSession

STORY = "SYNTHETIC-STORY-CANARY"


@pytest.fixture
def writing(world: World) -> Person:
    """Someone in the middle of her account."""
    person = Person()
    person.to_story(world.agencies["centre"])
    person.press("keep", text=STORY)
    assert STORY in person.page.html
    return person


def leave(person: Person):  # type: ignore[no-untyped-def]
    return person.client.get("/exit", secure=True)


def test_leaving_answers_303_to_a_page_about_something_else(writing: Person) -> None:
    answer = leave(writing)
    assert answer.status_code == 303
    assert answer["Location"] == settings.EXIT_URL
    assert answer["Cache-Control"] == "no-store"
    assert answer["Clear-Site-Data"] == '"cache"'
    assert answer["Referrer-Policy"] == "no-referrer"


def test_leaving_ends_the_session_in_the_database_and_expires_only_its_own_cookie(writing: Person) -> None:
    writing.client.cookies["__Host-s"] = "0" * 64
    answer = leave(writing)
    assert SealedSession.objects.count() == 0
    assert set(answer.cookies) == {"__Host-d"}
    assert answer.cookies["__Host-d"]["max-age"] == 0


def test_back_after_leaving_shows_the_first_page_and_no_answer(writing: Person) -> None:
    leave(writing)
    writing.get()
    assert STORY not in writing.page.html
    assert writing.at == "language"


def test_an_old_page_posted_after_leaving_changes_nothing(writing: Person) -> None:
    old = {**writing.page.hidden, "go": "on", "text": STORY}
    leave(writing)
    assert writing.post(old).status_code == 403
    writing.get()
    assert writing.at == "language" and STORY not in writing.page.html


def test_leaving_without_a_session_works_as_well(db: None) -> None:
    answer = Client().get("/exit", secure=True)
    assert answer.status_code == 303 and not answer.cookies


def test_twenty_idle_minutes_discard_what_was_written(writing: Person) -> None:
    SealedSession.objects.update(
        seen_at=SealedSession.objects.get().seen_at - timedelta(minutes=20, seconds=1)
    )
    writing.get()
    assert writing.at == "language" and STORY not in writing.page.html
    assert (
        SealedSession.objects.filter(seen_at__lt=SealedSession.objects.latest("seen_at").seen_at).count() == 0
    )


def test_the_way_out_comes_first_on_the_page_and_leads_to_the_exit(writing: Person) -> None:
    links = [
        attrs for tag, attrs in writing.page.tags if tag in ("a", "button", "input", "textarea", "summary")
    ]
    assert links[0]["href"] == "/exit"
    assert [link["href"] for link in links[1:3]] == ["tel:102", "tel:111"]


def test_an_error_page_of_the_door_keeps_the_way_out(db: None) -> None:
    answer = Client().get("/nothing-here", secure=True)
    page = Page(answer.content.decode())
    assert answer.status_code == 404
    assert [attrs["href"] for tag, attrs in page.tags if tag == "a"][:3] == ["/exit", "tel:102", "tel:111"]
