"""When an office reads, and by when a report sent to it must be opened.

It must never promise more than the office's own hours allow; public holidays are closed unless said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from qorgan.practice.data import load
from qorgan.practice.decision import Window
from qorgan.practice.local_time import DAYS, at_local, is_holiday, local
from qorgan.practice.text import LANGUAGES, Text

END_OF_DAY = 24 * 60
"""24:00, in minutes after midnight."""

LOOK_AHEAD_DAYS = 366


class HoursInvalid(ValueError):
    """Opening hours cannot be read; the message names the day and what is allowed."""


class NeverOpen(ValueError):
    """The office has no opening hours, so nothing can be due there; choose another office."""


def clock_minutes(raw: str) -> int:
    """ "09:30" as minutes after midnight; "24:00" is the end of the day. Raises HoursInvalid."""
    match = re.fullmatch(r"(\d{1,2}):(\d{2})(?::00)?", raw.strip())
    minutes = int(match[1]) * 60 + int(match[2]) if match and int(match[2]) < 60 else -1
    if not 0 <= minutes <= END_OF_DAY:
        raise HoursInvalid(f"time {raw!r}: write it as 09:00, between 00:00 and 24:00")
    return minutes


def clock_text(minutes: int) -> str:
    """Minutes after midnight as "09:30"."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@dataclass(frozen=True)
class Hours:
    """Opening hours: `days` maps mon..sun to (from, until) in minutes of the wall clock, UTC+5."""

    days: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    round_the_clock: bool = False
    open_on_holidays: bool = False

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Hours:
        """`{"round_the_clock": true}` or `{"mon": ["09:00", "18:00"], ...}`. Raises HoursInvalid."""
        if raw.get("round_the_clock"):
            return cls(round_the_clock=True)
        days: dict[str, tuple[int, int]] = {}
        for day, span in raw.items():
            if day in ("round_the_clock", "open_on_holidays") or not span:
                continue
            if day not in DAYS or not isinstance(span, list | tuple) or len(span) != 2:
                raise HoursInvalid(f"{day}: write one of {', '.join(DAYS)} with two times, from and until")
            begin, end = clock_minutes(str(span[0])), clock_minutes(str(span[1]))
            if begin >= end:
                raise HoursInvalid(f"{day}: the closing time must be after the opening time")
            days[day] = (begin, end)
        return cls(
            {d: days[d] for d in DAYS if d in days}, open_on_holidays=bool(raw.get("open_on_holidays"))
        )

    def to_json(self) -> dict[str, object]:
        if self.round_the_clock:
            return {"round_the_clock": True}
        spans: dict[str, object] = {d: [clock_text(b), clock_text(e)] for d, (b, e) in self.days.items()}
        return {**spans, "open_on_holidays": True} if self.open_on_holidays else spans

    def _window_of(self, day: date) -> Window | None:
        span = self.days.get(DAYS[day.weekday()])
        if span is None or (is_holiday(day) and not self.open_on_holidays):
            return None
        midnight = at_local(day, time())
        return Window(midnight + timedelta(minutes=span[0]), midnight + timedelta(minutes=span[1]))

    def _window_from(self, at: datetime) -> Window:
        for ahead in range(LOOK_AHEAD_DAYS):
            window = self._window_of(at.date() + timedelta(days=ahead))
            if window is not None and window.end > at:
                return window
        raise NeverOpen("this office has no opening hours; choose another office")

    def is_open(self, at: datetime) -> bool:
        """Does the office read at `at`? Raises NaiveTime."""
        now = local(at)
        window = self._window_of(now.date())
        return self.round_the_clock or (window is not None and window.holds(now))

    def next_open(self, at: datetime) -> datetime:
        """`at` itself while open, else when it opens next. Raises NaiveTime, NeverOpen."""
        now = local(at)
        return now if self.round_the_clock else max(now, self._window_from(now).start)

    def open_by(self, at: datetime) -> datetime:
        """By when what arrives at `at` must be opened: 1 hour at an office that reads day and night, else 2
        hours of its opening time. Raises NaiveTime, NeverOpen.
        """
        limits = load("hours")["open_within"]
        if self.round_the_clock:
            return local(at) + timedelta(minutes=limits["round_the_clock_minutes"])
        moment, left = local(at), timedelta(minutes=limits["opening_minutes"])
        while True:
            window = self._window_from(moment)
            moment = max(moment, window.start)
            if moment + left <= window.end:
                return moment + left
            left -= window.end - moment
            moment = window.end

    @property
    def text(self) -> Text:
        """For people: "reads Monday to Friday 09:00-18:00, closed on public holidays"."""
        if self.round_the_clock:
            return _text("round_the_clock")
        spans = [_span_text(run, *self.days[run[0]]) for run in self._runs()]
        if not self.open_on_holidays:
            spans.append(_text("holidays"))
        joined = Text(*(", ".join(span[language] for span in spans) for language in LANGUAGES))
        return _text("reads").with_values(spans=joined)

    def _runs(self) -> list[list[str]]:
        runs: list[list[str]] = []
        for day, span in self.days.items():
            follows = runs and DAYS.index(runs[-1][-1]) + 1 == DAYS.index(day)
            if follows and self.days[runs[-1][-1]] == span:
                runs[-1].append(day)
            else:
                runs.append([day])
        return runs

    def promise(self, at: datetime) -> Text:
        """What she reads before sending: by when it is opened by our rule, and what follows if not."""
        return _text("by_when").with_values(when=f"{self.open_by(at):%d.%m.%Y %H:%M}")


def _span_text(run: list[str], begin: int, end: int) -> Text:
    names = [Text.of(load("hours")["days"][day], f"hours.yaml {day}") for day in (run[0], run[-1])]
    values: dict[str, object] = {"from": clock_text(begin), "until": clock_text(end)}
    return _text("span" if len(run) > 1 else "one_day").with_values(first=names[0], last=names[1], **values)


def _text(code: str) -> Text:
    return Text.of(load("hours")["texts"][code], f"hours.yaml texts {code}")
