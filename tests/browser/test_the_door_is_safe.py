"""Leaving, and what stays behind: nothing on the screen, on the device, in an address or at another host."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, Request

from tests.browser.cast import Cast
from tests.browser.conftest import LOCALES, NewPage
from tests.browser.door import Survivor
from tests.browser.watch import KEPT, NOTHING_KEPT
from tests.conftest import CHROMIUM_FLAGS

CANARY = "SYNTHETIC kestrel under the blue staircase"
FIRST_PAGE = 50 * 1024
SAME_MOMENT = 20  # milliseconds


def nothing(page: Page, name: str) -> None:
    """Looks at nothing."""


def _till_the_story_is_told(page: Page, base: str, cast: Cast) -> Survivor:
    she = Survivor(page, base, "en", nothing)
    she.arrive()
    she.tell(cast.centre, CANARY, name="Kestrel Synthetic", enough=True)
    assert CANARY in page.content()
    return she


@pytest.fixture
def remembering(chromium: Browser) -> Iterator[Browser]:
    """A browser that keeps pages in memory for Back, as browsers do; Playwright's own does not."""
    executable = os.environ.get("QORGAN_CHROMIUM") or shutil.which("chromium")
    browser = chromium.browser_type.launch(
        executable_path=executable,
        args=CHROMIUM_FLAGS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield browser
    browser.close()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_back_after_leaving_shows_no_answers(
    base: str, cast: Cast, remembering: Browser, script: bool
) -> None:
    context = remembering.new_context(java_script_enabled=script, locale=LOCALES["en"])
    page = context.new_page()
    she = _till_the_story_is_told(page, base, cast)
    she.leave()
    assert page.url == settings.EXIT_URL
    for _ in range(6):
        if page.go_back() is None:
            break
        page.wait_for_load_state()
        assert CANARY not in page.content() and "Kestrel" not in page.content()
        assert she.at in ("", "language"), "the server holds no answers any more"
    context.close()


# Says when the page turned blank, in milliseconds since 1970.
SAY_WHEN_BLANK = """() => new MutationObserver(() => {
  const shown = getComputedStyle(document.body).display !== "none";
  if (!shown) { console.log("blank " + (performance.timeOrigin + performance.now())); }
}).observe(document.documentElement, {attributes: true})"""


@pytest.mark.parametrize("how", ["button", "shift"])
def test_leaving_blanks_the_screen_before_anything_is_asked(
    base: str, cast: Cast, new_page: NewPage, how: str
) -> None:
    page, _watch = new_page(language="en")
    _till_the_story_is_told(page, base, cast)
    said: list[str] = []
    requests: list[Request] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: requests.append(request))
    page.evaluate(SAY_WHEN_BLANK)
    with page.expect_navigation(url=settings.EXIT_URL):
        if how == "button":
            page.locator("#leave").click()
        else:
            for _ in range(3):
                page.keyboard.press("Shift")
    _until(page, lambda: any(line.startswith("blank ") for line in said))
    blank_at = float(next(line for line in said if line.startswith("blank ")).split()[1])
    assert requests[0].url == base + "/exit"
    # In one breath with asking, and not after an answer: the two clocks differ by a millisecond or two.
    assert blank_at - requests[0].timing["startTime"] < SAME_MOMENT


def test_leaving_with_script_replaces_the_page_in_the_history(
    base: str, cast: Cast, new_page: NewPage
) -> None:
    page, _watch = new_page(language="en")
    she = _till_the_story_is_told(page, base, cast)
    before = page.evaluate("history.length")
    she.leave()
    assert page.evaluate("history.length") == before


