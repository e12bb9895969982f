"""Hours of a week as an editor types them, one day a line.

>>> read_week(["mon 9:00-13:00, 14:00–18:00", "Сб 10:00-12:00"])
{'mon': [['09:00', '13:00'], ['14:00', '18:00']], 'sat': [['10:00', '12:00']]}
>>> written_week(read_week(["tue 9:00-18:00"]))
['tue 09:00-18:00']
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from qorgan.catalogue.codes import LANGUAGES, codes, label

LINE = re.compile(r"(?P<day>[^\W\d]+)\.?:?\s+(?P<spans>\d.*)")
SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—]\s*(\d{1,2}):(\d{2})")
SHORT = {
    "пн": "mon",
    "вт": "tue",
    "ср": "wed",
    "чт": "thu",
    "пт": "fri",
    "сб": "sat",
    "вс": "sun",
    "дс": "mon",
    "сс": "tue",
    "сәр": "wed",
    "бс": "thu",
    "жм": "fri",
    "сн": "sat",
    "жс": "sun",
}


class WrongWeek(ValueError):
    """A line that is no day with hours; `said` says it in the editor's language."""

    def __init__(self, line: str) -> None:
        self.said = _("“%(line)s”: write a day and its hours, such as mon 09:00-13:00 14:00-18:00.") % {
            "line": line[:80]
        }
        super().__init__(line)


def _day(text: str) -> str | None:
    name = text.casefold()
    for code in codes("weekdays"):
        if name == code or name in {label("weekdays", code, one).casefold() for one in LANGUAGES}:
            return code
    return SHORT.get(name)


def read_week(lines: Iterable[str]) -> dict[str, list[list[str]]]:
    """The week as the catalogue reads it. Raises WrongWeek."""
    found: dict[str, list[list[str]]] = {}
    for line in lines:
        parts = LINE.fullmatch(line.strip())
        day = _day(parts["day"]) if parts else None
        if parts is None or day is None:
            raise WrongWeek(line)
        if SPAN.sub("", parts["spans"]).strip(" ,;"):
            raise WrongWeek(line)
        spans = [[f"{int(a):02}:{b}", f"{int(c):02}:{d}"] for a, b, c, d in SPAN.findall(parts["spans"])]
        found.setdefault(day, []).extend(spans)
    return found


def written_week(week: Mapping[str, Any]) -> list[str]:
    """The lines that `read_week` reads."""
    return [f"{day} {' '.join(f'{a}-{b}' for a, b in spans)}" for day, spans in week.items()]
