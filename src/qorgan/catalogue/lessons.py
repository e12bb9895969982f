"""What a course is made of: pages with their sources, questions with their answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

Words = Mapping[str, str]


@dataclass(frozen=True)
class Source:
    """Where a statement comes from. Of law: `basis` names the article, `since` and `until` its dates."""

    what: Words
    certainty: str
    address: str = ""
    since: date | None = None
    until: date | None = None
    basis: str = ""


@dataclass(frozen=True)
class Page:
    id: str
    title: Words
    text: Words
    sources: tuple[Source, ...]

    def paragraphs(self, language: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.text[language].split("\n\n") if part.strip())


@dataclass(frozen=True)
class Answer:
    id: str
    text: Words
    right: bool


@dataclass(frozen=True)
class Question:
    """One right answer among several; `why` explains it and `sources` say where that is from."""

    id: str
    text: Words
    answers: tuple[Answer, ...]
    why: Words
    sources: tuple[Source, ...]

    @property
    def right(self) -> Answer:
        return next(answer for answer in self.answers if answer.right)


@dataclass(frozen=True)
class Course:
    """A course in one version. What is changed in it gets a new version: certificates name the one taken."""

    id: str
    version: str
    issued: date
    title: Words
    about: Words
    audiences: tuple[str, ...]
    sectors: tuple[str, ...]
    topics: tuple[str, ...]
    pages: tuple[Page, ...]
    questions: tuple[Question, ...]

    def page(self, number: int) -> Page | None:
        """The page with this number, from 1; None where there is none."""
        return self.pages[number - 1] if 1 <= number <= len(self.pages) else None
