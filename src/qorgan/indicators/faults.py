"""What is wrong with what was given: file, line, field, what is the matter, what is allowed; a line each.

A fault never repeats what stood in a cell of microdata: it is about somebody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qorgan.indicators.texts import Text, texts

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `line` counts from 1 with the header as line 1; None: the whole file."""

    file: str
    problem: Text
    allowed: Text
    field: str = ""
    line: int | None = None

    def said(self, language: str = "en") -> str:
        words = texts("faults")
        line = words["line"][language].format(line=self.line) if self.line else ""
        place = ": ".join(part for part in (self.file, line, self.field) if part)
        return f"{place}: {self.problem[language]} ({words['allowed'][language]}: {self.allowed[language]})"


class BadInput(ValueError):
    """What was given cannot be measured; `faults` say why, never empty."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__(faults[0].said() if faults else "bad input")

    def lines(self, language: str = "en", most: int = SHOWN) -> list[str]:
        """One line for each of the first `most` faults, then how many more there are."""
        said = [fault.said(language) for fault in self.faults[:most]]
        if len(self.faults) > most:
            said.append(texts("faults")["more"][language].format(count=len(self.faults) - most))
        return said


def fault(
    file: str, code: str, *, field: str = "", line: int | None = None, part: str = "faults", **words: object
) -> Fault:
    """The fault `code` of a part: its texts have `code` (what is the matter) and `code_allowed`.

    Raises KeyError where the part has no such sentence.
    """
    said = texts(part)
    return Fault(file, said[code].filled(**words), said[f"{code}_allowed"].filled(**words), field, line)


def refuse(faults: Iterable[Fault]) -> None:
    """Raises BadInput where there is any fault."""
    found = tuple(faults)
    if found:
        raise BadInput(*found)
