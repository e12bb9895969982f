"""What another person tells, and what may not be concluded from it.

A neighbour's words are never a danger level: they are shown as hers or his, and she is asked first. A sign
named by another is not lost, and moves nothing but the order in which reports are opened. It must never lower
or raise a level, and it knows no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from qorgan.practice import danger
from qorgan.practice.data import load
from qorgan.practice.text import Text

FIRST = "first"
"""The order of reading of a report that is opened before others; else it is empty."""


class UnknownWitnessCode(ValueError):
    """Not a code of the list; the message names those that are."""


@dataclass(frozen=True)
class Said:
    """A fact and whose word it rests on: `by` is survivor, witness, officer and so on."""

    fact: str
    value: object
    by: str


@dataclass(frozen=True)
class Sign:
    """Something that may be seen or heard from outside, and the facts of the law that it names."""

    id: str
    label: Text
    facts: Mapping[str, Any]
    flag: str = ""


@dataclass(frozen=True)
class DutyToTell:
    """A duty of the law (id of its list) that may bind who tells."""

    duty: str
    of: tuple[str, ...]
    child: bool


def counts(by: str) -> bool:
    """Whether a danger level may rest on the words of `by`.

    >>> counts("survivor"), counts("witness")
    (True, False)
    """
    return by not in load("witness")["not_counted_when_said_by"]


def counted(said: Iterable[Said]) -> dict[str, object]:
    """The facts that a level may rest on: the latest word on each, another person's left out."""
    return {one.fact: one.value for one in said if counts(one.by)}


def rate(said: Iterable[Said]) -> danger.DangerAssessment | None:
    """The level that recorded facts already show; None where all rest on another person's words.

    >>> rate([Said("acts", ["strangulation"], "witness")]) is None
    True
    """
    given = list(said)
    if given and not any(counts(one.by) for one in given):
        return None
    return danger.assess(danger.prefill(counted(given)))


def named_flags(said: Iterable[Said], signs_seen: Sequence[str] = ()) -> tuple[danger.Flag, ...]:
    """The signs of danger that another person's words name, the critical first: to ask, never to count."""
    words: dict[str, Any] = {}
    for one in said:
        if not counts(one.by):
            before, new = words.get(one.fact), one.value
            words[one.fact] = (
                sorted({*before, *new}) if isinstance(before, list) and isinstance(new, list) else new
            )
    found = set(danger.prefill(words)) | {s.flag for s in signs() if s.id in signs_seen and s.flag}
    return tuple(flag for flag in danger.flags() if flag.id in found)


def order_of_reading(when: str, flags: Iterable[danger.Flag]) -> str:
    """FIRST for what happens now or names a critical sign, else "". It is no level, and says so nowhere.

    >>> order_of_reading("now", ()), order_of_reading("earlier", ())
    ('first', '')
    """
    rule = load("witness")["opened_first"]
    critical = rule["critical_sign"] and any(flag.critical for flag in flags)
    return FIRST if when in rule["when"] or critical else ""


@cache
def signs() -> tuple[Sign, ...]:
    """What may be seen or heard, in the order of the page."""
    return tuple(
        Sign(row["id"], _text(row["label"], f"signs {row['id']}"), row["facts"], row.get("flag", ""))
        for row in load("witness")["signs"]
    )


def facts_of(seen: Sequence[str], who: Sequence[str] = ()) -> dict[str, Any]:
    """The facts of the law that signs and people name, as another person's words. Raises UnknownWitnessCode.

    >>> facts_of(["blows", "threats"])
    {'acts': ['blows', 'threats']}
    """
    _known("signs", [sign.id for sign in signs()], seen)
    _known("who", list(people()), who)
    facts: dict[str, Any] = {}
    for sign in signs():
        if sign.id in seen:
            for fact, value in sign.facts.items():
                facts[fact] = sorted({*facts.get(fact, ()), *value}) if isinstance(value, list) else value
    sex = load("witness")["who"].get(who[0], {}).get("sex") if len(who) == 1 else None
    return facts | ({"victim_sex": sex} if sex else {})


@cache
def times() -> Mapping[str, Text]:
    """When it happened, as far as somebody outside knows."""
    return _texts("when")


@cache
def people() -> Mapping[str, Text]:
    """Who may be in danger."""
    rows = load("witness")["who"]
    return {code: _text(row["label"], f"who {code}") for code, row in rows.items()}


@cache
def relations() -> Mapping[str, Text]:
    """Who tells."""
    return _texts("relations")


@cache
def outcomes() -> Mapping[str, Text]:
    """What came of it, when an office finishes with a report of another person."""
    return _texts("outcomes")


def duties(relation: str, who: Sequence[str]) -> tuple[DutyToTell, ...]:
    """The duties to tell that may bind this person; ids of the law's own list."""
    rows = load("witness")["duties"]
    every = tuple(relations())
    found = (DutyToTell(r["duty"], every if r["of"] == "*" else tuple(r["of"]), r["child"]) for r in rows)
    return tuple(one for one in found if relation in one.of and ("child" in who or not one.child))


def outcome(code: str) -> Text:
    """Raises UnknownWitnessCode."""
    _known("outcomes", list(outcomes()), [code])
    return outcomes()[code]


def _known(what: str, known: Sequence[str], given: Iterable[str]) -> None:
    for code in given:
        if code not in known:
            raise UnknownWitnessCode(f"{what} {code!r}: known are {', '.join(known)}")


def _texts(part: str) -> dict[str, Text]:
    return {code: _text(raw, f"{part} {code}") for code, raw in load("witness")[part].items()}


def _text(raw: Mapping[str, str], where: str) -> Text:
    return Text.of(raw, f"witness.yaml {where}")
