"""Campaigns and cards in Chromium: without a script, at 320 pixels, with axe, and a sheet made to the end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

PAGES = ("campaigns/", "campaigns/c1/", "campaigns/c1/result/", "campaigns/c2/result/", "cards/")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_pages_fit_a_small_telephone_and_axe_finds_nothing(
    chromium: Any, site: str, language: str
) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True)
    page = context.new_page()
    page.set_default_timeout(60_000)
    for address in PAGES:
        page.goto(f"{site}{address}?lang={language}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [one["id"] for one in found] == [], address
    context.close()


def test_a_sheet_is_made_without_a_script_after_a_mistake(chromium: Any, site: str, tmp_path: Path) -> None:
    context = chromium.new_context(java_script_enabled=False, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{site}cards/?lang=ru")
    page.check("#text-weather")
    page.fill("#f-address", "https://example.kz/?who=aigul")
    page.click("form.cards button")
    page.wait_for_selector("#summary")
    assert page.input_value("#f-address") == "https://example.kz/?who=aigul"
    page.uncheck("#number-111")
    page.fill("#f-address", "https://example.kz/")
    with page.expect_download() as waited:
        page.click("form.cards button")
    waited.value.save_as(tmp_path / "sheet.pdf")
    assert waited.value.suggested_filename == "sheet-card.pdf"
    assert PdfReader(tmp_path / "sheet.pdf").pages[0].extract_text().count("example.kz") == 10
    assert context.cookies() == []
    context.close()


def test_the_plan_and_its_result_lead_to_each_other(chromium: Any, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}?lang=en")
    page.click("footer >> text=Campaigns")
    page.click("text=Posters at bus stops")
    page.click("text=To the result")
    assert "No effect shown" in page.inner_text("main")
    page.click("text=To the plan")
    assert page.url.endswith("/campaigns/c2/?lang=en")
    context.close()
