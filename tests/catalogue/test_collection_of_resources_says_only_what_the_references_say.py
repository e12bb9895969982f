"""Evaluations, instruments, data, tools, trainings, campaigns and organisations: numbers 200 to 399.

Effects are typed from the references; addresses are those that stand there and no other.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qorgan.catalogue.codes import LANGUAGES
from qorgan.catalogue.collection import first_collection
from qorgan.catalogue.faults import BadRecord
from qorgan.catalogue.identifiers import identifier
from qorgan.catalogue.record import Record, record_of
from qorgan.catalogue.services import directory

NUMBERS = {identifier(number): number for number in range(200, 400)}
OURS = {NUMBERS[one.identifier]: one for one in first_collection() if one.identifier in NUMBERS}
KINDS = {
    "evaluation",
    "survey_instrument",
    "dataset",
    "toolkit",
    "training",
    "campaign_asset",
    "organisation",
}
STANDING = {
    line
    for line in (Path(__file__).parent / "data/reference_addresses.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
}
# Effects: the number of the record, then measure, estimate, low, high and which way is hoped for.
NONE = (None, None)
EFFECTS = {
    200: [
        ("aRR", 0.54, 0.38, 0.79, "lower"),  # women accept violence
        ("aRR", 0.13, 0.01, 1.15, "lower"),  # men accept violence
        ("aRR", 0.48, 0.16, 1.39, "lower"),  # physical
        ("aRR", 0.76, 0.33, 1.72, "lower"),  # sexual
        ("aRR", 2.11, 0.52, 8.59, "higher"),  # apt response of the community
    ],
    306: [("RR", 0.39, 0.20, 0.73, "lower")],  # men's own perpetration, from the second article
    205: [("percent", change, *NONE, "lower") for change in (-82, -88, -75, -73, -30)],
    208: [("percent", -13, *NONE, "lower")],
}
# How a note says: from memory; not opened by us; without a source.
SAID_OF_A_SOURCE = {
    "en": ("memory", "not opened by us", "without a source"),
    "ru": ("по памяти", "мы не открывали|сами не открывали", "без источника"),
    "kk": ("жадтан", "біз ашқан жоқпыз|өзіміз ашқан жоқпыз", "дереккөзсіз"),
}
SENTENCE_ENDS = re.compile(r"(?<=[.?!])\s+(?=[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ“«0-9])")

each_record = pytest.mark.parametrize("number", sorted(OURS))


def addresses(record: Record) -> set[str]:
    found = {record.address, *(source.address for source in record.sources)}
    if record.evidence is not None:
        found.add(record.evidence.source)
    return found - {""}


def bare(address: str) -> str:
    return re.sub(r"^https?://", "", address).rstrip("/")


def test_every_effect_is_the_one_that_the_references_give_and_there_is_no_other() -> None:
    found = {
        number: [
            (one.measure, one.estimate, one.low, one.high, one.better) for one in record.evidence.effects
        ]
        for number, record in OURS.items()
        if record.evidence is not None and record.evidence.effects
    }
    assert found == EFFECTS
    assert all(
        effect.level == 0.95
        for record in OURS.values()
        if record.evidence
        for effect in record.evidence.effects
    )


def test_those_who_took_part_and_the_communities_of_sasa_are_counted() -> None:
    evidence = OURS[200].evidence
    assert evidence is not None
    assert (evidence.design, evidence.participants, evidence.clusters) == ("cluster_trial", 2532, 8)


def test_there_are_at_least_forty_eight_and_every_kind_that_is_promised_but_no_person() -> None:
    assert len(OURS) >= 48
    assert {record.kind for record in OURS.values()} == KINDS


@each_record
def test_every_address_stands_in_the_references(number: int) -> None:
    assert {address for address in addresses(OURS[number]) if bare(address) not in STANDING} == set()


def test_every_address_of_the_directory_stands_in_the_references() -> None:
    named = {source.address for one in directory() for source in one.sources} | {
        one.website for one in directory()
    }
    assert {address for address in named if address and bare(address) not in STANDING} == set()


@each_record
def test_nothing_is_said_to_be_opened_or_checked_that_was_not(number: int) -> None:
    record = OURS[number]
    assert record.last_checked is None
    for source in record.sources:
        assert source.opened is None
        for language, (remembered, not_opened, no_source) in SAID_OF_A_SOURCE.items():
            note = source.note.get(language, "")
            expected = remembered if source.certainty == "recall" else not_opened
            assert re.search(f"{expected}|{no_source}", note) or not source.address, note


@each_record
def test_what_is_only_remembered_is_said_to_be_in_the_summary_of_an_evaluation(number: int) -> None:
    record = OURS[number]
    if record.kind == "evaluation" and all(source.certainty == "recall" for source in record.sources):
        assert record.evidence is None
        assert "we recall" in record.summary["en"]
        assert "мы помним" in record.summary["ru"]
        assert "Жадымызда" in record.summary["kk"]


@each_record
@pytest.mark.parametrize("language", LANGUAGES)
def test_title_and_a_summary_of_two_to_five_sentences_stand_in_each_language(
    number: int, language: str
) -> None:
    record = OURS[number]
    assert record.title[language]
    assert 2 <= len(SENTENCE_ENDS.split(record.summary[language])) <= 5


def numbers(text: str, language: str) -> set[str]:
    """Numbers of three signs and more, in one form: 1,276 and 1 276 are one, 0.5 and 0,5 are one."""
    thousands, point = (",", r"\.") if language == "en" else (" ", ",")
    joined = re.sub(rf"(?<=\d){thousands}(?=\d{{3}}(?!\d))", "", text)
    found = re.findall(rf"\d+(?:{point}\d+)?", joined)
    return {one.replace(",", ".") for one in found if len(one) > 2}


@each_record
def test_numbers_of_a_summary_are_the_same_in_each_language(number: int) -> None:
    told = {language: numbers(OURS[number].summary[language], language) for language in LANGUAGES}
    assert told["en"] == told["ru"] == told["kk"]


@pytest.mark.parametrize("wrong", [1, True, 2.5, "text", {"address": "https://example.org/"}])
def test_sources_and_effects_that_are_no_list_are_refused_by_name(wrong: object) -> None:
    given = OURS[200].plain()
    given["sources"], given["evidence"]["effects"] = wrong, wrong
    with pytest.raises(BadRecord) as refused:
        record_of(given)
    assert {(fault.field, fault.code) for fault in refused.value.faults} == {
        ("sources", "not_a_list"),
        ("effects", "not_a_list"),
    }
