"""The search as a reader has it: words in three languages, facets on and off, pages, the keyboard, a narrow
phone, no script, and a saved search as a feed."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from defusedxml import ElementTree
from playwright.sync_api import Browser, BrowserContext, Locator, Page
from tests.browser.watch import KEPT, NOTHING_KEPT, Watch, left_in_english, too_wide, violations

LANGUAGES = ("kk", "ru", "en")
NOTHING = "q=сталкинг&country=UG"
LOOKED_AT = ("", "q=насилие", "q=violence&kind=law_text&country=KZ&sort=date", "q=предпсание", NOTHING)
ORDER = "/library/r/q0000706/"  # the protective order of Kazakhstan
# What is typed, in the language of the page: as the law says it, inflected, and on another keyboard.
TYPED = [
    ("en", "protective order"),
    ("ru", "защитное предписание"),
    ("ru", "защитного предписания"),
    ("kk", "қорғау нұсқамасы"),
    ("kk", "коргау нускамасын"),
    ("kk", "rjhufe yecrfvfcs"),
]


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    opened = chromium.new_context(
        viewport={"width": 360, "height": 800}, java_script_enabled=False, locale="ru-RU"
    )
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Without a script, on a phone."""
    return context.new_page()


def _ask(page: Page, site: str, language: str, words: str) -> None:
    page.goto(f"{site}search/?lang={language}")
    page.fill("#q", words)
    _follow(page, page.locator("#finding button"))


def _follow(page: Page, what: Locator) -> None:
    """Clicks, and waits for the page that follows."""
    with page.expect_navigation():
        what.click()


def _total(page: Page) -> int:
    found = re.search(r"\d+", page.locator("#found").inner_text())
    assert found
    return int(found[0])


def _hits(page: Page) -> list[str]:
    return [(one.get_attribute("href") or "").split("?")[0] for one in page.locator(".hits > li > a").all()]


def _open_facets(page: Page, name: str) -> None:
    if page.locator(".facets__switch").is_visible():
        page.locator(".facets__switch summary").click()
    facet = page.locator(f"details.facet:has(input[name={name}])")
    if facet.get_attribute("open") is None:
        facet.locator("summary").click()


@pytest.mark.parametrize(("language", "words"), TYPED)
def test_words_of_each_language_lead_to_the_same_record_and_are_shown_where_they_stand(
    site: str, page: Page, language: str, words: str
) -> None:
    _ask(page, site, language, words)
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("#q").input_value() == words
    assert ORDER in _hits(page)[:5]
    hit = page.locator(".hits > li").filter(has=page.locator(f"a[href^='{ORDER}']"))
    assert hit.locator("mark").count() >= 1
    assert page.locator(".hits > li > p:last-child mark").count() >= 1, "no extract shows what was asked"
    _follow(page, hit.locator("> a"))
    assert ORDER in page.url
    assert page.locator("html").get_attribute("lang") == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_facet_narrows_says_how_many_it_finds_and_is_taken_off_again(
    site: str, page: Page, language: str
) -> None:
    _ask(page, site, language, "violence")
    everything = _total(page)
    _open_facets(page, "audience")
    value = page.locator("label:has(input[name=audience])").first
    told = re.search(r"\((\d+)\)", value.inner_text())
    assert told
    value.locator("input").check()
    _follow(page, page.locator(".facets__all button"))
    assert "audience=" in page.url and f"lang={language}" in page.url
    assert _total(page) == int(told[1]) < everything
    assert page.locator("#q").input_value() == "violence"
    _follow(page, page.locator(".chosen a"))
    assert "audience=" not in page.url
    assert _total(page) == everything
    assert page.locator(".chosen").count() == 0


