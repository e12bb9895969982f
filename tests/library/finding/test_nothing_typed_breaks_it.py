"""Whatever is typed or written into an address: an answer, quickly, and never an error."""

from __future__ import annotations

import time

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qorgan.web.library.finding.asked import Asked, read
from qorgan.web.library.finding.documents import FACETS
from qorgan.web.library.finding.searching import search

NASTY = [
    "",
    " ",
    "\x00",
    "a\x00b",
    '"',
    "'",
    "'; DROP TABLE finding_words; --",
    "NEAR(a b)",
    "a NEAR b",
    "title:насилие",
    "AND",
    "OR NOT",
    "насилие AND",
    "*",
    "насил*",
    "^насилие",
    "a:b:c",
    "{title words}: a",
    "(((((",
    "a & b | !c <-> d",
    "%s %(a)s {0}",
    "\\",
    "💔🙂",
    "👩‍👧",
    "\u202eнасилие",
    "a" * 10_000,
    "насилие " * 1250,
    "1-" * 5000,
    "'" * 10_000,
    "İıßﬁ",
    "\ud7ff\ue000",
    "ａｂｃ",
    "-" * 400,
    "..//..//etc",
    "<script>alert(1)</script>",
    "0" * 400,
]


@pytest.mark.parametrize("typed", NASTY, ids=range(len(NASTY)))
@pytest.mark.parametrize("page", ["search/", "search.rss", "search.json"])
def test_whatever_is_typed_every_page_answers(indexed: None, typed: str, page: str) -> None:
    start = time.process_time()
    answer = Client().get(f"/library/{page}", {"q": typed, "lang": "ru"})
    assert answer.status_code == 200
    assert len(answer.content) < 100_000
    if page != "search.json":  # which no browser takes for a page
        assert "<script>alert" not in answer.content.decode()
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "address",
    [
        "page=-1", "page=0", "page=99999999999999999999", "page=²", "page=x", "sort=DROP", "kind=%00",
        "country=" + "&country=".join(map(str, range(500))), "year=2024&year=abc", "q=%ff%fe", "q=a&q=b",
        "kind='--", "topic=", "grade=strong&grade=nonsense",
    ],
)  # fmt: skip
def test_whatever_the_address_says_the_page_answers(indexed: None, address: str) -> None:
    assert Client().get(f"/library/search/?{address}").status_code == 200


def test_nothing_but_reading_is_allowed(indexed: None) -> None:
    for page in ("search/", "search.rss", "search.json"):
        assert Client().post(f"/library/{page}", {"q": "a"}).status_code == 405


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200), st.sampled_from(["kk", "ru", "en"]))
def test_no_text_raises(indexed: None, typed: str, language: str) -> None:
    answer = search(Asked(words=typed), language)
    assert 0 <= answer.full <= answer.total


@settings(max_examples=100)
@given(st.dictionaries(st.sampled_from([*FACETS, "q", "page", "sort"]), st.text(max_size=60), max_size=6))
def test_what_was_read_from_an_address_and_written_again_is_the_same(given: dict[str, str]) -> None:
    asked = QueryDict(mutable=True)
    asked.update(given)
    first = read(asked)
    assert read(QueryDict(first.address("ru"))) == first
