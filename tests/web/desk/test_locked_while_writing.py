"""What was typed into a form that is sent after the lock is not lost, and is shown to its owner alone."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from qorgan.web.agencies.models import SealedSession
from qorgan.web.clock import real_now
from tests.web.desk.signing_in import code_now, once, opened_case, page, sign_in, text
from tests.web.world import PASSWORD, World

pytestmark = pytest.mark.django_db
TYPED = "SYNTHETIC typed for twenty minutes, «кавычки» & <angle>"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@pytest.fixture
def client(world: World) -> Client:
    """A browser: it sends the form's token, and is refused without it."""
    return Client(enforce_csrf_checks=True, headers={"accept-language": "en"})


def enter(client: Client, world: World, name: str) -> HttpResponse:
    cache.clear()  # a code works once
    for address, data in (
        ("account_login", {"login": name, "password": PASSWORD}),
        ("mfa_authenticate", {"code": code_now(world.totp[name])}),
    ):
        form = dict(HIDDEN.findall(text(client.get(reverse(address)))))
        answer = client.post(reverse(address), data | {"csrfmiddlewaretoken": form["csrfmiddlewaretoken"]})
    return answer


def written(client: Client, world: World) -> tuple[str, dict[str, str]]:
    """(the address, what the browser sends): a note typed in a case while the desk was open."""
    case = opened_case(world, sign_in(world, "worker"))
    enter(client, world, "worker")
    hidden = dict(HIDDEN.findall(page(client, "case_account", case)))
    wanted = {name: hidden[name] for name in ("csrfmiddlewaretoken", "once")}
    return reverse("desk:case_note", args=[case]), wanted | {"compartment": "services", "text": TYPED}


def idle() -> None:
    SealedSession.objects.update(seen_at=real_now() - timedelta(minutes=21))


def sent_again(client: Client, shown: str, address: str) -> HttpResponse:
    form = shown[shown.index(f'action="{address}"') :].partition("</form>")[0]
    return client.post(address, {name: unescape(value) for name, value in HIDDEN.findall(form)})


def test_after_an_idle_lock_the_words_come_back_with_the_sign_in_and_are_saved(
    client: Client, world: World
) -> None:
    address, form = written(client, world)
    idle()
    answer = client.post(address, form)
    assert answer["Location"] == reverse("account_login")
    at_sign_in = text(client.get(answer["Location"]))
    assert "What you wrote is kept while you sign in" in at_sign_in and "SYNTHETIC" not in at_sign_in
    assert enter(client, world, "worker")["Location"] == reverse("desk:kept")
    shown = page(client, "kept")
    assert unescape(shown).count(TYPED) == 2  # to read, and in the form that is sent again
    done = sent_again(client, shown, address)
    assert done.status_code == 302
    assert TYPED in unescape(text(client.get(done["Location"])))
    assert client.get(reverse("desk:kept"))["Location"] == reverse("desk:worklist")


def test_another_member_who_signs_in_there_is_shown_nothing(client: Client, world: World) -> None:
    address, form = written(client, world)
    idle()
    client.post(address, form)
    assert enter(client, world, "other_worker")["Location"] == reverse("desk:kept")
    answer = client.get(reverse("desk:kept"))
    assert answer["Location"] == reverse("desk:worklist")
    client.post(reverse("account_logout"))
    idle()
    enter(client, world, "worker")
    assert "SYNTHETIC" not in page(client, "worklist")


def test_a_colleague_s_open_session_is_not_shown_a_form_that_was_not_hers(
    client: Client, world: World
) -> None:
    address, form = written(client, world)
    idle()
    enter(client, world, "other_worker")
    answer = client.post(address, form)
    assert answer.status_code == 403
    assert "SYNTHETIC" not in text(answer)


def test_a_page_older_than_the_session_gives_its_owner_the_form_again(client: Client, world: World) -> None:
    address, form = written(client, world)
    idle()
    enter(client, world, "worker")  # in another tab
    answer = client.post(address, form)
    assert answer.status_code == 403 and "Not saved yet" in text(answer)
    assert sent_again(client, text(answer), address).status_code == 302


def test_a_form_that_we_did_not_draw_for_a_member_is_not_kept(client: Client, world: World) -> None:
    address, form = written(client, world)
    idle()
    mine = form["once"]
    for forged in ("k" * 22, mine[:-1] + ("0" if mine[-1] != "0" else "1"), mine.replace(".", "", 1)):
        answer = Client(enforce_csrf_checks=True).post(address, form | {"once": forged})
        assert answer.status_code == 403, forged
    assert "SYNTHETIC" not in text(answer)


def test_no_row_of_the_database_shows_what_was_kept(client: Client, world: World) -> None:
    address, form = written(client, world)
    idle()
    client.post(address, form)
    kept = [bytes(row.data) for row in SealedSession.objects.all()]
    assert kept and not any(b"SYNTHETIC" in data or b"typed" in data for data in kept)


def test_passwords_and_what_is_too_long_are_not_kept(client: Client, world: World) -> None:
    address, form = written(client, world)
    key = once(sign_in(world, "boss_centre"), reverse("desk:password"))
    idle()
    own = {"once": key, "current": PASSWORD, "new": PASSWORD, "again": PASSWORD}
    assert client.post(reverse("desk:password"), own).status_code == 403
    assert client.post(address, form | {"text": "a" * 130_000}).status_code == 403


def test_what_was_kept_can_be_thrown_away(client: Client, world: World) -> None:
    address, form = written(client, world)
    idle()
    client.post(address, form)
    enter(client, world, "worker")
    shown = page(client, "kept")
    assert sent_again(client, shown, reverse("desk:kept"))["Location"] == reverse("desk:worklist")
    assert "SYNTHETIC" not in text(client.get(reverse("desk:kept"), follow=True))
