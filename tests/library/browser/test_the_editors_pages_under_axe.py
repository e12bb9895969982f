"""The editors' pages with axe, on a telephone and on a desk, with the exceptions that docs/library-editing.md
names and no other; nothing is wider than the screen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

PASSWORD = "synthetic-library-1"
ROOT = Path(__file__).resolve().parents[3]
RECORDS = "edit/snippets/library/record/"
PAGES = {
    "first page": "edit/",
    "list": RECORDS,
    "new record": f"{RECORDS}add/",
    "record": f"{RECORDS}edit/1/",
    "history": f"{RECORDS}history/1/",
    "translation": f"{RECORDS}edit/2/",
    "order of a translation": "edit/localize/submit/snippet/library/record/1/",
    "retire": "edit/retire/1/",
    "to be checked": "edit/to-check/",
    "addresses": "edit/addresses/",
    "suggestions": "edit/suggestions/",
    "call": "edit/call/",
    "editors": "edit/users/",
    "new editor": "edit/users/new/",
    "files": "edit/documents/",
    "new file": "edit/documents/add/",
    "what was done": "edit/reports/site-history/",
    "workflows": "edit/reports/workflow/",
    "tasks": "edit/reports/workflow_tasks/",
    "translations": "edit/localize/reports/translations/",
    "campaigns": "edit/snippets/library/campaign/",
    "campaign": "edit/snippets/library/campaign/edit/1/",
    "services": "edit/snippets/library/service/",
    "service": "edit/snippets/library/service/edit/1/",
    "reading lists": "edit/snippets/library/readinglist/",
    "reading list": "edit/snippets/library/readinglist/edit/1/",
    "notes": "edit/snippets/library/experiencenote/",
    "remarks": "edit/remarks/",
    "import": "edit/import/",
    "arrivals": "edit/import/arrivals/",
    "account": "edit/account/",
    "no such page": "edit/nothing/",
    "own password": "edit/my/password/",
    "own drafts": "edit/my/work/",
}


def exceptions() -> set[str]:
    """Rules that the document names as the publishing system's own, each `rule` on a page of PAGES."""
    text = (ROOT / "docs/library-editing.md").read_text(encoding="utf-8")
    part = text.split("## Under axe", 1)[1].split("\n## ", 1)[0]
    return {f"{page}: {rule}" for rule, page in re.findall(r"^- `([a-z-]+)`, ([^:]+):", part, re.M)}


def sign_in(page: Any, site: str, name: str) -> None:
    page.goto(f"{site}edit/sign-in/")
    page.fill("#id_login", name)
    page.fill("#id_password", PASSWORD)
    page.click("main form button")
    page.wait_for_selector("#wagtail-sidebar .sidebar-menu-item", state="attached")


def look(page: Any, name: str, width: int) -> list[str]:
    page.wait_for_load_state("networkidle")
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth") > width
    return [f"{name}: {one['id']}" for one in found] + ([f"{name}: wider than the screen"] if wide else [])


@pytest.mark.parametrize(("language", "width"), [("kk", 360), ("ru", 1280)])
def test_axe_finds_nothing_but_what_is_named(chromium: Any, site: str, language: str, width: int) -> None:
    context = chromium.new_context(locale=language, viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{site}edit/sign-in/")
    found = look(page, "sign-in", width)
    sign_in(page, site, "librarian")
    for name, path in PAGES.items():
        page.goto(site + path)
        found += look(page, name, width)
    context.close()
    assert set(found) <= exceptions()


@pytest.mark.parametrize("width", [360, 1280])
def test_history_review_and_conflict_under_axe(chromium: Any, site: str, width: int) -> None:
    first = chromium.new_context(locale="en", viewport={"width": width, "height": 900}, bypass_csp=True)
    page = first.new_page()
    page.set_default_timeout(60_000)
    sign_in(page, site, "contributor")
    page.goto(f"{site}{RECORDS}add/")
    page.fill("#id_title", "Compared with itself")
    page.locator("button.action-save").first.click()
    page.wait_for_url(re.compile(r"/edit/\d+/"))
    address = page.url
    page.fill("#id_title", "Compared with what it was")
    page.locator("button.action-save").first.click()
    page.wait_for_load_state("networkidle")
    page.goto(re.sub(r"/record/edit/(\d+)/.*", r"/record/history/\1/", address))
    found = look(page, "history of a draft", width)
    page.locator("tbody button[data-w-dropdown-target=toggle]").first.click()
    found += look(page, "history of a draft", width)
    page.locator("a[href*='/revisions/compare/']").first.click()
    page.wait_for_url(re.compile(r"/revisions/compare/"))
    assert "Compared with what it was" in page.inner_text("main")
    found += look(page, "comparison", width)
    page.goto(address)
    found += look(page, "record of a contributor", width)
    page.goto(f"{site}edit/")
    found += look(page, "first page of a contributor", width)
    first.close()
    assert set(found) <= exceptions()