def test_nothing_is_kept_on_the_device_but_one_cookie_that_ends_with_the_browser(
    base: str, cast: Cast, new_page: NewPage
) -> None:
    page, watch = new_page(language="en")
    she = _till_the_story_is_told(page, base, cast)
    she.send()
    assert page.evaluate(KEPT) == NOTHING_KEPT
    (cookie,) = page.context.cookies()
    assert cookie["name"] == "__Host-d" and cookie["path"] == "/" and cookie["expires"] == -1
    assert cookie["secure"] and cookie["httpOnly"] and cookie["sameSite"] == "Lax"
    she.leave()
    assert page.context.cookies(base) == []
    assert watch.complaints == []


def test_leaving_the_door_does_not_sign_out_who_works_in_the_same_browser(
    base: str, cast: Cast, new_page: NewPage
) -> None:
    from tests.browser.desk import Staff

    page, _watch = new_page(language="en")
    staff = Staff(page, base, "en", nothing)
    staff.sign_in(cast.worker)
    she = Survivor(page, base, "en", nothing)
    she.arrive()
    she.leave()
    page.goto(base + "/desk/")
    assert page.locator("header .who form:not(.langs) button").count(), "still signed in"
    assert [one["name"] for one in page.context.cookies(base)] == ["__Host-s"]


def test_every_step_has_the_same_address_and_the_same_title(base: str, cast: Cast, new_page: NewPage) -> None:
    page, watch = new_page(language="en")
    titles, paths = set(), set()

    def look(page: Page, name: str) -> None:
        titles.add(page.title())
        paths.add(page.url.removeprefix(base))

    she = Survivor(page, base, "en", look)
    she.arrive()
    she.look_around()
    she.tell(cast.centre, enough=True)
    words = she.send()
    she.come_back(words)
    assert paths == {"/"} and titles == {"Notes"}
    she.leave()
    own = {address.removeprefix(base) for address in watch.asked}
    assert own <= {"/", "/exit", "/s/ui/qorgan.css", "/s/ui/page.svg", "/s/ui/leave.js"}
    assert set(watch.foreign) == {settings.EXIT_URL}


def test_the_first_page_weighs_at_most_fifty_kilobytes_in_all(base: str, new_page: NewPage) -> None:
    page, _watch = new_page()
    parts: list[tuple[str, int]] = []

    def weigh(request: object) -> None:
        sizes = request.sizes()  # type: ignore[attr-defined]
        weight = sizes["responseBodySize"] + sizes["responseHeadersSize"]
        parts.append((request.url, weight))  # type: ignore[attr-defined]

    page.context.on("requestfinished", weigh)
    page.goto(base + "/", wait_until="networkidle")
    assert len(parts) >= 3, "the page, its style and its script"
    assert sum(size for _url, size in parts) <= FIRST_PAGE, parts


def test_a_page_that_broke_the_policy_would_be_noticed(base: str, new_page: NewPage) -> None:
    """Guards the other tests: what they listen for is really said."""
    page, watch = new_page()
    page.goto(base + "/")
    page.evaluate(
        """() => {
          document.body.insertAdjacentHTML("beforeend", "<p style='color:red'>x</p>");
          const code = document.createElement("script"); code.textContent = "1"; document.body.append(code);
          new Image().src = "http://127.0.0.1:9/x.png";
        }"""
    )
    _until(page, lambda: len(watch.complaints) >= 3)
    assert all("Content Security Policy" in one for one in watch.complaints[:3])


def test_her_draft_is_gone_after_twenty_idle_minutes(base: str, cast: Cast, new_page: NewPage) -> None:
    """The page lets go by itself: the screen blanks and the server forgets, with nobody pressing anything."""
    page, watch = new_page(language="en")
    page.clock.install()
    she = _till_the_story_is_told(page, base, cast)
    page.clock.fast_forward("20:30")
    _until(page, lambda: settings.EXIT_URL in watch.foreign)
    page.wait_for_url(settings.EXIT_URL)  # else its arrival breaks off the way back
    page.goto(base + "/")
    assert she.at == "language" and CANARY not in page.content()


def _until(page: Page, true: Callable[[], bool], seconds: float = 10) -> None:
    """Lets the browser go on until something is so."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not happen in time"
        page.wait_for_timeout(50)
