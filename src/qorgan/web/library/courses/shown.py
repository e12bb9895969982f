"""A course in the words of one language: what pages and the offline pack show of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from qorgan import law
from qorgan.catalogue.codes import label
from qorgan.catalogue.courses import Course, Page, Question, Source
from qorgan.catalogue.self_check import Mark, Result


@dataclass(frozen=True)
class Origin:
    """Where a statement comes from; `sure` and `days` in words, "" where there is nothing to say."""

    what: str
    address: str
    sure: str
    days: str


@dataclass(frozen=True)
class Sheet:
    """One page of a course."""

    number: int
    title: str
    paragraphs: tuple[str, ...]
    origins: tuple[Origin, ...]


@dataclass(frozen=True)
class Choice:
    code: str
    text: str
    right: bool
    given: bool


@dataclass(frozen=True)
class Asked:
    """A question with its answers; `mark` is "" before it was answered, else right, wrong or open."""

    number: int
    name: str
    text: str
    choices: tuple[Choice, ...]
    why: str
    origins: tuple[Origin, ...]
    mark: str = ""


@dataclass(frozen=True)
class Shown:
    """A course with its pages."""

    value: Course
    title: str
    about: str
    audiences: tuple[str, ...]
    sectors: tuple[str, ...]
    pages: tuple[Sheet, ...]


def shown(course: Course, language: str) -> Shown:
    return Shown(
        course,
        course.title[language],
        course.about[language],
        tuple(label("audiences", one, language) for one in course.audiences),
        tuple(label("sectors", one, language) for one in course.sectors),
        tuple(sheet(number, one, language) for number, one in enumerate(course.pages, start=1)),
    )


def sheet(number: int, page: Page, language: str) -> Sheet:
    return Sheet(number, page.title[language], page.paragraphs(language), origins(page.sources, language))


def asked(course: Course, language: str, result: Result | None = None) -> tuple[Asked, ...]:
    """The questions of a course, marked where there is a result."""
    marks = result.marks if result else tuple(Mark(one, "") for one in course.questions)
    return tuple(
        _asked(number, one.question, one, language, marked=result is not None)
        for number, one in enumerate(marks, start=1)
    )


def _asked(number: int, question: Question, mark: Mark, language: str, *, marked: bool) -> Asked:
    return Asked(
        number,
        question.id,
        question.text[language],
        tuple(
            Choice(one.id, one.text[language], one.right, one.id == mark.given) for one in question.answers
        ),
        question.why[language],
        origins(question.sources, language),
        ("right" if mark.right else "open" if mark.open else "wrong") if marked else "",
    )


def origins(sources: tuple[Source, ...], language: str) -> tuple[Origin, ...]:
    return tuple(
        Origin(one.what[language], one.address, _sure(one.certainty, language), _days(one)) for one in sources
    )


def _sure(certainty: str, language: str) -> str:
    if certainty == "ours":
        return _("a rule of practice in our own words")
    return "" if certainty == "certain" else law.load().phrase(certainty, language)


def _days(source: Source) -> str:
    since, until = (_day(one) if one else "" for one in (source.since, source.until))
    if since and until:
        return _("in force from %(since)s to %(until)s") % {"since": since, "until": until}
    return _("in force since %(since)s") % {"since": since} if since else ""


def _day(day: date) -> str:
    return day.strftime("%d.%m.%Y")
