"""Tests run on the database that was asked for, and on one of their own."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

ASKED_FOR = os.environ.get("QORGAN_TEST_DATABASE", "sqlite")


@pytest.mark.django_db
def test_the_database_is_the_one_that_was_asked_for() -> None:
    assert connection.vendor == {"sqlite": "sqlite", "postgres": "postgresql"}[ASKED_FOR]


@pytest.mark.django_db
def test_the_database_is_only_for_tests() -> None:
    assert "test" in str(connection.settings_dict["NAME"])


@pytest.mark.django_db
@pytest.mark.skipif(ASKED_FOR != "sqlite", reason="SQLite's own files")
def test_sqlite_is_a_file_with_a_write_ahead_log_as_in_an_office() -> None:
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA database_list").fetchone()[2]
        assert cursor.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_nothing_that_a_running_copy_uses_is_touched() -> None:
    temporary = {Path(tempfile.gettempdir()).resolve(), Path("/dev/shm")}
    for place in (settings.DATA, settings.BOOT_FILE, settings.CHECKPOINTS):
        assert temporary & set(Path(place).resolve().parents), place
