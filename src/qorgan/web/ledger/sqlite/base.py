"""SQLite where writers take turns, in all threads and processes of this machine.

SQLite lets a writer that finds another one sleep and look again, up to a tenth of a second each time, and who
looks first gets it: under load some wait for seconds although the disk is idle. Here a transaction first
waits for its turn (turns.py). The turn decides nothing: SQLite's own lock stays what keeps the data whole,
also against programs that know nothing of this one.
"""

from __future__ import annotations

from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from qorgan.web.ledger.sqlite import turns


class DatabaseWrapper(base.DatabaseWrapper):
    """Waits as long as the connection's `timeout` says, then raises what SQLite would."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn: turns.Turn | None = None

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
        seconds = float(self.settings_dict["OPTIONS"].get("timeout", 5))
        try:
            self._turn = turns.take(str(self.settings_dict["NAME"]), seconds)
        except turns.TooLong:
            raise OperationalError("database is locked: the writers before this one took too long") from None
        except OSError as error:
            raise OperationalError(f"unable to open the writers' turns: {error.strerror}") from error

    def _give_turn(self) -> None:
        if self._turn is not None:
            turn, self._turn = self._turn, None
            turn.give()
