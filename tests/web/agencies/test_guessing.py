"""Guessing at the sign-in: slowed where it comes from, and no way to keep others out."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client

from qorgan.web.agencies import admission, directory
from qorgan.web.agencies.keyring import CASEWORK, NoAgencyKey
from qorgan.web.agencies.models import Member
from tests.web.agencies.test_sign_in import CODE, DESK, SIGN_IN, code_of, password_given, signed_in
from tests.web.world import PASSWORD, World

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def wrong(times: int, address: str, name: str = "worker") -> None:
    for _ in range(times):
        Client(REMOTE_ADDR=address).post(SIGN_IN, {"login": name, "password": "wrong-" * 4}, secure=True)


def test_wrong_tries_from_elsewhere_do_not_keep_her_out(world: World) -> None:
    wrong(30, "203.0.113.7")
    client = Client(REMOTE_ADDR="198.51.100.4")
    client.post(SIGN_IN, {"login": "worker", "password": PASSWORD}, secure=True)
    client.post(CODE, {"code": code_of(world.totp["worker"])}, secure=True)
    assert client.get(DESK, secure=True).status_code == 200


def test_where_the_wrong_tries_come_from_even_the_right_password_waits(world: World) -> None:
    wrong(8, "203.0.113.7")
    client = Client(REMOTE_ADDR="203.0.113.7")
    client.post(SIGN_IN, {"login": "worker", "password": PASSWORD}, secure=True)
    assert client.post(CODE, {"code": code_of(world.totp["worker"])}, secure=True).status_code == 302
    assert client.get(DESK, secure=True).status_code == 302


def test_another_port_or_host_in_the_request_begins_no_new_count(world: World) -> None:
    for number in range(8):
        host = f"localhost:{8000 + number}"
        client = Client(REMOTE_ADDR="203.0.113.7", headers={"host": host})
        client.post(SIGN_IN, {"login": "worker", "password": "wrong-" * 4}, secure=True)
    client = Client(REMOTE_ADDR="203.0.113.7", headers={"host": "localhost:9000"})
    client.post(SIGN_IN, {"login": "worker", "password": PASSWORD}, secure=True)
    client.post(CODE, {"code": code_of(world.totp["worker"])}, secure=True)
    assert client.get(DESK, secure=True).status_code == 302


def test_guessed_codes_are_counted_by_person_whatever_address_they_come_from(world: World) -> None:
    for number in range(8):
        client = Client(REMOTE_ADDR=f"203.0.113.{number}")
        client.post(SIGN_IN, {"login": "worker", "password": PASSWORD}, secure=True)
        client.post(CODE, {"code": f"{number:06}"}, secure=True)
    client = password_given(world, "worker")
    client.post(CODE, {"code": code_of(world.totp["worker"])}, secure=True)
    assert client.get(DESK, secure=True).status_code == 302


def test_a_failed_sign_in_is_recorded_without_what_was_typed(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    logging.getLogger("qorgan").addHandler(caplog.handler)
    try:
        wrong(1, "203.0.113.7")
        wrong(1, "203.0.113.7", name="quorbelstane")
    finally:
        logging.getLogger("qorgan").removeHandler(caplog.handler)
    assert f"a sign-in failed: member {world.members['worker'].id}" in caplog.text
    assert "a sign-in failed: nobody of that name" in caplog.text
    assert "quorbelstane" not in caplog.text and "wrong-" not in caplog.text


def test_outside_tests_used_codes_and_counts_lie_where_every_worker_sees_them(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", "from django.conf import settings; print(settings.CACHES)"],
        env=os.environ
        | {"QORGAN_MODE": "demo", "QORGAN_DATA": str(tmp_path), "PYTHONPATH": str(ROOT / "src")},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "django.core.cache.backends.db.DatabaseCache" in told.stdout


@pytest.mark.parametrize(
    "password",
    [
        "thirteen-long", "12345678901234567890", "aaaaaaaaaaaaaaaa", "password123456", "passwordpassword",
        "Password-Password-2024", "qwertyuiopasdf", "ЙЦУКЕНГШЩЗХЪфывапр", "құпиясөз2024!!!!",
        "парольпароль12",
        "qorgan-2026-qorgan", "iloveyou20242025", "kazakhstan-almaty-1", "админ1234567890",
    ],
)  # fmt: skip
def test_a_short_common_repeated_or_numeric_password_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password",
    ["tawny-harp-91z-ox", "zhyly-shai-tereze-41", "correct horse battery staple", "тауда ақ боз ат шабады"],
)
def test_several_words_that_do_not_belong_together_are_taken(password: str) -> None:
    validate_password(password)


def test_a_start_password_is_one_that_can_be_begun_with() -> None:
    for _ in range(300):
        validate_password(admission.start_password())


def test_a_new_password_makes_new_keys_which_open_nothing_before_admission(world: World) -> None:
    worker = world.members["worker"]
    old = bytes(worker.box_pk or b"")
    admission.begin(worker, PASSWORD)
    worker.refresh_from_db()
    assert bytes(worker.box_pk or b"") != old and worker.admitted_at is None
    with pytest.raises(NoAgencyKey):
        world.keys("worker").agency_secret(CASEWORK)
    with pytest.raises(directory.NoKey):
        directory.member_keys(worker)
    admission.admit(world.keys("boss_centre"), Member.objects.get(pk=worker.pk))
    assert world.keys("worker").agency_secret(CASEWORK)


def test_a_seed_of_a_second_factor_opens_under_the_key_outside_the_database_only(world: World) -> None:
    from allauth.mfa.adapter import get_adapter

    row = Authenticator.objects.get(user=world.members["worker"])
    assert get_adapter().decrypt(row.data["secret"]) == world.totp["worker"]
    changed = row.data["secret"][:-2] + ("00" if row.data["secret"][-2:] != "00" else "11")
    with pytest.raises(Exception, match="does not open"):
        get_adapter().decrypt(changed)


def test_somebody_who_left_gets_no_further_than_the_first_page(world: World) -> None:
    admission.leave(world.members["boss_centre"], world.members["worker"])
    client = signed_in(world, "worker")
    assert client.get(DESK, secure=True).status_code == 302
