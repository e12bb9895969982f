"""Sessions: what the first page writes is kept, two faces stay apart, idle and absolute ends hold."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings

from qorgan.web.agencies.models import SealedSession
from qorgan.web.agencies.sessions import SessionStore, UpdateError, face_of
from qorgan.web.clock import real_now

pytestmark = pytest.mark.django_db


def saved(**values: object) -> SessionStore:
    session = SessionStore()
    session.update(values)
    session.save()
    return session


def test_what_a_new_session_holds_is_kept_by_its_first_save() -> None:
    session = saved(language="kk")
    assert SessionStore(session.session_key)["language"] == "kk"


def test_a_new_key_keeps_the_data_and_ends_the_old_one() -> None:
    session = saved(step="who")
    old = session.session_key
    session.cycle_key()
    assert SessionStore(session.session_key)["step"] == "who"
    assert SessionStore(old).get("step") is None


def test_twenty_idle_minutes_end_it_and_delete_the_row() -> None:
    session = saved(step="who")
    past = real_now() - timedelta(seconds=settings.SESSION_IDLE + 1)
    SealedSession.objects.update(seen_at=past)
    assert SessionStore(session.session_key).get("step") is None
    assert not SealedSession.objects.exists()


def test_twelve_hours_end_it_even_when_it_is_used() -> None:
    session = SessionStore()
    session["_began"] = int(real_now().timestamp()) - settings.SESSION_ABSOLUTE - 1
    session.save()
    assert dict(SessionStore(session.session_key).items()) == {}


def test_another_cookie_opens_nothing_and_a_changed_row_neither() -> None:
    session = saved(step="who")
    assert dict(SessionStore("00" * 32).items()) == {}
    row = SealedSession.objects.get()
    changed = bytearray(bytes(row.data))
    changed[-1] ^= 1
    SealedSession.objects.filter(pk=row.pk).update(data=bytes(changed))
    assert SessionStore(session.session_key).get("step") is None


def test_a_session_ended_in_another_tab_is_not_brought_back() -> None:
    session = saved(step="who")
    SessionStore(session.session_key).delete()
    session["step"] = "more"
    with pytest.raises(UpdateError):
        session.save()


@pytest.mark.parametrize("cookie", ["", "not-hex", "ab", "zz" * 32, "../../etc"])
def test_a_cookie_of_another_form_is_no_session(cookie: str) -> None:
    assert dict(SessionStore(cookie).items()) == {}


@pytest.mark.parametrize(
    ("path", "served", "face"),
    [
        ("/desk/", "all", "staff"),
        ("/demo/", "all", "staff"),
        ("/", "all", "door"),
        ("/desk/", "door", "door"),
        ("/", "desk", "staff"),
        ("/exit", "desk", "staff"),
        ("/", "square", "square"),
    ],
)
def test_a_server_of_one_face_takes_every_address_for_that_face(path: str, served: str, face: str) -> None:
    # A desk that took "/" for the door's would link to a way out that it does not have.
    assert face_of(path, served) == face
