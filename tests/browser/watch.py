"""What a browser asked for, complained of and kept while somebody walked through the pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

NARROWEST, NARROW, WIDE = 320, 360, 1280
HEIGHT = 900
OWN_HOST = "localhost"
ENGLISH = re.compile(r"\b[A-Za-z]{2,}(?:[ ,]+[A-Za-z]+){2,}")
_axe = Axe()
# One answer for each place where a page could leave something behind on the device.
KEPT = """async () => ({
  local: localStorage.length, session: sessionStorage.length,
  databases: indexedDB.databases ? (await indexedDB.databases()).length : 0,
  workers: navigator.serviceWorker ? (await navigator.serviceWorker.getRegistrations()).length : 0,
  caches: window.caches ? (await caches.keys()).length : 0, script: document.cookie,
})"""
NOTHING_KEPT = {"local": 0, "session": 0, "databases": 0, "workers": 0, "caches": 0, "script": ""}


@dataclass
class Watch:
    """Fills while the context is used. `asked` are our own addresses, `foreign` everybody else's."""

    asked: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @classmethod
    def over(cls, context: BrowserContext) -> Watch:
        watch = cls()
        context.on("request", watch._request)
        context.on("response", watch._response)
        context.on("console", watch._console)
        context.on("weberror", lambda error: watch.complaints.append(str(error.error)))
        return watch

    def _request(self, request: Request) -> None:
        host = urlsplit(request.url).hostname
        (self.asked if host == OWN_HOST else self.foreign).append(request.url)

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.broken.append(f"{response.status} {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        # A refused form answers 422 and a wrong address 404: Chromium reports those as failed loads.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(message.text)


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands, one line each; empty when nothing."""
    answer: dict[str, Any] = _axe.run(page, options={"resultTypes": ["violations"]}).response
    return [f"{one['id']}: {node['html'][:160]}" for one in answer["violations"] for node in one["nodes"][:3]]


def too_wide(page: Page) -> int:
    """By how many pixels the page is wider than the screen; 0 or less when it fits."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def left_in_english(page: Page) -> list[str]:
    """Lines that hold three English words in a row. Passed over: what people typed, which carries a mark;
    what the page itself says is in another language; keys of authenticators, which are capitals.
    """
    other = page.evaluate(
        "[...document.querySelectorAll('body [lang]')].filter(e => e.lang != document.documentElement.lang)"
        ".flatMap(e => e.innerText.split('\\n'))"
    )
    said = page.locator("body").inner_text().splitlines()
    lines = [line for line in said if "SYNTHETIC" not in line and line not in other]
    return [line.strip() for line in lines if (m := ENGLISH.search(line)) and not m[0].isupper()]


Look = Callable[[Page, str], None]


@dataclass(frozen=True)
class Seen:
    """A page that was reached."""

    path: str
    title: str
    language: str


@dataclass
class Looker:
    """Called on every page that a walk reaches; looks at each once, and keeps what was wrong with it."""

    axe: bool = True
    seen: dict[str, Seen] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def __call__(self, page: Page, name: str) -> None:
        if name in self.seen:
            return
        language = page.locator("html").get_attribute("lang") or ""
        self.seen[name] = Seen(urlsplit(page.url).path, page.title(), language)
        self._fits(page, name)
        if language != "en":
            self.faults += [f"{name} in {language}: {line!r}" for line in left_in_english(page)]
        if self.axe:
            self.faults += [f"{name}: {line}" for line in violations(page)]

    def _fits(self, page: Page, name: str) -> None:
        size = page.viewport_size or {"width": WIDE, "height": HEIGHT}
        for width in {size["width"], NARROWEST if name.startswith("door-") else size["width"]}:
            page.set_viewport_size({"width": width, "height": size["height"]})
            if (over := too_wide(page)) > 0:
                self.faults.append(f"{name} at {width}: {over} px too wide")
        page.set_viewport_size(size)

    def of_the_door(self) -> list[Seen]:
        return [one for name, one in self.seen.items() if name.startswith("door-")]
