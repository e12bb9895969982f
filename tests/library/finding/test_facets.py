"""Facets narrow: values of one are alternatives, facets together all hold, and each count keeps its word."""

from __future__ import annotations

from collections import Counter

import pytest

from qorgan.catalogue.collection import first_collection
from qorgan.catalogue.grade import grade_of
from qorgan.web.library.finding.asked import Asked
from qorgan.web.library.finding.documents import FACETS
from qorgan.web.library.finding.searching import search
from tests.library.finding.conftest import Find


def test_without_words_every_record_is_there_and_counts_are_those_of_the_collection(find: Find) -> None:
    records = first_collection()
    answer = find()
    assert answer.total == len(records)
    assert answer.counts["kind"] == Counter(one.kind for one in records)
    assert answer.counts["topic"] == Counter(topic for one in records for topic in one.topics)
    assert answer.counts["grade"] == Counter(grade_of(one.evidence).code for one in records)
    assert answer.counts["year"] == Counter(one.issued[:4] for one in records if one.issued)


def test_values_of_one_facet_are_alternatives_and_facets_together_all_hold(find: Find) -> None:
    wanted = {
        one.identifier
        for one in first_collection()
        if one.kind in ("protocol", "toolkit") and "ethics_and_safety" in one.topics
    }
    answer = find(kind=("protocol", "toolkit"), topic="ethics_and_safety")
    assert answer.total == len(wanted) > 0
    assert set(answer.identifiers) <= wanted


@pytest.mark.parametrize("words", ["", "насилие", "protective order"])
def test_a_count_is_what_the_value_chosen_alone_in_its_facet_would_find(find: Find, words: str) -> None:
    chosen = {"kind": ("law_text", "dataset"), "country": ("KZ",)}
    answer = find(words, **chosen)
    for name in ("kind", "country", "topic", "stage"):
        for value, count in answer.counts[name].items():
            others = {facet: values for facet, values in chosen.items() if facet != name}
            assert search(Asked(words, {**others, name: (value,)}), "ru").total == count, (name, value)


def test_every_facet_of_the_plan_is_there(find: Find) -> None:
    named = "country region language topic sector audience stage kind grade cost licence year"
    assert set(FACETS) == set(named.split()) == set(find().counts)


def test_a_value_that_no_record_has_finds_nothing_and_its_removal_is_offered(find: Find) -> None:
    answer = find(country="ZZ")
    assert answer.total == 0
    assert answer.asked.without("country", "ZZ").address("en") == "lang=en"


def test_order_by_date_is_newest_first_and_by_grade_strongest_first(indexed: None) -> None:
    records = {one.identifier: one for one in first_collection()}
    dates = [records[one].issued for one in search(Asked(sort="date"), "en").identifiers]
    assert dates == sorted(dates, key=lambda day: day.replace("-", "").ljust(8, "0"), reverse=True)
    order = "strong moderate promising insufficient no_effect_shown harm_shown not_evaluated".split()
    grades = [grade_of(records[one].evidence).code for one in search(Asked(sort="grade"), "en").identifiers]
    assert grades == sorted(grades, key=order.index)


def test_pages_hold_twenty_and_together_everything_once(indexed: None) -> None:
    pages = [search(Asked(page=number), "en") for number in range(1, search(Asked(), "en").pages + 1)]
    assert all(len(page.identifiers) == 20 for page in pages[:-1])
    every = [one for page in pages for one in page.identifiers]
    assert sorted(every) == sorted(one.identifier for one in first_collection())
    assert search(Asked(page=99_999), "en").asked.page == len(pages)
