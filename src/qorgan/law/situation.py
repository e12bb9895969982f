"""A situation: the facts as given, the day, the history, and how an absent fact is to be read.

It answers the questions of condition trees in three values.  It must never change a fact it was given and
never fill one in, except where a closed world was asked for by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from .conditions import Computed, Condition, Missing, Outcome
from .earlier import Earlier
from .faults import BadFacts, Fault
from .history import RULES
from .truth import Truth, truth_of
from .vocabulary import UNKNOWN, Value, Vocabulary

# A set with this word means that there was nothing of the kind.
NONE = "none"


@dataclass(frozen=True)
class Situation:
    """Facts checked against the vocabulary.  ``values`` holds what is known, ``opened`` what was called
    unknown by name (which no presumption and no closed world may fill)."""

    vocabulary: Vocabulary
    values: Mapping[str, Value]
    opened: frozenset[str]
    open_acts: frozenset[str]
    on: date
    moment: datetime | None
    history: tuple[Earlier, ...] = ()
    closed: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)
    # The situation this one adds a fact to, the fact, and answers already found.  Only to be quick.
    parent: Situation | None = field(default=None, repr=False, compare=False)
    added: str = field(default="", repr=False, compare=False)
    memo: dict[Condition, Outcome] = field(default_factory=dict, repr=False, compare=False)
    shown: dict[Condition, dict[str, Any]] = field(default_factory=dict, repr=False, compare=False)
    gates: dict[Condition, bool] = field(default_factory=dict, repr=False, compare=False)

    def with_fact(self, fact: str, value: Value) -> Situation:
        """The same situation with one more fact known."""
        return Situation(
            self.vocabulary,
            {**self.values, fact: value},
            self.opened - {fact},
            self.open_acts,
            self.on,
            self.moment,
            self.history,
            self.closed,
            self.settings,
            self,
            fact,
        )

    def recall(self, node: Condition) -> Outcome | None:
        """An answer found before, here or before a fact was added that the node does not ask."""
        found = self.memo.get(node)
        if (
            found is None
            and self.parent is not None
            and self.added not in node.leaves
            and not node.asks_history
        ):
            found = self.parent.recall(node)
        return found

    def remember(self, node: Condition, outcome: Outcome) -> None:
        self.memo[node] = outcome

    def shut(self, node: Condition) -> bool:
        """Whether a leaf that the tree cannot do without is not met; found before the tree is read."""
        gates = self.gates
        for leaf in node.gates:
            closed = gates.get(leaf)
            if closed is None:
                closed = gates[leaf] = leaf.ask(self).truth is Truth.NO
            if closed:
                return True
        return False

    def _absent(self, fact: str, in_closed_world: bool) -> Truth:
        """Not known, unless a closed world reads the absence."""
        return truth_of(in_closed_world) if self.closed and fact not in self.opened else Truth.UNKNOWN

    def equals(self, fact: str, words: frozenset[str]) -> Truth:
        value = self.values.get(fact)
        if value is not None:
            return truth_of(value in words)
        return self._absent(fact, NONE in words)

    def holds(self, fact: str, words: frozenset[str]) -> Truth:
        value = self.values.get(fact)
        if isinstance(value, frozenset) and value & words:
            return Truth.YES
        if fact == "acts" and self.open_acts & words:
            return Truth.UNKNOWN
        if value is not None:
            return truth_of(not value and NONE in words)
        return self._absent(fact, NONE in words)

    def compares(self, fact: str, operator: str, number: float) -> Truth:
        value = self.values.get(fact)
        if isinstance(value, (int, float)):
            if operator == "below":
                return truth_of(value < number)
            return truth_of(value >= number if operator == "at_least" else value > number)
        return self._absent(fact, False)

    def flag(self, fact: str, value: bool) -> Truth:
        known = self.values.get(fact)
        if known is not None:
            return truth_of(known is value)
        return self._absent(fact, value is False)

    def computed(self, name: str, arguments: Mapping[str, str]) -> Computed:
        return RULES[name](self, arguments)

    def known(self, fact: str) -> Any:
        """The value as it can be written down, or None."""
        value = self.values.get(fact)
        if isinstance(value, frozenset):
            return sorted(value)
        return value.isoformat() if isinstance(value, date) else value

    def stated_unknown(self, facts: Missing) -> bool:
        return bool(facts & self.opened)


def situation_of(
    vocabulary: Vocabulary,
    facts: Mapping[str, Any],
    on: date | datetime,
    history: Sequence[Earlier] = (),
    closed: bool = False,
    settings: Mapping[str, Any] | None = None,
) -> Situation:
    """Check every fact and put the situation together; BadFacts carries all faults at once."""
    values: dict[str, Value] = {}
    opened: set[str] = set()
    faults: list[BadFacts] = []
    for name, given in facts.items():
        try:
            value = vocabulary.value(str(name), given)
        except BadFacts as error:
            faults.append(error)
            continue
        if value == UNKNOWN and vocabulary.kind(name) is not None:
            opened.add(name)
        elif value is not None:
            values[name] = value
    if faults:
        raise type(faults[0])([fault for error in faults for fault in error.faults])
    open_acts = values.pop("acts_unknown", frozenset())
    assert isinstance(open_acts, frozenset)
    _refuse_act_known_and_unknown(values, open_acts)
    day = on.date() if isinstance(on, datetime) else on
    moment = on if isinstance(on, datetime) else None
    if closed:
        _fill_closed(values, opened)
    return Situation(
        vocabulary, values, frozenset(opened), open_acts, day, moment, tuple(history), closed, settings or {}
    )


def _refuse_act_known_and_unknown(values: Mapping[str, Value], open_acts: frozenset[str]) -> None:
    acts = values.get("acts", frozenset())
    both = sorted(acts & open_acts) if isinstance(acts, frozenset) else []
    if both:
        raise BadFacts(
            [
                Fault(
                    "acts_unknown", f"names {', '.join(both)}, which acts says did happen", "one or the other"
                )
            ]
        )


def _fill_closed(values: dict[str, Value], opened: set[str]) -> None:
    """The two exceptions of the closed world that fill rather than deny (interfaces, section 2)."""
    if "intent" not in values and "intent" not in opened:
        values["intent"] = "intentional"
    if "intended_result" not in values and "intended_result" not in opened:
        if "harm" in opened:
            opened.add("intended_result")
        elif values.get("intent") in ("negligent", "accident"):
            # What came about carelessly was not meant; to say that it was would contradict the intent.
            values["intended_result"] = NONE
        else:
            values["intended_result"] = values.get("harm", NONE)
