"""Settings: production refuses to start without its secrets, and passes Django's own deployment check."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.module_loading import import_string

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
