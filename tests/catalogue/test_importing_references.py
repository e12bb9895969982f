"""Records from RIS: tags and types are those of the format of 2011."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.catalogue.sample import SAMPLE

from qorgan.catalogue.citing import cited
from qorgan.catalogue.identifiers import identifier
from qorgan.catalogue.imported import Imported
from qorgan.catalogue.importing_ris import from_ris
from qorgan.catalogue.textfile import FileRefused

LAW = """TY  - STAT
TI  - Қазақстан Республикасының заңы
TT  - Закон Республики Казахстан
AU  - Парламент
AB  - Об основах защиты
  продолжение строки
DA  - 2014/07/31/
PB  - Adilet
UR  - https://adilet.zan.kz/rus/docs/K1?a=1;b=2
LA  - kaz
KW  - Protective orders
KW  - law
N1  - Official text, outside copyright
ER  -
"""


def ids() -> Iterator[str]:
    return map(identifier, count(500))


def references(text: str, encoding: str = "utf-8", **defaults: str) -> Imported:
    return from_ris(text.encode(encoding), ids(), defaults)


def codes(found: Imported) -> list[tuple[int, str, str]]:
    return [(row.line, one.field, one.code) for row in found.refused for one in row.faults]


def test_a_reference_becomes_a_record() -> None:
    (row,) = references(LAW).rows
    one = row.record
    assert (one.identifier, one.kind, one.issued, one.publisher) == (
        identifier(500),
        "law_text",
        "2014-07-31",
        "Adilet",
    )
    assert one.title == {"kk": "Қазақстан Республикасының заңы", "ru": "Закон Республики Казахстан"}
    assert one.summary == {"ru": "Об основах защиты продолжение строки"}
    assert one.address == "https://adilet.zan.kz/rus/docs/K1?a=1;b=2"
    assert (one.topics, one.keywords, one.languages) == (("protective_orders",), ("law",), ("kk",))
    assert one.licence == "official-text"
    assert [(note.field, note.code) for note in row.notes] == [
        ("summary", "not_our_words"),
        ("cost", "not_stated"),
    ]


def test_what_a_reference_does_not_say_is_said_by_the_importer_or_refused() -> None:
    report = "TY  - RPRT\r\nTI  - Title\r\nAB  - Text\r\nDO  - 10.1186/S1\r\nER  - \r\n"
    assert codes(references(report)) == [(1, "kind", "missing")]
    found = references(report, kind="toolkit", cost="free")
    assert found.rows[0].record.address == "https://doi.org/10.1186/s1"
    assert [(note.field, note.given) for note in found.rows[0].notes][1:] == [("licence", "not-found")]


def test_a_broken_reference_costs_nobody_else_and_is_named_by_its_line() -> None:
    open_one = "TY  - STAT\nTI  - Left open\n"
    found = references("garbage\n" + LAW + "\n" + open_one + LAW)
    assert codes(found) == [(17, "row", "reference_open")]
    assert found.refused[0].title == " Left open".strip()
    assert [row.line for row in found.rows] == [2, 19]


def test_the_identifier_of_another_library_is_not_ours() -> None:
    (row,) = references(LAW.replace("TI  -", "ID  - q000001x\nTI  -")).rows
    assert row.record.identifier == identifier(500)


def test_what_we_export_is_read_back() -> None:
    record = replace(
        SAMPLE,
        authors=("Abramsky, Tanya", "UN Women"),
        publisher="BMC",
        issued="2014-07",
        keywords=("один", "two"),
        original_title="SASA! Kampala",
    )
    (row,) = from_ris(cited([record], "ris", "en"), ids(), {"kind": "evaluation"}).rows
    back = row.record
    for field in ("authors", "publisher", "issued", "keywords", "topics", "languages", "licence", "address"):
        assert getattr(back, field) == getattr(record, field), field
    assert back.original_title == "SASA! Kampala"
    assert back.summary["en"] == record.summary["en"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1251", "utf-16"])
def test_each_usual_encoding_is_read(encoding: str) -> None:
    text = LAW.replace("Қазақстан Республикасының заңы", "О защите")
    assert len(references(text, encoding).rows) == 1


@pytest.mark.parametrize("text", ["no reference", "TI  - Title\nER  - \n", "@misc{a,}"])
def test_a_file_without_a_reference_is_refused(text: str) -> None:
    with pytest.raises(FileRefused) as refused:
        references(text)
    assert refused.value.fault.code == "no_references"


@given(st.lists(st.sampled_from(LAW.split("\n")) | st.text(max_size=20), max_size=12))
def test_whatever_stands_in_a_reference_it_is_read_or_refused(lines: list[str]) -> None:
    try:
        found = from_ris(("TY  - STAT\n" + "\n".join(lines)).encode("utf-8", "replace"), ids())
    except FileRefused as refused:
        assert refused.said("kk")
    else:
        assert found.rows or found.refused
