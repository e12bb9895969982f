"""A passkey stands for the code, never for the password; a planted or moved one opens nothing."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from qorgan.web.agencies import passkeys
from qorgan.web.ledger.models import Entry
from qorgan.web.ledger.verify import verify
from tests.web.desk.signing_in import page, send, sign_in, text
from tests.web.soft_key import SoftKey
from tests.web.world import PASSWORD, World

CODE = "/desk/sign-in/code/"
PARTS = ("clientDataJSON", "authenticatorData", "signature", "attestationObject")
CRAFTED = [
    [], 7, "x", None, {}, {"id": 1}, {"id": "a", "rawId": "a", "type": "public-key", "response": {}},
    *({"id": "AA", "rawId": "AA", "type": "public-key", "response": dict.fromkeys(PARTS, value)}
      for value in ("", "AAAA", "!", 5, [], "e30")),
]  # fmt: skip
SCRIPT = re.compile(r'<script id="(?:creation|request)-options" type="application/json">(.+?)</script>')


def options(html: str) -> dict[str, Any]:
    found = SCRIPT.search(html)
    assert found, "the page asks for no passkey"
    asked: dict[str, Any] = json.loads(found[1])
    return asked.get("creation_options") or asked["request_options"]


def add(client: Client, key: SoftKey, name: str = "key ring", password: str = PASSWORD) -> Any:
    url = reverse("desk:passkey_new")
    made = key.made(options(text(client.get(url, secure=True))))
    data = {"name": name, "password": password, "credential": json.dumps(made)}
    return client.post(url, data, secure=True)


def with_passkey(world: World, name: str) -> tuple[Client, SoftKey]:
    client, key = sign_in(world, name), SoftKey()
    assert add(client, key).status_code == 302
    return client, key


def at_code_page(name: str) -> tuple[Client, str]:
    client = Client(headers={"accept-language": "en"})
    client.post(reverse("account_login"), {"login": name, "password": PASSWORD}, secure=True)
    return client, text(client.get(CODE, secure=True))


def answer(client: Client, credential: Any) -> Any:
    return client.post(CODE, {"credential": json.dumps(credential)}, secure=True)


def is_in(client: Client) -> bool:
    return client.get(reverse("desk:worklist"), secure=True).status_code == 200


def test_password_and_passkey_open_the_desk_with_its_keys(world: World) -> None:
    _, key = with_passkey(world, "worker")
    client, html = at_code_page("worker")
    assert not is_in(client)
    assert answer(client, key.answered(options(html))).status_code == 302
    assert is_in(client)
    assert "key ring" in page(client, "me")


def test_a_passkey_without_the_password_has_nothing_to_answer_to(world: World) -> None:
    _, key = with_passkey(world, "worker")
    _, html = at_code_page("worker")
    stranger = Client()
    assert answer(stranger, key.answered(options(html))).status_code == 302
    assert not is_in(stranger)


def test_who_has_no_passkey_is_asked_for_the_code_only(world: World) -> None:
    _, html = at_code_page("worker")
    assert "request-options" not in html and "passkey.js" not in html


def test_another_key_another_address_and_an_old_challenge_are_refused(world: World) -> None:
    _, key = with_passkey(world, "worker")
    client, html = at_code_page("worker")
    old = key.answered(options(html))
    foreign = SoftKey("https://testserver.example", key.id, key.key)
    for wrong in (SoftKey(id=key.id), SoftKey(key=key.key), foreign):
        refused = answer(client, wrong.answered(options(text(client.get(CODE, secure=True)))))
        assert refused.status_code == 200 and "not accepted" in text(refused)
    assert answer(client, old).status_code == 200
    assert not is_in(client)


@pytest.mark.parametrize("crafted", CRAFTED)
def test_an_answer_that_cannot_be_read_is_refused_in_words(world: World, crafted: Any) -> None:
    inside, _ = with_passkey(world, "worker")
    client, _ = at_code_page("worker")
    assert answer(client, crafted).status_code == 200
    assert not is_in(client)
    data = {"name": "x", "password": PASSWORD, "credential": json.dumps(crafted)}
    inside.get(reverse("desk:passkey_new"), secure=True)
    assert inside.post(reverse("desk:passkey_new"), data, secure=True).status_code == 422


def test_a_removed_passkey_is_refused(world: World) -> None:
    inside, key = with_passkey(world, "worker")
    client, html = at_code_page("worker")
    own = reverse("desk:passkey", args=[passkeys.of(world.members["worker"])[0].id])
    assert send(inside, f"{own}remove/", at=own).status_code == 302
    assert answer(client, key.answered(options(html))).status_code == 200
    assert not is_in(client)
    assert passkeys.of(world.members["worker"]) == []


def test_the_last_second_factor_is_never_removed(world: World) -> None:
    with_passkey(world, "worker")
    worker = world.members["worker"]
    Authenticator.objects.filter(user=worker, type="totp").delete()
    only = passkeys.of(worker)[0]
    with pytest.raises(passkeys.LastFactor):
        passkeys.remove(worker, only.id)
    assert passkeys.of(worker) == [only]


def test_adding_one_asks_for_the_password_and_is_slowed(world: World) -> None:
    client = sign_in(world, "worker")
    assert "This is not your password" in text(add(client, SoftKey(), password="somebody-else-at-the-desk"))
    for _ in range(10):
        last = add(client, SoftKey(), password="somebody-else-at-the-desk")
    assert "Too many" in text(last)
    assert add(client, SoftKey()).status_code == 422
    assert passkeys.of(world.members["worker"]) == []


def test_a_planted_and_a_moved_row_are_no_passkeys(world: World) -> None:
    _, key = with_passkey(world, "worker")
    row = Authenticator.objects.get(user=world.members["worker"], type="webauthn")
    assert "key ring" not in json.dumps(row.data) and key.id.hex() not in json.dumps(row.data)
    boss = world.members["boss_centre"]
    Authenticator.objects.create(user=boss, type="webauthn", data=row.data)
    Authenticator.objects.create(user=boss, type="webauthn", data={"name": "mine", "credential": {}})
    assert passkeys.of(boss) == []
    client, html = at_code_page("boss_centre")
    assert "request-options" not in html
    assert answer(client, key.answered({"publicKey": {"challenge": "AAAA"}})).status_code == 200
    assert not is_in(client)


def test_a_name_is_changed_and_the_key_still_answers(world: World) -> None:
    inside, key = with_passkey(world, "worker")
    own = reverse("desk:passkey", args=[passkeys.of(world.members["worker"])[0].id])
    assert send(inside, own, {"name": "telephone"}).status_code == 302
    assert "telephone" in page(inside, "me")
    client, html = at_code_page("worker")
    assert answer(client, key.answered(options(html))).status_code == 302


def test_adding_and_removing_are_on_the_members_record(world: World) -> None:
    inside, _ = with_passkey(world, "worker")
    worker = world.members["worker"]
    passkeys.remove(worker, passkeys.of(worker)[0].id)
    types = Entry.objects.filter(subject=worker.id).order_by("seq").values_list("type", flat=True)
    assert list(types)[-2:] == ["member.passkey_added", "member.passkey_removed"]
    assert verify()[1] is None


def test_an_administrator_can_have_one_too(world: World) -> None:
    client = sign_in(world, "admin")
    assert add(client, SoftKey()).status_code == 302
    assert len(passkeys.of(world.members["admin"])) == 1


def test_new_keys_of_a_member_end_the_old_passkeys(world: World) -> None:
    with_passkey(world, "worker")
    from qorgan.web.agencies import admission

    admission.begin(world.members["worker"], PASSWORD)
    assert passkeys.of(world.members["worker"]) == []
