"""The vocabulary: every fact the law may ask about, its type, words and labels in three languages.

It reads ``facts.yaml`` and answers what a fact is.  It must never hold a value of anybody's case.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NewType

from .dates import FIRST_YEAR, LAST_YEAR
from .faults import BadLaw, Fault, ImpossibleValue, UnknownFact, UnknownWord

FactId = NewType("FactId", str)
Text = Mapping[str, str]
Value = str | bool | int | float | date | frozenset[str]
LANGUAGES = ("en", "ru", "kk")
TYPES = frozenset({"choice", "set", "number", "boolean", "date"})
WHO = frozenset({"survivor", "officer", "expert", "court", "register"})
SENSITIVITY = frozenset({"ordinary", "personal", "intimate"})
EMPTY: Text = MappingProxyType({})
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Fact:
    """One fact: ``words`` maps each word to its labels; ``question`` and ``why`` may be empty."""

    id: FactId
    type: str
    label: Text
    question: Text
    why: Text
    words: Mapping[str, Text]
    who: tuple[str, ...]
    sensitivity: str
    min: float | None = None
    max: float | None = None
    whole: bool = False

    def to_json(self) -> dict[str, Any]:
        """The fact as plain values, for ``qorgan law facts --json``."""
        shown: dict[str, Any] = {
            "id": self.id,
            "type": self.type,
            "label": dict(self.label),
            "who": list(self.who),
            "sensitivity": self.sensitivity,
        }
        if self.question:
            shown |= {"question": dict(self.question), "why": dict(self.why)}
        if self.words:
            shown["words"] = {word: dict(label) for word, label in self.words.items()}
        if self.min is not None:
            shown |= {"min": self.min, "max": self.max}
        return shown


@dataclass(frozen=True)
class Vocabulary:
    """All facts by id."""

    facts: Mapping[str, Fact]
    version: str

    def kind(self, fact: str) -> str | None:
        found = self.facts.get(fact)
        return found.type if found else None

    def words(self, fact: str) -> frozenset[str]:
        return frozenset(self.facts[fact].words)

    def value(self, fact: str, given: Any) -> Value | None:
        """``given`` as a value of the fact; None when it is absent.  ``unknown`` is answered as the string.

        Raises UnknownFact, UnknownWord or ImpossibleValue, naming what is allowed.
        """
        known = self.facts.get(fact)
        if known is None:
            raise UnknownFact([Fault(fact, "is not a fact of this law", _nearest(fact, self.facts))])
        if given is None:
            return None
        if isinstance(given, str) and given.strip() == UNKNOWN:
            return UNKNOWN
        return _READERS[known.type](known, given)


def text(written: Any, where: str) -> Text:
    """Labels in the three languages from a list [en, ru, kk] or a mapping; BadLaw when one is missing."""
    if isinstance(written, list) and len(written) == len(LANGUAGES):
        written = dict(zip(LANGUAGES, written, strict=True))
    if not isinstance(written, Mapping):
        raise BadLaw(f"{where}: a text needs en, ru and kk")
    if any(not isinstance(written.get(language), str) or not written[language] for language in LANGUAGES):
        raise BadLaw(f"{where}: a text needs en, ru and kk")
    return MappingProxyType({language: written[language] for language in LANGUAGES})


def vocabulary_from(data: Mapping[str, Any]) -> Vocabulary:
    """The vocabulary of a parsed ``facts.yaml``."""
    facts = {name: _fact(name, written) for name, written in data["facts"].items()}
    return Vocabulary(MappingProxyType(facts), str(data["version"]))


def _fact(name: str, written: Mapping[str, Any]) -> Fact:
    where = f"facts.yaml: {name}"
    if written.get("type") not in TYPES or written.get("sensitivity") not in SENSITIVITY:
        raise BadLaw(f"{where}: type or sensitivity is not one of ours")
    who = tuple(written.get("who", ()))
    if not who or set(who) - WHO:
        raise BadLaw(f"{where}: says not who may establish it")
    words = {str(word): text(label, f"{where}: {word}") for word, label in written.get("words", {}).items()}
    if (written["type"] in ("choice", "set")) != bool(words):
        raise BadLaw(f"{where}: a choice has words and nothing else has")
    question = text(written["question"], where) if "question" in written else EMPTY
    why = text(written["why"], where) if question else EMPTY
    return Fact(
        FactId(name),
        written["type"],
        text(written["label"], where),
        question,
        why,
        MappingProxyType(words),
        who,
        written["sensitivity"],
        written.get("min"),
        written.get("max"),
        bool(written.get("whole")),
    )


def _nearest(given: str, known: Iterable[str]) -> str:
    names = sorted(known)
    close = difflib.get_close_matches(given, names, n=3, cutoff=0.5)
    if close:
        return "nearest: " + ", ".join(close)
    return "see: qorgan law facts" if len(names) > 30 else ", ".join(names)


def _read_boolean(fact: Fact, given: Any) -> bool:
    if isinstance(given, bool):
        return given
    if isinstance(given, str) and given.strip().lower() in ("true", "false"):
        return given.strip().lower() == "true"
    raise UnknownWord([Fault(fact.id, f"cannot be {given!r}", "true, false, unknown")])


def _read_number(fact: Fact, given: Any) -> int | float:
    number: float
    try:
        if isinstance(given, bool):
            raise ValueError
        number = float(given)
    except (TypeError, ValueError):
        raise UnknownWord([Fault(fact.id, f"is not a number: {given!r}", "a number, unknown")]) from None
    if fact.whole and not number.is_integer() and math.isfinite(number):
        raise ImpossibleValue([Fault(fact.id, f"cannot be {given}", "a whole number, unknown")])
    low, high = fact.min or 0, fact.max if fact.max is not None else float("inf")
    if not low <= number <= high:
        raise ImpossibleValue([Fault(fact.id, f"cannot be {given}", f"{low:g} to {high:g}, unknown")])
    return int(number) if number.is_integer() else number


def _read_date(fact: Fact, given: Any) -> date:
    try:
        if isinstance(given, datetime):
            day = given.date()
        elif isinstance(given, date):
            day = given
        else:
            day = date.fromisoformat(str(given)[:10])
    except ValueError:
        raise ImpossibleValue([Fault(fact.id, f"is not a day: {given!r}", "YYYY-MM-DD, unknown")]) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        allowed = f"{FIRST_YEAR} to {LAST_YEAR}, unknown"
        raise ImpossibleValue([Fault(fact.id, f"cannot be in the year {day.year}", allowed)])
    return day


def _word(fact: Fact, given: Any) -> str:
    if isinstance(given, str) and given.strip() in fact.words:
        return given.strip()
    raise UnknownWord([Fault(fact.id, f"has no word {given!r}", _nearest(str(given), fact.words))])


def _read_set(fact: Fact, given: Any) -> frozenset[str]:
    if isinstance(given, str):
        # An empty text is no empty set: that would say that nothing happened.
        given = [part for part in given.split(";") if part.strip()] or [given]
    if not isinstance(given, (list, tuple, set, frozenset)):
        raise UnknownWord([Fault(fact.id, f"cannot be {given!r}", "one word or a list of words, unknown")])
    words = frozenset(_word(fact, item) for item in given)
    if "none" in words and len(words) > 1:
        other = sorted(words - {"none"})[0]
        raise ImpossibleValue([Fault(fact.id, f"cannot be 'none' and '{other}' at once", "one or the other")])
    return words


_READERS: Mapping[str, Callable[[Fact, Any], Value]] = {
    "boolean": _read_boolean,
    "number": _read_number,
    "date": _read_date,
    "choice": _word,
    "set": _read_set,
}
