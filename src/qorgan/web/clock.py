"""The one place that asks what time it is.

`now()` moves with the demo clock and is for entries, clocks and due dates only. Sessions, one-time codes,
keys and the signed directory use `real_now()`, so that moving the demo clock opens nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

from django.conf import settings

_offset: tuple[float, timedelta] = (-10.0, timedelta(0))
# (the pretended moment, the monotonic second at which it was set); only while demo data is being loaded.
_pretended: ContextVar[tuple[datetime, float] | None] = ContextVar("pretended", default=None)


class NotPretended(PermissionError):
    """A real installation never records at a time that is not now."""


def real_now() -> datetime:
    """The machine's time, aware, UTC."""
    return datetime.now(UTC)


def now() -> datetime:
    """The time of the record, aware, UTC: the machine's, plus the demo clock's offset in demo mode."""
    if not (settings.DEMO or settings.TEST):
        return real_now()
    pretended = _pretended.get()
    if pretended is not None:
        return pretended[0] + timedelta(seconds=time.monotonic() - pretended[1])
    return real_now() + demo_offset()


@contextmanager
def pretend(at: datetime) -> Iterator[None]:
    """Inside, `now()` starts at `at` (aware) and runs on; for loading demo data with a past of its own.

    Moves entries, clocks and due dates only, like the demo clock. Raises NotPretended in production.
    """
    if not (settings.DEMO or settings.TEST):
        raise NotPretended("Only the demonstration records at another time than now.")
    if at.tzinfo is None:
        raise ValueError("Give the time with its zone.")
    token = _pretended.set((at, time.monotonic()))
    try:
        yield
    finally:
        _pretended.reset(token)


def pretending() -> bool:
    """Whether demo data is being loaded, in one transaction; never true in production."""
    return _pretended.get() is not None


def demo_offset() -> timedelta:
    """How far the demo clock runs ahead; read at most four times a second."""
    global _offset
    read_at, offset = _offset
    if time.monotonic() - read_at > 0.25:
        from qorgan.web.ledger.models import Installation

        row = Installation.objects.filter(pk=1).values_list("demo_offset_seconds", flat=True).first()
        offset = timedelta(seconds=row or 0)
        _offset = (time.monotonic(), offset)
    return offset


def move_demo_clock(by: timedelta) -> None:
    """Moves the demo clock forward. Refused outside a database that carries the synthetic mark."""
    global _offset
    from django.db.models import F

    from qorgan.web.ledger.models import Installation

    if by < timedelta(0):
        raise ValueError("The demo clock only moves forward.")
    changed = Installation.objects.filter(pk=1, synthetic=True).update(
        demo_offset_seconds=F("demo_offset_seconds") + int(by.total_seconds())
    )
    if not changed:
        raise PermissionError("This database carries no synthetic mark: its clock is not moved.")
    _offset = (-10.0, timedelta(0))


def forget_offset() -> None:
    """Drops the cached offset (after a test's database was rolled back)."""
    global _offset
    _offset = (-10.0, timedelta(0))
