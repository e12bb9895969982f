"""The library answers harvesters as OAI-PMH 2.0 says; `standards/oai_pmh.xsd` is how an answer looks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from tests.catalogue.sample import SAMPLE

from qorgan.catalogue.collection import first_collection
from qorgan.catalogue.identifiers import identifier
from qorgan.catalogue.oai import Item, Library, answer
from qorgan.catalogue.oai_formats import LIBRARY_JSON_SCHEMA
from qorgan.catalogue.oai_tokens import Wanted
from qorgan.catalogue.record import Record, record_of

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "standards" / "oai_pmh.xsd"))
NAMES = {
    "o": "http://www.openarchives.org/OAI/2.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "j": "urn:x-catalogue:library-json:1",
}
DUBLIN_CORE = set(
    "title creator subject description publisher contributor date type format identifier source language "
    "relation coverage rights".split()
)
NOW = datetime(2026, 11, 26, 12, 0, 0, tzinfo=UTC)
START = datetime(2026, 1, 1, tzinfo=UTC)
LIBRARY = Library(
    "The library & <others>",
    "https://library.example/library/oai",
    "https://library.example/library/",
    "library.example",
    "librarian@library.example",
    b"0123456789abcdef",
    size=10,
)


class Shelf:
    """Holdings in a list."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = sorted(items, key=lambda one: (one.stamp, one.identifier))

    def earliest(self) -> datetime:
        return self.items[0].stamp if self.items else NOW

    def find(self, identifier: str) -> Item | None:
        return next((one for one in self.items if one.identifier == identifier), None)

    def _wanted(self, wanted: Wanted) -> list[Item]:
        return [
            one
            for one in self.items
            if (wanted.since is None or one.stamp >= wanted.since)
            and (wanted.before is None or one.stamp < wanted.before)
            and wanted.kind in ("", one.kind)
            and (not wanted.country or wanted.country in one.countries)
            and (wanted.after is None or (one.stamp, one.identifier) > wanted.after)
        ]

    def count(self, wanted: Wanted) -> int:
        return len(self._wanted(wanted))

    def page(self, wanted: Wanted, size: int) -> list[Item]:
        return self._wanted(wanted)[:size]


def item(number: int, **other: Any) -> Item:
    record = replace(SAMPLE, identifier=identifier(number))
    # Three share each day, so that a page ends between records of one stamp.
    found = Item(record.identifier, START + timedelta(days=number // 3), record.kind, ("UG",), record)
    return replace(found, **other)


SHELF = Shelf([item(number) for number in range(1, 25)] + [item(25, record=None)])


def ask(
    *pairs: tuple[str, str], shelf: Shelf = SHELF, library: Library = LIBRARY, now: datetime = NOW
) -> Any:
    found = etree.fromstring(answer(library, shelf, pairs, now))
    SCHEMA.assertValid(found)
    return found


def asked(text: str, **other: Any) -> Any:
    return ask(*(tuple(part.split("=", 1)) for part in text.split("&")), **other)


def error(found: Any) -> str:
    codes = found.xpath("o:error/@code", namespaces=NAMES)
    return codes[0] if codes else ""


def texts(found: Any, path: str) -> list[str]:
    return [str(one) for one in found.xpath(path, namespaces=NAMES)]


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ("a=b", "badVerb"),
        ("verb=", "badVerb"),
        ("verb=identify", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&verb=ListSets", "badVerb"),
        ("verb=Identify&a=b", "badArgument"),
        ("verb=Identify&metadataPrefix=oai_dc", "badArgument"),
        ("verb=Identify&resumptionToken=x", "badArgument"),
        ("verb=ListMetadataFormats&identifier=oai:library.example:q9999999", "idDoesNotExist"),
        ("verb=ListMetadataFormats&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
        ("verb=ListSets&set=a", "badArgument"),
        ("verb=GetRecord", "badArgument"),
        ("verb=GetRecord&identifier=oai:library.example:q000001x", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&identifier=q000001x&metadataPrefix=oai_dc", "idDoesNotExist"),
        ("verb=GetRecord&identifier=oai:other.example:q000001x&metadataPrefix=oai_dc", "idDoesNotExist"),
        ('verb=GetRecord&identifier=invalid"id&metadataPrefix=oai_dc', "idDoesNotExist"),
        ("verb=GetRecord&identifier=' OR 1=1 --&metadataPrefix=oai_dc", "idDoesNotExist"),
        (
            "verb=GetRecord&identifier=oai:library.example:q000001x&metadataPrefix=marc",
            "cannotDisseminateFormat",
        ),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=<x>", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x", "badArgument"),
        ("verb=ListRecords&resumptionToken=junk", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=", "badResumptionToken"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-13-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-01T00:00:00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-01T25:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=0000-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=２０２６-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-03-01&until=2026-02-01", "badArgument"),
        (
            "verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01&until=2026-02-01T00:00:00Z",
            "badArgument",
        ),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=2025-12-31", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2030-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=kind-dataset", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=nothing", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=", "badArgument"),
        ("verb=ListIdentifiers&metadataPrefix=oai_dc&set=a b", "badArgument"),
        ("verb=ListIdentifiers&metadataPrefix=oai_dc&until=9999-12-31", ""),
        ("verb=ListIdentifiers&metadataPrefix=oai_dc&from=0001-01-01", ""),
    ],
)
def test_each_slip_has_the_code_of_the_standard(request_: str, code: str) -> None:
    found = asked(request_)
    assert error(found) == code
    if code in ("badVerb", "badArgument"):
        assert not found.find("o:request", NAMES).attrib


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ("verb", "metadataPrefix", "identifier", "from", "until", "set", "resumptionToken")
            )
            | st.text(max_size=8),
            st.sampled_from(
                ("ListRecords", "GetRecord", "ListSets", "oai_dc", "oai:library.example:q000001x")
            )
            | st.text(max_size=20),
        ),
        max_size=4,
    )
)
def test_whatever_is_asked_the_answer_is_well_formed_and_of_the_schema(pairs: list[tuple[str, str]]) -> None:
    ask(*pairs)


