"""Courses on the web: paged, checked without a cookie or a script, certified without a person."""

from __future__ import annotations

import io

import pypdf
import pytest
from django.apps import apps
from django.test import Client

from qorgan.catalogue.courses import Course, courses

pytestmark = pytest.mark.django_db
COURSE = courses()[0]


def _right(course: Course) -> dict[str, str]:
    return {one.id: one.right.id for one in course.questions}


def _letters(course: Course) -> str:
    return "".join(one.right.id for one in course.questions)


def _rows() -> int:
    return sum(model.objects.count() for model in apps.get_models() if model._meta.managed)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("course", courses(), ids=lambda one: one.id)
def test_every_page_of_every_course_is_there_in_each_language(course: Course, language: str) -> None:
    client = Client()
    first = client.get(f"/library/courses/{course.id}/", {"lang": language})
    assert first.status_code == 200
    for number, page in enumerate(course.pages, start=1):
        answer = client.get(f"/library/courses/{course.id}/{number}/", {"lang": language})
        assert answer.status_code == 200
        assert len(answer.content) < 100_000
        assert answer.context["page"].title == page.title[language]
        assert not answer.cookies
    assert client.get(f"/library/courses/{course.id}/{len(course.pages) + 1}/").status_code == 404
    assert client.get(f"/library/courses/{course.id}/0/").status_code == 404


def test_the_questions_do_not_give_away_the_answers() -> None:
    text = Client().get(f"/library/courses/{COURSE.id}/check/", {"lang": "en"}).content.decode()
    assert COURSE.questions[0].why["en"][:40] not in text
    assert "(right)" not in text


def test_answers_come_back_marked_and_explained_and_leave_no_trace() -> None:
    client, before = Client(), _rows()
    given = _right(COURSE)
    wrong = COURSE.questions[0]
    given[wrong.id] = next(one.id for one in wrong.answers if not one.right)
    answer = client.post(f"/library/courses/{COURSE.id}/check/?lang=en", given)
    assert answer.status_code == 200
    assert answer.context["result"].right == len(COURSE.questions) - 1
    assert [one.mark for one in answer.context["questions"]].count("wrong") == 1
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-store"
    assert _rows() == before


def test_an_open_question_is_said_and_gives_no_certificate() -> None:
    client = Client()
    given = _right(COURSE)
    del given[COURSE.questions[-1].id]
    answer = client.post(f"/library/courses/{COURSE.id}/check/?lang=en", given)
    assert answer.context["open"] == 1
    assert "Take the certificate" not in answer.content.decode()
    half = client.post(
        f"/library/courses/{COURSE.id}/certificate/?lang=en", {"answers": _letters(COURSE)[:-1]}
    )
    assert half.status_code == 422


@pytest.mark.parametrize("sent", ["z" * 4, "a" * 500, "<b>", "", "\x00", "аааа"])
def test_answers_that_are_none_are_refused_with_the_questions_again(sent: str) -> None:
    answer = Client().post(f"/library/courses/{COURSE.id}/certificate/?lang=ru", {"answers": sent})
    assert answer.status_code == 422
    assert answer.context["questions"]


def test_an_answer_of_another_question_is_refused() -> None:
    answer = Client().post(f"/library/courses/{COURSE.id}/check/", {COURSE.questions[0].id: "zz"})
    assert answer.status_code == 422


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_certificate_says_the_numbers_and_its_code_is_checked(language: str) -> None:
    client, before = Client(), _rows()
    sent = {"answers": _letters(COURSE)}
    answer = client.post(f"/library/courses/{COURSE.id}/certificate/?lang={language}", sent)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    flat = "".join(text.split())
    assert "".join(COURSE.title[language].split()) in flat
    query = flat[flat.index("/library/certificate/?") + len("/library/certificate/?") :]
    asked = dict(pair.split("=", 1) for pair in query[: query.index("code=") + 24].split("&"))
    checked = client.get("/library/certificate/", {**asked, "lang": language})
    assert checked.context["made_here"] is True
    assert (asked["right"], asked["of"]) == (str(len(COURSE.questions)),) * 2
    forged = client.get("/library/certificate/", {**asked, "right": "1", "lang": language})
    assert forged.status_code == 200
    assert forged.context["made_here"] is False
    assert _rows() == before


@pytest.mark.parametrize("code", ["", "1", "<script>", "0000-0000-0000-000U", "\x00" * 16])
def test_what_is_no_code_is_said_without_breaking(code: str) -> None:
    asked = {
        "course": COURSE.id,
        "version": "1.0",
        "day": "2026-13-45",
        "right": "-1",
        "of": "x",
        "code": code,
    }
    answer = Client().get("/library/certificate/", {**asked, "lang": "en"})
    assert answer.status_code == 422
    assert b"<script>" not in answer.content
    assert len(answer.context["faults"]) >= 3


def test_a_course_that_is_none_is_not_found() -> None:
    for path in ("none/", "none/1/", "none/check/"):
        assert Client().get(f"/library/courses/{path}").status_code == 404
    assert Client().get(f"/library/courses/{COURSE.id}/certificate/").status_code == 405


@pytest.mark.parametrize(
    ("language", "said"), [("kk", "Қысқа курс"), ("ru", "Короткий курс"), ("en", "Short course")]
)
def test_a_course_to_learn_from_is_not_called_the_course_of_a_case(language: str, said: str) -> None:
    page = Client().get("/library/certificate/", {"lang": language}).content.decode()
    assert f'<label for="id_course">{said}</label>' in page
