"""What a chart is drawn from: plain values and the words around them, checked before anything is drawn."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date

from qorgan.indicators.faults import BadInput, fault
from qorgan.indicators.texts import LANGUAGES

KAZAKH = re.compile("[әғқңөұүһі]", re.IGNORECASE)
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
# What XML 1.0 cannot carry, and what turns the direction of the text around it.
UNDRAWABLE = re.compile(
    "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
DUST = 1e-12  # what adding up floats leaves behind
LARGEST = 1e15  # above it a float no longer holds every whole number


class CannotDraw(BadInput):
    """There is nothing to draw, or a value no picture can show honestly; `faults` say which."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words around a picture, all in one language; `subtitle` is the method, `note` the uncertainty.

    `alt` says in words what the picture shows, to who does not see it. `language` decides how numbers are
    written; it is read off the words where it is not given. Raises CannotDraw where a word is missing.
    """

    title: str
    subtitle: str
    source: str
    note: str
    alt: str
    language: str = ""

    def __post_init__(self) -> None:
        for field in fields(self)[:5]:
            said = plain(getattr(self, field.name))
            if not said:
                raise CannotDraw(fault("Words", "no_words", field=field.name, part="charts"))
            object.__setattr__(self, field.name, said)
        language = self.language or language_of(" ".join((self.title, self.subtitle, self.note, self.alt)))
        if language not in LANGUAGES:
            allowed = ", ".join(LANGUAGES)
            raise CannotDraw(
                fault("Words", "no_language", field="language", part="charts", languages=allowed)
            )
        object.__setattr__(self, "language", language)


@dataclass(frozen=True, slots=True)
class Bar:
    """A value with its interval, if it has one; `value` None: not known, drawn as such and never as 0.

    Bars of one label in several groups stand together; otherwise a group is a heading over its bars.
    """

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a series; `x` a date, "2024", "2024-06", "2024-06-16" or, for all alike, any other word.

    `y` None: not known; the line is broken there.
    """

    x: date | str
    y: float | None
    low: float | None = None
    high: float | None = None
    series: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """A day from which numbers before and after are not alike, such as a change in the law."""

    at: date | str
    label: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a funnel (a count) or of a total (what it added or took away)."""

    label: str
    value: float | None


def plain(text: object) -> str:
    """One line of text that any XML may carry.

    >>> plain(" two\\n lines\\x00 ")
    'two lines'
    """
    return " ".join(UNDRAWABLE.sub(" ", str(text)).split())


def language_of(text: str) -> str:
    """The language of a text that is in English, Russian or Kazakh.

    >>> language_of("Women"), language_of("Женщины"), language_of("Әйелдер")
    ('en', 'ru', 'kk')
    """
    if KAZAKH.search(text):
        return "kk"
    return "ru" if CYRILLIC.search(text) else "en"


def check_any(kind: str, items: Sequence[object], most: int) -> None:
    """Raises CannotDraw where there is nothing, or more than a picture holds."""
    if not items:
        raise CannotDraw(fault(kind, "nothing", part="charts"))
    if len(items) > most:
        raise CannotDraw(fault(kind, "too_many", part="charts", count=len(items), most=most))


def check_label(kind: str, label: object) -> str:
    said = plain(label)
    if not said:
        raise CannotDraw(fault(kind, "no_label", part="charts"))
    return said


def check_number(kind: str, label: str, value: float | None) -> float | None:
    """The number as it is; what is nearer to zero than `DUST` is zero.

    Raises CannotDraw for NaN, an infinite one or one beyond `LARGEST`.
    """
    if value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if abs(number) < DUST:
        return 0.0
    if not math.isfinite(number) or abs(number) > LARGEST:
        raise CannotDraw(fault(kind, "no_number", field=label, part="charts"))
    return number


def check_interval(kind: str, label: str, value: float | None, low: float | None, high: float | None) -> None:
    """Raises CannotDraw for half an interval, one turned around, or one that its value lies outside of."""
    if low is None and high is None:
        return
    if low is None or high is None or low > high or (value is not None and not low <= value <= high):
        raise CannotDraw(fault(kind, "no_interval", field=label, part="charts"))


def check_once(kind: str, names: Iterable[str]) -> None:
    """Raises CannotDraw where two things have one name."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise CannotDraw(fault(kind, "twice", field=name, part="charts"))
        seen.add(name)
