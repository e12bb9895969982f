"""A campaign of prevention as a plan: whom it speaks to, which norm it means to shift, how that is measured.

What must be there before it runs, and what somebody should look at again, is checked here
(`campaigns_rules.py`); its result is judged in `campaigns_result.py`. Words: `data/campaigns.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from qorgan.catalogue.record import Words

LISTS = ("states", "norm_kinds", "channels", "allocations", "outcomes", "tried_in")
TESTED_IN = ("kk", "ru")  # a message is tried on people in both before it is shown to anybody


@dataclass(frozen=True)
class Tried:
    """A message was read by people in one language. `understood` is what they took it to say."""

    language: str
    people: int
    day: date | None
    understood: str = ""
    changed: str = ""


@dataclass(frozen=True)
class Message:
    """A text in its languages, what its picture shows, and who has read it."""

    texts: Words
    tests: tuple[Tried, ...] = ()
    picture: str = ""

    def tests_in(self, language: str) -> tuple[Tried, ...]:
        """The tests in a language that somebody really took part in, with their day."""
        return tuple(
            one for one in self.tests if one.language == language and one.people > 0 and one.day is not None
        )

    def untested(self) -> tuple[str, ...]:
        """The languages of its texts in which nobody has read it, in the order kk, ru, en."""
        return tuple(
            code
            for code in ("kk", "ru", "en")
            if self.texts.get(code, "").strip() and not self.tests_in(code)
        )


@dataclass(frozen=True)
class Measure:
    """How it is measured. `effect` is the difference looked for in percentage points, `clusters` those of one
    arm; `outcome` is the one that counts, named before anybody is asked."""

    outcome: str = ""
    others: tuple[str, ...] = ()
    allocation: str = ""
    clusters: int | None = None
    cluster_size: int | None = None
    icc: float | None = None
    effect: float | None = None
    baseline: float = 50.0
    power: float = 0.8
    lost: float = 0.0
    before: date | None = None
    after: date | None = None
    planned: date | None = None


@dataclass(frozen=True)
class Plan:
    """What an office means to do. `services` are identifiers of the directory."""

    title: Words
    audience: Words
    norm: Words
    norm_kind: str
    messages: tuple[Message, ...] = ()
    channels: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    ethics: Words = field(default_factory=dict)
    distress: Words = field(default_factory=dict)
    starts: date | None = None
    ends: date | None = None
    measure: Measure = field(default_factory=Measure)

    def plain(self) -> dict[str, Any]:
        """The plan as a dict that JSON can carry: what is kept at the baseline, to compare with later."""
        found: dict[str, Any] = _plain(self)
        return found


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items() if one}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def changes(then: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[tuple[str, Any, Any], ...]:
    """What differs between the plan that was registered and the plan as it is: (field, then, now).

    >>> changes({"measure": {"outcome": "jobs"}}, {"measure": {"outcome": "scenes_any"}})
    (('measure.outcome', 'jobs', 'scenes_any'),)
    """
    found: list[tuple[str, Any, Any]] = []
    for name in dict.fromkeys([*then, *now]):
        old, new = then.get(name), now.get(name)
        if name == "measure" and isinstance(old, Mapping) and isinstance(new, Mapping):
            found += [(f"measure.{inner}", was, is_now) for inner, was, is_now in changes(old, new)]
        elif (old or None) != (new or None):
            found.append((name, old, new))
    return tuple(found)


@cache
def data() -> Mapping[str, Any]:
    """The words and lists of `data/campaigns.yaml`."""
    text = files("qorgan.catalogue").joinpath("data/campaigns.yaml").read_text("utf-8")
    found: Mapping[str, Any] = yaml.safe_load(text)
    return found


def codes(name: str) -> tuple[str, ...]:
    """The codes of one of the `LISTS`. Raises KeyError."""
    return tuple(data()[name])


def label(name: str, code: str, language: str) -> str:
    """What people read for a code of a list; the code itself for one that the list does not have."""
    words = data()[name].get(code)
    return str(words[language]) if words else code
