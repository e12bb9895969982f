"""The page, the feed and the JSON: what they say, what they link to, and that they keep nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from defusedxml import ElementTree as SafeTree
from django.test import Client

from qorgan.web.library.finding.asked import Asked
from qorgan.web.library.finding.searching import search
from qorgan.web.library.models import Record

pytestmark = pytest.mark.django_db
ORDER = "q0000706"


def _page(**given: str | list[str]) -> str:
    return Client().get("/library/search/", {"lang": "en", **given}).content.decode()


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value or "" for name, value in attrs if name == "href"]


def _links(page: str) -> Iterator[str]:
    reader = _Links()
    reader.feed(page)
    return (one for one in reader.found if one.startswith("?") or one.startswith("/library/search"))


def test_the_page_says_how_many_were_found_and_marks_the_words(indexed: None) -> None:
    page = _page(q="protective order")
    total = search(Asked(words="protective order"), "en").total
    assert f"{total} records found" in page
    assert f"/library/r/{ORDER}/" in page
    assert "<mark>" in page


def test_the_page_needs_no_script_and_sets_no_cookie_and_is_small(indexed: None) -> None:
    answer = Client().get("/library/search/", {"lang": "kk", "q": "зорлық"})
    assert not answer.cookies
    assert len(answer.content) < 100_000
    assert answer.headers["Cache-Control"] == "public, max-age=600"
    assert b"<form" in answer.content and b'method="get"' in answer.content


def test_what_was_typed_comes_back_escaped(indexed: None) -> None:
    page = _page(q='"><script>x</script>')
    assert "<script>x" not in page
    assert "&lt;script&gt;" in page


def test_chosen_values_are_ticked_and_can_be_taken_off_one_by_one(indexed: None) -> None:
    page = _page(q="violence", kind=["dataset", "training"])
    assert page.count("checked") == 2
    assert "?q=violence&amp;kind=training&amp;lang=en" in page
    assert "?q=violence&amp;kind=dataset&amp;lang=en" in page


def test_every_link_of_the_page_leads_to_a_page(indexed: None) -> None:
    page = _page(q="violence", kind="dataset", page="2")
    for link in set(_links(page)):
        address = link if link.startswith("/") else f"/library/search/{link}"
        assert Client().get(address).status_code == 200, link


def test_nothing_found_helps_on_and_promises_nothing(indexed: None) -> None:
    page = _page(q="stalking", country="UG")
    assert "0 records found" in page
    assert "Without “Uganda”" in page
    assert "That does not mean that there is no help" in page


def test_a_word_put_right_is_said(indexed: None) -> None:
    assert "Nothing was found for “protectve”; shown for “protective”." in _page(q="protectve order")


def test_the_feed_is_rss_with_what_is_published_of_the_search() -> None:
    row = Record.objects.filter(live=True, locale__language_code="en").first()
    assert row is not None
    answer = Client().get("/library/search.rss", {"q": row.identifier, "lang": "en"})
    assert answer.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    feed: ElementTree.Element = SafeTree.fromstring(answer.content)
    assert feed.tag == "rss" and feed.get("version") == "2.0"
    channel = feed.find("channel")
    assert channel is not None
    assert [channel.findtext(name) is not None for name in ("title", "link", "description")] == [True] * 3
    (item,) = channel.findall("item")
    assert item.findtext("title") == row.title
    assert f"/library/r/{row.identifier}/" in (item.findtext("guid") or "")
    assert item.findtext("pubDate")


def test_a_feed_of_control_characters_is_still_well_formed(indexed: None) -> None:
    answer = Client().get("/library/search.rss", {"q": "a\x00\x0b<&>", "lang": "ru"})
    SafeTree.fromstring(answer.content)


def test_the_json_says_the_same_as_the_page(indexed: None) -> None:
    told = json.loads(Client().get("/library/search.json", {"q": "protective order", "lang": "ru"}).content)
    answer = search(Asked(words="protective order"), "ru")
    assert told["total"] == answer.total
    assert [one["identifier"] for one in told["records"]] == list(answer.identifiers)
    assert told["counts"]["kind"] == {name: n for name, n in answer.counts["kind"].items() if n}
    assert all(one["address"].startswith("http") for one in told["records"])


def test_the_start_leads_to_no_kind_of_which_there_is_nothing(indexed: None) -> None:
    page = Client().get("/library/", {"lang": "en"}).content.decode()
    told = dict(re.findall(r"&amp;kind=(\w+)\">[^<]+</a> <span class=\"soft\">\((\d+)\)", page))
    assert "law_text" in told and "expert" not in told
    for code, number in told.items():
        found = Client().get("/library/search/", {"lang": "en", "kind": code}).content.decode()
        assert re.search(rf"\b{number} records? found", found), code