def test_a_library_says_who_it_is() -> None:
    found = asked("verb=Identify")
    assert texts(found, "o:Identify/o:repositoryName/text()") == ["The library & <others>"]
    assert texts(found, "o:Identify/o:earliestDatestamp/text()") == ["2026-01-01T00:00:00Z"]
    assert texts(found, "o:Identify/o:deletedRecord/text()") == ["persistent"]
    assert texts(found, "o:request/text()") == [LIBRARY.base]


def test_every_library_gives_dublin_core() -> None:
    found = asked("verb=ListMetadataFormats&identifier=oai:library.example:q000001x")
    assert texts(found, "//o:metadataPrefix/text()") == ["oai_dc", "library_json"]
    assert texts(found, "//o:metadataNamespace/text()")[0] == "http://www.openarchives.org/OAI/2.0/oai_dc/"


def test_sets_are_kinds_and_countries() -> None:
    sets = texts(asked("verb=ListSets"), "//o:setSpec/text()")
    assert {"kind-law_text", "country-KZ", "country-143"} <= set(sets)
    assert len(sets) == len(set(sets))


def test_a_library_without_sets_says_so() -> None:
    plain = replace(LIBRARY, sets=False)
    assert error(asked("verb=ListSets", library=plain)) == "noSetHierarchy"
    listed = "verb=ListRecords&metadataPrefix=oai_dc"
    assert error(asked(f"{listed}&set=kind-dataset", library=plain)) == "noSetHierarchy"
    assert texts(asked(listed, library=plain), "//o:setSpec/text()") == []


def all_pages(request_: str, verb: str, shelf: Shelf = SHELF) -> list[Any]:
    pages = [asked(request_, shelf=shelf)]
    while token := texts(pages[-1], "//o:resumptionToken/text()"):
        pages.append(ask(("verb", verb), ("resumptionToken", token[0]), shelf=shelf))
    return pages


@pytest.mark.parametrize("verb", ["ListIdentifiers", "ListRecords"])
def test_pages_give_every_record_once_and_end_with_an_empty_token(verb: str) -> None:
    pages = all_pages(f"verb={verb}&metadataPrefix=oai_dc", verb)
    given_ = [one for page in pages for one in texts(page, "//o:header/o:identifier/text()")]
    assert given_ == [f"oai:library.example:{identifier(number)}" for number in range(1, 26)]
    tokens = [page.xpath("//o:resumptionToken", namespaces=NAMES)[0] for page in pages]
    assert [one.get("cursor") for one in tokens] == ["0", "10", "20"]
    assert {one.get("completeListSize") for one in tokens} == {"25"}
    assert [one.get("expirationDate") for one in tokens] == ["2026-11-27T12:00:00Z"] * 2 + [None]


def test_a_list_of_one_page_has_no_token() -> None:
    found = asked("verb=ListRecords&metadataPrefix=oai_dc&until=2026-01-02")
    assert texts(found, "//o:datestamp/text()") == ["2026-01-01T00:00:00Z"] * 2 + ["2026-01-02T00:00:00Z"] * 3
    assert not found.xpath("//o:resumptionToken", namespaces=NAMES)


def test_from_and_until_take_the_days_and_seconds_that_they_name() -> None:
    day = asked("verb=ListIdentifiers&metadataPrefix=oai_dc&from=2026-01-03&until=2026-01-03")
    second = "2026-01-03T00:00:00Z"
    exact = asked(f"verb=ListIdentifiers&metadataPrefix=oai_dc&from={second}&until={second}")
    assert texts(day, "//o:datestamp/text()") == texts(exact, "//o:datestamp/text()") == [second] * 3


