"""CSV and Parquet of people: bad rows are reported with line, field and reason, none is lost silently."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qorgan.identity import csvfiles, fields, tables
from qorgan.identity.faults import Fault, Refused, Report

ON = date(2026, 11, 25)
PLAIN = "unique_id,surname,first_name,dob\n1,Мысалов,Үлгі,02.03.1984\n2,Example,Anna,1990\n"


def all_of(chunks: Iterable[Any]) -> list[dict[str, Any]]:
    return [row for chunk in chunks for row in chunk.to_pylist()]


def read_bytes(raw: bytes, report: Report | None = None) -> tuple[list[dict[str, Any]], Report]:
    report = report or Report("people.csv")
    return all_of(tables.read("-", report, io.BytesIO(raw))), report


def read_text(text: str) -> tuple[list[dict[str, Any]], Report]:
    return read_bytes(text.encode())


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [row["unique_id"] for row in rows]


def faults(report: Report, *kinds: str) -> list[tuple[int | None, str, str]]:
    return [(f.line, f.field, f.code) for f in report.first(1000) if f.kind in (kinds or ("row", "field"))]


def refusal(path: str | Path) -> Fault:
    with pytest.raises(Refused) as caught:
        all_of(tables.read(path))
    assert "\n" not in caught.value.said() and str(path) in caught.value.said("kk")
    return caught.value.fault


def test_a_plain_table_is_read_with_all_columns_of_the_interface() -> None:
    rows, report = read_text(PLAIN)
    assert ids(rows) == ["1", "2"]
    assert set(rows[0]) == {*tables.FIELDS, *tables.FURTHER, "line"}
    assert rows[0]["surname"] == "Мысалов" and rows[0]["phone"] == "" and rows[1]["line"] == 3
    assert (report.rows_read, report.counts.total()) == (2, 0)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_separators_and_line_ends_are_found_out(separator: str, ending: str) -> None:
    rows, _ = read_text(PLAIN.replace(",", separator).replace("\n", ending))
    assert [(row["surname"], row["dob"]) for row in rows] == [("Мысалов", "02.03.1984"), ("Example", "1990")]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("kz1048", "Windows-1251 / KZ-1048"),
    ],
)
def test_the_encoding_is_found_out_and_said(encoding: str, said: str) -> None:
    rows, report = read_bytes((PLAIN * 1).encode(encoding))
    assert rows[0]["surname"] == "Мысалов" and rows[0]["first_name"] == "Үлгі"
    assert [f.detail for f in report.first() if f.code == "encoding"] == ([said] if said else [])


def test_windows_1251_is_found_out_and_said_even_after_a_long_start_in_latin() -> None:
    latin = "".join(f"{n},Example,Anna,1990\n" for n in range(100_000))
    raw = ("unique_id,surname,first_name,dob\n" + latin + "x,Мысалов,Иван,1984\n").encode("cp1251")
    rows, report = read_bytes(raw)
    assert rows[-1]["surname"] == "Мысалов"
    assert [f.detail for f in report.first() if f.code == "encoding"] == ["Windows-1251 / KZ-1048"]


def test_a_few_broken_bytes_do_not_change_the_encoding_and_are_said() -> None:
    rows, report = read_bytes(PLAIN.encode().replace(b"Example", b"Ex\xffample"))
    assert rows[0]["surname"] == "Мысалов"
    assert faults(report, "note") == [(3, "", "text_damaged")]


def test_headings_are_known_in_russian_and_kazakh_and_the_others_are_named_once() -> None:
    rows, report = read_text(
        "№ п/п;Фамилия;Имя;Отчество;Дата рождения;ИИН;Телефон;Область;Цвет;Размер\n1;А;Б;В;1984;;;;к;2\n"
    )
    assert (rows[0]["surname"], rows[0]["patronymic"], rows[0]["dob"]) == ("А", "В", "1984")
    assert [f.detail for f in report.first() if f.code == "header_aside"] == ["Цвет, Размер"]
    rows, _ = read_text("ID\tТегі\tАты\tӘкесінің аты\tТуған күні\tЖСН\n1\tА\tБ\tВ\t1984\t\n")
    assert (rows[0]["surname"], rows[0]["first_name"], rows[0]["patronymic"]) == ("А", "Б", "В")


def test_of_two_columns_of_one_meaning_the_surer_one_is_taken_and_the_other_named() -> None:
    rows, report = read_text("№ п/п,unique_id,surname\n7,a,X\n")
    assert ids(rows) == ["a"]
    assert [(f.field, f.detail) for f in report.first() if f.code == "header_twice"] == [
        ("unique_id", "№ п/п")
    ]


def test_quotes_separators_and_line_ends_inside_a_cell_stay() -> None:
    rows, report = read_text(
        'unique_id,surname,first_name\n1,"Мыс,алов","Ан ""на"""\n2,"два\nслова",Б\n3,В,Г\n'
    )
    assert [(r["surname"], r["first_name"], r["line"]) for r in rows] == [
        ("Мыс,алов", 'Ан "на"', 2), ("два\nслова", "Б", 3), ("В", "Г", 5)
    ]  # fmt: skip
    assert report.counts.total() == 0


