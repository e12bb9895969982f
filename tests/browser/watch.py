"""What a browser asked for, complained of and kept while somebody walked through the pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

NARROW, WIDE = 360, 1280
HEIGHT = 900
OWN_HOST = "localhost"
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
    found: list[dict[str, Any]] = _axe.run(page, options={"resultTypes": ["violations"]}).response[
        "violations"
    ]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"][:3]]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


Look = Callable[[Page, str], None]


@dataclass
class Looker:
    """Called on every page that a walk reaches; remembers each by name, and what was wrong with it."""

    axe: bool = True
    seen: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)

    def __call__(self, page: Page, name: str) -> None:
        if name in self.seen:
            return
        self.seen.append(name)
        self.titles.add(page.title())
        self._look(page, name)

    def _look(self, page: Page, name: str) -> None:
        size = page.viewport_size or {"width": WIDE, "height": HEIGHT}
        if (over := overflow(page)) > 0:
            self.faults.append(f"{name} at {size['width']}: {over} px too wide")
        if self.axe:
            self.faults += [f"{name} at {size['width']}: {line}" for line in violations(page)]
