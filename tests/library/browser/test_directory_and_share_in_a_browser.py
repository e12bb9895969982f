"""The directory and the page for programs, as a phone and a desk show them: axe, 320 px, nothing kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.watch import KEPT, NOTHING_KEPT, Watch, too_wide, violations

PAGES = (
    "services/", "services/?what=stay&open=now&country=KZ&access=sign_language&cost=free",
    "services/?country=TM",
    "services/kz-crisis-centre-kostanay/", "services/kz-111/", "share/",
)  # fmt: skip


@pytest.fixture
def opened(chromium: Browser) -> Iterator[tuple[Page, Watch]]:
    context = chromium.new_context(viewport={"width": 320, "height": 800}, java_script_enabled=True)
    watch = Watch.over(context)
    yield context.new_page(), watch
    context.close()


def address(site: str, path: str, language: str) -> str:
    return f"{site}{path}{'&' if '?' in path else '?'}lang={language}"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_fits_a_narrow_phone_is_clean_under_axe_and_keeps_nothing(
    site: str, opened: tuple[Page, Watch], language: str
) -> None:
    page, watch = opened
    faults = []
    for path in PAGES:
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(address(site, path, language))
            page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
            if (over := too_wide(page)) > 0:
                faults.append(f"{path} at {width}: {over} px too wide")
        faults += [f"{path}: {one}" for one in violations(page)]
        assert page.evaluate(KEPT) == NOTHING_KEPT
    assert faults == []
    assert page.context.cookies() == []
    assert (watch.foreign, watch.complaints, watch.broken) == ([], [], [])


def test_she_chooses_by_keyboard_alone_finds_a_number_and_leaves(
    site: str, opened: tuple[Page, Watch]
) -> None:
    page, _watch = opened
    page.goto(address(site, "services/", "ru"))
    page.locator("#what").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.locator(".choose button").press("Enter")
    page.wait_for_url("**what=talk**")
    call = page.locator("#kz-111 a[href='tel:111']")
    assert call.is_visible()
    assert page.title() == "Заметки"
    assert page.locator("#leave").is_visible()


def test_the_page_works_without_script(site: str, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(address(site, "services/", "kk"))
    page.locator("#what").select_option("stay")
    page.locator(".choose button").click()
    assert "what=stay" in page.url
    assert page.locator("section.service").count() == 3
    page.locator("#kz-crisis-centres details summary").click()
    assert page.locator("#kz-crisis-centres details ul").is_visible()
    context.close()


def test_on_paper_the_numbers_stand_and_the_controls_do_not(site: str, opened: tuple[Page, Watch]) -> None:
    page, _watch = opened
    page.goto(address(site, "services/kz-111/", "en"))
    page.emulate_media(media="print")
    assert page.locator(".service .call").first.is_visible()
    for hidden in (".bar", ".langs", "details"):
        assert not page.locator(hidden).first.is_visible()


def test_what_she_looked_at_does_not_come_back_from_the_memory_of_the_browser(
    site: str, opened: tuple[Page, Watch]
) -> None:
    page, _watch = opened
    answer: Any = page.goto(address(site, "services/", "en"))
    assert answer.header_value("cache-control") == "no-store"
    assert answer.header_value("referrer-policy") == "no-referrer"
