"""The conditions an officer answers before an order is issued, and what the law's engine says about them.

Nothing here is inferred: not age from a face, not sanity, not a ground for detention. Nothing here withholds
an order either: where an answer is missing or "no", the officer may still issue, with a written reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qorgan.web.orders.wording import wording

YES, NO, NOT_ESTABLISHED = "yes", "no", "not_established"


class ConditionsUnclear(ValueError):
    """An answer is none of the three, or nobody is named for an established one. `codes`: which."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__(f"Answer and say who established it: {', '.join(codes)}.")
        self.codes = codes


class ReasonNeeded(ValueError):
    """Something the law asks for is not established: the order can be issued with a written reason."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__(f"Give a reason in writing: not established or answered no: {', '.join(codes)}.")
        self.codes = codes


@dataclass(frozen=True)
class Answer:
    """An officer's answer to one condition; `by`: who established it or from what it is known."""

    answer: str
    by: str = ""


def asked(basis_id: str) -> tuple[str, ...]:
    """The conditions that the law of that basis asks for, in the order of the page."""
    return tuple(code for code, row in wording()["conditions"].items() if basis_id in row["bases"])


def read(given: Mapping[str, Mapping[str, str] | Answer], basis_id: str) -> dict[str, Answer]:
    """The answers as values, an unanswered one as "not established".

    Raises ConditionsUnclear for an unknown condition or answer, or a yes or no without who established it.
    """
    codes = asked(basis_id)
    faults = [code for code in given if code not in codes]
    answers: dict[str, Answer] = {}
    for code in codes:
        raw = given.get(code, Answer(NOT_ESTABLISHED))
        answer = raw if isinstance(raw, Answer) else Answer(raw.get("answer", ""), raw.get("by", "").strip())
        if answer.answer not in (YES, NO, NOT_ESTABLISHED) or (
            answer.answer != NOT_ESTABLISHED and not answer.by
        ):
            faults.append(code)
        answers[code] = answer
    if faults:
        raise ConditionsUnclear(tuple(faults))
    return answers


def open_points(answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """The conditions that are not answered with yes."""
    return tuple(code for code, answer in answers.items() if answer.answer != YES)


def require_reason(answers: Mapping[str, Answer], reason: str) -> None:
    """Raises ReasonNeeded where a condition is open and no reason is written."""
    points = open_points(answers)
    if points and not reason.strip():
        raise ReasonNeeded(points)


def to_json(answers: Mapping[str, Answer]) -> dict[str, Any]:
    return {code: {"answer": a.answer, "by": a.by} for code, a in answers.items()}
