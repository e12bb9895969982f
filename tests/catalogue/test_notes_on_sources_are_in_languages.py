"""What is noted on a source is said in the languages of its readers, on every way in and out."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from tests.catalogue.sample import PLAIN, SAMPLE

from qorgan.catalogue.codes import LANGUAGES
from qorgan.catalogue.collection import first_collection
from qorgan.catalogue.exporting import as_csv
from qorgan.catalogue.faults import BadRecord
from qorgan.catalogue.identifiers import identifier
from qorgan.catalogue.importing import from_csv
from qorgan.catalogue.record import Record, Source, record_of
from qorgan.catalogue.services import Service, directory

IN_THREE = {"en": "table 5", "ru": "таблица 5", "kk": "5-кесте"}
KAZAKH_LETTERS = set("әғқңөұүһі")


def noted(note: object) -> Record:
    return record_of({**PLAIN, "sources": [{**PLAIN["sources"][0], "note": note}]})


def read(*lines: str) -> Record:
    numbers = map(identifier, range(1, 99))
    return from_csv("\n".join(lines).encode(), iter(numbers)).rows[0].record


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("read in a stored copy", "en"),
        ("прочитано в копии PMC4833941", "ru"),
        ("көшірмеден оқылды", "kk"),
        ("footnote of the act «О профилактике»", "en"),
        ("2012", "en"),
    ],
)
def test_a_note_that_names_no_language_has_that_of_its_letters(text: str, language: str) -> None:
    assert noted(text).sources[0].note == {language: text}


def test_a_note_in_three_languages_comes_back_as_it_went() -> None:
    record = noted(IN_THREE)
    assert record.sources[0].note == IN_THREE
    assert record_of(json.loads(json.dumps(record.plain()))) == record


@pytest.mark.parametrize("wrong", [["a", "b"], {"en": ["a"]}, {"no such": "a"}, {"en": "a" * 501}, "a" * 501])
def test_a_note_of_another_form_is_refused_by_name(wrong: object) -> None:
    with pytest.raises(BadRecord) as refused:
        noted(wrong)
    assert {fault.field for fault in refused.value.faults} == {"note"}


def test_a_table_carries_the_note_in_each_language() -> None:
    record = noted(IN_THREE)
    data = as_csv([record])
    assert b"source_note_kk" in data
    assert from_csv(data, iter(())).rows[0].record == record


def test_a_note_in_a_language_without_a_column_of_its_own_comes_back() -> None:
    record = noted({**IN_THREE, "ky": "5-таблица"})
    assert from_csv(as_csv([record]), iter(())).rows[0].record == record


@pytest.mark.parametrize(
    ("headers", "cells", "found"),
    [
        ("source_note", "таблица 5", {"ru": "таблица 5"}),
        ("Примечание к источнику", "table 5", {"en": "table 5"}),
        ("Дереккөзге ескертпе (kk)", "5-кесте", {"kk": "5-кесте"}),
        ("source_note;source_note_ru", "table 5;таблица 5", {"en": "table 5", "ru": "таблица 5"}),
    ],
)
def test_a_table_may_say_the_note_in_one_column_or_in_one_for_each_language(
    headers: str, cells: str, found: dict[str, str]
) -> None:
    record = read(
        f"kind;title_en;summary_en;licence;cost;address;{headers}",
        f"protocol;Title;Two sentences. Of ours.;not-found;free;https://example.org/a;{cells}",
    )
    assert record.sources[0].note == found


def every_note() -> list[tuple[str, Source]]:
    records: list[Record | Service] = [*first_collection(), *directory()]
    return [(one.identifier, source) for one in records for source in one.sources if source.note]


def numbers(text: str, language: str) -> list[str]:
    """The numbers of a text: 17,250 and 17 250 are one, 0.59 and 0,59 are one."""
    text = re.sub(rf"(?<=\d){',' if language == 'en' else ' '}(?=\d{{3}}(?!\d))", "", text)
    text = text if language == "en" else re.sub(r"(?<=\d),(?=\d)", ".", text)
    return sorted(re.findall(r"\d+(?:[.-]\d+)*", text.replace("–", " ")))


def test_every_note_of_the_first_collection_stands_in_each_language_with_the_same_numbers() -> None:
    assert len(every_note()) > 300
    for name, source in every_note():
        assert set(source.note) == set(LANGUAGES), name
        told = {language: numbers(text, language) for language, text in source.note.items()}
        assert told["en"] == told["ru"] == told["kk"], (name, source.note)


def test_every_note_is_written_in_its_own_language() -> None:
    for name, source in every_note():
        words = {code: set(text.casefold()) for code, text in source.note.items()}
        if not re.search("[a-z]", source.note["en"]):
            continue  # numbers alone, or a name
        assert not KAZAKH_LETTERS & words["ru"], (name, source.note["ru"])
        assert re.search("[а-яё]", source.note["ru"]) and re.search("[а-яәғқңөұүһі]", source.note["kk"]), name
        assert source.note["kk"] != source.note["ru"], (name, source.note["kk"])


SAME_EVERYWHERE = {
    "not opened by us": ("не открывали", "ашқан жоқпыз"),
    "from memory": ("по памяти", "жадтан"),
    "text read in a public copy of the official page": (
        "текст прочитан в общедоступной копии официальной страницы",
        "мәтін ресми беттің жалпыға ашық көшірмесінен оқылды",
    ),
    "no date": ("дата", "күні"),
    "unverified": ("не проверен", "тексерілмеген"),
    "to be verified": ("проверить", "тексеру керек"),
}


@pytest.mark.parametrize("mark", SAME_EVERYWHERE)
def test_how_sure_a_fact_is_is_said_the_same_way_everywhere(mark: str) -> None:
    russian, kazakh = SAME_EVERYWHERE[mark]
    marked = [(name, source.note) for name, source in every_note() if mark in source.note["en"]]
    assert marked
    assert [name for name, note in marked if russian not in note["ru"] or kazakh not in note["kk"]] == []


def test_a_mark_of_doubt_is_in_no_translation_that_has_none_in_english() -> None:
    for name, source in every_note():
        if "по памяти" in source.note["ru"] or "жадтан" in source.note["kk"]:
            assert "memory" in source.note["en"] or "recalls" in source.note["en"], name


def test_the_sample_says_its_note_in_english() -> None:
    assert SAMPLE.sources[0] == replace(SAMPLE.sources[0], note={"en": "intervals of table 5"})
