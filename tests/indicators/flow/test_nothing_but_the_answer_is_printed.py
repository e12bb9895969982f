"""Nothing stands on standard output but the answer, however long a table takes to read."""

from __future__ import annotations

from qorgan.indicators.flow.columns import _database


def test_the_database_draws_no_bar_of_progress() -> None:
    with _database() as connection:
        assert connection.execute("SELECT current_setting('enable_progress_bar')").fetchone() == (False,)