def test_every_bad_row_is_left_out_with_its_line_and_counted() -> None:
    text = (
        "unique_id;surname;dob\n"
        "1;А;1984\n"
        "2;Б\n"  # line 3
        "3;В;1984;лишнее\n"  # line 4
        ";Г;1984\n"  # line 5
        "1;Д;1984\n"  # line 6
        "4;;\n"  # line 7
        "\n"
        '5;"Е;1984\n'  # line 9
        "6;Ж;1984\n"
    )
    rows, report = read_text(text)
    assert ids(rows) == ["1", "6"]
    assert faults(report) == [
        (3, "", "row_cells"), (4, "", "row_cells"), (5, "unique_id", "id_missing"),
        (6, "unique_id", "id_twice"), (7, "", "row_nothing"), (9, "", "row_quote"),
    ]  # fmt: skip
    assert (report.rows_read, report.rows_left_out) == (8, 6)
    assert "2" in next(line for line in report.lines() if ":6:" in line), "the first line is named too"
    assert report.exit_code() == 0 and report.exit_code(strict=True) == 2


def test_a_quote_that_is_never_closed_costs_one_row_and_not_the_rest_of_the_file() -> None:
    body = [f"{n},A{n},B" for n in range(5000)]
    body[10] = '10,"A10,B'
    body[4000] = '4000,A"4000,B'
    rows, report = read_text("unique_id,surname,first_name\n" + "\n".join(body))
    assert len(rows) + report.rows_left_out == report.rows_read == 5000
    assert set(ids(rows)) >= {str(n) for n in range(5000)} - {"10", "4000"}


def test_separators_at_the_end_of_a_row_are_no_fault_and_a_row_of_too_many_cells_is() -> None:
    rows, report = read_text("unique_id;surname\n1;А;;\n2;Б;;в\n")
    assert ids(rows) == ["1"] and faults(report) == [(3, "", "row_cells")]


def test_a_file_of_bad_rows_alone_gives_no_row_and_says_why() -> None:
    rows, report = read_text("unique_id;surname\n1\n2\n")
    assert rows == [] and report.counts["", "row_cells"] == 2


def test_line_ends_of_old_machines_are_line_ends() -> None:
    rows, _ = read_text(PLAIN.replace("\n", "\r"))
    assert ids(rows) == ["1", "2"]


def test_what_a_spreadsheet_writes_to_keep_a_number_as_text_is_taken_off() -> None:
    rows, _ = read_text('unique_id,surname,iin,phone\n1,A,"=""050314600015""",\'87010000001\n')
    assert (rows[0]["iin"], rows[0]["phone"]) == ("050314600015", "87010000001")


def test_an_id_seen_before_is_found_across_chunks_and_names_the_first_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(csvfiles, "BLOCK", 4096)
    monkeypatch.setattr(tables.encodings, "SAMPLE", 4096)
    numbers = [*range(3000), 5, 2999]
    rows, report = read_text("unique_id,surname\n" + "".join(f"{n},A\n" for n in numbers))
    assert ids(rows) == [str(n) for n in range(3000)]
    assert [(f.line, f.detail) for f in report.first()] == [(3002, "7"), (3003, "3001")]


