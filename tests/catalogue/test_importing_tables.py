"""Records from tables and references: a bad row is explained with its line, a good one is kept."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.catalogue.sample import SAMPLE

from qorgan.catalogue.codes import LANGUAGES
from qorgan.catalogue.collection import first_collection
from qorgan.catalogue.columns import COLUMNS, column_of
from qorgan.catalogue.exporting import as_csv, guarded, template
from qorgan.catalogue.grade import grade_of
from qorgan.catalogue.identifiers import identifier
from qorgan.catalogue.imported import Imported
from qorgan.catalogue.importing import from_csv, unguarded
from qorgan.catalogue.record import Record
from qorgan.catalogue.textfile import LARGEST, FileRefused

HEADER = "kind;title_ru;summary_ru;countries;licence;cost;address"
ROW = "law_text;Закон;О защите;KZ;official-text;free;https://adilet.zan.kz/rus/docs/K1"


def ids() -> Iterator[str]:
    return map(identifier, count(500))


def table(*rows: str, header: str = HEADER, encoding: str = "utf-8", end: str = "\n") -> Imported:
    return from_csv(end.join((header, *rows)).encode(encoding), ids())


def faults(found: Imported) -> list[tuple[int, str, str]]:
    return [(row.line, one.field, one.code) for row in found.refused for one in row.faults]


def test_a_good_row_is_a_record_with_the_next_identifier() -> None:
    (row,) = table(ROW).rows
    assert row.line == 2
    assert row.record.identifier == identifier(500)
    assert row.record.title == {"ru": "Закон"}
    assert row.record.countries == ("KZ",)


def test_a_bad_row_is_explained_with_its_line_and_the_good_ones_are_kept() -> None:
    bad = "law;;О защите;XX;;free;javascript:alert(1)"
    found = table(ROW, bad, ROW)
    assert [(row.line, row.record.identifier) for row in found.rows] == [
        (2, identifier(500)),
        (4, identifier(501)),
    ]
    assert set(faults(found)) == {
        (3, "kind", "unknown_code"),
        (3, "title", "missing"),
        (3, "countries", "unknown_code"),
        (3, "licence", "missing"),
        (3, "address", "wrong_address"),
        (3, "sources", "wrong_address"),
    }
    assert any(
        one.startswith("Строка 3: Адрес в интернете: «javascript:alert(1)» не адрес в интернете.")
        for one in found.refused[0].said("ru")
    )
    assert found.said("kk")[0] == "Оқылды: 2. Қабылданбады: 1."


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_each_usual_separator_is_found(separator: str) -> None:
    assert len(table(ROW.replace(";", separator), header=HEADER.replace(";", separator)).rows) == 1


def test_a_line_that_names_the_separator_is_obeyed() -> None:
    assert len(from_csv(f"sep=;\r\n{HEADER}\r\n{ROW}\r\n".encode(), ids()).rows) == 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_each_line_end_is_one(end: str) -> None:
    assert [row.line for row in table(ROW, ROW, end=end).rows] == [2, 3]


def test_a_mark_of_utf_8_before_the_header_is_no_letter_of_it() -> None:
    found = table(ROW, encoding="utf-8-sig")
    assert (len(found.rows), found.notes) == (1, ())


@pytest.mark.parametrize("encoding", ["cp1251", "kz1048", "utf-16"])
def test_another_encoding_is_read_and_said(encoding: str) -> None:
    title = "Қорғау нұсқамасы" if encoding != "cp1251" else "Защитное предписание"
    found = table(ROW.replace("Закон", title), encoding=encoding)
    assert found.rows[0].record.title["ru"] == title
    assert [note.code for note in found.notes] == ["encoding_guessed"]


def test_some_damaged_letters_are_said_and_do_not_turn_the_rest_into_nonsense() -> None:
    data = f"{HEADER}\n{ROW}".encode() + b"\xff\n"
    found = from_csv(data, ids())
    assert found.rows[0].record.title["ru"] == "Закон"
    assert [note.code for note in found.notes] == ["text_damaged"]


def test_quoted_line_ends_separators_and_quotes_belong_to_their_cell() -> None:
    quoted = 'law_text;"Закон ""О защите""; часть";"первая\nвторая";KZ;official-text;free;https://a.kz/1'
    found = table(quoted, ROW)
    assert found.rows[0].record.title["ru"] == 'Закон "О защите"; часть'
    assert found.rows[0].record.summary["ru"] == "первая вторая"
    assert [row.line for row in found.rows] == [2, 4]


def test_a_quote_that_is_never_closed_costs_its_own_line_only() -> None:
    found = table(ROW, ROW.replace("Закон", '"Закон'), ROW, ROW)
    assert faults(found) == [(3, "row", "row_quote")]
    assert [row.line for row in found.rows] == [2, 4, 5]


def test_two_open_quotes_do_not_swallow_the_rows_between_them() -> None:
    broken = ROW.replace("Закон", '"Закон')
    found = table(broken, ROW, broken, ROW)
    assert [one[0] for one in faults(found)] == [2, 4]
    assert [row.line for row in found.rows] == [3, 5]


def test_a_mark_of_inches_inside_a_cell_swallows_no_row() -> None:
    rows = [ROW.replace("Закон", f'Экран 5" для занятий, {n}') for n in range(6)]
    found = table(*rows)
    assert [row.line for row in found.rows] == [2, 3, 4, 5, 6, 7]
    assert found.rows[0].record.title == {"ru": 'Экран 5" для занятий, 0'}
    assert not found.refused


def test_a_first_row_of_a_million_cells_is_refused_at_once() -> None:
    with pytest.raises(FileRefused) as refused:
        table(ROW, header=HEADER + ";x" * 1_000_000)
    assert refused.value.fault.code == "too_many_columns"


def test_a_row_with_a_cell_too_many_is_refused_and_empty_ends_are_not() -> None:
    found = table(ROW + ";x", ROW + ";;;")
    assert faults(found) == [(2, "row", "row_cells")]
    assert len(found.rows) == 1


def test_an_empty_row_is_no_row_and_keeps_the_count_of_lines() -> None:
    assert [row.line for row in table("", ROW, ";;;;;;", ROW).rows] == [3, 5]


def test_a_column_that_is_not_known_is_said_and_one_given_twice_is_refused() -> None:
    found = table(ROW + ";x", header=HEADER + ";Colour")
    assert [(note.code, note.given) for note in found.notes] == [("unknown_column", "Colour")]
    with pytest.raises(FileRefused) as refused:
        table(ROW + ";x", header=HEADER + ";Название (ru)")
    assert refused.value.fault.code == "column_twice"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b" \n\n", "file_empty"),
        (b"\xef\xbb\xbf", "file_empty"),
        (b"a;b\n1;2\n", "no_header"),
        (b"\x00" * 400, "file_not_text"),
        (b"%PDF-1.7\n" + b"x" * 100, "file_not_text"),
        (b"PK\x03\x04" + b"\x00" * 100, "file_not_text"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 100, "file_not_text"),
        (bytes(range(1, 256)) * 9, "file_not_text"),
        (b"x" * (LARGEST + 1), "file_too_large"),
    ],
)
def test_a_file_that_is_no_table_is_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        from_csv(data, ids())
    assert refused.value.fault.code == code
    assert all(refused.value.said(language) for language in LANGUAGES)


def test_a_pdf_of_fifty_megabytes_is_refused_by_its_size() -> None:
    with pytest.raises(FileRefused, match="50.0 MB is too large. At most 20 MB"):
        from_csv(b"%PDF" + b"\0" * 49_999_996, ids())


def test_a_file_of_nothing_but_broken_rows_is_read_as_far_as_any_other() -> None:
    found = from_csv(f"{HEADER}\n".encode() + b'"\n' * 150_000, ids())
    assert len(found.refused) == 100_000
    assert [note.code for note in found.notes] == ["too_many_rows"]


def test_a_cell_that_is_too_long_is_refused_by_its_length() -> None:
    found = table(ROW.replace("Закон", "З" * 21_000), ROW.replace("Закон", "З" * 200_000), ROW)
    assert faults(found) == [(2, "row", "row_long"), (3, "row", "row_long")]
    assert len(found.rows) == 1


def test_labels_in_any_language_stand_for_codes() -> None:
    found = table(
        "Текст закона;Закон;О защите;Казахстан, Қырғызстан;Официальный текст, вне авторского права;тегін;",
        header="Вид;Название (ru);Қысқаша сипаттамасы (ru);Countries;Licence;Құны;Address",
    )
    # Without an address and a source there is nothing that the facts could come from.
    assert faults(found) == [(2, "sources", "missing")]


def test_what_is_left_empty_is_filled_by_what_the_importer_says_for_all() -> None:
    data = b"title_en;summary_en;address\nA;B;https://a.example/1\n"
    found = from_csv(data, ids(), {"kind": "toolkit", "licence": "not-found", "cost": "unknown"})
    assert found.rows[0].record.kind == "toolkit"
    assert found.rows[0].said("en") == (
        "Sources of the facts: none is named, so the address of the resource stands there: "
        "https://a.example/1. Check it.",
    )


def test_an_identifier_with_a_slip_is_refused_and_one_given_twice_too() -> None:
    header, rest = HEADER + ";identifier", ROW + ";"
    found = table(rest + "q000001x", rest + "q0000018", rest + "q000001x", header=header)
    assert [row.given_identifier for row in found.rows] == [True]
    assert faults(found) == [(3, "identifier", "wrong_identifier"), (4, "identifier", "given_twice")]


def test_a_study_with_a_decimal_comma_is_read() -> None:
    header = HEADER + ";design;citation;outcome_en;domain;measure;estimate;low;high;better"
    found = table(ROW + ";trial;Study;Violence;violence;RR;0,54;0,38;0,79;lower", header=header)
    evidence = found.rows[0].record.evidence
    assert evidence is not None
    assert (evidence.effects[0].estimate, evidence.effects[0].low) == (0.54, 0.38)
    # Nobody said that the study itself was read.
    assert evidence.certainty == "recall"


def same(record: Record) -> Record:
    data = as_csv([record])
    found = from_csv(data, ids())
    assert found.refused == ()
    return found.rows[0].record


@pytest.mark.parametrize("language", ["", *LANGUAGES])
def test_what_goes_out_comes_back(language: str) -> None:
    records = (SAMPLE, *first_collection()[:40])
    found = from_csv(as_csv(records, language), ids())
    assert [row.record for row in found.rows] == list(records)
    assert [grade_of(row.record.evidence) for row in found.rows] == [grade_of(r.evidence) for r in records]


def test_words_in_other_languages_and_notes_on_results_come_back() -> None:
    evidence = SAMPLE.evidence
    assert evidence is not None
    noted = replace(evidence, effects=(replace(evidence.effects[0], note={"en": "Women only"}),))
    title = {**SAMPLE.title, "uz-Latn": "Zo'ravonlik", "ky": "Зордук"}
    record = replace(SAMPLE, title=title, evidence=noted)
    assert same(record) == record
    (row,) = from_csv(as_csv([record], "kk"), ids()).rows
    assert row.record == record


@given(
    st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=50),
    st.sampled_from(("", "=", "+", "-", "@", "'", "'=", "''+", "\t=", "|", ";")),
)
def test_no_cell_of_an_export_is_a_formula_and_none_is_changed(text: str, start: str) -> None:
    record = replace(SAMPLE, original_title=" ".join((start + text).split()), publisher="=1+1")
    rows = list(csv.reader(io.StringIO(as_csv([record]).decode("utf-8-sig")), delimiter=";"))
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)
    back = same(record)
    assert (back.original_title, back.publisher) == (record.original_title, "=1+1")


@given(st.text(max_size=20))
def test_a_guarded_cell_is_the_cell_again_when_read(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell


@given(st.lists(st.text("Aя;, '=", min_size=1, max_size=8), max_size=4))
def test_authors_with_semicolons_come_back(authors: list[str]) -> None:
    clean = tuple(dict.fromkeys(one for one in (" ".join(a.split()) for a in authors) if one))
    assert same(replace(SAMPLE, authors=clean)).authors == clean


@pytest.mark.parametrize("language", ["", *LANGUAGES])
def test_the_empty_table_has_a_column_for_everything_and_is_understood(language: str) -> None:
    (header,) = csv.reader(io.StringIO(template(language).decode("utf-8-sig")), delimiter=";")
    assert [column_of(one) for one in header] == list(COLUMNS)
    found = from_csv(template(language), ids())
    assert (found.rows, found.refused, found.notes) == ((), (), ())


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
def test_whatever_stands_in_a_file_it_is_read_or_refused(data: bytes) -> None:
    for start in (b"", f"{HEADER}\n".encode(), b"sep=;\n"):
        try:
            found = from_csv(start + data, ids())
        except FileRefused as refused:
            assert refused.said("kk")
        else:
            assert all(row.said("ru") for row in found.refused)


CELLS: Any = st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers()
JSON: Any = st.recursive(
    CELLS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
)


@given(st.sampled_from(("sources", "effects")), JSON)
def test_whatever_json_stands_in_a_cell_it_is_read_or_refused(column: str, value: Any) -> None:
    import json

    text = json.dumps(value).replace('"', '""')
    found = table(f'{ROW};"{text}";trial', header=f"{HEADER};{column};design")
    assert len(found.rows) + len(found.refused) == 1


@pytest.mark.parametrize(
    ("columns", "cells"),
    [
        ("sources;source_address", "5;https://other.example/"),
        ("source_note;sources", 'x;"{}"'),
        ("effects;outcome_en", '"{}";x'),
        ("outcome_en;effects;estimate", "x;1;0,5"),
    ],
)
def test_json_of_one_column_against_a_value_of_another_is_refused_by_its_line(
    columns: str, cells: str
) -> None:
    found = table(f"{ROW};{cells}", header=f"{HEADER};{columns}")
    assert [row.line for row in found.refused] == [2]


def test_signs_that_json_smuggles_into_a_cell_are_refused() -> None:
    cell = '"[{""outcome"":{""en"":""a\\u0000\\ud800""},""measure"":""RR"",""estimate"":0.5}]"'
    found = table(f"{ROW};trial;{cell}", header=f"{HEADER};design;effects")
    assert (2, "outcome", "no_signs") in faults(found)
