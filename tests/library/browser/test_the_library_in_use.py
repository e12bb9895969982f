"""In Chromium: a pack opened from a folder, a course taken without a script, a remark, and paper."""

from __future__ import annotations

import io
import shutil
import urllib.request
from pathlib import Path
from typing import Any

import pypdf
import pytest
from tests.browser.watch import left_in_english, violations
from tests.library.use import sticks

PAGES = (
    "index.html", "search.html", "words.html", "az.html", "topic.html", "topic-domestic-violence.html",
    "r/q0002007.html", "services.html", "glossary.html", "lists.html", "list-crisis-centre.html",
    "courses.html", "course-protective-order-1.html", "course-protective-order-check.html",
    "course-protective-order-answers.html", "compare.html", "changes.html", "cite.html", "licence.html",
)  # fmt: skip
LIVE = (
    "courses/", "courses/protective-order/", "courses/protective-order/3/", "courses/protective-order/check/",
    "certificate/", "lists/", "lists/crisis-centre/", "r/q0002007/", "r/q0002007/tell/", "pack/",
)  # fmt: skip
# Pages on which titles, names and addresses of the resources stand as their makers wrote them.
OF_THE_WORLD = (
    "r/",
    "az",
    "words",
    "topic-",
    "list-",
    "compare",
    "changes",
    "licence",
    "glossary",
    "services",
)
TYPED = [
    ("kk", "қорғау нұсқамасы", "r/q0000706.html"),
    ("kk", "коргау нускамасы", "r/q0000706.html"),
    ("kk", "rjhufe yecrfvfcs", "r/q0000706.html"),
    ("kk", "защитное предписание", "r/q0000706.html"),
    ("kk", "сталкинг", "r/q0000036.html"),
    ("kk", "SASA", "r/q0002007.html"),
    ("kk", "109-1", "r/q0000028.html"),
]


