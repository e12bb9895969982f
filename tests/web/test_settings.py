"""Settings: production refuses to start without its secrets, and passes Django's own deployment check."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.module_loading import import_string

from qorgan.web.agencies import admission
from qorgan.web.agencies.models import Agency
from qorgan.web.ledger.models import Installation

ROOT = Path(__file__).resolve().parents[2]


def manage(*args: str, data: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("QORGAN_", "DATABASE_URL", "DJANGO_"))}
    environment = kept | {"QORGAN_DATA": str(data)} | variables
    return subprocess.run(
        [sys.executable, "manage.py", *args],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_without_a_secret_says_which_one_and_stops(tmp_path: Path) -> None:
    result = manage("check", data=tmp_path, QORGAN_MODE="production", QORGAN_HOSTS="desk.example")
    assert result.returncode != 0
    assert "The secret secret_key is missing" in result.stderr


def test_production_without_its_host_names_stops(tmp_path: Path) -> None:
    manage("make_secrets", data=tmp_path, QORGAN_MODE="production", QORGAN_HOSTS="desk.example")
    result = manage("check", data=tmp_path, QORGAN_MODE="production")
    assert result.returncode != 0
    assert "QORGAN_HOSTS is missing" in result.stderr


def test_a_short_secret_is_refused(tmp_path: Path) -> None:
    result = manage("check", data=tmp_path, QORGAN_MODE="demo", QORGAN_PEPPER_STAFF="00ff")
    assert "The secret pepper_staff has 2 bytes; 32 are needed." in result.stderr


def test_an_unknown_mode_is_refused(tmp_path: Path) -> None:
    assert "QORGAN_MODE='prod' is not one of" in manage("check", data=tmp_path, QORGAN_MODE="prod").stderr


@pytest.mark.parametrize("face", ["all", "door"])
def test_the_deployment_check_is_clean_in_production(tmp_path: Path, face: str) -> None:
    mode = {"QORGAN_MODE": "production", "QORGAN_HOSTS": "desk.example", "QORGAN_FACE": face}
    manage("make_secrets", data=tmp_path, **mode)
    result = manage("check", "--deploy", "--fail-level", "WARNING", data=tmp_path, **mode)
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


def test_forms_are_protected_by_a_subclass_of_djangos_own_middleware() -> None:
    classes = [import_string(name) for name in settings.MIDDLEWARE if "csrf" in name.lower()]
    assert len(classes) == 1 and issubclass(classes[0], CsrfViewMiddleware)


def test_a_passkey_alone_signs_nobody_in_and_sessions_are_ours_alone() -> None:
    assert settings.MFA_PASSKEY_LOGIN_ENABLED is False and settings.MFA_SUPPORTED_TYPES == [
        "totp",
        "webauthn",
    ]
    assert "allauth.usersessions" not in settings.INSTALLED_APPS
    assert settings.SESSION_ENGINE == "qorgan.web.agencies.sessions"
    assert settings.MESSAGE_STORAGE == "django.contrib.messages.storage.session.SessionStorage"
    assert (settings.SESSION_IDLE, settings.SESSION_ABSOLUTE) == (20 * 60, 12 * 3600)


@pytest.mark.django_db
def test_what_is_deleted_leaves_no_bytes_in_the_database() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("made with SQLite's own means")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete")
        assert cursor.fetchone()[0] == 1
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone()[0] == 2  # FULL: an acknowledged report survives a power cut


@pytest.mark.django_db
def test_a_real_sqlite_database_is_one_offices(tmp_path: Path) -> None:
    """Vault rule 11: several agencies need PostgreSQL, save where everything is invented."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL takes several")
    names = {"kind": "crisis_centre", "name_en": "A", "name_ru": "А", "name_kk": "А"}
    admission.found_agency(code="one", **names)
    with pytest.raises(admission.SecondAgency):
        admission.found_agency(code="two", **names)
    Installation.objects.update_or_create(pk=1, defaults={"synthetic": True})
    admission.found_agency(code="two", **names)
    assert Agency.objects.count() == 2
