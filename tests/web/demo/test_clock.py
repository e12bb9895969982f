"""The demo clock moves what is on the record and nothing that opens anything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from qorgan.web import clock
from qorgan.web.ledger.models import Installation

THEN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def test_pretending_moves_the_record_and_not_the_real_time() -> None:
    with clock.pretend(THEN):
        assert timedelta(0) <= clock.now() - THEN < timedelta(seconds=5)
        assert clock.real_now() - THEN > timedelta(days=30)
        with clock.pretend(THEN - timedelta(days=1)):
            assert clock.now() < THEN
        assert clock.now() >= THEN
    assert clock._pretended.get() is None


def test_pretending_is_over_when_what_was_done_fails() -> None:
    with pytest.raises(ZeroDivisionError), clock.pretend(THEN):
        raise ZeroDivisionError
    assert clock._pretended.get() is None


def test_a_real_installation_neither_pretends_nor_looks_at_the_demo_clock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "TEST", False)
    monkeypatch.setattr(settings, "DEMO", False)
    with pytest.raises(clock.NotPretended), clock.pretend(THEN):
        pass
    assert abs(clock.now() - clock.real_now()) < timedelta(seconds=5)


def test_a_time_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"), clock.pretend(datetime(2026, 1, 5)):
        pass


def test_a_database_without_the_mark_keeps_its_time(db: None) -> None:
    Installation.objects.create(pk=1, synthetic=False)
    with pytest.raises(PermissionError):
        clock.move_demo_clock(timedelta(hours=1))
