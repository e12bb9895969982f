"""Editors at work in Chromium: the strict policy holds, nothing foreign is asked, no page breaks, and
the second of two editors loses nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

PASSWORD = "synthetic-library-1"
RECORDS = "edit/snippets/library/record/"


class Watched:
    """A page that remembers every refusal of the policy, every foreign request and every error."""

    def __init__(self, page: Any, site: str) -> None:
        self.page, self.site, self.seen = page, site, list[str]()
        host = site.split("/library/")[0]
        page.on("console", lambda m: self.seen.append(f"{page.url}: {m.text}") if m.type == "error" else None)
        page.on("pageerror", lambda e: self.seen.append(f"{page.url}: {e}"))
        page.on("response", lambda r: self.seen.append(f"{r.status} {r.url}") if r.status >= 400 else None)
        page.on(
            "request",
            lambda r: (
                self.seen.append(f"foreign {r.url}")
                if not r.url.startswith((host, "data:", "blob:"))
                else None
            ),
        )

    def go(self, path: str) -> None:
        self.page.goto(self.site + path)
        self.page.wait_for_load_state("networkidle")

    def sign_in(self, name: str) -> None:
        self.go("edit/sign-in/")
        self.page.fill("#id_login", name)
        self.page.fill("#id_password", PASSWORD)
        self.page.click("main form button")
        self.page.wait_for_selector("#wagtail-sidebar .sidebar-menu-item")

    def clean(self) -> None:
        assert self.seen == []


@pytest.fixture
def editors(chromium: Any, site: str) -> Iterator[Any]:
    contexts = []

    def come_in(name: str, language: str = "en") -> Watched:
        context = chromium.new_context(locale=language, viewport={"width": 1280, "height": 900})
        context.set_default_timeout(60_000)
        contexts.append(context)
        found = Watched(context.new_page(), site)
        found.sign_in(name)
        return found

    yield come_in
    for one in contexts:
        one.close()


PAGES = (
    "edit/",
    RECORDS,
    f"{RECORDS}?kind=evaluation",
    f"{RECORDS}add/",
    "edit/to-check/",
    "edit/addresses/",
    "edit/suggestions/",
    "edit/call/",
    "edit/users/",
    "edit/users/new/",
    "edit/documents/",
    "edit/documents/add/",
    "edit/reports/site-history/",
    "edit/localize/reports/translations/",
    "edit/account/",
    f"{RECORDS}edit/1/",
    f"{RECORDS}history/1/",
    f"{RECORDS}usage/1/",
    f"{RECORDS}workflow_history/1/",
    f"{RECORDS}edit/2/",
    "edit/retire/1/",
    "edit/localize/submit/snippet/library/record/1/",
    "edit/my/password/",
    "edit/my/code/",
)


def test_every_page_of_the_editors_works_under_the_strict_policy(editors: Any) -> None:
    librarian = editors("librarian")
    for path in PAGES:
        librarian.go(path)
        assert "Wagtail" not in librarian.page.title(), path
    librarian.clean()


def test_a_record_is_written_with_a_study_and_dates(editors: Any) -> None:
    me = editors("contributor")
    page = me.page
    me.go(f"{RECORDS}add/")
    page.select_option("#id_kind", "evaluation")
    page.fill("#id_title", "Written in a browser")
    page.fill("#id_summary", "A study of forty villages.")
    page.select_option("#id_licence", "CC-BY-4.0")
    page.locator("#id_last_checked").click()
    page.wait_for_selector(".xdsoft_datetimepicker", state="visible")
    page.keyboard.press("Escape")
    page.locator("#id_file-chooser button.chooser__choose-button").first.click()
    page.wait_for_selector(".modal-content")
    page.locator(".modal [data-dismiss='modal']").first.click()
    page.wait_for_selector(".modal-content", state="detached")
    page.locator("#panel-evidence-content button.c-sf-add-button").first.click()
    page.wait_for_selector("[name='evidence-0-value-citation']")
    page.fill("[name='evidence-0-value-citation']", "A citation")
    page.fill("[name='evidence-0-value-effects-0-value-outcome']", "Physical violence in the past year")
    page.fill("[name='evidence-0-value-effects-0-value-estimate']", "0.48")
    page.locator("button.action-save").first.click()
    page.wait_for_load_state("networkidle")
    me.go(RECORDS)
    assert "Written in a browser" in page.content()
    me.clean()


def test_the_second_of_two_editors_sees_it_and_keeps_her_words(editors: Any) -> None:
    first, second = editors("contributor"), editors("reviewer")
    first.go(f"{RECORDS}add/")
    first.page.fill("#id_title", "Two at once")
    first.page.locator("button.action-save").first.click()
    first.page.wait_for_url(re.compile(r"/edit/\d+/"))
    first.page.wait_for_load_state("networkidle")
    address = first.page.url.removeprefix(first.site)
    second.go(address)
    first.page.fill("#id_title", "The first one's words")
    first.page.locator("button.action-save").first.click()
    first.page.wait_for_load_state("networkidle")
    second.page.fill("#id_title", "The second one's words")
    # The whole form, as a press on the button sends it where no script saves in between.
    second.page.evaluate("HTMLFormElement.prototype.submit.call(document.querySelector('#w-editor-form'))")
    second.page.wait_for_selector("text=Somebody else saved this record while you were writing.")
    assert second.page.input_value("#id_title") == "The second one's words"
    first.go(address)
    assert first.page.input_value("#id_title") == "The first one's words"


def test_asking_for_changes_sends_nothing_beside_it(editors: Any) -> None:
    writer, reviewer = editors("contributor"), editors("reviewer")
    writer.go(f"{RECORDS}add/")
    writer.page.select_option("#id_kind", "toolkit")
    writer.page.fill("#id_title", "To be written once more")
    writer.page.fill("#id_summary", "A guide without a source.")
    writer.page.select_option("#id_licence", "CC-BY-4.0")
    writer.page.locator("button.action-save").first.click()
    writer.page.wait_for_url(re.compile(r"/edit/\d+/"))
    writer.page.wait_for_load_state("networkidle")
    address = writer.page.url.removeprefix(writer.site)
    with writer.page.expect_navigation():
        writer.page.evaluate("document.querySelector('[name=action-submit]').click()")
    writer.page.wait_for_load_state("networkidle")
    assert "error" not in writer.page.locator(".messages").inner_text().lower()
    reviewer.go(address)
    reviewer.page.evaluate("document.querySelector('[data-workflow-action-name=reject]').click()")
    reviewer.page.fill(".modal [name=comment]", "The sources, please")
    with reviewer.page.expect_navigation():
        reviewer.page.click(".modal [type=submit]")
    reviewer.page.wait_for_load_state("networkidle")
    reviewer.clean()
    writer.go(address)
    assert "The sources, please" in writer.page.content()


def test_a_translation_is_written_in_its_own_page(editors: Any) -> None:
    me = editors("contributor")
    me.go(f"{RECORDS}edit/2/")
    me.page.wait_for_selector(".js-translation-editor >> text=From English into Russian")
    assert me.page.locator(".js-translation-editor [name='action'][value='publish']").count() == 0
    me.clean()


def test_two_translators_lose_no_words(editors: Any) -> None:
    first, second = editors("contributor"), editors("reviewer")
    for one in (first, second):
        one.go(f"{RECORDS}edit/2/")
        one.page.wait_for_selector(".js-translation-editor li.complete")
    for one, words in ((first, "Words of the first"), (second, "Words of the second")):
        place = one.page.locator(".js-translation-editor li.complete").first
        place.get_by_role("button", name="Edit").click()
        one.page.fill(".js-translation-editor textarea", words)
        place.get_by_role("button", name="Save").click()
        one.page.wait_for_selector(f".js-translation-editor >> text={'Words of the first'}")
    second.page.wait_for_selector("#library-said")
    assert "Nothing is lost." in second.page.inner_text("#library-said")
    assert "Words of the second" in second.page.inner_text("#library-kept")
    first.go(f"{RECORDS}edit/2/")
    first.page.locator("#library-kept >> text=Put it in its place").first.click()
    first.page.wait_for_selector(".js-translation-editor >> text=Words of the second")
    assert "Words of the first" in first.page.inner_text("#library-kept")
    first.clean()
    second.clean()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_publics_form_needs_no_script_and_no_cookie(chromium: Any, site: str, language: str) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.goto(f"{site}contribute/?lang={language}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert not page.locator("#id_more").is_visible() or page.locator("#id_more").bounding_box()["x"] < 0
    page.fill("#id_title", f"Suggested in {language}")
    page.fill("#id_why", "It helps.")
    page.click("main form button")
    assert "sent=1" in page.url and page.locator("main [role=status]").is_visible()
    assert context.cookies() == []
    context.close()
