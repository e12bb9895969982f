"""A running server with a synthetic world, and browsers to walk it with."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import django
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.watch import HEIGHT, WIDE, Watch

if TYPE_CHECKING:
    from tests.browser.cast import Cast
    from tests.web.world import World

django.setup()  # when this folder alone is run, pytest reads its modules before Django is ready

LOCALES = {"kk": "kk-KZ", "ru": "ru-RU", "en": "en-GB"}
TIMEOUT = 30_000  # milliseconds; a page of ours takes far less, a busy machine may not


@pytest.fixture(autouse=True)
def _no_cached_offset() -> Iterator[None]:
    from qorgan.web import clock

    clock.forget_offset()
    yield
    clock.forget_offset()


@pytest.fixture
def world(transactional_db: None) -> World:
    """Four synthetic agencies with their people, in the database that the server reads."""
    from tests.web import world as worlds

    return worlds.build()


class _Weather(BaseHTTPRequestHandler):
    """The page that the exit leads to: another host, as far as a browser can tell, on this machine."""

    def do_GET(self) -> None:  # noqa: N802 - the base class names it so
        body = "<!doctype html><html lang=kk><title>Ауа райы</title><h1>Ауа райы</h1></html>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture(scope="session")
def weather() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Weather)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture
def base(live_server: Any, world: World, weather: str, settings: Any) -> str:
    """The address of the running server. By name, because secure cookies work on http://localhost only."""
    settings.EXIT_URL = weather
    return str(live_server.url).replace("127.0.0.1", "localhost")


NewPage = Callable[..., tuple[Page, Watch]]


@pytest.fixture
def new_page(chromium: Browser) -> Iterator[NewPage]:
    """`new_page(width=, script=, language=)` opens a browser of its own, watched."""
    opened: list[BrowserContext] = []

    def make(width: int = WIDE, script: bool = True, language: str = "kk") -> tuple[Page, Watch]:
        context = chromium.new_context(
            viewport={"width": width, "height": HEIGHT}, java_script_enabled=script, locale=LOCALES[language]
        )
        context.set_default_timeout(TIMEOUT)
        opened.append(context)
        return context.new_page(), Watch.over(context)

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def cast(world: World) -> Cast:
    """The people of the synthetic world, as a walk needs them."""
    from tests.browser.cast import Cast, Player
    from tests.web.world import PASSWORD

    def player(name: str) -> Player:
        return Player(name, PASSWORD, world.totp[name])

    return Cast(
        centre=str(world.agencies["centre"].id),
        police=str(world.agencies["police"].id),
        worker=player("worker"),
        colleague=player("other_worker"),
        inspector=player("inspector"),
        head=player("boss_police"),
        supervisor=player("boss_centre"),
        admin=player("admin"),
        hospital=str(world.agencies["centre2"].id),
    )
