"""Signs of high danger and the rule over them, in our own words; numbers and wording are data.

It supports a person and replaces none. It must never say "low risk", never give a probability, never lower a
level: `may_lower` only says whether a named second person may.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from qorgan.practice.data import load
from qorgan.practice.decision import Decision
from qorgan.practice.facts_rule import any_holds
from qorgan.practice.local_time import local
from qorgan.practice.states import state_label
from qorgan.practice.text import LANGUAGES, Text

UNKNOWN_ANSWERS = ("unknown", "declined", "not_asked")
"""Kept apart on the record; all three count as unknown."""


class UnknownFlag(ValueError):
    """An answer was given to a question that is not on the list; the message names those that are."""


class UnknownAnswer(ValueError):
    """An answer is not one of yes, no, unknown, declined, not_asked."""


class UnknownBand(ValueError):
    """Not a danger level; the message lists the levels."""


@dataclass(frozen=True)
class Flag:
    """One sign: what is asked, its short name, and why we ask."""

    id: str
    critical: bool
    question: Text
    label: Text
    why: Text


@dataclass(frozen=True)
class Action:
    """One thing to do at a level, and who does it."""

    code: str
    who: str
    text: Text
    only_if: tuple[str, ...] = ()


@dataclass(frozen=True)
class DangerAssessment:
    """What the answers amount to. `unknown_share` is 0 to 1; `version` is that of the list and rule."""

    band: str
    critical: tuple[str, ...]
    others: tuple[str, ...]
    unknown: tuple[str, ...]
    unknown_share: float
    concern: bool
    reasons: Mapping[str, tuple[str, ...]]
    title: Text
    meaning: Text
    version: str


@cache
def flags() -> tuple[Flag, ...]:
    """All signs, the critical ones first."""

    def text(row: Mapping[str, Any], key: str) -> Text:
        return Text.of(row[key], f"danger.yaml {row['id']} {key}")

    return tuple(
        Flag(row["id"], bool(row["critical"]), text(row, "question"), text(row, "label"), text(row, "why"))
        for row in load("danger")["flags"]
    )


@cache
def answers() -> Mapping[str, Text]:
    """The five possible answers with their labels."""
    return {
        code: Text.of(raw, f"danger.yaml answers {code}") for code, raw in load("danger")["answers"].items()
    }


@cache
def bands() -> tuple[str, ...]:
    """The levels, gravest first: high, insufficient, no_flag."""
    return tuple(row["code"] for row in load("danger")["bands"])


@cache
def triggers() -> Mapping[str, Text]:
    """Happenings after which the danger is looked at again."""
    return {
        code: Text.of(raw, f"danger.yaml triggers {code}") for code, raw in load("danger")["triggers"].items()
    }


def trigger_of(event: str) -> str | None:
    """The trigger that a ledger event type is, if it is one."""
    found: str | None = load("danger")["trigger_events"].get(event)
    return found


def assess(given: Mapping[str, str], concern: bool = False) -> DangerAssessment:
    """The level for the answers `{flag id: yes|no|unknown|declined|not_asked}`; an absent one is not asked.

    Any critical sign, four others, or a concern of hers or of a worker: high. Else more than a quarter
    unknown: insufficient. Else no_flag. Raises UnknownFlag, UnknownAnswer.

    >>> assess({"strangulation": "yes"}).band
    'high'
    """
    _check(given)
    rule = load("danger")["rule"]
    critical = tuple(f.id for f in flags() if f.critical and given.get(f.id) == "yes")
    others = tuple(f.id for f in flags() if not f.critical and given.get(f.id) == "yes")
    unknown = tuple(f.id for f in flags() if given.get(f.id, "not_asked") in UNKNOWN_ANSWERS)
    share = len(unknown) / len(flags())
    if critical or len(others) >= rule["others_for_high"] or concern:
        band = "high"
    elif share > rule["unknown_share_over"]:
        band = "insufficient"
    else:
        band = "no_flag"
    return DangerAssessment(
        band=band,
        critical=critical,
        others=others,
        unknown=unknown,
        unknown_share=share,
        concern=concern,
        reasons=_reasons(critical, others, unknown, concern),
        title=band_title(band),
        meaning=band_meaning(band),
        version=str(load("danger")["version"]),
    )


def _check(given: Mapping[str, str]) -> None:
    known = [flag.id for flag in flags()]
    for flag, answer in given.items():
        if flag not in known:
            raise UnknownFlag(f"danger flag {flag!r}: known are {', '.join(known)}")
        if answer not in answers():
            raise UnknownAnswer(f"{flag}: {answer!r} is not one of {', '.join(answers())}")


def _reasons(
    critical: Sequence[str], others: Sequence[str], unknown: Sequence[str], concern: bool
) -> Mapping[str, tuple[str, ...]]:
    raw = load("danger")["reasons"]
    needed = load("danger")["rule"]["others_for_high"]
    labels = {flag.id: flag.label for flag in flags()}

    def sentence(code: str, **values: object) -> Text:
        return Text.of(raw[code], f"danger.yaml reasons {code}").with_values(**values)

    found = [sentence("critical", label=labels[flag]) for flag in critical]
    if others:
        joined = Text(*(", ".join(labels[flag][lang] for flag in others) for lang in LANGUAGES))
        code = "others" if len(others) >= needed else "few_others"
        found.append(sentence(code, count=len(others), needed=needed, labels=joined))
    if concern:
        found.append(sentence("concern"))
    if not found:
        found.append(sentence("none"))
    if unknown:
        found.append(sentence("unknown", count=len(unknown), total=len(flags())))
    return {lang: tuple(text[lang] for text in found) for lang in LANGUAGES}


def band_title(band: str) -> Text:
    """What the screen says for a level. Raises UnknownBand."""
    _rank(band)
    return state_label("danger", band)


def band_meaning(band: str) -> Text:
    """One plain sentence on what the level means for the worker. Raises UnknownBand."""
    return Text.of(load("danger")["bands"][_rank(band)]["meaning"], f"danger.yaml {band}")


def _rank(band: str) -> int:
    if band not in bands():
        raise UnknownBand(f"danger level {band!r}: known are {', '.join(bands())}")
    return bands().index(band)


def gravest(*levels: str) -> str:
    """The gravest of several levels; a new assessment never shows less than the level that stands.

    >>> gravest("no_flag", "high")
    'high'
    """
    return min(levels, key=_rank)


def may_lower(
    current: str | None,
    new: str,
    by: object,
    assessed_by: object,
    last_critical_at: datetime | None,
    now: datetime,
    reason: str = "",
) -> Decision:
    """May `by` set the level from `current` to `new`?

    Raising or keeping is always allowed. Lowering needs a person other than `assessed_by`, a written
    `reason`, and 72 hours since the last critical flag. Codes: not_lower, same_person, no_reason, too_soon,
    allowed. Raises UnknownBand, NaiveTime.
    """
    if _rank(new) <= _rank(current if current is not None else new):
        return _lowering(True, "not_lower")
    if by is None or assessed_by is None or by == assessed_by:
        return _lowering(False, "same_person")
    if not reason.strip():
        return _lowering(False, "no_reason")
    hours = load("danger")["rule"]["lower_not_within_hours"]
    if last_critical_at is not None:
        until = local(last_critical_at) + timedelta(hours=hours)
        if local(now) < until:
            return _lowering(False, "too_soon", hours=hours, until=f"{until:%d.%m.%Y %H:%M}")
    return _lowering(True, "allowed")


def _lowering(allowed: bool, code: str, **values: object) -> Decision:
    text = Text.of(load("danger")["lowering"][code], f"danger.yaml lowering {code}")
    return Decision(allowed, code, text.with_values(**values))


def prefill(facts: Mapping[str, object]) -> dict[str, str]:
    """Answers that the recorded facts of the law already give: only ever "yes", never "no".

    `facts` are those of the `kz` vocabulary; a set may be one word or a list. A worker confirms each.

    >>> prefill({"acts": ["blows", "strangulation"]})
    {'strangulation': 'yes'}
    """
    return {row["id"]: "yes" for row in load("danger")["flags"] if any_holds(row["prefill"], facts)}


def next_actions(band: str, found: Sequence[str] | None = None) -> tuple[Action, ...]:
    """What to do at a level, in order; with `found` (flag ids), without what only other signs call for.

    Raises UnknownBand.
    """
    _rank(band)
    actions = tuple(
        Action(
            row["code"],
            row["who"],
            Text.of(row["text"], f"danger.yaml {row['code']}"),
            tuple(row.get("only_if", ())),
        )
        for row in load("danger")["actions"][band]
    )
    return tuple(a for a in actions if found is None or not a.only_if or set(a.only_if) & set(found))


def next_review(band: str, earlier: int = 0) -> str:
    """The due code of the next look; `earlier` counts the assessments in a row at this level before this one.

    >>> next_review("high"), next_review("high", earlier=1)
    ('danger_review_24h', 'danger_review_7d')

    Raises UnknownBand.
    """
    _rank(band)
    codes: list[str] = load("danger")["reassess_after"][band]
    return codes[min(earlier, len(codes) - 1)]