@pytest.fixture(scope="module")
def stick(site: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack of all languages with the whole first collection, unpacked as onto a stick."""
    with urllib.request.urlopen(f"{site}pack/library-all.zip") as answer:
        data = answer.read()
    assert sticks.lost_links(sticks.unpacked(data)) == []
    return sticks.unpack_to(tmp_path_factory.mktemp("stick"), data)


def _wide(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_stick_is_read_from_its_folder_and_asks_nobody(chromium: Any, stick: Path, language: str) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800}, offline=True)
    page, asked, said = context.new_page(), [], []
    page.on("request", lambda one: asked.append(one.url))
    page.on("console", lambda one: said.append(one.text) if one.type in ("error", "warning") else None)
    for name in PAGES:
        page.goto((stick / language / name).as_uri())
        assert page.locator("h1").inner_text().strip()
        for width in (360, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert not _wide(page), name
        if language != "en" and not name.startswith(OF_THE_WORLD):
            assert left_in_english(page) == [], name
    context.close()
    assert asked
    assert all(one.startswith("file:") for one in asked)
    assert said == []


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_axe_finds_nothing_on_a_stick(chromium: Any, stick: Path, language: str) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 800})
    found = {}
    for name in PAGES:
        page.goto((stick / language / name).as_uri())
        found[name] = violations(page)
    page.close()
    assert {name: one for name, one in found.items() if one} == {}


def test_without_a_script_every_record_is_reached_by_its_letter(chromium: Any, stick: Path) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto((stick / "index.html").as_uri())
    page.locator("a[lang=ru]").click()
    page.locator("main a[href='az.html']").click()
    page.locator("main .law a").first.click()
    assert "/ru/r/q" in page.url
    page.goto((stick / "ru/search.html").as_uri())
    assert not page.locator("#q").is_visible()
    assert page.locator("noscript").count() == 1
    context.close()


def test_without_a_script_a_record_is_found_by_a_word_of_its_title(chromium: Any, stick: Path) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto((stick / "kk/search.html").as_uri())
    page.locator("main a[href='words.html']").click()
    page.locator(".letters a", has_text="S").first.click()
    page.locator("dt", has_text="SASA").locator("xpath=following-sibling::dd[1]//a").first.click()
    assert "SASA" in page.locator("h1").inner_text()
    page.locator(".pack__langs a[lang=en]").click()
    assert "/en/r/" in page.url
    assert "SASA" in page.locator("h1").inner_text()
    context.close()


@pytest.mark.parametrize("name", ["protective-order", "first-conversation", "reading-evidence"])
def test_a_question_on_a_stick_marks_itself_by_keyboard_without_a_script(
    chromium: Any, stick: Path, name: str
) -> None:
    context = chromium.new_context(
        viewport={"width": 360, "height": 800}, java_script_enabled=False, offline=True
    )
    page = context.new_page()
    page.goto((stick / f"en/course-{name}-check.html").as_uri())
    asked = page.locator("fieldset")
    count = asked.count()
    assert page.locator(".told p:visible").count() == 0
    for number in range(count):
        one = asked.nth(number)
        one.locator("input").first.focus()
        page.keyboard.press("Space")
        for _each in range(1, one.locator("input").count()):
            assert one.get_by_role("status").locator("p:visible").count() == 1
            page.keyboard.press("ArrowDown")
        assert one.locator(".told p:visible").inner_text().startswith(("Right.", "Not yet."))
        one.locator(".choice--right input").check()
        assert one.locator(".told p:visible").inner_text().startswith("Right.")
    assert _counted(page) == f"Right so far: {count} / {count}"
    page.locator(".choice:not(.choice--right) input").first.check()
    assert _counted(page) == f"Right so far: {count - 1} / {count}"
    address = page.url
    page.keyboard.press("Enter")
    assert page.url == address, "nothing of what was chosen comes into the address"
    page.locator("button[type=reset]").click()
    assert page.locator(".told p:visible").count() == 0
    context.close()


def _counted(page: Any) -> str:
    """The line of right answers as a screen reader is given it, with what the sheet writes into it."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    texts = [one["name"]["value"] for one in nodes if one["role"]["value"] == "StaticText" and "name" in one]
    place = next(at for at, text in enumerate(texts) if text.startswith("Right so far"))
    return "".join(texts[place : place + 3])


def test_without_its_sheet_a_question_keeps_its_answer_in_a_fold(
    chromium: Any, stick: Path, tmp_path: Path
) -> None:
    shutil.copytree(stick / "ru", tmp_path / "ru")
    (tmp_path / "ru/a/style.css").unlink()
    context = chromium.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((tmp_path / "ru/course-protective-order-check.html").as_uri())
    first = page.locator("fieldset").first
    first.locator("input").first.check()
    assert page.locator(".told p:visible").count() == 0
    assert page.locator(".tally:visible").count() == 0
    assert not first.locator("details p").first.is_visible()
    first.locator("summary").click()
    right = first.locator(".choice--right label").inner_text()
    assert first.locator("details b").first.inner_text() == right
    context.close()


@pytest.mark.parametrize(("language", "typed", "wanted"), TYPED)
def test_the_search_of_a_stick_finds_among_the_first_five(
    chromium: Any, stick: Path, language: str, typed: str, wanted: str
) -> None:
    page = chromium.new_page()
    page.goto((stick / language / "search.html").as_uri())
    page.fill("#q", typed)
    page.keyboard.press("Enter")
    page.wait_for_selector("#found a")
    found = [one.get_attribute("href") for one in page.locator("#found a").all()[:5]]
    page.close()
    assert wanted in found


def test_what_is_not_there_and_what_is_markup_is_said_plainly(chromium: Any, stick: Path) -> None:
    page = chromium.new_page()
    page.goto((stick / "en/search.html").as_uri())
    for typed in ("<img src=x onerror=alert(1)>zzzz", "qqqqqqqq", "   ", "(((", "hasOwnProperty", "12345678"):
        page.fill("#q", typed)
        page.keyboard.press("Enter")
        assert page.locator("#found img").count() == 0
        assert page.locator("#found a").count() == 0
    page.close()


def test_a_course_is_taken_to_its_certificate_without_a_script_or_a_cookie(chromium: Any, site: str) -> None:
    context = chromium.new_context(
        viewport={"width": 360, "height": 800}, java_script_enabled=False, accept_downloads=True
    )
    page = context.new_page()
    page.goto(f"{site}courses/protective-order/?lang=kk")
    page.locator("main a.button").click()
    while page.locator("form fieldset").count() == 0:
        page.locator("main .turn a.button").first.click()
    for group in page.locator("fieldset").all():
        group.locator("label").first.click()
    page.locator("main form button").click()
    assert page.locator("section.card").count() >= 4
    with page.expect_download() as got:
        page.locator("section.next button").click()
    data = Path(got.value.path()).read_bytes()
    assert data.startswith(b"%PDF")
    assert context.cookies() == []
    context.close()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_pages_fit_and_axe_finds_nothing(chromium: Any, site: str, language: str) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 800})
    page, said = context.new_page(), []
    page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    for path in LIVE:
        answer = page.goto(f"{site}{path}?lang={language}")
        assert len(answer.body()) <= 100_000, path
        assert not _wide(page), path
        assert violations(page) == [], path
    assert context.cookies() == []
    context.close()
    assert said == []


@pytest.mark.parametrize(
    "path", ["r/q0002007/", "lists/police-trainer/", "glossary/", "courses/protective-order/2/"]
)
def test_pages_print_on_a4_with_their_text_and_without_their_buttons(
    chromium: Any, site: str, path: str
) -> None:
    page = chromium.new_page()
    page.goto(f"{site}{path}?lang=ru")
    title = page.locator("h1").inner_text()
    data = page.pdf(format="A4")
    page.close()
    reader = pypdf.PdfReader(io.BytesIO(data))
    text = " ".join(" ".join(one.extract_text() for one in reader.pages).split())
    assert "".join(title.split()) in "".join(text.split())
    assert "102" not in text.split(title.split()[0])[0], "the bar with the way out is not printed"
    assert len(reader.pages) <= (14 if path == "glossary/" else 5)
