"""The interview component: what is typed becomes a value and one of four kinds of answer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan import law
from qorgan.web.ui.interview import (
    DECLINED,
    NOT_ASKED,
    UNKNOWN,
    Answered,
    InterviewForm,
    Question,
    in_words,
    question_of,
)

CHOICE = Question("c", "choice", "Which?", words=(("a", "A"), ("b", "B")))
SET = Question("s", "set", "Which ones?", words=(("a", "A"), ("b", "B"), ("none", "Nothing")))
YES_NO = Question("y", "yes_no", "Did it?")
NUMBER = Question("n", "number", "How many?", low=1, high=120)
DAY = Question("d", "date", "When?", latest=date(2026, 11, 22))
EVERY = (CHOICE, SET, YES_NO, NUMBER, DAY)


def answer(question: Question, data: dict[str, Any]) -> Answered:
    form = InterviewForm([question], data=data)
    assert form.is_valid(), form.errors
    return form.given()[question.id]


@pytest.mark.parametrize(
    ("question", "data", "value"),
    [
        (CHOICE, {"c": "b"}, "b"),
        (SET, {"s": ["a", "b"]}, ["a", "b"]),
        (YES_NO, {"y": "yes"}, True),
        (YES_NO, {"y": "no"}, False),
        (NUMBER, {"n": "12"}, 12),
        (DAY, {"d": "03.10.2026"}, "2026-10-03"),
        (DAY, {"d": "2026-10-03"}, "2026-10-03"),
    ],
)
def test_what_was_given_is_known(question: Question, data: dict[str, Any], value: Any) -> None:
    assert answer(question, data) == Answered(value, "known")


@pytest.mark.parametrize("question", EVERY, ids=lambda q: q.kind)
@pytest.mark.parametrize(("word", "kind"), [(UNKNOWN, "unknown"), (DECLINED, "declined")])
def test_not_knowing_and_not_saying_can_be_given_to_every_kind_of_question(
    question: Question, word: str, kind: str
) -> None:
    beside = question.kind in ("number", "date")
    data = (
        {f"{question.id}-or": word} if beside else {question.id: [word] if question.kind == "set" else word}
    )
    assert answer(question, data) == Answered(None, kind)  # type: ignore[arg-type]


@pytest.mark.parametrize("question", EVERY, ids=lambda q: q.kind)
def test_a_question_left_alone_is_not_asked_and_never_a_no(question: Question) -> None:
    assert answer(question, {}) == NOT_ASKED


@pytest.mark.parametrize(
    ("question", "data", "field"),
    [
        (SET, {"s": ["a", UNKNOWN]}, "s"),
        (SET, {"s": ["a", "none"]}, "s"),
        (SET, {"s": [UNKNOWN, DECLINED]}, "s"),
        (NUMBER, {"n": "12", "n-or": UNKNOWN}, "n"),
        (NUMBER, {"n": "121"}, "n"),
        (NUMBER, {"n": "0"}, "n"),
        (NUMBER, {"n": "twelve"}, "n"),
        (DAY, {"d": "23.11.2026"}, "d"),
        (DAY, {"d": "soon"}, "d"),
        (CHOICE, {"c": "not a word"}, "c"),
    ],
)
def test_answers_that_cannot_both_be_meant_are_refused_beside_the_field(
    question: Question, data: dict[str, Any], field: str
) -> None:
    form = InterviewForm([question], data=data)
    assert not form.is_valid()
    assert list(form.errors) == [field]


@given(
    st.one_of(
        st.sampled_from(["a", "b"]).map(lambda v: (CHOICE, Answered(v))),
        st.sets(st.sampled_from(["a", "b"]), min_size=1).map(lambda v: (SET, Answered(sorted(v)))),
        st.booleans().map(lambda v: (YES_NO, Answered(v))),
        st.integers(1, 120).map(lambda v: (NUMBER, Answered(v))),
        st.dates(date(2000, 1, 1), date(2026, 11, 22)).map(lambda v: (DAY, Answered(v.isoformat()))),
        st.tuples(st.sampled_from(EVERY), st.sampled_from(["unknown", "declined", "not_asked"])).map(
            lambda pair: (pair[0], Answered(None, pair[1]))  # type: ignore[arg-type]
        ),
    )
)
def test_an_answer_shown_again_and_sent_unchanged_is_the_same_answer(
    given_before: tuple[Question, Answered],
) -> None:
    question, before = given_before
    shown = InterviewForm([question], {question.id: before})
    data = {}
    for bound in shown:
        value = bound.value()
        if value not in (None, "", []):
            data[bound.name] = value.strftime("%d.%m.%Y") if isinstance(value, date) else value
    assert answer(question, data) == before


def test_neutral_names_stand_in_the_page_and_the_answer_comes_back_under_the_fact() -> None:
    form = InterviewForm([CHOICE], names={"c": "answer"}, data={"answer": "a"})
    assert list(form.fields) == ["answer"] and form.is_valid()
    assert form.given() == {"c": Answered("a")}


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_every_fact_of_the_law_can_be_asked_in_every_language(language: str) -> None:
    questions = [question_of(fact, language) for fact in law.load().facts]
    assert all(question.text for question in questions)
    assert InterviewForm(questions).as_p()


def test_an_answer_that_was_not_given_reads_as_such_and_never_as_no() -> None:
    assert in_words(YES_NO, NOT_ASKED) != in_words(YES_NO, Answered(False))
    readings = {in_words(YES_NO, Answered(None, kind)) for kind in ("unknown", "declined", "not_asked")}  # type: ignore[arg-type]
    assert len(readings) == 3
