"""Fixtures of the rooms: a synthetic world per test, and the clock's cache dropped between tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qorgan.web import clock
from tests.web import world as worlds


@pytest.fixture(autouse=True)
def _no_cached_offset() -> Iterator[None]:
    clock.forget_offset()
    yield
    clock.forget_offset()


@pytest.fixture
def world(db: None) -> worlds.World:
    """Four synthetic agencies with their people."""
    return worlds.build()
