"""Marking a self-check, and a certificate that says nothing about a person and can be checked."""

from __future__ import annotations

import hashlib
import hmac
import io
from dataclasses import fields, replace
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pypdf
import pytest

from qorgan.catalogue.certificates import (
    FIELDS,
    BadCertificate,
    Certificate,
    Unfinished,
    WeakKey,
    certificate,
    certificate_of,
    check,
    page,
)
from qorgan.catalogue.courses import Course, courses
from qorgan.catalogue.self_check import BadAnswers, answers_of, mark, written
from qorgan.web.paper.pdf import pdf_of

KEY, OTHER, DAY = b"k" * 32, b"o" * 32, date(2026, 11, 26)
COURSE: Course = next(one for one in courses() if one.id == "protective-order")
RIGHT = {question.id: question.right.id for question in COURSE.questions}
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def made(key: bytes = KEY) -> Certificate:
    return certificate(mark(COURSE, RIGHT), DAY, key)


# --- marking --------------------------------------------------------------------------------------


def test_all_right_is_all_right() -> None:
    result = mark(COURSE, RIGHT)
    assert (result.right, result.of, result.complete) == (6, 6, True)


def test_a_wrong_and_an_open_answer_are_told_apart_and_neither_is_right() -> None:
    answers = dict(RIGHT)
    answers["home"] = "a"  # an order takes nobody out of the home
    del answers["copy"]
    result = mark(COURSE, answers)
    assert result.right == 4 and not result.complete
    told = {one.question.id: (one.right, one.open) for one in result.marks}
    assert told["home"] == (False, False) and told["copy"] == (False, True) and told["term"] == (True, False)


def test_every_mark_brings_the_explanation_and_its_source() -> None:
    for one in mark(COURSE, {}).marks:
        assert one.question.why["kk"] and one.question.sources


@pytest.mark.parametrize("answers", [{"home": "z"}, {"nothing": "a"}, {"home": "<script>"}])
def test_answers_of_another_course_are_refused_by_name(answers: dict[str, str]) -> None:
    with pytest.raises(BadAnswers) as caught:
        mark(COURSE, answers)
    assert [fault.field for fault in caught.value.faults] == list(answers)


def test_answers_travel_in_an_address_and_come_back() -> None:
    answers = {name: said for name, said in RIGHT.items() if name != "copy"}
    text = written(COURSE, answers)
    assert text == "bc-bcc" and answers_of(COURSE, text) == answers
    assert answers_of(COURSE, "b") == {"home": "b"} and answers_of(COURSE, "") == {}


@pytest.mark.parametrize("text", ["bcabccc", "z", "b c", "b" * 400])
def test_a_text_that_holds_no_answers_of_the_course_is_refused(text: str) -> None:
    with pytest.raises(BadAnswers):
        answers_of(COURSE, text)


# --- the certificate ------------------------------------------------------------------------------


def test_a_certificate_has_no_place_for_a_person() -> None:
    assert [one.name for one in fields(Certificate)] == ["course", "version", "day", "right", "of", "code"]


def test_the_code_is_the_keyed_sum_of_what_it_says() -> None:
    """HMAC-SHA256 (RFC 2104), its first 80 bits as sixteen letters of Crockford's base 32."""
    said = b"qorgan course certificate 1\nprotective-order\n1.0\n2026-11-26\n6\n6"
    number = int.from_bytes(hmac.new(KEY, said, hashlib.sha256).digest()[:10], "big")
    letters = "".join(CROCKFORD[number >> shift & 31] for shift in range(75, -1, -5))
    assert made().code == "-".join(letters[place : place + 4] for place in (0, 4, 8, 12))


def test_a_certificate_made_here_is_known_and_no_other() -> None:
    one = made()
    assert check(one, KEY) and not check(one, OTHER)
    for changed in (
        replace(one, right=5),
        replace(one, of=5),
        replace(one, day=date(2026, 11, 27)),
        replace(one, version="1.1"),
        replace(one, course="reading-evidence"),
        replace(one, code="0000-0000-0000-0000"),
        replace(one, code=""),
    ):
        assert not check(changed, KEY)


def test_a_code_may_be_typed_as_a_hand_types_it() -> None:
    one = made()
    assert check(replace(one, code=one.code.lower().replace("-", " ")), KEY)
    assert check(replace(one, code=one.code.replace("0", "O").replace("1", "l")), KEY)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(WeakKey):
        made(b"short")


def test_what_is_not_finished_is_not_certified() -> None:
    with pytest.raises(Unfinished):
        certificate(mark(COURSE, {"home": "b"}), DAY, KEY)


def test_few_right_answers_make_a_certificate_that_says_so() -> None:
    wrong = {one.id: next(a.id for a in one.answers if not a.right) for one in COURSE.questions}
    assert certificate(mark(COURSE, wrong), DAY, KEY).right == 0


def test_the_address_holds_all_that_is_needed_to_check_it() -> None:
    one = made()
    asked = parse_qs(urlsplit(f"/check?{one.address()}").query)
    given = {name: values[0] for name, values in asked.items()}
    assert certificate_of(given) == one and check(certificate_of(given), KEY)


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"course": ""}, "course", "missing"),
        ({"day": "2026-02-30"}, "day", "wrong_day"),
        ({"right": "six"}, "right", "not_a_number"),
        ({"right": "-1"}, "right", "not_a_number"),
        ({"right": "\u0666"}, "right", "not_a_number"),
        ({"code": "not a code"}, "code", "wrong_form"),
        ({"course": "../etc"}, "course", "wrong_form"),
        ({"version": "<b>"}, "version", "wrong_form"),
    ],
)
def test_what_is_no_certificate_is_refused_field_by_field(
    given: dict[str, str], field: str, code: str
) -> None:
    one = made()
    with pytest.raises(BadCertificate) as caught:
        certificate_of({name: str(getattr(one, name)) for name in FIELDS} | given)
    assert [(fault.field, fault.code) for fault in caught.value.faults] == [(field, code)]


def test_nothing_at_all_is_six_faults() -> None:
    with pytest.raises(BadCertificate) as caught:
        certificate_of({})
    assert [fault.field for fault in caught.value.faults] == list(FIELDS)


# --- on paper -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "title", "right"),
    [
        ("en", "Certificate of a short course", "6 of 6 answers right"),
        ("ru", "Свидетельство о коротком курсе", "верных ответов: 6 из 6"),
        ("kk", "Қысқа курс туралы куәлік", "6 жауаптың 6 дұрыс"),
    ],
)
def test_it_is_one_page_with_a_blank_line_for_a_name(language: str, title: str, right: str) -> None:
    address = "https://library.example/library/courses/check?" + made().address()
    found = pypdf.PdfReader(io.BytesIO(pdf_of(page(made(), COURSE, language, address))))
    text = " ".join("\n".join(one.extract_text() for one in found.pages).split())
    assert len(found.pages) == 1
    for words in (title, COURSE.title[language], "1.0", "26.11.2026", right, made().code, "_____"):
        assert words in text, words
    assert found.metadata is not None and not found.metadata.author


def test_what_is_printed_is_text_and_never_markup() -> None:
    html = page(made(), COURSE, "en", "https://x.example/?a=<script>&b='\"")
    assert "<script>" not in html and "&lt;script&gt;" in html
