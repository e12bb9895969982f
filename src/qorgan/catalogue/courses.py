"""Short courses: a few pages of plain text, then a self-check, from `data/courses`; checked as a whole.

No score of a person is kept anywhere: what was answered travels in the form, and `self_check.py` marks it. A
statement of law names its article, its dates and how certain it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from qorgan.catalogue.codes import LANGUAGES, codes
from qorgan.catalogue.faults import BadRecord, Fault
from qorgan.catalogue.lessons import Answer, Course, Page, Question, Source
from qorgan.catalogue.record import is_address

# The words of the law's own data, and `ours` for a rule of practice that is our own.
CERTAINTIES = ("certain", "secondary", "inferred", "conflicting", "unverified", "ours")
NAME = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
ANSWER = re.compile(r"^[a-z]$")
VERSION = re.compile(r"^\d{1,3}\.\d{1,3}$")
PAGES, QUESTIONS, ANSWERS, MOST_WORDS = (5, 8), (4, 6), (2, 5), 150
COURSE = frozenset("course version issued title about audiences sectors topics pages questions".split())
PAGE, QUESTION = (
    frozenset({"id", "title", "text", "sources"}),
    frozenset({"id", "text", "answers", "why", "sources"}),
)
SOURCE = frozenset({"what", "certainty", "address", "since", "until", "basis"})


class BadCourse(BadRecord):
    """A course that breaks its own rules; `faults` names each of them."""


@cache
def courses() -> tuple[Course, ...]:
    """Every course, by its name. Raises BadCourse."""
    found: dict[str, Course] = {}
    folder = files("qorgan.catalogue").joinpath("data/courses")
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".yaml"):
            course = course_of(yaml.safe_load(file.read_text("utf-8")), file.name)
            if course.id in found:
                raise BadCourse(file.name, (Fault("course", "given_twice", course.id),))
            found[course.id] = course
    return tuple(found.values())


def course(name: str) -> Course | None:
    """The course of this name; None where there is none."""
    return next((one for one in courses() if one.id == name), None)


def validate(plain: Any) -> tuple[Fault, ...]:
    """Everything that is wrong with a course, so that it can be mended at once; nothing when all is well."""
    reading = _Reading()
    reading.course(plain)
    return tuple(reading.faults)


def course_of(plain: Any, where: str = "course") -> Course:
    """The course that plain data says. Raises BadCourse, which names everything that is wrong."""
    reading = _Reading()
    found = reading.course(plain)
    if reading.faults or found is None:
        raise BadCourse(where, reading.faults or (Fault("course", "not_words"),))
    return found


def words_in(text: str) -> int:
    """How many words a page has; a dash alone is none.

    >>> words_in("One – two, three.")
    3
    """
    return len(re.findall(r"[^\s–—-]\S*", text))


class _Reading:
    """Reads one plain course and keeps every fault, so that all are said together."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, field: str, code: str, given: Any = "", allowed: str = "") -> None:
        self.faults.append(Fault(field, code, str(given)[:80], allowed))

    def course(self, plain: Any) -> Course | None:
        written = self.mapping("course", plain, COURSE)
        if written is None:
            return None
        pages = tuple(
            self.page(f"pages.{place}", one)
            for place, one in enumerate(self.listed("pages", written, PAGES), start=1)
        )
        questions = tuple(
            self.question(f"questions.{place}", one)
            for place, one in enumerate(self.listed("questions", written, QUESTIONS), start=1)
        )
        self.once("pages", [one.id for one in pages])
        self.once("questions", [one.id for one in questions])
        return Course(
            id=self.form("course", written.get("course"), NAME),
            version=self.form("version", written.get("version"), VERSION),
            issued=self.day("issued", written.get("issued")) or date.min,
            title=self.words("title", written.get("title")),
            about=self.words("about", written.get("about")),
            audiences=self.codes("audiences", written),
            sectors=self.codes("sectors", written),
            topics=self.codes("topics", written),
            pages=pages,
            questions=questions,
        )

    def page(self, where: str, plain: Any) -> Page:
        written = self.mapping(where, plain, PAGE) or {}
        text = self.words(f"{where}.text", written.get("text"))
        for language, said in text.items():
            if (count := words_in(said)) > MOST_WORDS:
                self.fault(f"{where}.text.{language}", "too_long", count, str(MOST_WORDS))
        return Page(
            self.form(f"{where}.id", written.get("id"), NAME),
            self.words(f"{where}.title", written.get("title")),
            text,
            self.sources(f"{where}.sources", written.get("sources")),
        )

    def question(self, where: str, plain: Any) -> Question:
        written = self.mapping(where, plain, QUESTION) or {}
        given = written.get("answers")
        if not given or not isinstance(given, Mapping):
            self.fault(f"{where}.answers", "not_words" if given else "missing")
            given = {}
        if given and not ANSWERS[0] <= len(given) <= ANSWERS[1]:
            self.fault(f"{where}.answers", "wrong_number", len(given), f"{ANSWERS[0]}-{ANSWERS[1]}")
        answers = tuple(self.answer(f"{where}.answers", str(name), one) for name, one in given.items())
        if given and sum(one.right for one in answers) != 1:
            self.fault(f"{where}.answers", "not_one_right", sum(one.right for one in answers), "1")
        return Question(
            self.form(f"{where}.id", written.get("id"), NAME),
            self.words(f"{where}.text", written.get("text")),
            answers,
            self.words(f"{where}.why", written.get("why")),
            self.sources(f"{where}.sources", written.get("sources")),
        )

    def answer(self, where: str, name: str, plain: Any) -> Answer:
        """`a: {en, ru, kk}`; the right one says `right: true` beside its texts."""
        self.form(where, name, ANSWER)
        written = dict(plain) if isinstance(plain, Mapping) else {}
        right = written.pop("right", False)
        if not isinstance(right, bool):
            self.fault(f"{where}.{name}", "unknown_code", right, "true, false")
        return Answer(name, self.words(f"{where}.{name}", written or plain), right is True)

    def sources(self, where: str, given: Any) -> tuple[Source, ...]:
        if not given or not isinstance(given, Sequence) or isinstance(given, str):
            self.fault(where, "not_a_list" if given else "missing")
            return ()
        return tuple(self.source(f"{where}.{place}", one) for place, one in enumerate(given, start=1))

    def source(self, where: str, plain: Any) -> Source:
        written = self.mapping(where, plain, SOURCE) or {}
        certainty = str(written.get("certainty") or "")
        if certainty not in CERTAINTIES:
            self.fault(
                f"{where}.certainty",
                "unknown_code" if certainty else "missing",
                certainty,
                ", ".join(CERTAINTIES),
            )
        address, basis = str(written.get("address") or ""), str(written.get("basis") or "")
        if address and not is_address(address):
            self.fault(f"{where}.address", "wrong_address", address)
        if not address and certainty != "ours":
            self.fault(f"{where}.address", "missing")
        since, until = (self.day(f"{where}.{name}", written.get(name)) for name in ("since", "until"))
        if basis and since is None:
            self.fault(f"{where}.since", "missing")  # a statement of law has its dates
        if since and until and until < since:
            self.fault(f"{where}.until", "wrong_day", until)
        return Source(
            self.words(f"{where}.what", written.get("what")), certainty, address, since, until, basis
        )

    # --- values ---------------------------------------------------------------------------------

    def mapping(self, where: str, plain: Any, fields: frozenset[str]) -> Mapping[str, Any] | None:
        if not isinstance(plain, Mapping):
            self.fault(where, "not_words", plain)
            return None
        for name in sorted(set(map(str, plain)) - fields):
            self.fault(f"{where}.{name}", "unknown_field")
        return plain

    def listed(self, name: str, written: Mapping[str, Any], bounds: tuple[int, int]) -> Sequence[Any]:
        given = written.get(name)
        if not isinstance(given, list | tuple):
            self.fault(name, "not_a_list" if given else "missing")
            return ()
        if not bounds[0] <= len(given) <= bounds[1]:
            self.fault(name, "wrong_number", len(given), f"{bounds[0]}-{bounds[1]}")
        return given

    def once(self, where: str, names: Sequence[str]) -> None:
        for name in sorted({one for one in names if one and names.count(one) > 1}):
            self.fault(where, "given_twice", name)

    def words(self, where: str, given: Any) -> dict[str, str]:
        """A text in every one of our languages."""
        if not isinstance(given, Mapping):
            self.fault(where, "not_words" if given else "missing")
            return dict.fromkeys(LANGUAGES, "")
        for language in sorted(set(map(str, given)) - set(LANGUAGES)):
            self.fault(f"{where}.{language}", "wrong_language")
        found = {}
        for language in LANGUAGES:
            said = given.get(language)
            if not isinstance(said, str) or not said.strip():
                self.fault(f"{where}.{language}", "not_text" if said else "missing")
                said = ""
            found[language] = "\n\n".join(
                " ".join(part.split()) for part in re.split(r"\n\s*\n", said.strip())
            )
        return found

    def form(self, where: str, given: Any, shape: re.Pattern[str]) -> str:
        text = "" if given is None else str(given)
        if not shape.match(text):
            self.fault(where, "wrong_form" if text else "missing", text)
        return text

    def codes(self, name: str, written: Mapping[str, Any]) -> tuple[str, ...]:
        given = written.get(name)
        if not isinstance(given, list | tuple) or not given:
            self.fault(name, "not_a_list" if given else "missing")
            return ()
        for one in given:
            if str(one) not in codes(name):
                self.fault(name, "unknown_code", one, ", ".join(codes(name)))
        return tuple(str(one) for one in given)

    def day(self, where: str, given: Any) -> date | None:
        if given in (None, ""):
            if where == "issued":
                self.fault(where, "missing")
            return None
        try:
            return given if isinstance(given, date) else date.fromisoformat(str(given))
        except ValueError:
            self.fault(where, "wrong_day", given)
            return None


__all__ = [
    "CERTAINTIES", "LANGUAGES", "MOST_WORDS", "Answer", "BadCourse", "Course", "Page", "Question", "Source",
    "course", "course_of", "courses", "validate", "words_in",
]  # fmt: skip
