"""Reading other libraries' answers: examples follow OAI-PMH 2.0 and Dublin Core; some are hostile."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.catalogue.sample import SAMPLE

from qorgan.catalogue.codes import LANGUAGES
from qorgan.catalogue.faults import BadRecord
from qorgan.catalogue.harvest import Harvested, first_request, next_request, read_answer
from qorgan.catalogue.identifiers import identifier
from qorgan.catalogue.oai import Item, Library, answer
from qorgan.catalogue.record import record_of
from qorgan.catalogue.textfile import FileRefused

HEADER = "<header><identifier>oai:other.example:{n}</identifier><datestamp>2026-01-01</datestamp></header>"
DC = (
    '<metadata><oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">{inside}</oai_dc:dc></metadata>'
)
GOOD = (
    '<dc:title xml:lang="en-US">A dataset</dc:title><dc:title>Деректер</dc:title>'
    "<dc:creator>Doe, J.</dc:creator><dc:subject>Sociology</dc:subject>"
    "<dc:description>About it</dc:description><dc:type>Dataset</dc:type>"
    "<dc:subject>Data and statistics</dc:subject><dc:date>2019-05-02T00:00:00Z</dc:date><dc:language>eng"
    "</dc:language><dc:identifier>isbn 1</dc:identifier><dc:identifier>https://other.example/1</dc:identifier>"
    "<dc:coverage>Казахстан</dc:coverage><dc:coverage>Almaty</dc:coverage>"
    "<dc:rights>http://creativecommons.org/licenses/by/4.0/</dc:rights>"
)


def ids() -> Iterator[str]:
    return map(identifier, count(500))


def document(inside: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
        "<responseDate>2026-11-26T12:00:00Z</responseDate><request>https://other.example/oai</request>"
        f"{inside}</OAI-PMH>"
    ).encode()


def listed(*records: str, after: str = "") -> bytes:
    told = "".join(
        f"<record>{HEADER.format(n=n)}{DC.format(inside=one)}</record>"
        for n, one in enumerate(records, start=1)
    )
    return document(f"<ListRecords>{told}{after}</ListRecords>")


def read(data: bytes, **other: Any) -> Harvested:
    return read_answer(data, ids(), **other)


def test_dublin_core_becomes_a_record_and_what_was_not_understood_is_named() -> None:
    (row,) = read(listed(GOOD)).imported.rows
    one = row.record
    assert one.title == {"en": "A dataset", "ru": "Деректер"}
    assert (one.kind, one.authors, one.issued, one.languages) == (
        "dataset",
        ("Doe, J.",),
        "2019-05-02",
        ("en",),
    )
    assert (one.topics, one.keywords, one.countries) == (("statistics",), ("Sociology",), ("KZ",))
    assert (one.licence, one.address) == ("CC-BY-4.0", "https://other.example/1")
    assert (one.sources[0].note, one.sources[0].opened) == ({"en": "oai:other.example:1"}, None)
    assert [(note.field, note.code, note.given) for note in row.notes] == [
        ("countries", "not_understood", "Almaty"),
        ("summary", "not_our_words", ""),
        ("cost", "not_stated", "unknown"),
    ]


def test_a_record_that_lacks_what_is_needed_is_refused_by_name_and_its_neighbour_kept() -> None:
    found = read(listed("<dc:title>Only a title</dc:title>", GOOD)).imported
    assert len(found.rows) == 1
    (refused,) = found.refused
    assert {(one.field, one.code) for one in refused.faults} == {
        ("kind", "missing"),
        ("summary", "missing"),
        ("sources", "missing"),
    }
    assert refused.said("ru")[0].startswith("Запись 1: ")


def test_a_date_that_is_none_costs_the_date_and_not_the_record() -> None:
    (row,) = read(listed(GOOD.replace("2019-05-02T00:00:00Z", "c2019 [reprint]"))).imported.rows
    assert row.record.issued == ""
    assert ("issued", "not_understood", "c2019 [reprint]") in {(n.field, n.code, n.given) for n in row.notes}


@pytest.mark.parametrize("tag", ["en_US", "eng", "und", "*", "EN", "mul"])
def test_a_language_is_understood_however_repositories_write_it(tag: str) -> None:
    found = read(listed(GOOD.replace("en-US", tag).replace(">eng<", f">{tag}<"))).imported
    assert found.rows[0].record.title["en"] == "A dataset"
    assert set(found.rows[0].record.languages) <= {"en"}


def test_deleted_records_are_told_and_not_read() -> None:
    deleted = HEADER.format(n=7).replace("<header>", '<header status="deleted">')
    found = read(document(f"<ListRecords><record>{deleted}</record></ListRecords>"))
    assert (found.deleted, found.imported.rows) == (("oai:other.example:7",), ())


def test_the_token_is_handed_back_and_an_empty_one_is_the_end() -> None:
    token = '<resumptionToken completeListSize="4000" cursor="0"> a&amp;b </resumptionToken>'
    found = read(listed(GOOD, after=token))
    assert (found.token, found.total) == ("a&b", 4000)
    assert read(listed(GOOD, after="<resumptionToken/>")).token == ""
    assert read(listed(GOOD)).token == ""


def test_a_token_that_would_be_followed_for_ever_is_not() -> None:
    token = "<resumptionToken>abc</resumptionToken>"
    found = read(listed(GOOD, after=token), tokens_before=frozenset({"abc"}))
    assert (found.token, [note.code for note in found.imported.notes]) == ("", ["answer_token_wrong"])
    assert read(listed(GOOD, after=f"<resumptionToken>{'x' * 3000}</resumptionToken>")).token == ""


def test_nothing_new_is_no_failure() -> None:
    found = read(document('<error code="noRecordsMatch">none</error>'))
    assert (found.imported.rows, found.token) == ((), "")


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    b'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">&c;</OAI-PMH>'
)
FILE = BOMB.replace(b'"bbbbbbbbbb"', b'SYSTEM "file:///etc/passwd"')


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "answer_not_xml"),
        (b"<html>", "answer_not_xml"),
        (b"<html><body/></html>", "answer_not_oai"),
        (b'<?xml version="1.0" encoding="utf-7"?><a/>', "answer_not_xml"),
        (b'<?xml version="1.0" encoding="nonsense"?><a/>', "answer_not_xml"),
        (b"<rss/>", "answer_not_oai"),
        (document("<Identify/>"), "answer_not_oai"),
        (document('<error code="badVerb">No</error>'), "answer_error"),
        (BOMB, "answer_forbidden"),
        (FILE, "answer_forbidden"),
        (b"<!DOCTYPE html><html></html>", "answer_forbidden"),
        (b" " * 8_000_001, "answer_too_large"),
        (document(f"<ListRecords>{'<record/>' * 5001}</ListRecords>"), "answer_too_many"),
    ],
)
def test_an_answer_that_cannot_be_used_is_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(data)
    assert refused.value.fault.code == code
    assert all(refused.value.said(language) for language in LANGUAGES)


def test_text_of_theirs_is_only_text() -> None:
    hostile = GOOD.replace("A dataset", "&lt;script&gt;alert(1)&lt;/script&gt;").replace(
        "https://other.example/1", "javascript:alert(1)"
    )
    found = read(listed(hostile)).imported
    assert [one.code for one in found.refused[0].faults] == ["missing"]
    assert found.refused[0].title == "<script>alert(1)</script>"


def test_an_abstract_that_is_too_long_is_cut_since_it_is_to_be_written_anew() -> None:
    (row,) = read(listed(GOOD.replace("About it", "word " * 1000))).imported.rows
    assert len(row.record.summary["en"]) == 3000
    assert "was_cut" in {note.code for note in row.notes}


class OneShelf:
    def __init__(self, item: Item) -> None:
        self.item = item

    def earliest(self) -> datetime:
        return self.item.stamp

    def find(self, _: str) -> Item:
        return self.item

    def count(self, _: object) -> int:
        return 1

    def page(self, _: object, __: int) -> list[Item]:
        return [self.item]


@pytest.mark.parametrize("prefix", ["oai_dc", "library_json"])
def test_what_one_library_gives_another_can_read(prefix: str) -> None:
    record = replace(SAMPLE, last_checked=date(2026, 1, 1), related=("q000001x",))
    now = datetime(2026, 11, 26, tzinfo=UTC)
    shelf = OneShelf(Item(record.identifier, now, record.kind, record.countries, record))
    root = "https://a.example/library/"
    library = Library("A", f"{root}oai", root, "a.example", "a@a.example", b"k" * 16)
    data = answer(library, shelf, [("verb", "ListRecords"), ("metadataPrefix", prefix)], now)
    (row,) = read(data).imported.rows
    back = row.record
    assert back.identifier == identifier(500)
    assert (back.title, back.summary, back.kind) == (record.title, record.summary, record.kind)
    assert (back.topics, back.countries, back.licence) == (record.topics, record.countries, record.licence)
    assert (back.address, back.issued) == (record.address, record.issued)
    # What they checked we have not.
    assert (back.last_checked, back.related, back.sources[0].opened) == (None, (), None)
    if prefix == "library_json":
        assert back.evidence == record.evidence


def json_record(text: str) -> bytes:
    inside = text.replace("&", "&amp;").replace("<", "&lt;")
    metadata = f'<metadata><json xmlns="urn:x-catalogue:library-json:1">{inside}</json></metadata>'
    return document(f"<GetRecord><record>{HEADER.format(n=1)}{metadata}</record></GetRecord>")


def test_a_study_that_they_read_is_not_one_that_we_read() -> None:
    plain = SAMPLE.plain()
    plain["evidence"]["certainty"] = "primary"
    plain["sources"][0] |= {"certainty": "primary", "opened": "2026-01-01"}
    (row,) = read(json_record(json.dumps(plain))).imported.rows
    assert row.record.evidence is not None
    assert row.record.evidence.certainty == row.record.sources[0].certainty == "secondary"


CELLS: Any = st.none() | st.booleans() | st.floats() | st.text(st.characters(categories=("L",)), max_size=5)
JSON: Any = st.recursive(
    CELLS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=4), inner, max_size=3),
)


@given(st.sampled_from(sorted(SAMPLE.plain())), JSON)
def test_whatever_json_they_send_a_record_is_read_or_refused(field: str, value: Any) -> None:
    found = read(json_record(json.dumps({**SAMPLE.plain(), field: value}))).imported
    assert len(found.rows) + len(found.refused) == 1
    assert all(one.said("kk") for one in found.refused)


@pytest.mark.parametrize("text", ["", "[1]", "{", "[" * 100_000, '{"title": NaN}', "null"])
def test_what_is_no_record_in_json_is_refused(text: str) -> None:
    assert len(read(json_record(text)).imported.refused) == 1


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    with pytest.raises(FileRefused):
        read(data)


def test_requests_are_written_as_the_protocol_asks() -> None:
    base = "https://other.example/oai?key=1#x"
    assert first_request(base, since=date(2026, 1, 2), of_set="a:b") == (
        "https://other.example/oai?key=1&verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&set=a%3Ab"
    )
    # Section 3.1.1.3: these signs are always encoded.
    assert next_request("https://other.example/oai", "a/b?c#d=e&f:g;h i%j+k").endswith(
        "?verb=ListRecords&resumptionToken=a%2Fb%3Fc%23d%3De%26f%3Ag%3Bh+i%25j%2Bk"
    )


def of_json(**changed: Any) -> Harvested:
    """An answer with one record as JSON, in which something is changed."""
    plain = SAMPLE.plain() | changed
    inside = json.dumps(plain).replace("&", "&amp;").replace("<", "&lt;")
    return read(
        document(
            f"<ListRecords><record>{HEADER.format(n=1)}<metadata>"
            f'<json xmlns="urn:x-catalogue:library-json:1">{inside}</json></metadata></record></ListRecords>'
        )
    )


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"title": {"en": "a\x00b"}}, "title", "no_signs"),
        ({"title": {"en": "a\ud800b"}}, "title", "no_signs"),  # no database and no page can carry it
        ({"title": {"en": "invoice \u202efdp.exe"}}, "title", "no_signs"),
        ({"authors": ["a\udfff"]}, "authors", "no_signs"),
        ({"authors": [{"family": "Doe"}]}, "authors", "not_text"),
        ({"authors": ["a" * 301]}, "authors", "too_long"),
        ({"authors": [f"a{n}" for n in range(101)]}, "authors", "too_many"),
        ({"keywords": [f"k{n}" for n in range(20_000)]}, "keywords", "too_many"),
        ({"publisher": "p" * 301}, "publisher", "too_long"),  # the column of the database holds 300
        ({"original_title": "p" * 301}, "original_title", "too_long"),
        ({"address": "https://other.example/\u202egpj.exe"}, "address", "wrong_address"),
        ({"address": "https://other.example/\ud800"}, "address", "wrong_address"),
        ({"sources": [{"address": f"https://a.example/{n}"} for n in range(41)]}, "sources", "too_many"),
    ],
)
def test_what_no_page_and_no_database_can_hold_is_refused_by_its_field(
    changed: dict[str, Any], field: str, code: str
) -> None:
    (refused,) = of_json(**changed).imported.refused
    assert (field, code) in {(one.field, one.code) for one in refused.faults}
    for language in LANGUAGES:
        " ".join(refused.said(language)).encode("utf-8")  # can be shown


def test_a_record_with_thousands_of_faults_names_the_first_and_says_that_there_are_more() -> None:
    with pytest.raises(BadRecord) as bad:
        record_of(SAMPLE.plain() | {f"f{n}": 1 for n in range(3000)})
    assert len(bad.value.faults) == 51
    assert bad.value.faults[-1].code == "and_more"


def test_an_answer_cut_into_a_million_tags_or_attributes_is_refused_before_it_is_parsed() -> None:
    attributes = "".join(f' a{n}="x"' for n in range(500_000))
    for inside in ("<a/>" * 1_000_000, "<a>" * 500_000, f"<a{attributes}/>"):
        with pytest.raises(FileRefused) as refused:
            read(document(inside))
        assert refused.value.fault.code == "answer_too_fine"
