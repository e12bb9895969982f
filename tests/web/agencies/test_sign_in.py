"""Sign-in: the password opens the keys, the second factor the session, and nothing else does."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from qorgan.web.agencies import admission, sessions
from qorgan.web.agencies.models import SealedSession, SecretWrap
from qorgan.web.clock import real_now
from tests.web.world import PASSWORD, World

SIGN_IN, CODE, DESK = "/desk/sign-in/", "/desk/sign-in/code/", "/desk/"


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def code_of(secret: str, half_minutes: int = 0) -> str:
    """The present code, or that of some half minutes later or earlier."""
    return str(format_hotp_value(hotp_value(secret, int(real_now().timestamp()) // 30 + half_minutes)))


def password_given(world: World, name: str, password: str = PASSWORD) -> Client:
    client = Client()
    client.post(SIGN_IN, {"login": name, "password": password}, secure=True)
    return client


def signed_in(world: World, name: str) -> Client:
    client = password_given(world, name)
    client.post(CODE, {"code": code_of(world.totp[name])}, secure=True)
    return client


def test_password_and_code_open_the_desk(world: World) -> None:
    assert signed_in(world, "worker").get(DESK, secure=True).status_code == 200


def test_the_password_alone_opens_nothing(world: World) -> None:
    client = password_given(world, "worker")
    assert client.get(DESK, secure=True).status_code == 302


def test_a_wrong_password_gives_no_pending_key(world: World) -> None:
    client = password_given(world, "worker", "not-the-password-at-all")
    assert client.post(CODE, {"code": code_of(world.totp["worker"])}, secure=True).status_code == 302
    assert client.get(DESK, secure=True).status_code == 302


def test_a_code_is_used_once(world: World) -> None:
    code = code_of(world.totp["worker"])
    first = password_given(world, "worker")
    first.post(CODE, {"code": code}, secure=True)
    second = password_given(world, "worker")
    second.post(CODE, {"code": code}, secure=True)
    assert first.get(DESK, secure=True).status_code == 200
    assert second.get(DESK, secure=True).status_code == 302


@pytest.mark.parametrize(("half_minutes", "opens"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_code_may_be_one_half_minute_early_or_late(world: World, half_minutes: int, opens: bool) -> None:
    while real_now().timestamp() % 30 > 28:  # the half minute is not to end between here and there
        time.sleep(0.5)
    client = password_given(world, "worker")
    client.post(CODE, {"code": code_of(world.totp["worker"], half_minutes)}, secure=True)
    assert (client.get(DESK, secure=True).status_code == 200) is opens


def test_a_used_code_stays_used_for_as_long_as_it_could_be_typed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, present = code_of(world.totp["worker"], 1), time.time  # noqa: TID251 - it is moved
    password_given(world, "worker").post(CODE, {"code": code}, secure=True)
    monkeypatch.setattr(time, "time", lambda: present() + 45)
    again = password_given(world, "worker")
    again.post(CODE, {"code": code}, secure=True)
    assert again.get(DESK, secure=True).status_code == 302
    again.post(CODE, {"code": code_of(world.totp["worker"], 2)}, secure=True)
    assert again.get(DESK, secure=True).status_code == 200


def test_the_cookie_changes_at_sign_in(world: World) -> None:
    client = password_given(world, "worker")
    before = client.cookies[settings.STAFF_COOKIE].value
    client.post(CODE, {"code": code_of(world.totp["worker"])}, secure=True)
    assert client.cookies[settings.STAFF_COOKIE].value != before


def test_a_dump_of_the_database_during_an_open_session_opens_nothing(world: World) -> None:
    client = signed_in(world, "worker")
    assert client.get(DESK, secure=True).status_code == 200
    for row in SealedSession.objects.all():
        assert bytes(row.data)[:1] == b"\x01"
        assert b"secret" not in bytes(row.data)
        assert row.id != client.cookies[settings.STAFF_COOKIE].value


def test_a_service_restart_locks_everyone(world: World) -> None:
    client = signed_in(world, "worker")
    sessions.new_boot_secret()
    assert client.get(DESK, secure=True).status_code == 302


def test_no_seed_of_a_second_factor_lies_in_the_database_as_it_is(world: World) -> None:
    for authenticator in Authenticator.objects.all():
        stored = json.dumps(authenticator.data)
        assert all(seed not in stored for seed in world.totp.values())
    assert Authenticator.objects.count() == len(world.totp)


def test_someone_who_left_is_out_with_the_next_request(world: World) -> None:
    client = signed_in(world, "worker")
    admission.leave(world.members["boss_centre"], world.members["worker"])
    assert client.get(DESK, secure=True).status_code == 302
    assert not SecretWrap.objects.filter(member=world.members["worker"]).exists()


def test_an_administrator_has_no_key_at_all(world: World) -> None:
    admin = world.members["admin"]
    assert not SecretWrap.objects.filter(member=admin).exists()
    assert not admin.agency_wraps.exists()
    with pytest.raises(admission.NotYours):
        admission.admit(world.keys("boss_centre"), admin)


def test_the_third_key_holder_and_those_after_need_two_signatures(world: World) -> None:
    # the centre has its supervisor and two caseworkers: three who hold keys
    assert admission.required_approvals(world.agencies["centre"]) == 2
    new, _ = admission.create_member(
        world.members["admin"], world.agencies["centre"], "newcomer", "New Comer", "caseworker"
    )
    admission.begin(new, "another-long-synthetic-password")
    assert admission.admit(world.keys("boss_centre"), new) is False
    with pytest.raises(admission.AlreadySigned):
        admission.admit(world.keys("boss_centre"), new)
    new.refresh_from_db()
    assert new.admitted_at is None and not new.agency_wraps.exists()


def test_fingerprints_of_two_members_differ(world: World) -> None:
    one = admission.fingerprint(world.members["worker"], "en")
    other = admission.fingerprint(world.members["other_worker"], "en")
    assert len(one) == 6 and one != other


def test_cookies_are_host_only_secure_and_gone_with_the_browser(world: World) -> None:
    client = password_given(world, "worker")
    cookie = client.cookies[settings.STAFF_COOKIE]
    assert cookie.key.startswith("__Host-")
    assert cookie["secure"] and cookie["httponly"] and cookie["path"] == "/"
    assert cookie["max-age"] == "" and cookie["expires"] == "" and cookie["domain"] == ""
    assert Path(settings.BOOT_FILE).stat().st_mode & 0o777 == 0o600
