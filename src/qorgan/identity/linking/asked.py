"""What the command line asks for, judged before any work: numbers, days, files that must not be one."""

from __future__ import annotations

import argparse
import math
import os
from collections.abc import Iterable
from datetime import date

from qorgan.identity.faults import Fault, Refused


def _refused(text: str, allowed: str) -> argparse.ArgumentTypeError:
    return argparse.ArgumentTypeError(f"{text[:40]!r} (allowed: {allowed})")


def count(text: str) -> int:
    """A whole number from 1.

    >>> count("12")
    12
    """
    try:
        found = int(text)
    except ValueError:
        found = 0
    if found < 1:
        raise _refused(text, "a whole number from 1")
    return found


def bits(text: str) -> float:
    """A weight: any number, but not nan or infinity, above or below which nothing lies.

    >>> bits("-2.5")
    -2.5
    """
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise _refused(text, "a number of bits, such as 6 or -2.5")
    return found


def day(text: str) -> date:
    """
    >>> day("2026-11-25")
    datetime.date(2026, 11, 25)
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _refused(text, "a day such as 2026-11-25") from None


def files(read: str, written: Iterable[str | None]) -> None:
    """Raises Refused where nothing can be written, or where one file would be written over another of these.

    `read` and "-" are the standard streams where they are named so.
    """
    from qorgan.identity.linking import people

    seen = {os.path.realpath(read)} if read != "-" else set()
    for name in (one for one in written if one is not None):
        if fault := people.writable(name):
            raise Refused(fault, name)
        place = "-" if name == "-" else os.path.realpath(name)
        if place in seen:
            raise Refused(Fault("out_same"), name)
        seen.add(place)
