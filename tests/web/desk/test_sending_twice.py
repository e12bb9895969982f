"""A form sent twice is answered once (interfaces.md, section 7)."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse

from qorgan.web.desk import once as once_only
from qorgan.web.ledger.models import Entry
from tests.web.desk.signing_in import once, opened_case, page, sign_in, text
from tests.web.world import World

pytestmark = pytest.mark.django_db


def test_the_same_note_sent_twice_is_one_note_and_one_answer(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    address = reverse("desk:case_note", args=[case])
    data = {
        "once": once(client, reverse("desk:case_account", args=[case])),
        "text": "SYNTHETIC note",
        "compartment": "services",
    }
    first, second = client.post(address, data), client.post(address, data)
    assert first["Location"] == second["Location"]
    assert page(client, "case_account", case).count("SYNTHETIC note") == 1


def test_a_form_with_a_fault_can_be_sent_again_with_the_same_key(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    address = reverse("desk:case_messages", args=[case])
    key = once(client, address)
    assert client.post(address, {"once": key, "text": ""}).status_code == 422
    assert client.post(address, {"once": key, "text": "SYNTHETIC we are here"}).status_code == 302
    assert "SYNTHETIC we are here" in page(client, "case_messages", case)


def test_a_form_without_a_key_changes_nothing(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    before = Entry.objects.count()
    answer = client.post(
        reverse("desk:case_note", args=[case]), {"text": "SYNTHETIC", "compartment": "services"}
    )
    assert answer.status_code == 400
    assert Entry.objects.count() == before


def test_a_key_of_one_member_answers_nothing_to_another(world: World) -> None:
    first, second = sign_in(world, "worker"), sign_in(world, "other_worker")
    case = opened_case(world, first)
    key = once(first, reverse("desk:case_messages", args=[case]))
    address = reverse("desk:case_messages", args=[case])
    first.post(address, {"once": key, "text": "SYNTHETIC one"})
    second.post(address, {"once": key, "text": "SYNTHETIC two"})
    shown = page(first, "case_messages", case)
    assert "SYNTHETIC one" in shown
    assert "SYNTHETIC two" in shown


def test_a_repeat_while_the_first_is_still_being_saved_is_told_so_and_saves_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    address = reverse("desk:case_messages", args=[case])
    key = once(client, address)
    cache.set(f"once:{world.members['worker'].pk}:{key[: once_only.DRAWN]}", once_only.UNDER_WAY)
    monkeypatch.setattr(once_only, "WAIT_STEPS", 1)
    before = Entry.objects.count()
    answer = client.post(address, {"once": key, "text": "SYNTHETIC twice"})
    assert answer.status_code == 409
    assert "Still being saved" in text(answer)
    assert Entry.objects.count() == before
