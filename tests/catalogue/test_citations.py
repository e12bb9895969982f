"""Citations: what they hold follows RIS of 2011, the schema of CSL-JSON and TeX's own signs."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import jsonschema
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from tests.catalogue.sample import SAMPLE

from qorgan.catalogue.addresses import doi_of, official_number, plain_doi, same_address
from qorgan.catalogue.citing import FORMATS, TYPES, bibtex, cited, csl, file_name, person, ris
from qorgan.catalogue.codes import codes
from qorgan.catalogue.record import Record

# The parts of csl-data.json (citation-style-language/schema) that our items use.
CSL_TYPES = {"legislation", "document", "report", "webpage", "dataset", "legal_case", "regulation"}
TEXT = {"type": "string"}
DATE = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "date-parts": {
            "type": "array",
            "minItems": 1,
            "maxItems": 2,
            "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "number"}},
        }
    },
}
NAME = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"family": TEXT, "given": TEXT, "literal": TEXT},
}
CSL = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["type", "id"],
        "properties": {
            "type": {"enum": sorted(CSL_TYPES)},
            "author": {"type": "array", "items": NAME},
            "issued": DATE,
            "accessed": DATE,
            **dict.fromkeys(
                "id title translated-title publisher abstract DOI URL language keyword note".split(), TEXT
            ),
        },
    },
}
# Reference types of the RIS format.
RIS_TYPES = {"STAT", "GOVDOC", "RPRT", "ELEC", "DATA", "CASE", "ADVS", "GEN"}
UNESCAPED = {
    r"\textbackslash{}": "\\",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    **{f"\\{sign}": sign for sign in "{}&%#_$"},
}


def record(**other: Any) -> Record:
    return replace(SAMPLE, **other)


def fields(entry: str) -> dict[str, str]:
    """A reader of one BibTeX entry: braces are counted, a backslash takes the sign after it along."""
    found: dict[str, str] = {}
    at = entry.index(",") + 1
    while match := re.compile(r"\s*(\w+) = ").match(entry, at):
        at = start = match.end()
        if entry[at] != "{":
            at += 3
            found[match[1]] = entry[start:at]
        else:
            depth = 0
            while True:
                depth += {"{": 1, "}": -1}.get(entry[at], 0)
                at += 2 if entry[at] == "\\" else 1
                if depth == 0:
                    break
            found[match[1]] = entry[start + 1 : at - 1]
        at += entry[at] == ","
    assert entry[at:] == "\n}\n"
    return found


def unescaped(text: str) -> str:
    return re.sub("|".join(map(re.escape, UNESCAPED)), lambda one: UNESCAPED[one[0]], text)


def test_every_kind_has_a_type_of_each_format() -> None:
    assert set(TYPES) == set(codes("kinds"))
    assert {one[0] for one in TYPES.values()} <= {"misc", "techreport"}
    assert {one[1] for one in TYPES.values()} <= RIS_TYPES
    assert {one[2] for one in TYPES.values()} <= CSL_TYPES


def test_a_sign_of_tex_is_escaped_and_an_address_stands_as_it_is() -> None:
    found = fields(
        bibtex(
            record(
                original_title=r"50% of {women} & #men_a ~ b^2 \input{x} $y$",
                address="https://example.org/a_b?c=%20&d={e}",
                publisher="A & B",
            ),
            "en",
        )
    )
    assert found["title"] == (
        r"{50\% of \{women\} \& \#men\_a \textasciitilde{} b\textasciicircum{}2 "
        r"\textbackslash{}input\{x\} \$y\$}"
    )
    assert found["url"] == "https://example.org/a_b?c=%20&d=%7Be%7D"
    assert found["institution"] == r"A \& B"


def test_the_key_is_the_identifier() -> None:
    assert bibtex(record(), "kk").startswith("@misc{q0002007,\n")


@given(st.text(min_size=1, max_size=80), st.lists(st.text(max_size=30), max_size=4))
def test_no_title_and_no_author_breaks_out_of_its_field(title: str, authors: list[str]) -> None:
    one = record(original_title=title, authors=tuple(authors), publisher=title)
    found = fields(bibtex(one, "ru"))
    assert set(found) <= set(
        "author title titleaddon publisher institution year month doi url urldate language note".split()
    )
    (item,) = rispy.loads(ris(one, "ru").replace("\r\n", "\n"))
    assert item["type_of_reference"] == "RPRT"
    assert "unknown_tag" not in item
    assert len(re.findall(r"(?m)^(TY|ER)  - ", ris(one, "ru"))) == 2
    jsonschema.validate(json.loads(cited([one], "csl", "ru")), CSL)


@given(st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=60))
def test_a_title_can_be_read_back_from_each_format(title: str) -> None:
    one = record(original_title=title)
    assert unescaped(fields(bibtex(one, "en"))["title"][1:-1]) == title
    assert rispy.loads(ris(one, "en").replace("\r\n", "\n"))[0]["title"] == title
    assert csl(one, "en")["title"] == title


def test_persons_and_bodies_are_told_apart_in_each_format() -> None:
    one = record(
        authors=("Abramsky, Tanya", "UN Women", "Министерство юстиции, Казахстан", "Smith and Sons, Ltd")
    )
    assert fields(bibtex(one, "en"))["author"] == (
        "Abramsky, Tanya and {UN Women} and {Министерство юстиции, Казахстан} and {Smith and Sons, Ltd}"
    )
    assert csl(one, "en")["author"] == [
        {"family": "Abramsky", "given": "Tanya"},
        {"literal": "UN Women"},
        {"literal": "Министерство юстиции, Казахстан"},
        {"literal": "Smith and Sons, Ltd"},
    ]
    assert rispy.loads(ris(one, "en").replace("\r\n", "\n"))[0]["authors"] == list(one.authors)


def test_a_name_in_one_piece_is_left_in_one_piece() -> None:
    assert person("Ерлан Тілеужанов") is None
    assert person("Төлеужанов, Ерлан Серікұлы") == ("Төлеужанов", "Ерлан Серікұлы")


@pytest.mark.parametrize(
    ("issued", "parts", "day", "month"),
    [("2014", [2014], "2014///", None), ("2014-07", [2014, 7], "2014/07//", "jul")]
    + [("2014-07-31", [2014, 7, 31], "2014/07/31/", "jul")],
)
def test_a_date_is_as_exact_as_it_is_known(
    issued: str, parts: list[int], day: str, month: str | None
) -> None:
    one = record(issued=issued)
    assert csl(one, "en")["issued"] == {"date-parts": [parts]}
    assert f"\r\nPY  - 2014\r\nDA  - {day}\r\n" in ris(one, "en")
    assert fields(bibtex(one, "en")).get("month") == month


def test_without_a_date_none_is_written() -> None:
    one = record(issued="")
    assert "issued" not in csl(one, "en")
    assert not re.search(r"^(PY|DA|Y1)  - ", ris(one, "en"), re.MULTILINE)
    assert "year" not in fields(bibtex(one, "en"))


def test_hundreds_of_authors_are_all_kept() -> None:
    names = tuple(f"Author{number}, A." for number in range(300))
    assert fields(bibtex(record(authors=names), "en"))["author"].count(" and ") == 299
    assert ris(record(authors=names), "en").count("AU  - ") == 300


def test_a_reference_of_ris_begins_with_its_type_and_ends_as_the_format_says() -> None:
    lines = ris(record(last_checked=date(2026, 11, 3)), "ru").split("\r\n")
    assert lines[0] == "TY  - RPRT"
    assert lines[-2:] == ["ER  - ", ""]
    assert "Y2  - 2026/11/03/" in lines
    assert "DO  - 10.1186/s12916-014-0122-5" in lines
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", one) for one in lines[:-1])


def test_a_word_is_given_once_however_it_is_written() -> None:
    one = record(keywords=("сталкинг", "аңду", "сталкинг"), topics=("stalking",))
    (item,) = rispy.loads(ris(one, "ru").replace("\r\n", "\n"))
    words = [word.casefold() for word in item["keywords"]]
    assert sorted(words) == sorted(set(words)) and "сталкинг" in words


def test_several_records_make_one_file() -> None:
    assert len(rispy.loads(cited([record()] * 3, "ris", "kk").decode().replace("\r\n", "\n"))) == 3
    assert cited([record()] * 3, "bibtex", "kk").decode().count("@misc{") == 3
    assert cited([], "csl", "kk") == b"[]"


def test_a_name_of_a_file_is_safe_in_a_header() -> None:
    assert [file_name("q0002007", form) for form in FORMATS] == [
        "q0002007.bib",
        "q0002007.ris",
        "q0002007.csl.json",
    ]
    assert file_name('"\r\nSet-Cookie: a=b/../', "ris") == "Set-Cookieab.ris"
    assert file_name("Кітапхана", "ris") == "library.ris"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://www.example.org/a/", "https://example.org/a"),
        ("https://example.org/a?utm_source=x&fbclid=1", "https://example.org/a"),
        ("https://example.org/a?b=1&a=2", "https://example.org/a?a=2&b=1"),
        ("https://example.org/%D0%B0", "https://example.org/а"),
        ("https://example.org/index.html", "https://example.org"),
        ("https://қазақстан.қаз/", "https://xn--80aaa1crdd9g2c.xn--80ao21a/"),
        ("https://EXAMPLE.org:443/a#part", "https://example.org/a"),
    ],
)
def test_two_ways_to_write_an_address_are_one(one: str, other: str) -> None:
    if "xn--" in other:
        other = "https://" + "қазақстан.қаз".encode("idna").decode() + "/"
    assert same_address(one) == same_address(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "https://example.org/b"),
        ("https://example.org/a", "https://example.org/A"),
        ("https://example.org/a?id=1", "https://example.org/a?id=2"),
        ("https://example.org:8080/a", "https://example.org/a"),
        ("https://a.example.org/", "https://b.example.org/"),
    ],
)
def test_two_addresses_stay_two(one: str, other: str) -> None:
    assert same_address(one) != same_address(other)


@given(st.text(max_size=60))
def test_no_text_breaks_the_comparing_of_addresses(text: str) -> None:
    for address in (text, f"https://{text}", f"https://example.org/{text}"):
        assert isinstance(same_address(address) + doi_of(address) + official_number(address), str)
        assert isinstance(plain_doi(address), str)


def test_a_doi_is_read_however_it_was_written() -> None:
    ways = ("10.1186/S1", "doi:10.1186/s1", "https://doi.org/10.1186/s1", "http://dx.doi.org/10.1186/S1")
    assert {plain_doi(way) for way in ways} == {"10.1186/s1"}
    assert plain_doi("11.1186/s1") == plain_doi("") == ""
    assert doi_of("https://journal.example/doi/10.1093/abc123/full") == "10.1093/abc123"


def test_an_act_has_one_number_in_all_its_languages() -> None:
    numbers = {official_number(f"https://adilet.zan.kz/{one}/docs/Z090000214_") for one in ("rus", "kaz")}
    assert numbers == {"KZ:Z090000214_"}
    assert official_number("https://adilet.zan.kz.example/rus/docs/Z090000214_") == ""
