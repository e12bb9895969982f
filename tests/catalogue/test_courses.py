"""Courses of the library: short pages in three languages, every fault at once, law with its dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
import yaml

from qorgan import law
from qorgan.catalogue.courses import (
    LANGUAGES,
    MOST_WORDS,
    BadCourse,
    Course,
    Source,
    course,
    course_of,
    courses,
    validate,
    words_in,
)

NAMES = ("first-conversation", "protective-order", "reading-evidence")
DATA = files("qorgan.catalogue").joinpath("data/courses")


class Unshared(yaml.SafeDumper):
    """Writes what is named once and used twice as two."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def plain(name: str = "protective-order") -> Any:
    """The data of a course, to be spoilt."""
    found = yaml.safe_load(DATA.joinpath(f"{name}.yaml").read_text("utf-8"))
    return yaml.safe_load(yaml.dump(found, Dumper=Unshared, allow_unicode=True))


def known(name: str) -> Course:
    found = course(name)
    assert found is not None
    return found


def sources(one: Course) -> Iterator[Source]:
    for part in (*one.pages, *one.questions):
        yield from part.sources


def test_the_three_courses_stand_there() -> None:
    assert tuple(one.id for one in courses()) == NAMES
    assert course("no-such") is None


@pytest.mark.parametrize("name", NAMES)
def test_a_course_is_short_and_said_in_three_languages(name: str) -> None:
    one = known(name)
    assert 5 <= len(one.pages) <= 8 and 4 <= len(one.questions) <= 6
    for page in one.pages:
        for language in LANGUAGES:
            assert 0 < words_in(page.text[language]) <= MOST_WORDS == 150
            assert page.paragraphs(language) and page.title[language]


@pytest.mark.parametrize("name", NAMES)
def test_every_question_has_one_right_answer_a_reason_and_a_source(name: str) -> None:
    for question in known(name).questions:
        assert sum(answer.right for answer in question.answers) == 1
        assert all(question.why[language] for language in LANGUAGES) and question.sources


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_of_an_article_has_the_dates_and_the_certainty_of_the_encoded_law(name: str) -> None:
    one = known(name)
    for source in sources(one):
        if not source.basis:
            continue
        of_it = [entry for entry in _encoded() if entry[0] == source.basis]
        assert source.since in {start for _basis, start, _end, _certainty in of_it}, source
        standing = {
            certainty
            for _basis, start, end, certainty in of_it
            if (start is None or start <= one.issued) and (end is None or one.issued <= end)
        }
        assert source.certainty in standing, source


def _encoded() -> list[tuple[str, date | None, date | None, str]]:
    kz = law.load()
    statutes = kz.statutes
    return [
        *((one.id, one.start, one.end, one.certainty) for one in statutes.provisions),
        *((one.article, one.start, one.end, one.certainty) for one in statutes.provisions),
        *((one.basis, one.start, one.end, one.certainty) for one in statutes.measures),
        *((one.basis, one.start, one.end, one.certainty) for one in statutes.procedure),
        *((one.duty.basis, one.scope.start, one.scope.end, one.duty.certainty) for one in statutes.duties),
        *((gap.basis, gap.start, gap.end, gap.certainty) for gap in kz.open_points()),
    ]


def test_the_order_course_names_the_terms_of_the_articles() -> None:
    """Law 245-VIII art. 60; CAO 461 and 789; CPC 165."""
    text = " ".join(page.text["en"] for page in known("protective-order").pages)
    for words in (
        "30 days",
        "every 7 calendar days",
        "same day",
        "at least 16",
        "10 days",
        "20 days when it is repeated",
        "30 MCI",
    ):
        assert words in text, words
    assert "within 24 hours (CPC 165)" in text and "up to 24 hours" in text


def test_the_evidence_course_quotes_every_interval_of_the_trial() -> None:
    """SASA!, Kampala: ratios with 95 percent intervals, as its table 5 gives them."""
    text = " ".join(page.text["en"] for page in known("reading-evidence").pages)
    for said in (
        "0.54 (0.38 to 0.79)",
        "0.13 (0.01 to 1.15)",
        "0.48, interval 0.16 to 1.39",
        "0.76 (0.33 to 1.72)",
        "2.11 (0.52 to 8.59)",
    ):
        assert said in text


def test_no_danger_is_called_low_and_no_outcome_is_promised() -> None:
    pages = {page.id: page.text["en"] for page in known("first-conversation").pages}
    assert "never say that the danger is low" in pages["signs"]
    assert "Do not promise" in pages["not-to-do"] and "make peace" in pages["not-to-do"]


# --- faults ---------------------------------------------------------------------------------------


Change = Callable[[Any], Any]


def put(*path: Any) -> Change:
    """Puts the last of these at the place that the others name."""

    def change(written: Any) -> None:
        *way, last, value = path
        for step in way:
            written = written[step]
        written[last] = value

    return change


def shorten(written: Any) -> None:
    del written["pages"][4:]


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        (lambda w: w.pop("title"), "title", "missing"),
        (put("title", "kk", ""), "title.kk", "missing"),
        (put("title", "de", "x"), "title.de", "wrong_language"),
        (put("version", "one"), "version", "wrong_form"),
        (put("issued", "2026-02-30"), "issued", "wrong_day"),
        (lambda w: w.pop("issued"), "issued", "missing"),
        (put("course", "Bad Name"), "course", "wrong_form"),
        (put("topics", ["weather"]), "topics", "unknown_code"),
        (put("pages", []), "pages", "wrong_number"),
        (put("pages", None), "pages", "missing"),
        (shorten, "pages", "wrong_number"),
        (lambda w: w["questions"].append(w["questions"][0]), "questions", "given_twice"),
        (put("pages", 0, "text", "ru", "слово " * 151), "pages.1.text.ru", "too_long"),
        (put("pages", 0, "sources", []), "pages.1.sources", "missing"),
        (put("pages", 0, "sources", 0, "certainty", "sure"), "pages.1.sources.1.certainty", "unknown_code"),
        (
            put("pages", 0, "sources", 0, "address", "javascript:x"),
            "pages.1.sources.1.address",
            "wrong_address",
        ),
        (lambda w: w["pages"][0]["sources"][0].pop("since"), "pages.1.sources.1.since", "missing"),
        (put("questions", 0, "answers", "a", "right", True), "questions.1.answers", "not_one_right"),
        (put("questions", 0, "answers", {}), "questions.1.answers", "missing"),
        (lambda w: w["questions"][0].pop("why"), "questions.1.why", "missing"),
        (put("shoe_size", 42), "course.shoe_size", "unknown_field"),
    ],
)
def test_what_is_wrong_with_a_course_is_named(change: Change, field: str, code: str) -> None:
    written = plain()
    change(written)
    assert (field, code) in {(fault.field, fault.code) for fault in validate(written)}


def test_all_faults_are_said_together() -> None:
    written = plain()
    written["version"] = "x"
    written["pages"][1]["title"] = None
    del written["questions"][2]["text"]
    with pytest.raises(BadCourse) as caught:
        course_of(written, "mine.yaml")
    named = {fault.field for fault in caught.value.faults}
    assert named >= {"version", "pages.2.title", "questions.3.text"} and "mine.yaml" in str(caught.value)


@pytest.mark.parametrize("written", [None, [], "text", 3, {"pages": "x", "questions": {"a": 1}}])
def test_what_is_no_course_at_all_is_refused(written: Any) -> None:
    assert validate(written)
    with pytest.raises(BadCourse):
        course_of(written)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_wrong_with_our_own(name: str) -> None:
    assert validate(plain(name)) == ()
