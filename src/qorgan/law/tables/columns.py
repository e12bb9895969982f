"""The facts of many cases as columns of codes: 0 absent, 1 called unknown, from 2 on the values met so far.

A column's words are read by the vocabulary, once for each different value; where a value cannot be read its
case is marked and the engine is asked for the words of the fault.  Nothing is filled in here except what a
closed world fills by name (``close``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from threading import RLock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qorgan.law.faults import BadFacts
from qorgan.law.vocabulary import UNKNOWN, Value, Vocabulary

from .planes import Flags

Codes = NDArray[np.integer[Any]]
ABSENT, OPENED, FIRST = 0, 1, 2
NONE = "none"
# Up to so many values are quicker compared one by one than looked up.
FEW = 8
NO_WORDS: frozenset[str] = frozenset()


class Dictionary:
    """The values of one fact, each with its code.  Codes are given once and never change."""

    def __init__(self, vocabulary: Vocabulary, fact: str) -> None:
        self.vocabulary, self.fact, self.kind = vocabulary, fact, vocabulary.facts[fact].type
        self.values: list[Value | None] = [None, None]
        self.given: list[Any] = [None, UNKNOWN]
        self.bad: list[int] = []
        self._codes: dict[Any, int] = {None: ABSENT}
        self._tables: dict[Any, Flags] = {}
        self._lock = RLock()

    def code(self, given: Any) -> int:
        """The code of a value as it was written."""
        key = tuple(given) if isinstance(given, list) else (type(given), given)
        with self._lock:
            if given is None:
                return ABSENT
            found = self._codes.get(key)
            if found is None:
                found = self._codes[key] = self._new(given)
            return found

    def _new(self, given: Any) -> int:
        try:
            value = self.vocabulary.value(self.fact, given)
        except BadFacts:
            self.bad.append(len(self.values))
            return self._add(None, given)
        if value is None:
            return ABSENT
        if value == UNKNOWN:
            return OPENED
        known = self._codes.get(("value", value))
        if known is None:
            known = self._codes["value", value] = self._add(value, value)
        return known

    def _add(self, value: Value | None, given: Any) -> int:
        self.values.append(value)
        self.given.append(given)
        return len(self.values) - 1

    def table(self, key: Any) -> Flags:
        """For each code, whether the value satisfies ``(operator, operand)``; False where there is none."""
        with self._lock:
            held = self._tables.get(key, np.zeros(0, np.bool_))
            if len(held) < len(self.values):
                more = [_satisfies(value, *key) for value in self.values[len(held) :]]
                held = self._tables[key] = np.concatenate([held, np.array(more, np.bool_)])
            return held

    def numbers(self) -> NDArray[np.float64]:
        """For each code, its number, or the day as an ordinal; not a number where there is none."""
        return np.array([_number(value) for value in list(self.values)], np.float64)


def _satisfies(value: Value | None, operator: str, operand: Any) -> bool:
    if value is None:
        return False
    if isinstance(operand, frozenset):
        if isinstance(value, frozenset):
            # An empty set that was given says that there was nothing of the kind.
            return bool(value & operand) or operator == "any" and not value and NONE in operand
        return value in operand
    if operator == "flag":
        return value is operand
    if isinstance(value, (str, frozenset, date)):
        return False
    return bool({"below": value < operand, "at_least": value >= operand, "above": value > operand}[operator])


def _number(value: Value | None) -> float:
    if isinstance(value, date):
        return float(value.toordinal())
    return float("nan") if value is None or isinstance(value, (str, frozenset, bool)) else float(value)


@dataclass(frozen=True)
class History:
    """Earlier decisions of all cases, one entry after another; ``row`` says whose each is."""

    row: NDArray[np.int64]
    kind: NDArray[np.str_]
    provision: NDArray[np.str_]
    day: NDArray[np.datetime64]
    executed: NDArray[np.datetime64]
    moment: NDArray[np.datetime64]


@dataclass
class Cases:
    """A run of cases: a column of codes for each fact that has one, the day of each, and the history."""

    count: int
    dictionaries: Mapping[str, Dictionary]
    codes: dict[str, Codes]
    day: NDArray[np.datetime64]
    moment: NDArray[np.datetime64] | None = None
    history: History | None = None
    closed: bool = False
    _known: dict[Any, Any] = field(default_factory=dict)

    def _where(self, name: str, fact: str, answer: Any) -> Flags:
        key = (name, fact)
        if key not in self._known:
            self._known[key] = answer(self.codes.get(fact, np.zeros(self.count, np.uint8)))
        flags: Flags = self._known[key]
        return flags

    def known(self, fact: str) -> Flags:
        """Whose value is known."""
        return self._where("known", fact, lambda codes: codes >= FIRST)

    def opened(self, fact: str) -> Flags:
        """Who called it unknown by name."""
        return self._where("opened", fact, lambda codes: codes == OPENED)

    def open_to_answer(self, fact: str) -> Flags:
        """For whom an absent value stays not known: a closed world reads it, unless it was called unknown."""
        return self.opened(fact) if self.closed else ~self.known(fact)

    def satisfies(self, fact: str, operator: str, operand: Any) -> Flags:
        """Whose known value satisfies a comparison."""
        if fact not in self.codes:
            return np.zeros(self.count, np.bool_)
        codes, table = self.codes[fact], self.dictionaries[fact].table((operator, operand))
        chosen = np.flatnonzero(table)
        if len(chosen) > FEW or codes.dtype != np.uint8:
            return np.take(table, self._places(fact))
        if not len(chosen):
            return np.zeros(self.count, np.bool_)
        first, *rest = chosen.astype(np.uint8)  # of one kind, or the whole column would be widened
        found: Flags = codes == first
        for code in rest:
            np.logical_or(found, codes == code, out=found)
        return found

    def _places(self, fact: str) -> Codes:
        """The codes as numpy looks them up, which it would otherwise make of them for every question."""
        key = ("places", fact)
        if key not in self._known:
            self._known[key] = self.codes[fact].astype(np.intp)
        places: Codes = self._known[key]
        return places

    def number(self, fact: str) -> NDArray[np.float64]:
        """The known number, or day as an ordinal, of each case."""
        if fact not in self.codes:
            return np.full(self.count, np.nan)
        return self.dictionaries[fact].numbers()[self.codes[fact]]

    def facts_of(self, row: int) -> dict[str, Any]:
        """The facts of one case as the engine takes them."""
        return {
            fact: self.dictionaries[fact].given[codes[row]]
            for fact, codes in self.codes.items()
            if codes[row] != ABSENT
        }


def dictionaries_of(vocabulary: Vocabulary) -> dict[str, Dictionary]:
    """An empty dictionary for every fact."""
    return {fact: Dictionary(vocabulary, fact) for fact in vocabulary.facts}


def close(cases: Cases) -> Cases:
    """The cases in a closed world, with the two facts it fills (interfaces, section 2)."""
    codes = dict(cases.codes)
    absent = np.zeros(cases.count, np.uint8)
    intent, harm = codes.get("intent", absent), codes.get("harm", absent)
    meant = codes.get("intended_result", absent)
    read = cases.dictionaries
    filled = np.where(intent == ABSENT, read["intent"].code("intentional"), intent)
    careless = [read["intent"].code(word) for word in ("negligent", "accident")]
    result = _as_intended(read, harm)
    result = np.where(np.isin(filled, careless), read["intended_result"].code(NONE), result)
    result = np.where(harm == OPENED, OPENED, result)
    codes["intent"], codes["intended_result"] = filled, np.where(meant == ABSENT, result, meant)
    return Cases(cases.count, cases.dictionaries, codes, cases.day, cases.moment, cases.history, closed=True)


def _as_intended(read: Mapping[str, Dictionary], harm: Codes) -> Codes:
    """What came about, as what was meant; nothing where nothing is known to have come about."""
    words = [NONE if value is None else value for value in list(read["harm"].values)]
    return np.array([read["intended_result"].code(word) for word in words], np.int64)[harm]
