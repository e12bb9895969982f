"""Terms written as ISO 8601 durations, as the data of the law writes them (``PT24H``, ``P30D``, ``P3M``).

It must never turn a month into days: a term in months ends with the month.
"""

from __future__ import annotations

import re

from .faults import BadLaw

_DURATION = re.compile(r"P(?=\d|T\d)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?)?")
# What a plain term in days does not say: how the days are counted.
COUNTINGS = frozenset({"working_days", "calendar_days"})


def duration(written: object, where: str) -> str | None:
    """The duration, checked; None when the law sets no term.

    >>> duration("PT24H", "a duty")
    'PT24H'
    >>> duration("a week", "a duty")
    Traceback (most recent call last):
        ...
    qorgan.law.faults.BadLaw: a duty: 'a week' is not an ISO 8601 duration
    """
    if written is None:
        return None
    if not isinstance(written, str) or not _DURATION.fullmatch(written):
        raise BadLaw(f"{where}: {written!r} is not an ISO 8601 duration")
    return written


def counting(written: object, where: str) -> str | None:
    """How the days of a term are counted, where the law says it."""
    if written is not None and written not in COUNTINGS:
        raise BadLaw(f"{where}: days are counted as {', '.join(sorted(COUNTINGS))}")
    return str(written) if written is not None else None