def test_fields_that_cannot_be_read_are_set_aside_and_the_row_stays() -> None:
    report = Report("people.csv")
    text = (
        "unique_id,surname,dob,age,iin,phone,region,sex,recorded\n"
        "1,Мысалов,31.02.1984,140,940340000003,102,Марс,?!,потом\n"
        "2,12345,,34,,8 701 000 00 01,ВКО,жен.,25.11.2026\n"
        "3,Үлгі,,34,,,,,\n"
    )
    chunk = pa.concat_tables(
        fields.read(c, report) for c in tables.read("-", report, io.BytesIO(text.encode()))
    )
    rows = chunk.to_pylist()
    assert rows[0]["surname"] == "Мысалов"
    assert [rows[0][name] for name in ("born_from", "born_to", "iin", "phone", "region", "sex")] == [
        None,
        None,
        "",
        "",
        "",
        "",
    ]
    assert faults(report) == [
        (2, "dob", "date_impossible"), (2, "iin", "iin_bin"), (2, "phone", "phone_nobodys"),
        (2, "recorded", "recorded_unreadable"), (2, "region", "region_unknown"), (2, "sex", "sex_unreadable"),
        (3, "surname", "name_no_letters"), (4, "age", "age_without_day"),
    ]  # fmt: skip
    assert rows[1]["born_from"] == (date(1991, 11, 26) - date(1970, 1, 1)).days, (
        "counted from the row's own day"
    )
    assert (rows[1]["surname"], rows[1]["phone"], rows[1]["region"], rows[1]["sex"]) == (
        "",
        "+77010000001",
        "KZ-63",
        "f",
    )


def test_a_cell_that_says_that_nothing_is_known_is_no_fault() -> None:
    report = Report("people.csv")
    raw = "unique_id,surname,patronymic,dob,age,iin,phone,region,sex\n1,А,-,н/д,-,нет,жоқ,неизвестно,-\n"
    rows = all_of(fields.read(c, report, ON) for c in tables.read("-", report, io.BytesIO(raw.encode())))
    assert rows[0]["patronymic"] == rows[0]["region"] == rows[0]["sex"] == ""
    assert report.counts.total() == 0


def test_judging_alone_reports_the_same() -> None:
    raw = "unique_id,surname,dob,age,iin,phone,region,sex\n1,77,31.02.1984,,1,102,Марс,?!\n2,А,,34,,,,\n"
    one, two = Report("people.csv"), Report("people.csv")
    for chunk in tables.read("-", Report("people.csv"), io.BytesIO(raw.encode())):
        fields.read(chunk, one)
        fields.judge(chunk, two)
    assert one.counts == two.counts and one.counts.total() == 7


NAMES = [
    "А",
    "Ли",
    "одно два три четыре пять шесть семь восемь девять десять",
    "王小明",
    "Мысалов 2",
    "O'Example",
    "ألف",
]


@pytest.mark.parametrize("name", NAMES)
def test_short_long_foreign_and_numbered_names_stay_as_written(name: str) -> None:
    report = Report("x")
    rows = all_of(
        fields.read(c, report) for c in tables.read("-", report, io.BytesIO(f"id,fio\n1,{name}\n".encode()))
    )
    assert rows[0]["full_name"] == name and report.counts.total() == 0


def parquet(path: Path, **columns: Any) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def test_parquet_columns_of_any_sensible_type_become_text(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "p.parquet",
        unique_id=pa.array([1, 2], pa.int64()),
        surname=pa.array(["Мысалов", None]).dictionary_encode(),
        first_name=pa.array(["Үлгі", "Анна"], pa.large_string()),
        dob=pa.array([datetime(1984, 3, 2), None], pa.timestamp("ms")),
        iin=pa.array([940314400009.0, None], pa.float64()),
        age=pa.array([42, 30], pa.int8()),
        patronymic=pa.array([b"\xd0\x90", b"\xff"], pa.binary()),
    )
    rows = all_of(tables.read(path))
    assert [(r["unique_id"], r["surname"], r["first_name"], r["line"]) for r in rows] == [
        ("1", "Мысалов", "Үлгі", 1),
        ("2", "", "Анна", 2),
    ]
    assert (rows[0]["dob"], rows[0]["iin"], rows[0]["age"], rows[0]["patronymic"]) == (
        "1984-03-02",
        "940314400009",
        "42",
        "А",
    )


