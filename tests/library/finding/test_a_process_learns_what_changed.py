"""A process that goes on, one that begins anew and one that was left behind answer the same."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from qorgan.catalogue.collection import first_collection
from qorgan.catalogue.identifiers import identifier
from qorgan.catalogue.record import Record
from qorgan.web.library.finding import indexing, searching, store
from qorgan.web.library.finding.asked import Asked
from qorgan.web.library.finding.memory import Memory, memory
from qorgan.web.library.finding.models import Fresh, Gone, Posting
from qorgan.web.library.finding.searching import Answer, search

pytestmark = pytest.mark.django_db
QUERIES = ("", "violence", "protective order", '"protective order"', "полиция насилие", "зорлық", "quokka")
ASKED = [
    Asked(words=words, chosen=chosen)
    for words in QUERIES
    for chosen in ({}, {"kind": ("law_text",)}, {"country": ("KZ",), "topic": ("domestic_violence",)})
]


def _said(answer: Answer) -> tuple[object, ...]:
    counts = {name: {k: n for k, n in several.items() if n} for name, several in answer.counts.items()}
    return answer.identifiers, answer.total, answer.full, counts, answer.unknown, answer.corrected


def _answers() -> list[tuple[object, ...]]:
    return [_said(search(asked, "ru")) for asked in ASKED]


def _titled(number: int, title: str) -> Record:
    return replace(first_collection()[0], identifier=identifier(number), title={"en": title})


def _publish(*records: Record) -> None:
    indexing.write([(one, None) for one in records])


def _found(words: str) -> tuple[str, ...]:
    return search(Asked(words=words), "en").identifiers


@pytest.mark.parametrize("seed", [1, 2])
def test_after_any_changes_a_process_that_went_on_answers_as_one_that_begins_anew(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MOST_FRESH", 7)
    chance = random.Random(seed)
    records = chance.sample(first_collection(), 20)
    _publish(*records[:10])
    for _ in range(8):
        _answers()  # so that terms and wishes are kept
        _change(chance, records)
        went_on = _answers()
        memory.forget()
        assert went_on == _answers()


def _change(chance: random.Random, records: Sequence[Record]) -> None:
    some = chance.sample(records, chance.randint(1, 4))
    match chance.randrange(5):
        case 0 | 1:
            _publish(*some)
        case 2:
            words = chance.choice(["quokka", "protective order", "violence"])
            _publish(*(replace(one, title=one.title | {"en": f"{words} {chance.random()}"}) for one in some))
        case 3:
            indexing.remove([one.identifier for one in some])
        case _:
            store.merge()
            indexing.tidy()


def test_a_process_that_was_left_behind_while_records_went_into_postings_catches_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, other = Memory(), Memory()
    wanted: list[str] = []
    for number in range(5001, 5013):
        _publish(_titled(number, "Quokka standing alone"))
        wanted.append(identifier(number))
        if number in (5004, 5008):
            store.merge()
        # One looks after every change, the other after every third.
        for process in (one, *([other] if number % 3 == 0 else [])):
            monkeypatch.setattr(searching, "memory", process)
            assert set(_found("quokka")) == set(wanted)
            assert set(_found('"quokka standing"')) == set(wanted)


def test_what_is_taken_back_is_gone_from_the_next_answer_of_every_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    processes = [Memory(), Memory()]
    _publish(_titled(5001, "Quokka"), _titled(5002, "Quokka"))
    for taken_back, left in ((5001, {identifier(5002)}), (5002, set[str]())):
        for process in processes:
            monkeypatch.setattr(searching, "memory", process)
            assert identifier(taken_back) in _found("quokka")
        indexing.remove([identifier(taken_back)])
        for process in processes:
            monkeypatch.setattr(searching, "memory", process)
            assert set(_found("quokka")) == left


@pytest.mark.parametrize("merged", [False, True])
def test_a_phrase_is_words_in_a_row_within_one_part(merged: bool) -> None:
    _publish(
        replace(_titled(5001, "Quokka wombat"), summary={"en": "Numbat."}),
        replace(_titled(5002, "Wombat quokka"), summary={"en": "Numbat."}),
        replace(_titled(5003, "Quokka"), summary={"en": "Wombat numbat."}),
    )
    if merged:
        store.merge()
    assert _found('"quokka wombat"') == (identifier(5001),)
    assert _found('"wombat quokka"') == (identifier(5002),)
    assert _found('"wombat numbat"') == (identifier(5003),)


def test_a_title_weighs_the_same_before_and_after_it_went_into_postings() -> None:
    _publish(
        replace(_titled(5001, "Wombat"), summary={"en": "A quokka."}), _titled(5002, "Quokka"),
    )  # fmt: skip
    order = (identifier(5002), identifier(5001))
    assert _found("quokka") == order
    store.merge()
    memory.forget()
    assert _found("quokka") == order


def test_enough_records_of_their_own_are_put_into_postings(monkeypatch: pytest.MonkeyPatch) -> None:
    store.merge()
    monkeypatch.setattr(store, "MOST_FRESH", 3)
    _publish(_titled(5001, "Quokka"))
    _publish(_titled(5002, "Quokka"))
    assert (Fresh.objects.count(), Posting.objects.filter(key="quokka").count()) == (2, 0)
    _publish(_titled(5003, "Quokka"))
    assert (Fresh.objects.count(), Posting.objects.filter(key="quokka").count()) == (0, 1)


def test_tidying_leaves_no_word_of_a_record_that_was_taken_out() -> None:
    _publish(_titled(5001, "Quokka violence"))
    store.merge()
    number = int(store.read(["quokka"])["quokka"][0]) >> store.NUMBER_AT
    indexing.remove([identifier(5001)])
    assert list(Gone.objects.values_list("number", flat=True)) == [number]
    indexing.tidy()
    assert not Gone.objects.exists()
    for row in Posting.objects.all():
        there = (np.frombuffer(row.data, "<u4") >> store.NUMBER_AT) + row.block * store.IN_BLOCK
        assert number not in there
        assert len(there), "an empty row stays"
    assert not Posting.objects.filter(key__in=("quokka", "=quokka")).exists()


def test_a_word_of_any_length_can_be_published_and_asked_for() -> None:
    _publish(replace(_titled(5001, "Quokka"), summary={"en": "q" * 5000}))
    store.merge()
    assert identifier(5001) in _found("q" * 390)
