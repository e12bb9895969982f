"""Laws, orders, protocols, practice of courts and budget lines of the first collection: only what was read.

The addresses that may stand in a record are those of the references (`addresses_of_the_references.txt`).
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from qorgan.catalogue.codes import LANGUAGES
from qorgan.catalogue.collection import first_collection
from qorgan.catalogue.identifiers import identifier

NUMBERS = range(1, 200)
KINDS = {"law_text", "order_form", "protocol", "case_law", "budget_line", "dataset"}
OURS = tuple(one for one in first_collection() if one.identifier in {identifier(n) for n in NUMBERS})
READ = {
    line.strip()
    for line in Path(__file__).with_name("addresses_of_the_references.txt").read_text("utf-8").splitlines()
    if line.strip() and not line.startswith("#")
}
# Where a text of an act itself stands; everywhere else somebody tells of it or translates it.
ACTS = {"adilet.zan.kz", "insecure.zan.kz", "bestprofi.com", "rm.coe.int"}
NO_DATE = {
    "en": re.compile(r"\bdate\b[^.]*\bnot (found|noted)\b|\bno date\b"),
    "ru": re.compile(r"дат[аы][^.]*не (найден|отмечен)", re.IGNORECASE),
    "kk": re.compile(r"күні[^.]*(табылмады|белгіленбеген)"),
}
FROM_MEMORY = {"en": "from memory", "ru": "по памяти", "kk": "жадтан"}
KAZAKH_LETTERS = set("әғқңөұүһі")


def host(address: str) -> str:
    return urlsplit(address).hostname or ""


def numbers(text: str) -> set[str]:
    """The numbers of a text, however its language groups thousands; 108-1 is one, 12–15 are two."""
    joined = re.sub(r"(?<=\d)[,\u00a0 ](?=\d{3}(?!\d))", "", text)
    return set(re.findall(r"\d+(?:-\d+)?", joined))


def test_there_are_at_least_forty_eight_and_every_kind_that_is_promised() -> None:
    assert len(OURS) >= 48
    assert {one.kind for one in OURS} == KINDS


def test_each_state_of_central_asia_has_its_law() -> None:
    for country in ("KZ", "KG", "UZ", "TJ", "TM"):
        assert any(one.kind == "law_text" and country in one.countries for one in OURS), country


def test_a_law_names_its_date_or_says_that_none_was_found() -> None:
    assert not [
        (one.identifier, language)
        for one in OURS
        if one.kind == "law_text" and not one.issued
        for language, pattern in NO_DATE.items()
        if not pattern.search(one.summary[language])
    ]


def test_no_record_says_that_somebody_opened_what_nobody_opened() -> None:
    assert not [one.identifier for one in OURS if one.last_checked or any(s.opened for s in one.sources)]


def test_every_address_stands_in_the_references() -> None:
    given = {(one.identifier, at) for one in OURS for at in (one.address, *(s.address for s in one.sources))}
    assert not sorted((who, at) for who, at in given if at and at not in READ)


def test_the_address_of_a_record_is_one_of_its_sources() -> None:
    """Nobody is sent to a page of which the record does not say what is known from it."""
    assert not [one.identifier for one in OURS if one.address not in {s.address for s in one.sources}]


def test_only_the_text_of_an_act_is_an_official_text() -> None:
    assert not [
        (one.identifier, one.address)
        for one in OURS
        if one.licence == "official-text" and host(one.address) not in ACTS
    ]


def test_only_the_text_of_an_act_was_read_in_itself_and_that_in_a_copy() -> None:
    assert not [
        (one.identifier, source.address)
        for one in OURS
        for source in one.sources
        if source.certainty == "primary"
        and not (host(source.address) in ACTS and "not opened by us" in source.note["en"])
    ]


def test_what_rests_on_memory_alone_says_so_to_its_reader() -> None:
    assert not [
        (one.identifier, language)
        for one in OURS
        if {source.certainty for source in one.sources} == {"recall"}
        for language, words in FROM_MEMORY.items()
        if words not in one.summary[language].lower()
    ]


def test_a_source_without_an_address_or_from_memory_says_what_it_is() -> None:
    assert not [
        one.identifier
        for one in OURS
        for source in one.sources
        if (not source.address or source.certainty == "recall") and not source.note
    ]


def test_a_summary_has_two_to_five_sentences_in_each_language() -> None:
    counts = {
        (one.identifier, language): len(re.findall(r"[.!?](?:\s|$)", one.summary[language]))
        for one in OURS
        for language in LANGUAGES
    }
    assert not {key: count for key, count in counts.items() if not 2 <= count <= 5}


def test_the_three_languages_give_the_same_numbers() -> None:
    for one in OURS:
        found = {language: numbers(one.summary[language]) for language in LANGUAGES}
        assert found["ru"] == found["en"] == found["kk"], one.identifier


def test_kazakh_is_kazakh_and_russian_is_russian() -> None:
    for one in OURS:
        for words in (one.title, one.summary):
            assert KAZAKH_LETTERS & set(words["kk"].lower()), one.identifier
            # The number of an order keeps its Kazakh letter.
            russian = re.sub(r"№ ?[\w-]+", "", words["ru"].lower())
            assert not KAZAKH_LETTERS & set(russian), one.identifier


def test_no_two_records_carry_the_same_title_or_summary() -> None:
    for name in ("title", "summary"):
        for language in LANGUAGES:
            texts = [getattr(one, name)[language] for one in OURS]
            assert len(set(texts)) == len(texts), (name, language)


def test_a_link_between_two_records_is_no_link_to_itself() -> None:
    assert not [one.identifier for one in OURS if one.identifier in one.related]
    assert all(one.related for one in OURS), "each of these has a neighbour worth reading"