def test_a_fraction_of_a_second_is_inside_its_second_and_loses_nobody() -> None:
    half = timedelta(milliseconds=500)
    shelf = Shelf([item(number, stamp=START + half) for number in range(1, 25)])
    pages = all_pages(
        "verb=ListRecords&metadataPrefix=oai_dc&until=2026-01-01T00:00:00Z", "ListRecords", shelf
    )
    assert len({one for page in pages for one in texts(page, "//o:header/o:identifier/text()")}) == 24


def test_a_record_changed_between_two_pages_is_given_again_and_none_is_missed() -> None:
    first = asked("verb=ListRecords&metadataPrefix=oai_dc")
    (token,) = texts(first, "//o:resumptionToken/text()")
    changed = Shelf([item(1, stamp=NOW), *SHELF.items[1:]])
    second = ask(("verb", "ListRecords"), ("resumptionToken", token), shelf=changed)
    assert texts(second, "//o:header/o:identifier/text()")[0].endswith(identifier(11))
    # The same token asked again gives the same page (section 3.5.1).
    again = ask(("verb", "ListRecords"), ("resumptionToken", token), shelf=changed)
    assert etree.tostring(again) == etree.tostring(second)


def test_a_token_is_refused_when_changed_old_of_another_verb_or_of_another_library() -> None:
    (token,) = texts(asked("verb=ListRecords&metadataPrefix=oai_dc"), "//o:resumptionToken/text()")
    good = (("verb", "ListRecords"), ("resumptionToken", token))
    assert error(ask(*good)) == ""
    for place in (0, 25, len(token) - 2):
        other = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert error(ask(good[0], ("resumptionToken", other))) == "badResumptionToken"
    assert error(ask(("verb", "ListIdentifiers"), good[1])) == "badResumptionToken"
    assert error(ask(*good, now=NOW + timedelta(days=1, seconds=1))) == "badResumptionToken"
    assert error(ask(*good, library=replace(LIBRARY, key=b"another key, longer"))) == "badResumptionToken"
    assert error(ask(good[0], ("resumptionToken", token * 50))) == "badResumptionToken"


def test_a_retired_record_is_a_deleted_one_without_metadata_and_stays_in_its_sets() -> None:
    found = asked(
        "verb=GetRecord&identifier=oai:library.example:" + identifier(25) + "&metadataPrefix=oai_dc"
    )
    assert texts(found, "//o:header/@status") == ["deleted"]
    assert not found.xpath("//o:metadata", namespaces=NAMES)
    assert texts(found, "//o:setSpec/text()") == ["kind-evaluation", "country-UG"]


def one_record(record: Record, prefix: str = "oai_dc") -> Any:
    shelf = Shelf([Item(record.identifier, START, record.kind, record.countries, record)])
    name = f"oai:library.example:{record.identifier}"
    return asked(f"verb=GetRecord&identifier={name}&metadataPrefix={prefix}", shelf=shelf)


def test_dublin_core_has_its_fifteen_elements_and_no_other() -> None:
    found = one_record(replace(SAMPLE, authors=("A",), publisher="P", keywords=("k",)))
    inside = found.xpath("//o:metadata/*/*", namespaces=NAMES)
    assert {etree.QName(one).namespace for one in inside} == {NAMES["dc"]}
    assert {etree.QName(one).localname for one in inside} <= DUBLIN_CORE
    assert texts(found, "//dc:title[@xml:lang='ru']/text()")[0].startswith("SASA! в Кампале")
    assert texts(found, "//dc:identifier/text()") == [
        "https://bmcmedicine.biomedcentral.com/articles/10.1186/s12916-014-0122-5",
        "https://doi.org/10.1186/s12916-014-0122-5",
        "https://library.example/library/q0002007/",
    ]
    assert "https://creativecommons.org/licenses/by/4.0/" in texts(found, "//dc:rights/text()")


def test_every_record_of_the_first_collection_can_be_given_in_each_format() -> None:
    for record in first_collection():
        assert texts(one_record(record), "//dc:title/text()")
        (text,) = texts(one_record(record, "library_json"), "//j:json/text()")
        assert record_of(json.loads(text)) == record


@given(st.text(st.characters(), min_size=1, max_size=40))
def test_text_with_signs_that_xml_forbids_does_not_break_an_answer(text: str) -> None:
    record = replace(SAMPLE, authors=(text,), title={"en": f"]]><b>&{text}"})
    found = one_record(record)
    assert texts(found, "//dc:title/text()")[0].startswith("]]><b>&")
    one_record(record, "library_json")


def test_a_record_as_json_is_read_back_whole() -> None:
    record = SAMPLE
    (text,) = texts(one_record(record, "library_json"), "//j:json/text()")
    assert record_of(json.loads(text)) == record
    etree.XMLSchema(etree.fromstring(LIBRARY_JSON_SCHEMA.encode()))


@pytest.mark.parametrize(
    "wrong", [{"domain": "localhost"}, {"key": b"short"}, {"root": "https://a.example"}, {"mail": "nobody"}]
)
def test_a_library_that_could_not_be_harvested_is_refused_when_it_is_set_up(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="a library needs"):
        replace(LIBRARY, **wrong)
