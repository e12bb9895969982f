"""Hands `/library/` to the library's own process, where one port shows everything (`make run`).

In production the web server in front does this (deploy/nginx). The two sites share no memory, database or
cookie; a library that is slow or down takes no worker from the door: few requests wait for it at a time.
"""

from __future__ import annotations

import http.client
import logging
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

log = logging.getLogger("qorgan.forward")
PREFIX = "/library/"
SECONDS = 60
AT_ONCE = 2
LARGEST = 24 * 1024 * 1024
CHUNK = 64 * 1024
# RFC 9110: these belong to one connection and are not handed on.
OF_ONE_CONNECTION = frozenset(
    "connection keep-alive proxy-authenticate proxy-authorization te trailer transfer-encoding "
    "upgrade".split()
)
# The editors' screens use these; anything else (CONNECT) is no page's.
METHODS = frozenset("GET HEAD POST PUT PATCH DELETE OPTIONS".split())
CLOSED = (
    "<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width'><title>503</title>"
    "<p lang=kk>Кітапхана қазір ашылмай тұр. Сәл кейінірек қайталап көріңіз.</p>"
    "<p lang=ru>Библиотека сейчас не открывается. Попробуйте немного позже.</p>"
    "<p lang=en>The library does not open right now. Try again a little later.</p>"
).encode()
TOO_LARGE = (
    "<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width'><title>413</title>"
    "<p lang=kk>Бұл файл тым үлкен. Ештеңе сақталмады. Файлдың орнына оның мекенжайын беріңіз.</p>"
    "<p lang=ru>Этот файл слишком большой. Ничего не сохранено. Вместо файла дайте его адрес.</p>"
    "<p lang=en>This file is too large. Nothing was kept. Give its address instead of the file.</p>"
).encode()
Start = Callable[..., Any]
Site = Callable[[dict[str, Any], Start], Iterable[bytes]]


class _Local(http.client.HTTPConnection):
    """HTTP over a socket of the file system, which only this user can open."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=SECONDS)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(SECONDS)
        self.sock.connect(str(self.path))


class Forwarding:
    """A WSGI application: the library's addresses by its socket, all others by `site`."""

    def __init__(self, site: Site, path: Path) -> None:
        self.site, self.path = site, path
        self.places = threading.BoundedSemaphore(AT_ONCE)

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        asked = environ.get("PATH_INFO", "")
        if asked == PREFIX.rstrip("/"):
            query = environ.get("QUERY_STRING", "")
            there = _ascii(f"{PREFIX}?{query}" if query else PREFIX)
            return _plain(start, "301 Moved Permanently", b"", [("Location", there)])
        if not asked.startswith(PREFIX):
            return self.site(environ, start)
        if environ["REQUEST_METHOD"] not in METHODS:
            return _plain(start, "405 Method Not Allowed", b"", [("Allow", ", ".join(sorted(METHODS)))])
        try:
            length = int(environ.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return _plain(start, "400 Bad Request", CLOSED)
        if length > LARGEST:
            return _plain(start, "413 Content Too Large", TOO_LARGE)
        if not self.places.acquire(timeout=5):
            return _plain(start, "503 Service Unavailable", CLOSED, [("Retry-After", "5")])
        try:
            return self._forward(environ, start, length)
        except (OSError, http.client.HTTPException) as error:
            log.error("the library's process did not answer: %s", type(error).__name__)
            return _plain(start, "503 Service Unavailable", CLOSED, [("Retry-After", "5")])
        finally:
            self.places.release()

    def _forward(self, environ: dict[str, Any], start: Start, length: int) -> Iterable[bytes]:
        connection = _Local(self.path)
        try:
            address = _ascii(environ.get("RAW_URI") or _address(environ))
            body = _body(environ["wsgi.input"], length) if length else None
            connection.request(environ["REQUEST_METHOD"], address, body, _headers(environ, length))
            answer = connection.getresponse()
            # Read whole: pages are small, and a place is given back before the reader's line is waited for.
            content = answer.read()
        finally:
            connection.close()
        headers = [
            (name, value) for name, value in answer.getheaders() if name.lower() not in OF_ONE_CONNECTION
        ]
        if "content-length" not in {name.lower() for name, _value in headers}:
            headers.append(("Content-Length", str(len(content))))
        start(f"{answer.status} {answer.reason}", headers)
        return [content]


def _ascii(address: str) -> str:
    """The address with letters that were typed as they are (`?q=заң`) written the way HTTP asks.

    >>> _ascii("/library/?q=\u00e9&a=%20")
    '/library/?q=%E9&a=%20'
    """
    return quote(address.encode("latin-1", "replace"), safe="%/:?#[]@!$&'()*+,;=~-._\"<>^`{|}\\")


def _address(environ: dict[str, Any]) -> str:
    path = quote(environ.get("PATH_INFO", "").encode("latin-1"), safe="/:@!$&'()*+,;=~-._")
    query = environ.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path


def _headers(environ: dict[str, Any], length: int) -> dict[str, str]:
    found = {
        name[5:].replace("_", "-").title(): value
        for name, value in environ.items()
        if name.startswith("HTTP_") and name[5:].replace("_", "-").lower() not in OF_ONE_CONNECTION
    }
    if environ.get("CONTENT_TYPE"):
        found["Content-Type"] = environ["CONTENT_TYPE"]
    if length:
        found["Content-Length"] = str(length)
    return found


def _body(stream: Any, length: int) -> Iterator[bytes]:
    while length > 0:
        part = stream.read(min(CHUNK, length))
        if not part:
            return
        length -= len(part)
        yield part


def _plain(
    start: Start, status: str, body: bytes, headers: list[tuple[str, str]] | None = None
) -> Iterable[bytes]:
    start(
        status,
        [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", "default-src 'none'"),
            ("Referrer-Policy", "no-referrer"),
            *(headers or ()),
        ],
    )
    return [body]
