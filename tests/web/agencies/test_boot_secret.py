"""The boot secret: one for all workers, kept over a respawn, this user's alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from qorgan.vault.fields import padded_sizes
from qorgan.web.agencies import sessions
from qorgan.web.agencies.models import SealedSession
from qorgan.web.agencies.sessions import SessionStore

ROOT = Path(__file__).resolve().parents[3]
SESSION_OVERHEAD = 41


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "memory" / "boot"


def worker(place: Path) -> bytes:
    """Another process of the same service reads, or draws, the secret."""
    done = subprocess.run(
        [
            sys.executable, "-c",
            "import django; django.setup()\nfrom qorgan.web.agencies import sessions\n"
            "import sys; sys.stdout.write(sessions.boot_secret().hex())",
        ],
        env=os.environ | {"QORGAN_BOOT_FILE": str(place), "PYTHONPATH": str(ROOT / "src")},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return bytes.fromhex(done.stdout)


def test_two_workers_and_one_that_is_started_again_have_the_same_and_a_restart_another(place: Path) -> None:
    first = worker(place)
    assert len(first) == 32 and worker(place) == first
    sessions.new_boot_secret(place)
    assert worker(place) != first


def test_when_it_is_not_there_the_first_to_draw_it_holds(place: Path) -> None:
    sessions._draw(place, replace=False)
    first = place.read_bytes()
    sessions._draw(place, replace=False)
    assert place.read_bytes() == first
    assert [p.name for p in place.parent.iterdir()] == ["boot"]


def test_it_is_readable_by_this_user_alone(place: Path) -> None:
    sessions.new_boot_secret(place)
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("which", "mode"), [("file", 0o640), ("file", 0o604), ("folder", 0o777), ("folder", 0o770)]
)
def test_one_that_others_can_read_or_replace_is_refused(place: Path, which: str, mode: int) -> None:
    sessions.new_boot_secret(place)
    (place if which == "file" else place.parent).chmod(mode)
    with pytest.raises(sessions.UnsafeBoot, match="not this user's alone"):
        sessions.boot_secret(place)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can make another user's folder")
def test_a_folder_that_another_user_made_first_is_refused(place: Path) -> None:
    place.parent.mkdir()
    os.chown(place.parent, 12345, 12345)
    with pytest.raises(sessions.UnsafeBoot):
        sessions.new_boot_secret(place)


@pytest.mark.django_db
def test_a_row_copied_under_another_cookie_opens_nothing() -> None:
    mine, hers = SessionStore(), SessionStore()
    mine["secret"], hers["secret"] = "mine", "hers"
    mine.save()
    hers.save()
    data = SealedSession.objects.get(pk=hers._row_id(hers.session_key or "")).data
    SealedSession.objects.filter(pk=mine._row_id(mine.session_key or "")).update(data=bytes(data))
    assert SessionStore(mine.session_key).get("secret") is None
    assert SessionStore(hers.session_key).get("secret") == "hers"


@pytest.mark.django_db
def test_the_database_and_the_settings_without_cookie_or_boot_secret_open_no_session(place: Path) -> None:
    session = SessionStore()
    session["secret"] = "quorbelstane"
    session.save()
    row = SealedSession.objects.get()
    assert b"quorbelstane" not in bytes(row.data)
    assert session.session_key not in row.id and settings.SECRET_KEY not in row.id
    sessions.new_boot_secret()  # what a copy on another machine would draw
    assert SessionStore(session.session_key).get("secret") is None


@pytest.mark.django_db
@pytest.mark.parametrize("length", [0, 40, 300, 3000, 20_000])
def test_a_sessions_length_is_one_of_the_list(length: int) -> None:
    session = SessionStore()
    session["draft"] = "x" * length
    session.save()
    assert len(bytes(SealedSession.objects.get().data)) - SESSION_OVERHEAD in padded_sizes
