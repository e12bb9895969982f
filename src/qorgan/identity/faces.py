"""A person's record as it is compared: canonical stems, spans of days, numbers; one face for each reading
of the name.

Nothing here is for showing: words are shown as they were written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Face:
    """ "" or None where not known. Days are counted from 1 January 1970, both ends included."""

    surname: str = ""
    given: str = ""
    group: str = ""
    father: str = ""
    sex: str = ""
    born_from: int | None = None
    born_to: int | None = None
    iin: str = ""
    phone: str = ""
    region: str = ""
    street: str = ""


def days(of: date) -> int:
    """
    >>> days(date(1970, 1, 2))
    1
    """
    return (of - EPOCH).days


def day(number: int) -> date:
    return EPOCH + timedelta(days=number)
