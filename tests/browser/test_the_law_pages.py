"""The public pages of the law in a browser: every kind of page fits, reads well and keeps nothing; questions
are answered by the keyboard alone; everything works with script switched off."""

from __future__ import annotations

import pytest
from django.conf import settings
from playwright.sync_api import Page

from tests.browser.conftest import NewPage
from tests.browser.watch import KEPT, NARROW, NOTHING_KEPT, WIDE, Looker

# Names begin with "door-": such pages are measured at 320 pixels as well.
PAGES = {
    "door-law": "/law/", "door-law-found": "/law/?q=109-1", "door-law-nothing": "/law/?q=42424242",
    "door-law-article": "/law/kz/cc/109-1/", "door-law-versions": "/law/kz/cao/73/",
    "door-law-order": "/law/kz/l245/60/", "door-law-whole": "/law/kz/o163/",
    "door-law-changes": "/law/kz/changes/", "door-law-gaps": "/law/kz/gaps/",
    "door-law-404": "/law/kz/cc/109-9/", "door-law-papers": "/law/papers/",
}  # fmt: skip


def asked(page: Page) -> str:
    """The id of the question on the page; empty at the end."""
    at = page.locator("#typed input[name=at]")
    return at.get_attribute("value") or "" if at.count() else ""


@pytest.mark.parametrize(("language", "width"), [("kk", NARROW), ("ru", WIDE), ("en", NARROW)])
def test_every_kind_of_page_fits_reads_well_and_keeps_nothing(
    base: str, new_page: NewPage, language: str, width: int
) -> None:
    page, watch = new_page(width, language=language)
    look = Looker(axe=language != "ru")
    for name, path in PAGES.items():
        page.goto(f"{base}{path}{'&' if '?' in path else '?'}lang={language}")
        look(page, name)
    page.goto(f"{base}/law/ask/?lang={language}")
    look(page, "door-ask-kinds")
    for answer in ("body", "slap"):
        page.check(f"input[value={answer}]", force=True)
        page.click("button[value=on]")
    look(page, "door-ask-when")
    page.fill("input[name=answer]", "99.99.2025")
    page.click("button[value=on]")
    look(page, "door-ask-refused")
    page.fill("input[name=answer]", "03.10.2025")
    page.click("button[value=enough]")
    look(page, "door-ask-end")
    page.click("button[formaction*='/law/papers/']")
    look(page, "door-paper-first")
    while page.locator("form#typed input[name=shown]").count():
        page.click("button[value=on]")
    look(page, "door-paper-ready")
    with page.expect_download() as download:
        page.click("button[value=pdf-kk]")
    assert download.value.suggested_filename.endswith("-kk-draft.pdf")
    assert look.faults == []
    typed = {one.title for name, one in look.seen.items() if name.startswith(("door-ask", "door-paper-"))}
    assert len(typed) == 1  # neutral, and the same on every page that carries what was typed
    assert page.evaluate(KEPT) == NOTHING_KEPT and page.context.cookies() == []
    assert watch.foreign == [] and watch.complaints == [] and watch.broken == []


KEYBOARD_OF_A_PHONE = """() => {
    Object.defineProperty(window.visualViewport, "height", { get: () => window.innerHeight - 300 });
    window.visualViewport.dispatchEvent(new Event("resize"));
}"""


@pytest.mark.parametrize("path", ["/?", "/law/?lang=ru", "/law/ask/?lang=ru"])
def test_the_keyboard_of_a_phone_does_not_cover_the_way_out(base: str, new_page: NewPage, path: str) -> None:
    page, watch = new_page(NARROW, language="ru")
    page.goto(base + path)
    before = page.locator("#leave").bounding_box()
    page.evaluate(KEYBOARD_OF_A_PHONE)
    after = page.locator("#leave").bounding_box()
    assert before is not None and after is not None
    assert round(before["y"] - after["y"]) == 300
    assert watch.complaints == []


def test_a_public_page_asks_nothing_of_the_door(base: str, new_page: NewPage) -> None:
    page, _ = new_page(WIDE, language="en")
    for path, door in (("/", 1), ("/law/", 0), ("/law/ask/", 0)):
        page.goto(base + path)
        assert page.locator("#leave[data-door]").count() == door


def test_an_operator_answers_by_the_keyboard_alone_and_leaves_with_shift(
    base: str, new_page: NewPage
) -> None:
    page, watch = new_page(WIDE, language="en")
    page.goto(f"{base}/law/ask/?lang=en")
    keys = {"kinds": "1", "acts.body": "2", "when": "", "relation": "1", "harm": "2", "place": "1"}
    steps = 0
    while (at := asked(page)) and steps < 20:
        steps += 1
        if at == "when":
            page.keyboard.type("03.10.2025")
        elif keys.get(at):
            page.keyboard.press(keys[at])
        before = page.url, at
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert asked(page) != before[1]
    assert page.locator("a[href*='/law/kz/cc/109-1/']").count()
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(settings.EXIT_URL)
    assert watch.complaints == [] and page.context.cookies() == []


def test_without_script_the_questions_are_answered_and_the_way_out_leads_away(
    base: str, new_page: NewPage
) -> None:
    page, watch = new_page(NARROW, script=False, language="kk")
    page.goto(f"{base}/law/ask/?lang=kk")
    assert page.locator(":focus").get_attribute("name") == "answer"
    for answer in ("body", "slap"):
        page.check(f"input[value={answer}]", force=True)
        page.click("button[value=on]")
    page.click("button[value=enough]")
    page.click("button[value='change:acts.body']")
    assert page.locator("input[value=slap]").is_checked()
    page.click("#leave")
    page.wait_for_url(settings.EXIT_URL)
    assert watch.broken == [] and page.context.cookies(base) == []
