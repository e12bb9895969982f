"""On SQLite writers take turns: nobody is passed over, and nobody who died keeps the turn."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

import pytest
from django.db import OperationalError, connection, connections, transaction

from qorgan.web.ledger.models import Installation

pytestmark = pytest.mark.django_db(transaction=True)
HOLD = """
import fcntl, os, sys, time
handle = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT, 0o600)
fcntl.flock(handle, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def _sqlite_only(transactional_db: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL queues its writers itself")


def write() -> None:
    with transaction.atomic():
        Installation.objects.update_or_create(pk=1)


def turn() -> str:
    return f"{connection.settings_dict['NAME']}.turn"


def test_who_waits_longer_than_the_timeout_is_told_what_sqlite_would_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = subprocess.Popen([sys.executable, "-c", HOLD, turn()], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None and other.stdout.readline() == "held\n"
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.1)
    with pytest.raises(OperationalError, match="locked"):
        write()
    os.kill(other.pid, signal.SIGKILL)
    other.wait()
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 20)
    write()  # the turn of a writer that was killed is free


def test_a_transaction_that_fails_or_is_rolled_back_gives_its_turn_on() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Installation.objects.update_or_create(pk=1)
        _ = 1 / 0
    done = threading.Event()

    def elsewhere() -> None:
        write()
        connections.close_all()
        done.set()

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join(10)
    assert done.is_set()


def test_a_connection_that_is_closed_in_the_midst_of_its_turn_gives_it_on() -> None:
    def left_open() -> None:
        connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        connection.close()

    thread = threading.Thread(target=left_open)
    thread.start()
    thread.join(10)
    write()


def test_where_no_file_can_be_made_the_fault_is_one_of_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    connection.ensure_connection()
    monkeypatch.setitem(connection.settings_dict, "NAME", "/nowhere/at/all/db.sqlite3")
    with pytest.raises(OperationalError, match="turns"):
        write()
