"""The day a page is asked about: typed as people write it, or as addresses do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _

from qorgan.web.square.catalogue import kz, today

WRITTEN = re.compile(r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4})")
ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")


@dataclass(frozen=True)
class Asked:
    """`on`: the day to show; `typed`: what stands in the field; `fault`: why the day cannot be shown."""

    on: date
    typed: str = ""
    fault: str = ""

    @property
    def chosen(self) -> bool:
        return bool(self.typed) and not self.fault


def read(written: str) -> date | None:
    """`03.10.2025` or `2025-10-03`; None where it is no day.

    >>> read("3.10.2025"), read("2025-02-30")
    (datetime.date(2025, 10, 3), None)
    """
    found = WRITTEN.fullmatch(written) or ISO.fullmatch(written)
    if not found or not written.isascii():
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def asked(request: HttpRequest) -> Asked:
    """The day of `?on=`; today where none is given, or where it cannot be shown."""
    typed = request.GET.get("on", "").strip()[:20]
    if not typed:
        return Asked(today())
    on = read(typed)
    if on is None:
        return Asked(today(), typed, _("Write a day such as 03.10.2025."))
    first = kz().statutes.rules["encoded_from_day"]
    if on < first:
        said = _("What stood before %(day)s is not shown here.") % {"day": f"{first:%d.%m.%Y}"}
        return Asked(today(), typed, said)
    return Asked(on, f"{on:%d.%m.%Y}")
