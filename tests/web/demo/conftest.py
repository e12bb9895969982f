"""The demonstration, loaded once for a file of tests and rolled back after it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from qorgan.web import clock
from qorgan.web.demo import loading, story


def rolled_back() -> transaction.Atomic:
    """A transaction that stands for a test's database, as Django's own test case makes one: what refuses to
    be part of a larger transaction does not mean this one."""
    whole = transaction.atomic()
    whole._from_testcase = True  # type: ignore[attr-defined]
    return whole


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    story._lookup_id.cache_clear()
    with django_db_blocker.unblock():
        with rolled_back():
            clock.forget_offset()
            loading.load()
            yield
            transaction.set_rollback(True)


@pytest.fixture
def demo(loaded: None, db: None) -> Iterator[None]:
    """The loaded demonstration; what a test changes is undone after it. `db` by name: pytest-django makes a
    test database only when a chosen test asks for one."""
    yield
    clock.forget_offset()
