"""On SQLite writers take turns: nobody is passed over, and nobody who died keeps the turn."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import OperationalError, connection, connections, transaction

from qorgan.web.ledger.models import Installation
from qorgan.web.ledger.sqlite import turns

pytestmark = pytest.mark.django_db(transaction=True)
HOLD = """
import fcntl, os, sys, time
handle = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT, 0o600)
fcntl.flock(handle, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(60)
"""
TWENTY = """
import sys, time
from qorgan.web.ledger.sqlite import turns
for _ in range(20):
    turn = turns.take(sys.argv[1], 20)
    open(sys.argv[2], "a").write("o")
    time.sleep(0.005)
    turn.give()
"""


def until(true: Callable[[], bool]) -> None:
    while not true():
        time.sleep(0.001)


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


def test_threads_write_in_the_order_in_which_they_came() -> None:
    came, wrote = list(range(6)), []
    first = turns.take(str(connection.settings_dict["NAME"]), 5)

    def one(number: int) -> None:
        turn = turns.take(str(connection.settings_dict["NAME"]), 5)
        wrote.append(number)
        turn.give()

    threads = [threading.Thread(target=one, args=(number,)) for number in came]
    for waiting, thread in enumerate(threads, start=2):
        thread.start()
        until(lambda waiting=waiting: len(first.line._gates) == waiting)
    first.give()
    for thread in threads:
        thread.join(10)
    assert wrote == came


def test_who_gave_up_waiting_keeps_nobody_behind_it_from_writing() -> None:
    path = str(connection.settings_dict["NAME"])
    first = turns.take(path, 5)
    gave_up: list[bool] = []

    def impatient() -> None:
        with pytest.raises(turns.TooLong):
            turns.take(path, 0.05)
        gave_up.append(True)

    thread = threading.Thread(target=impatient)
    thread.start()
    thread.join(10)
    first.give()
    assert gave_up
    turns.take(path, 0.05).give()


def test_two_processes_that_write_without_a_pause_take_turns(tmp_path: Path) -> None:
    path, order = str(connection.settings_dict["NAME"]), tmp_path / "order"
    stop = threading.Event()

    def on_and_on() -> None:
        while not stop.is_set():
            turn = turns.take(path, 20)
            with order.open("a") as file:
                file.write("t")
            time.sleep(0.005)
            turn.give()

    threads = [threading.Thread(target=on_and_on) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        subprocess.run([sys.executable, "-c", TWENTY, path, str(order)], timeout=60, check=True)
    finally:
        stop.set()
        for thread in threads:
            thread.join(10)
    between = order.read_text().strip("t").split("o")[1:-1]
    assert 1 <= statistics.median(len(one) for one in between) <= 3
