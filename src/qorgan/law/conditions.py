"""Condition trees: what an article asks, as data, and its three-valued answer.

A tree is made of ``all``, ``any``, ``not``, ``presume``, leaves over one fact, leaves computed from the
history, and ``open`` (a point on which no text was found).  The same tree can be read by another evaluator:
it holds no code.  It must never ask for a clock, a file or a person.

The written form, in YAML:

    {harm: light}                      the fact has this value
    {harm: [pain, light]}              it has one of these
    {acts: {any: [blows, slap]}}       the set holds one of these
    {victim_age: {below: 18}}          also at_least, above
    {helpless: true}
    {see: family_household}            a named condition of definitions.yaml
    {computed: repeated, article: ...} answered from the history
    {open: reason}                     nobody has found the text: always not known
    {presume: <condition>}             holds unless the facts say otherwise
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from .faults import BadLaw
from .truth import Truth

Missing = frozenset[str]
NOTHING: Missing = frozenset()


class Answers(Protocol):
    """What a condition may ask of a situation."""

    def equals(self, fact: str, words: frozenset[str]) -> Truth: ...

    def holds(self, fact: str, words: frozenset[str]) -> Truth: ...

    def compares(self, fact: str, operator: str, number: float) -> Truth: ...

    def flag(self, fact: str, value: bool) -> Truth: ...

    def computed(self, name: str, arguments: Mapping[str, str]) -> Computed: ...

    def stated_unknown(self, facts: Missing) -> bool: ...

    def known(self, fact: str) -> Any: ...

    def recall(self, node: Condition) -> Outcome | None: ...

    def remember(self, node: Condition, outcome: Outcome) -> None: ...

    # The reasons written so far: articles share their conditions.
    @property
    def shown(self) -> dict[Condition, dict[str, Any]]: ...


@dataclass(frozen=True)
class Computed:
    """An answer drawn from the history: the truth, the facts that would settle it, and why.

    ``note`` names a phrase (``note_...`` in phrases.yaml), ``about`` the day it speaks of.
    """

    truth: Truth
    missing: Missing = NOTHING
    note: str = ""
    open: frozenset[str] = NOTHING
    about: str = ""


@dataclass(frozen=True)
class Outcome:
    """The answer to a tree: truth, the absent facts that matter, and points no text settles."""

    truth: Truth
    missing: Missing = NOTHING
    open: frozenset[str] = NOTHING


class Together(Outcome):
    """Not known, because of several parts.  What they miss is put together when somebody asks for it."""

    def __init__(self, parts: list[Outcome]) -> None:
        object.__setattr__(self, "truth", Truth.UNKNOWN)
        object.__setattr__(self, "_parts", parts)

    @cached_property
    def missing(self) -> Missing:
        return NOTHING.union(*(part.missing for part in self.__dict__["_parts"]))

    @cached_property
    def open(self) -> frozenset[str]:
        return NOTHING.union(*(part.open for part in self.__dict__["_parts"]))


YES = Outcome(Truth.YES)
NO = Outcome(Truth.NO)


class Condition:
    """A node.  ``ask`` answers it, ``leaves`` lists what is asked below it, ``because`` shows the answer.

    Compared by identity; ``sharing.py`` makes trees that say the same the same tree.
    """

    def ask(self, answers: Answers) -> Outcome:
        raise NotImplementedError

    def children(self) -> tuple[Condition, ...]:
        return ()

    def because(self, answers: Answers) -> dict[str, Any]:
        """The answer as plain values down to the facts; read it, never change it."""
        shown = answers.shown.get(self)
        if shown is None:
            shown = answers.shown[self] = self._because(answers)
        return shown

    def _because(self, answers: Answers) -> dict[str, Any]:
        raise NotImplementedError

    def walk(self) -> Iterator[Condition]:
        yield self
        for child in self.children():
            yield from child.walk()

    @cached_property
    def leaves(self) -> Mapping[str, tuple[Leaf, ...]]:
        """The leaves of the tree by the fact they ask.  Computed once: trees never change."""
        found: dict[str, list[Leaf]] = {}
        for node in self.walk():
            if isinstance(node, Leaf):
                found.setdefault(node.fact, []).append(node)
        return {fact: tuple(leaves) for fact, leaves in found.items()}

    @cached_property
    def gates(self) -> tuple[Leaf, ...]:
        """Leaves of which each must be met, those over sets first: one that is not met settles the tree."""
        found = sorted(set(self._gates()), key=lambda leaf: leaf.operator != "any")
        return tuple(found)

    def _gates(self) -> Iterator[Leaf]:
        return iter(())

    @cached_property
    def presumptions(self) -> tuple[Presume, ...]:
        return tuple(node for node in self.walk() if isinstance(node, Presume))

    @cached_property
    def asks_history(self) -> bool:
        """Whether an answer may come from the history, and so from facts no leaf names."""
        return any(isinstance(node, FromHistory) for node in self.walk())


@dataclass(frozen=True, eq=False)
class Leaf(Condition):
    """One question about one fact.  ``operator``: is, any, below, at_least, above, flag."""

    fact: str
    operator: str
    value: frozenset[str] | float | bool

    def _gates(self) -> Iterator[Leaf]:
        yield self

    def _truth(self, answers: Answers) -> Truth:
        value = self.value
        if isinstance(value, frozenset):
            return (
                answers.equals(self.fact, value) if self.operator == "is" else answers.holds(self.fact, value)
            )
        if self.operator == "flag":
            return answers.flag(self.fact, bool(value))
        return answers.compares(self.fact, self.operator, float(value))

    def ask(self, answers: Answers) -> Outcome:
        truth = self._truth(answers)
        if truth is Truth.YES:
            return YES
        return NO if truth is Truth.NO else self._open

    @cached_property
    def _open(self) -> Outcome:
        return Outcome(Truth.UNKNOWN, frozenset((self.fact,)))

    @cached_property
    def _plain_value(self) -> Any:
        if isinstance(self.value, frozenset):
            return sorted(self.value)
        whole = isinstance(self.value, float) and self.value.is_integer()
        return int(self.value) if whole else self.value

    def _because(self, answers: Answers) -> dict[str, Any]:
        operator = "is" if self.operator == "flag" else self.operator
        answer = {"fact": self.fact, operator: self._plain_value, "truth": self._truth(answers).word}
        known = answers.known(self.fact)
        return answer if known is None else {**answer, "value": known}


class Joint(Condition):
    """A node whose answer costs something.  Shared by many articles, so the situation remembers it."""

    def ask(self, answers: Answers) -> Outcome:
        remembered = answers.recall(self)
        if remembered is None:
            remembered = self._ask(answers)
            answers.remember(self, remembered)
        return remembered

    def _ask(self, answers: Answers) -> Outcome:
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class Every(Joint):
    """All of the children."""

    parts: tuple[Condition, ...]

    def _gates(self) -> Iterator[Leaf]:
        for part in self.parts:
            yield from part._gates()

    def children(self) -> tuple[Condition, ...]:
        return self.parts

    def _ask(self, answers: Answers) -> Outcome:
        waiting: list[Outcome] = []
        for part in self.parts:
            outcome = part.ask(answers)
            if outcome.truth is Truth.NO:
                return NO
            if outcome.truth is Truth.UNKNOWN:
                waiting.append(outcome)
        return _together(waiting) if waiting else YES

    def _because(self, answers: Answers) -> dict[str, Any]:
        return {"all": [part.because(answers) for part in self.parts], "truth": self.ask(answers).truth.word}


@dataclass(frozen=True, eq=False)
class Some(Joint):
    """At least one of the children."""

    parts: tuple[Condition, ...]

    def children(self) -> tuple[Condition, ...]:
        return self.parts

    def _ask(self, answers: Answers) -> Outcome:
        waiting: list[Outcome] = []
        for part in self.parts:
            outcome = part.ask(answers)
            if outcome.truth is Truth.YES:
                return YES
            if outcome.truth is Truth.UNKNOWN:
                waiting.append(outcome)
        return _together(waiting) if waiting else NO

    def _because(self, answers: Answers) -> dict[str, Any]:
        return {"any": [part.because(answers) for part in self.parts], "truth": self.ask(answers).truth.word}


@dataclass(frozen=True, eq=False)
class Not(Joint):
    """The contrary of the child."""

    part: Condition

    def children(self) -> tuple[Condition, ...]:
        return (self.part,)

    def _ask(self, answers: Answers) -> Outcome:
        outcome = self.part.ask(answers)
        if outcome.truth is Truth.YES:
            return NO
        return YES if outcome.truth is Truth.NO else outcome

    def _because(self, answers: Answers) -> dict[str, Any]:
        return {"not": self.part.because(answers), "truth": self.ask(answers).truth.word}


@dataclass(frozen=True, eq=False)
class Presume(Joint):
    """Holds unless the facts say otherwise.

    A trap: absent is presumed, ``unknown`` is not.  Someone who says she does not know whether it was
    meant has opened the point; someone who was never asked has not.
    """

    part: Condition

    def children(self) -> tuple[Condition, ...]:
        return (self.part,)

    def _ask(self, answers: Answers) -> Outcome:
        outcome = self.part.ask(answers)
        if outcome.truth is not Truth.UNKNOWN:
            return outcome
        if outcome.open or answers.stated_unknown(outcome.missing):
            return outcome
        return YES

    def _because(self, answers: Answers) -> dict[str, Any]:
        presumed = self.part.ask(answers).truth is Truth.UNKNOWN and self.ask(answers).truth is Truth.YES
        shown = self.part.because(answers)
        return {**shown, "truth": self.ask(answers).truth.word, "presumed": True} if presumed else shown


@dataclass(frozen=True, eq=False)
class FromHistory(Joint):
    """A leaf answered from earlier decisions by a named rule (see ``history.py``)."""

    name: str
    arguments: tuple[tuple[str, str], ...] = field(default=())

    def _ask(self, answers: Answers) -> Outcome:
        answer = answers.computed(self.name, dict(self.arguments))
        return Outcome(answer.truth, answer.missing, answer.open)

    def _because(self, answers: Answers) -> dict[str, Any]:
        answer = answers.computed(self.name, dict(self.arguments))
        shown: dict[str, Any] = {"rule": self.name, **dict(self.arguments), "truth": answer.truth.word}
        if answer.open:
            shown["open_points"] = sorted(answer.open)
        if answer.note:
            shown |= {"note": answer.note, **({"about": answer.about} if answer.about else {})}
        return shown


@dataclass(frozen=True, eq=False)
class Open(Condition):
    """A point on which no text was found.  It is shown as a gap and never guessed."""

    reason: str

    @cached_property
    def _open(self) -> Outcome:
        return Outcome(Truth.UNKNOWN, NOTHING, frozenset((self.reason,)))

    def ask(self, answers: Answers) -> Outcome:
        return self._open

    def _because(self, answers: Answers) -> dict[str, Any]:
        return {"open": self.reason, "truth": Truth.UNKNOWN.word}


def _together(outcomes: list[Outcome]) -> Outcome:
    return outcomes[0] if len(outcomes) == 1 else Together(outcomes)


FactKind = Callable[[str], str | None]
WordsOf = Callable[[str], frozenset[str]]


@dataclass(frozen=True)
class Grammar:
    """What a tree may mention: the type and the words of each fact, and the named conditions."""

    kind: FactKind
    words: WordsOf
    definitions: Mapping[str, Condition]
    rules: frozenset[str]
    groups: Mapping[str, tuple[str, ...]]

    def parse(self, written: Any, where: str) -> Condition:
        """The tree for its YAML form; BadLaw names the place when it is not one."""
        if not isinstance(written, Mapping) or not written:
            raise BadLaw(f"{where}: a condition is a mapping, not {written!r}")
        if "computed" in written:
            return self._computed(written, where)
        parts = tuple(self._one(key, value, where) for key, value in written.items())
        return parts[0] if len(parts) == 1 else Every(parts)

    def _one(self, key: str, value: Any, where: str) -> Condition:
        if key in ("all", "any"):
            parts = tuple(self.parse(item, where) for item in value)
            return Every(parts) if key == "all" else Some(parts)
        if key == "not":
            return Not(self.parse(value, where))
        if key == "presume":
            return Presume(self.parse(value, where))
        if key == "open":
            return Open(str(value))
        if key == "see":
            if value not in self.definitions:
                raise BadLaw(f"{where}: no definition called {value!r}")
            return self.definitions[value]
        return self._leaf(key, value, where)

    def _computed(self, written: Mapping[str, Any], where: str) -> Condition:
        name = str(written["computed"])
        if name not in self.rules:
            raise BadLaw(f"{where}: no rule called {name!r}")
        rest = tuple(sorted((key, str(value)) for key, value in written.items() if key != "computed"))
        return FromHistory(name, rest)

    def _leaf(self, fact: str, value: Any, where: str) -> Condition:
        kind = self.kind(fact)
        if kind is None:
            raise BadLaw(f"{where}: the vocabulary has no fact {fact!r}")
        if kind == "boolean":
            if not isinstance(value, bool):
                raise BadLaw(f"{where}: {fact} is true or false, not {value!r}")
            return Leaf(fact, "flag", value)
        if kind == "number":
            ((operator, number),) = value.items()
            if operator not in ("below", "at_least", "above"):
                raise BadLaw(f"{where}: {fact}: no comparison {operator!r}")
            return Leaf(fact, operator, float(number))
        if kind == "set":
            return Leaf(fact, "any", self._words(fact, value["any"], where))
        return Leaf(fact, "is", self._words(fact, value, where))

    def _words(self, fact: str, value: Any, where: str) -> frozenset[str]:
        named = [value] if isinstance(value, str) else list(value)
        words: list[str] = []
        for word in named:
            words.extend(self.groups[word[1:]] if word.startswith("=") else (word,))
        unknown = set(words) - self.words(fact)
        if unknown:
            raise BadLaw(f"{where}: {fact} has no word {', '.join(sorted(unknown))}")
        return frozenset(words)
