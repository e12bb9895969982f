"""What can be wrong with what the law engine is given, each as its own exception.

A fault carries where it stands (file, line, field) and what is allowed, so that whoever wrote the file
can put it right.  It must never carry a survivor's words: only the name of a field and the offending value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: the field, what is the matter, what is allowed there."""

    field: str
    problem: str
    allowed: str = ""
    line: int | None = None
    file: str | None = None

    def __str__(self) -> str:
        place = self.file or "facts"
        if self.line is not None:
            place = f"{place}:{self.line}"
        allowed = f" (allowed: {self.allowed})" if self.allowed else ""
        return f"{place}: {self.field}: {self.problem}{allowed}"


class LawError(Exception):
    """Base of every failure of this package that a person can put right."""


class BadFacts(LawError):
    """The facts, the history or the events cannot be used as given; ``faults`` says why, one by one."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class UnknownFact(BadFacts):
    """A fact id that the vocabulary does not have."""


class UnknownWord(BadFacts):
    """A value that the fact does not accept."""


class ImpossibleValue(BadFacts):
    """An age, number or date that cannot be."""


class ContradictoryFacts(BadFacts):
    """Two facts that cannot both be so; both are named."""


class BadLaw(LawError):
    """The data of the law is not acceptable (no citation, unknown fact, gap in its own words)."""


class UnknownProvision(LawError):
    """A provision id that is not encoded."""


class UnknownJurisdiction(LawError):
    """A jurisdiction for which no data is present."""
