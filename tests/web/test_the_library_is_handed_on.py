"""`/library/` is handed to the library over its socket; a library that fails harms nobody else."""

from __future__ import annotations

import http.server
import io
import socketserver
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qorgan.web import forward
from qorgan.web.forward import Forwarding

SEEN: list[dict[str, Any]] = []


class Answering(http.server.BaseHTTPRequestHandler):
    """A library that says what it was asked."""

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        SEEN.append({"path": self.path, "headers": dict(self.headers), "body": body})
        if "slow" in self.path:
            time.sleep(1.5)
        if "short" in self.path:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nabc")
            return
        content = b"from the library"
        self.send_response(410 if "gone" in self.path else 200)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Set-Cookie", "__Host-l=a; Path=/; Secure")
        self.send_header("Set-Cookie", "b=c")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET

    def address_string(self) -> str:
        return "library"

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""


class Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Forwarding]:
    SEEN.clear()
    path = tmp_path / "library.sock"
    with Unix(str(path), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Forwarding(office, path)
        server.shutdown()


def office(environ: dict[str, Any], start: Any) -> list[bytes]:
    start("200 OK", [("Content-Type", "text/plain")])
    return [b"from the office"]


def ask(site: Forwarding, path: str, body: bytes = b"", **more: str) -> tuple[str, dict[str, str], bytes]:
    told: list[Any] = []
    path, _question, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "POST" if body else "GET",
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "CONTENT_LENGTH": str(len(body)) if body else "",
        "wsgi.input": io.BytesIO(body),
        "HTTP_HOST": "localhost:8000",
    } | more
    content = b"".join(site(environ, lambda status, headers: told.extend((status, headers))))
    return told[0], dict(told[1]), content


def test_only_the_library_s_addresses_are_handed_on(site: Forwarding) -> None:
    assert ask(site, "/")[2] == ask(site, "/librarysomething")[2] == b"from the office"
    assert ask(site, "/library/")[2] == b"from the library"
    status, headers, _body = ask(site, "/library")
    assert (status, headers["Location"]) == ("301 Moved Permanently", "/library/")


def test_address_query_body_and_host_arrive_as_they_were_sent(site: Forwarding) -> None:
    ask(site, "/library/ұ/?q=%D2%B1&a=b", b"x=1", HTTP_CONNECTION="keep-alive", CONTENT_TYPE="text/x")
    asked = SEEN[-1]
    assert asked["path"] == "/library/%D2%B1/?q=%D2%B1&a=b"
    assert asked["body"] == b"x=1"
    assert asked["headers"]["Host"] == "localhost:8000"
    assert asked["headers"]["Content-Type"] == "text/x"
    assert "Connection" not in asked["headers"]


def test_letters_typed_as_they_are_arrive_as_http_writes_them(site: Forwarding) -> None:
    typed = "заң".encode().decode("latin-1")  # what a web server hands on of an address that was not quoted
    status, _headers, _body = ask(site, f"/library/search/?q={typed}&sort=\u0663\u00b2")
    assert status.startswith("200")
    assert SEEN[0]["path"].startswith("/library/search/?q=%D0%B7%D0%B0%D2%A3&sort=")
    assert SEEN[0]["path"].isascii()


def test_the_address_without_its_slash_leads_on_with_what_stands_behind_it(site: Forwarding) -> None:
    status, headers, _body = ask(site, "/library?lang=ru")
    assert status.startswith("301")
    assert headers["Location"] == "/library/?lang=ru"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_method_that_no_page_has_is_refused_and_not_handed_on(site: Forwarding) -> None:
    status, headers, _body = ask(site, "/library/", REQUEST_METHOD="CONNECT")
    assert status.startswith("405")
    assert "GET" in headers["Allow"]
    assert not SEEN


def test_status_and_every_cookie_come_back_and_what_belongs_to_one_connection_does_not(
    site: Forwarding,
) -> None:
    told: list[Any] = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/library/gone", "wsgi.input": io.BytesIO()}
    b"".join(site(environ, lambda status, headers: told.extend((status, headers))))
    assert told[0].startswith("410")
    assert [value for name, value in told[1] if name == "Set-Cookie"] == [
        "__Host-l=a; Path=/; Secure",
        "b=c",
    ]
    assert "connection" not in {name.lower() for name, _value in told[1]}


@pytest.mark.parametrize("path", ["/library/short"])
def test_an_answer_that_breaks_off_is_not_passed_on_as_whole(site: Forwarding, path: str) -> None:
    status, headers, body = ask(site, path)
    assert status.startswith("503") and headers["Cache-Control"] == "no-store"
    assert all(word in body.decode() for word in ("Кітапхана", "Библиотека", "library"))


def test_a_library_that_is_not_there_is_said_in_three_languages(tmp_path: Path) -> None:
    status, headers, body = ask(Forwarding(office, tmp_path / "nobody.sock"), "/library/")
    assert status.startswith("503") and headers["Retry-After"] == "5"
    assert all(word in body.decode() for word in ("Кітапхана", "Библиотека", "library"))
    assert ask(Forwarding(office, tmp_path / "nobody.sock"), "/")[2] == b"from the office"


def test_a_body_that_is_too_large_is_refused_before_it_is_read(site: Forwarding) -> None:
    read = io.BytesIO()
    status, _headers, body = ask(
        site,
        "/library/edit/",
        **{"CONTENT_LENGTH": str(forward.LARGEST + 1), "wsgi.input": read},  # type: ignore[arg-type]
    )
    assert status.startswith("413") and not SEEN
    assert "файл" in body.decode()


def test_a_length_that_is_no_number_is_a_bad_request(site: Forwarding) -> None:
    assert ask(site, "/library/", CONTENT_LENGTH="many")[0].startswith("400")


def test_a_slow_library_holds_few_threads_and_gives_its_places_back(site: Forwarding) -> None:
    waiting = [threading.Thread(target=ask, args=(site, "/library/slow")) for _one in range(forward.AT_ONCE)]
    for one in waiting:
        one.start()
    time.sleep(0.3)
    assert not site.places.acquire(blocking=False)
    assert ask(site, "/")[2] == b"from the office"
    for one in waiting:
        one.join()
    assert ask(site, "/library/")[2] == b"from the library"