@pytest.mark.parametrize(
    "dob",
    [pa.array([date(1984, 3, 2)]), pa.array([date(1984, 3, 2)], pa.date64()), pa.array([30743],
        pa.int32()), pa.array([30743.0]),
     pa.array(["02.03.1984"]), pa.array([datetime(1984, 3, 2, 23, 30)], pa.timestamp("ns")),
     pa.array(["02.03.1984"]).dictionary_encode()],
    ids=lambda column: str(column.type),
)  # fmt: skip
def test_a_day_is_a_day_in_every_type(tmp_path: Path, dob: Any) -> None:
    path = parquet(tmp_path / "p.parquet", unique_id=["1"], surname=["А"], dob=dob)
    row = all_of(fields.read(c, Report("p")) for c in tables.read(path))[0]
    assert row["born_from"] == row["born_to"] == (date(1984, 3, 2) - date(1970, 1, 1)).days


def test_the_day_of_a_moment_is_the_day_in_its_own_zone(tmp_path: Path) -> None:
    moment = pa.array([datetime(1984, 3, 1, 18, 0)], pa.timestamp("us")).cast(pa.timestamp("us", "UTC"))
    path = parquet(
        tmp_path / "p.parquet", unique_id=["1"], surname=["А"], dob=moment.cast(pa.timestamp("us", "+06:00"))
    )
    assert all_of(tables.read(path))[0]["dob"] == "1984-03-02"


def test_text_in_parquet_that_is_no_utf_8_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    broken = pa.StringArray.from_buffers(
        1, pa.array([0, 3], pa.int32()).buffers()[1], pa.py_buffer(b"A\xffB")
    )
    path = parquet(tmp_path / "p.parquet", unique_id=["1"], surname=broken)
    assert all_of(tables.read(path))[0]["surname"] == "A\N{REPLACEMENT CHARACTER}B"


def test_a_column_that_holds_neither_text_nor_number_nor_day_is_set_aside(tmp_path: Path) -> None:
    path = parquet(tmp_path / "p.parquet", unique_id=["1"], surname=["А"], phone=[["8701"]])
    report = Report("p")
    assert all_of(tables.read(path, report))[0]["phone"] == ""
    assert faults(report) == [(None, "phone", "column_type")]


