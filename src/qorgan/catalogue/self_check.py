"""The self-check of a course: marks answers, and writes them so that they can travel in an address or a form.

Nothing is kept: who answers sees what was right and why, and that is all that becomes of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qorgan.catalogue.courses import Course, Question
from qorgan.catalogue.faults import BadRecord, Fault


class BadAnswers(BadRecord):
    """Answers that are not of this course; `faults` names each."""


@dataclass(frozen=True)
class Mark:
    """One question as it was answered; `given` is empty where it was left open."""

    question: Question
    given: str

    @property
    def right(self) -> bool:
        return self.given == self.question.right.id

    @property
    def open(self) -> bool:
        return not self.given


@dataclass(frozen=True)
class Result:
    """All questions of a course in their order, marked."""

    course: Course
    marks: tuple[Mark, ...]

    @property
    def right(self) -> int:
        return sum(mark.right for mark in self.marks)

    @property
    def of(self) -> int:
        return len(self.marks)

    @property
    def complete(self) -> bool:
        """Whether every question was answered."""
        return not any(mark.open for mark in self.marks)


def mark(course: Course, answers: Mapping[str, str]) -> Result:
    """Marks answers by question. A question left open counts as not right.

    Raises BadAnswers for a question or an answer that the course does not have."""
    known = {question.id: question for question in course.questions}
    faults = [Fault(name, "unknown_field", str(name)[:80]) for name in answers if name not in known]
    given = {}
    for name, question in known.items():
        said = str(answers.get(name) or "")
        allowed = [answer.id for answer in question.answers]
        if said and said not in allowed:
            faults.append(Fault(name, "unknown_code", said[:80], ", ".join(allowed)))
        given[name] = said
    if faults:
        raise BadAnswers(course.id, faults)
    return Result(course, tuple(Mark(question, given[name]) for name, question in known.items()))


def written(course: Course, answers: Mapping[str, str]) -> str:
    """The answers in the order of the questions, a letter each, `-` where one is open: `ab-d`."""
    return "".join(answers.get(question.id) or "-" for question in course.questions)


def answers_of(course: Course, text: str) -> dict[str, str]:
    """What `written` wrote; a shorter text leaves the later questions open. Raises BadAnswers."""
    if len(text) > len(course.questions):
        raise BadAnswers(course.id, (Fault("answers", "too_long", text[:40], str(len(course.questions))),))
    found = {
        question.id: letter for question, letter in zip(course.questions, text, strict=False) if letter != "-"
    }
    mark(course, found)
    return found
