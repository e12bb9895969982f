"""The number at the end of `make test` is pytest's own."""

from __future__ import annotations

import pytest
from scripts.run_tests import count


@pytest.mark.parametrize(
    ("line", "passed", "failed", "skipped"),
    [
        ("812 passed in 93.11s (0:01:33)", 812, 0, 0),
        ("2 failed, 30 passed, 1 skipped, 4 deselected, 1 warning, 1 error in 4.20s", 30, 3, 1),
        ("3 errors in 0.51s", 0, 3, 0),
        ("no tests ran in 0.01s", 0, 0, 0),
    ],
)
def test_a_closing_line_is_counted(line: str, passed: int, failed: int, skipped: int) -> None:
    assert count(line) == {"passed": passed, "failed": failed, "skipped": skipped}