def test_files_that_cannot_be_used_are_refused_in_one_line(tmp_path: Path) -> None:
    def made(name: str, raw: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(raw)
        return path

    whole = parquet(tmp_path / "whole.parquet", unique_id=["1"] * 1000, surname=["А"] * 1000).read_bytes()
    expected = {
        "file_missing": tmp_path / "none.csv",
        "file_folder": tmp_path,
        "file_empty": made("empty.csv", b""),
        "file_no_rows": made("header.csv", b"unique_id,surname\n"),
        "file_binary": made("noise.csv", bytes(range(256)) * 40),
        "file_kind": made("book.xlsx", b"PK\x03\x04" + b"\0" * 40),
        "file_broken": made("cut.parquet", whole[: len(whole) // 2]),
        "header_unknown": made("other.csv", b"a,b\n1,2\n"),
        "header_no_id": made("noid.csv", "Фамилия,Имя\nА,Б\n".encode()),
        "header_wide": made("wide.csv", b"unique_id,surname" + b",x" * 1000 + b"\n"),
        "header_no_person": made("bare.csv", b"unique_id,region\n1,x\n"),
    }
    assert {code: refusal(path).code for code, path in expected.items()} == {code: code for code in expected}
    assert refusal(made("blank.csv", b"\n \n\n")).code == "file_empty"
    assert refusal(made("mark.csv", b"\xef\xbb\xbf")).code == "file_empty"
    assert refusal(made("only.parquet", b"PAR1")).code == "file_broken"


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "closed.csv"
    path.write_text(PLAIN)
    path.chmod(0)
    user = os.geteuid()
    if user == 0:  # root may read everything
        os.seteuid(65534)
    try:
        assert refusal(path).code == "file_closed"
    finally:
        os.seteuid(user)


def test_a_parquet_file_without_rows_is_refused(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "p.parquet", unique_id=pa.array([], pa.string()), surname=pa.array([], pa.string())
    )
    assert refusal(path).code == "file_no_rows"


def test_a_parquet_file_damaged_in_the_middle_is_refused_in_one_line(tmp_path: Path) -> None:
    path = parquet(tmp_path / "p.parquet", unique_id=[str(n) for n in range(5000)], surname=["А"] * 5000)
    raw = bytearray(path.read_bytes())
    raw[4:400] = b"\xff" * 396
    path.write_bytes(bytes(raw))
    assert refusal(path).code == "file_broken"


def test_a_report_writes_every_fault_and_shows_the_first(tmp_path: Path) -> None:
    with (tmp_path / "faults.csv").open("w", newline="", encoding="utf-8") as sink:
        report = Report("people.csv", sink, "ru", keep=2)
        read_bytes(("unique_id,surname\n" + ",А\n" * 50).encode(), report)
    with (tmp_path / "faults.csv").open(newline="", encoding="utf-8") as file:
        written = list(csv.DictReader(file))
    assert [row["line"] for row in written] == [str(n) for n in range(2, 52)]
    assert {(row["field"], row["code"], row["kind"]) for row in written} == {
        ("unique_id", "id_missing", "row")
    }
    assert len(report.first()) == 2 and report.counts["unique_id", "id_missing"] == 50
    assert report.to_json()["rows_left_out"] == 50


RAW = st.one_of(
    st.binary(max_size=400),
    st.lists(
        st.sampled_from([b"unique_id", b"surname", b"dob", b",", b";", b'"', b"\n", b"\r\n", b"\r",
        b"\0", b"1", b"2", "Ә".encode(),
                         b"\xff", b"\xfe", b"\xef\xbb\xbf", b"PAR1", b"sep=;\n", "А".encode("cp1251"),
                         "А".encode("utf-16-le")]),
        max_size=60,
    ).map(b"".join),
    st.lists(st.sampled_from([b",", b'"', b"\n", b"a", b"1", b"\r", b'""', b'"\n"', b" "]), max_size=60).map(
        lambda parts: b"unique_id,surname,dob\n" + b"".join(parts)
    ),
)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(RAW)
@example(b"sep=;")
@example(b'unique_id,surname\n"')
@example(b'unique_id,surname\n"\n')
@example(b"unique_id,surname\r1,a\r2,b\r")
def test_any_bytes_are_a_table_or_one_clear_line(raw: bytes) -> None:
    report = Report("x")
    try:
        rows = all_of(fields.read(chunk, report, ON) for chunk in tables.read("-", report, io.BytesIO(raw)))
    except Refused as refused:
        assert len(refused.said().splitlines()) == 1
        return
    assert len(rows) + report.rows_left_out == report.rows_read
    assert len(set(ids(rows))) == len(rows)
    for language in ("en", "ru", "kk"):
        assert all(len(line.splitlines()) <= 1 for line in report.lines(language))


CELLS = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffd\ufeff"), max_size=12
).filter(
    lambda cell: not re.match(r"(='|=\"|'[0-9])", cell.strip())
)  # a spreadsheet's marks have their own tests


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=30),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_whatever_was_written_by_a_csv_writer_comes_back(rows: list[tuple[str, str]], quoting: Any) -> None:
    out = io.StringIO()
    writer = csv.writer(out, quoting=quoting)
    writer.writerow(("unique_id", "surname", "first_name"))
    writer.writerows((index, "x" + a, b) for index, (a, b) in enumerate(rows))
    found, report = read_text(out.getvalue())
    assert [(r["surname"], r["first_name"]) for r in found] == [
        (("x" + a).strip(), b.strip()) for a, b in rows
    ]
    assert report.rows_left_out == 0
