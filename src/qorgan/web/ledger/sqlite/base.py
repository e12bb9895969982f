"""SQLite where writers take turns, in all threads and processes of this machine.

SQLite lets a writer that finds another one sleep and look again, up to a tenth of a second each time, and who
looks first gets it: under load some wait for seconds although the disk is idle. Here a transaction first
takes a lock on a file beside the database and looks for it every few milliseconds. The lock decides nothing:
SQLite's own stays what keeps the data whole, also against programs that know nothing of this one.
"""

from __future__ import annotations

import fcntl
import os
import time
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

LOOK_SECONDS = 0.002


class DatabaseWrapper(base.DatabaseWrapper):
    """Waits as long as the connection's `timeout` says, then raises what SQLite would."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn: int | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give_turn()
            raise

    def _commit(self) -> Any:
        try:
            return super()._commit()  # type: ignore[misc]
        finally:
            if not self.connection.in_transaction:  # a commit that was refused is still to be rolled back
                self._give_turn()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            self._give_turn()

    def close(self) -> None:
        try:
            super().close()
        finally:
            if not self.in_atomic_block:  # inside one Django closes later, and rolls back first
                self._give_turn()

    def _take_turn(self) -> None:
        if self._turn is not None or self.is_in_memory_db():
            return
        path = f"{self.settings_dict['NAME']}.turn"
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise OperationalError(f"unable to open the writers' turns: {error.strerror}") from error
        until = time.monotonic() + float(self.settings_dict["OPTIONS"].get("timeout", 5))
        while not _locked(handle):
            if time.monotonic() > until:
                os.close(handle)
                raise OperationalError("database is locked: the writers before this one took too long")
            time.sleep(LOOK_SECONDS)
        self._turn = handle

    def _give_turn(self) -> None:
        if self._turn is not None:
            os.close(self._turn)
            self._turn = None


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