def test_values_of_one_facet_widen_and_another_facet_narrows(site: str, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    totals = []
    for chosen in ("kind=law_text", "kind=law_text&kind=protocol", "kind=law_text&kind=protocol&country=KZ"):
        page.goto(f"{site}search/?lang=ru&{chosen}")
        assert page.locator(".facets input:checked").count() == len(chosen.split("&"))
        totals.append(_total(page))
    assert totals[0] < totals[1] > totals[2] > 0


def test_pages_follow_one_another_and_no_record_stands_on_two(site: str, page: Page) -> None:
    page.goto(f"{site}search/?lang=en")
    total, seen = _total(page), list[str]()
    while True:
        seen += _hits(page)
        further = page.locator(".pager a[rel=next]")
        if not further.count():
            break
        start = int(page.locator(".hits").get_attribute("start") or 0)
        _follow(page, further)
        assert int(page.locator(".hits").get_attribute("start") or 0) == start + 20
    assert len(seen) == len(set(seen)) == total
    _follow(page, page.locator(".pager a[rel=prev]"))
    assert page.locator(".pager a[rel=next]").count() == 1


def test_an_order_is_chosen_and_stays_with_the_next_words(site: str, page: Page) -> None:
    _ask(page, site, "en", "protective order")
    by_fit = _hits(page)
    _follow(page, page.locator(".sorts a").first)
    assert "sort=date" in page.url
    years = [int(one) for one in page.locator(".hit__about > .soft").all_inner_texts() if one.isdigit()]
    assert years == sorted(years, reverse=True)
    assert _hits(page) != by_fit
    page.fill("#q", "violence")
    _follow(page, page.locator("#finding button"))
    assert "sort=date" in page.url


def test_a_saved_search_is_a_feed_of_what_it_finds(site: str, page: Page) -> None:
    _ask(page, site, "ru", "защитное предписание")
    assert page.locator("link[type='application/rss+xml']").count() == 1
    link = page.locator(".feeds a").first.get_attribute("href") or ""
    with urllib.request.urlopen(urljoin(page.url, link)) as answer:
        assert answer.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
        feed = ElementTree.fromstring(answer.read())
    assert feed.tag == "rss"
    assert "защитное предписание" in (feed.findtext("channel/title") or "")
    guids = [one.text or "" for one in feed.iter("guid")]
    assert len(guids) == min(_total(page), 50)
    assert any(ORDER in one for one in guids)


def test_nothing_found_offers_ways_on_that_find_something(site: str, page: Page) -> None:
    page.goto(f"{site}search/?lang=kk&{NOTHING}")
    assert _total(page) == 0
    _follow(page, page.locator(".found .card a[href^='?']").first)
    assert _total(page) > 0


def test_by_keyboard_alone_she_searches_narrows_takes_it_off_and_opens_a_record(
    site: str, chromium: Browser
) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(f"{site}search/?lang=ru")
    _tab_to(page, "document.activeElement.id === 'q'")
    page.keyboard.type("насилие")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    everything = _total(page)
    _tab_to(page, "document.activeElement.matches('.facets__switch summary')")
    page.keyboard.press("Enter")
    _tab_to(page, "document.activeElement.matches('input[name=kind]')")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**kind=**")
    assert 0 < _total(page) < everything
    _tab_to(page, "document.activeElement.matches('.chosen a')")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "kind=" not in address)
    assert _total(page) == everything
    _tab_to(page, "document.activeElement.matches('.hits > li > a')")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    page.wait_for_url("**/library/r/**")
    context.close()


def _tab_to(page: Page, reached: str) -> None:
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate(reached):
            return
    raise AssertionError(f"the keyboard does not reach it: {reached}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_search_fits_a_narrow_phone_is_clean_under_axe_speaks_one_language_and_keeps_nothing(
    site: str, chromium: Browser, language: str
) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 800})
    watch, page = Watch.over(context), context.new_page()
    faults = []
    for query in LOOKED_AT:
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            answer = page.goto(f"{site}search/?lang={language}&{query}")
            assert answer is not None
            assert len(answer.body()) <= 100_000, query
            page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
            if (over := too_wide(page)) > 0:
                faults.append(f"{query} at {width}: {over} px too wide")
            faults += [f"{query} at {width}: {one}" for one in violations(page)]
        if language != "en" and query == NOTHING:  # no titles of resources stand here
            faults += left_in_english(page)
    assert page.evaluate(KEPT) == NOTHING_KEPT
    assert context.cookies() == []
    context.close()
    assert faults == []
    assert (watch.foreign, watch.complaints, watch.broken) == ([], [], [])
