"""No fault of the catalogue is without words in three languages, and no word breaks a page."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.catalogue.sample import SAMPLE

import qorgan.catalogue.faults as faults_module
from qorgan.catalogue.codes import LANGUAGES
from qorgan.catalogue.faults import BadRecord, Fault
from qorgan.catalogue.record import FIELDS, is_address, is_when, record_of
from qorgan.catalogue.saying import _data, fault_codes, field_label, said

SOURCE = Path(faults_module.__file__).parent


def codes_in_source() -> set[str]:
    """Every text that stands second in `Fault(...)` or `….fault(...)`, or first in `refuse(...)`."""
    places = {"Fault": 1, "fault": 1, "refuse": 0}
    found = set()
    for path in SOURCE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                place = places.get(name, len(node.args))
                found |= {
                    part.value
                    for argument in node.args[place : place + 1]
                    for part in ast.walk(argument)
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                }
    return found


def test_no_code_is_without_words_and_no_words_without_a_code() -> None:
    assert codes_in_source() == set(fault_codes())


@pytest.mark.parametrize("part", ["fields", "faults", "words"])
def test_every_sentence_stands_in_three_languages_with_the_same_gaps(part: str) -> None:
    for name, sentence in _data()[part].items():
        assert set(sentence) == set(LANGUAGES), name
        gaps = {
            language: sorted(piece.split("}")[0] for piece in text.split("{")[1:])
            for language, text in sentence.items()
        }
        assert gaps["en"] == gaps["ru"] == gaps["kk"], name


def test_every_field_of_a_record_has_a_label() -> None:
    assert set(_data()["fields"]) >= FIELDS


def test_a_sentence_names_the_field_what_was_given_and_what_is_allowed() -> None:
    fault = Fault("stages", "unknown_code", "prevention", "prevent, respond, recover")
    assert said(fault, "ru") == (
        "Этапы: кода «prevention» нет в списке. Допустимы: prevent, respond, recover."
    )


def test_what_is_allowed_is_said_also_where_the_sentence_has_no_place_for_it() -> None:
    assert said(Fault("kind", "missing", allowed="a, b"), "en").endswith("Allowed: a, b.")


@given(
    st.text(max_size=300), st.text(max_size=300), st.sampled_from(LANGUAGES), st.sampled_from(fault_codes())
)
def test_whatever_was_given_is_one_line_without_marks(name: str, text: str, language: str, code: str) -> None:
    sentence = said(Fault(name, code, text), language)
    assert sentence.isprintable()
    assert len(sentence) < 600


def plain() -> dict[str, Any]:
    return SAMPLE.plain()


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("issued", "2024-13", "wrong_day"),
        ("issued", "2023-02-29", "wrong_day"),
        ("issued", "２０２４", "wrong_day"),
        ("languages", ["en\n"], "wrong_form"),
        ("regions", ["KZ-75\n"], "wrong_form"),
        ("title", {"en\n": "Title"}, "wrong_language"),
        ("address", "https://un.org@other.example/", "wrong_address"),
        ("address", "https://un.org:99999/", "wrong_address"),
        ("address", "https://un.org/\x00", "wrong_address"),
        ("address", "javascript:alert(1)", "wrong_address"),
        ("publisher", "x" * 1001, "too_long"),
    ],
)
def test_a_record_with_a_slip_is_refused_by_name(field: str, value: Any, code: str) -> None:
    with pytest.raises(BadRecord) as refused:
        record_of({**plain(), field: value})
    assert (field, code) in {(fault.field, fault.code) for fault in refused.value.faults}


@pytest.mark.parametrize("people", [-5, 0, 12.5])
def test_people_are_counted_in_whole_numbers_above_zero(people: float) -> None:
    given_plain = plain()
    given_plain["evidence"]["participants"] = people
    with pytest.raises(BadRecord) as refused:
        record_of(given_plain)
    assert [(fault.field, fault.code) for fault in refused.value.faults] == [("participants", "not_whole")]


@pytest.mark.parametrize("when", ["2024", "2024-02", "2024-02-29", "1999-12-31"])
def test_a_date_may_be_a_year_a_month_or_a_day(when: str) -> None:
    assert is_when(when)


@pytest.mark.parametrize(
    "address", ["https://adilet.zan.kz/rus/docs/K1400000226", "http://қазақстан.қаз/а?b=1"]
)
def test_an_address_of_the_web_is_one(address: str) -> None:
    assert is_address(address)


@pytest.mark.parametrize(
    "host", ["\u200b", "a\u200bb.example", "{{7*7}}", "-a.example", "..", ".", "a..b", "%0a.kz"]
)
def test_an_address_without_a_host_that_there_can_be_is_none(host: str) -> None:
    assert not is_address(f"https://{host}/")


def test_a_field_that_no_record_has_is_named_as_it_was_written() -> None:
    assert field_label("Colour\u202e", "kk") == "Colour"
