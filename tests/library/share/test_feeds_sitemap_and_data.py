"""RSS, sitemap, JSON and the page that explains them: each read as its standard says, each link working."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from lxml import etree

from qorgan.catalogue.collection import first_collection
from qorgan.web.library.models import Record

pytestmark = pytest.mark.django_db
FIRST = [one.identifier for one in first_collection()[:3]]
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def get(path: str, **asked: str) -> Any:
    answer = Client().get(path, asked)
    assert answer.status_code == 200, path
    assert not answer.cookies
    return answer


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_feed_reads_as_rss_in_the_language_of_its_address(language: str) -> None:
    answer = get("/library/feed.xml", lang=language)
    assert answer.headers["Content-Type"].startswith("application/rss+xml")
    channel = etree.fromstring(answer.content).find("channel")
    assert channel.findtext("language") == language
    items = channel.findall("item")
    assert len(items) == len(FIRST)
    for item in items:
        assert item.find("guid").get("isPermaLink", "true") == "true"
        assert parsedate_to_datetime(item.findtext("pubDate")).tzinfo is not None
        assert get(urlsplit(item.findtext("link")).path, lang=language)
    titles = {item.findtext("title") for item in items}
    assert titles == {one.title[language] for one in first_collection()[:3]}
    atom = channel.find("{http://www.w3.org/2005/Atom}link")
    assert (atom.get("rel"), urlsplit(atom.get("href")).path) == ("self", "/library/feed.xml")


def test_a_feed_of_a_kind_holds_that_kind_and_one_of_no_kind_is_not_there() -> None:
    kind = first_collection()[0].kind
    items = etree.fromstring(get(f"/library/feed/{kind}.xml").content).findall(".//item")
    assert len(items) == sum(one.kind == kind for one in first_collection()[:3])
    assert Client().get("/library/feed/nothing.xml").status_code == 404


def test_a_title_with_what_xml_forbids_breaks_no_feed() -> None:
    row = Record.objects.filter(identifier=FIRST[0], locale__language_code="en").get()
    Record.objects.filter(pk=row.pk).update(title="a\x0b<b>&\ud7ff]]>\x1f", summary="\x08 ok")
    text = etree.fromstring(get("/library/feed.xml", lang="en").content)
    assert "a<b>&\ud7ff]]>" in [one.text for one in text.findall(".//item/title")]


def test_the_sitemap_names_every_record_in_every_language_it_is_in_and_they_name_each_other() -> None:
    index = etree.fromstring(get("/library/sitemap.xml").content)
    assert index.tag == f"{SITEMAP}sitemapindex"
    parts = [one.text for one in index.findall(f"{SITEMAP}sitemap/{SITEMAP}loc")]
    seen: dict[str, set[str]] = {}
    for part in parts:
        for url in etree.fromstring(get(urlsplit(part).path).content).findall(f"{SITEMAP}url"):
            links = {one.get("hreflang"): one.get("href") for one in url.findall(f"{XHTML}link")}
            loc = url.findtext(f"{SITEMAP}loc")
            assert loc in links.values()  # a page names itself too
            assert set(links) <= {"kk", "ru", "en", "x-default"}
            seen.setdefault(links["x-default"], set()).add(loc)
    for name in FIRST:
        address = f"http://testserver/library/r/{name}/"
        spoken = set(Record.objects.filter(identifier=name).values_list("locale__language_code", flat=True))
        assert seen[address] == {f"{address}?lang={code}" for code in spoken & {"kk", "ru", "en"}}
    assert len(seen["http://testserver/library/"]) == 3
    assert Client().get("/library/sitemap-999.xml").status_code == 404
    assert Client().get("/library/sitemap-..%2f.xml").status_code == 404


def test_all_records_come_as_data_page_by_page_with_grade_and_permanent_address() -> None:
    names, address = [], "/library/records.json?size=2"
    while address:
        page = Client().get(address).json()
        assert page["licence_of_summaries"] == "CC-BY-4.0"
        names += [one["identifier"] for one in page["records"]]
        assert all(one["permanent"].endswith(f"/library/r/{one['identifier']}/") for one in page["records"])
        assert all("grade" in one for one in page["records"])
        following = page["next"]
        address = f"{urlsplit(following).path}?{urlsplit(following).query}" if following else ""
    assert names == sorted(FIRST)


@pytest.mark.parametrize(
    "asked", ["size=0", "size=201", "size=-1", "size=x", "size=²", "kind=x", "after=q0000018"]
)
def test_a_wrong_parameter_is_named_and_never_guessed(asked: str) -> None:
    answer = Client().get(f"/library/records.json?{asked}", headers={"accept-language": "ru"})
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(asked.split("=")[0])


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_link_of_the_page_for_programs_works(language: str) -> None:
    text = get("/library/share/", lang=language).content.decode()
    links = {one.replace("&amp;", "&") for one in re.findall(r'href="([^"]+)"', text)}
    own = [
        one
        for one in links
        if one.startswith(("/library/", "http://testserver/")) and "/library/s/" not in one
    ]
    assert len(own) > 20
    for one in own:
        parts = urlsplit(one)
        assert Client().get(f"{parts.path}?{parts.query}").status_code in (200, 303), one
    assert "CC BY 4.0" in text
