"""Last checks with their owners, and addresses tried over a real HTTP server. Nothing is ever taken away."""

from __future__ import annotations

import csv
import socket
import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from qorgan.web.library import checking
from qorgan.web.library.link_check import Opener, is_public
from qorgan.web.library.models import AddressCheck, CheckDuty, Record

EDIT = "/library/edit/snippets/library/record/"


class Pages(BaseHTTPRequestHandler):
    """What servers do: answer, move, go in circles, refuse HEAD, wait."""

    asked: list[tuple[str, str]] = []
    rules = "User-agent: *\nDisallow: /closed/\n"

    def _do(self) -> None:
        self.asked.append((self.command, self.path))
        name = self.path.split("?")[0]
        if name == "/robots.txt":
            return self._say(200, self.rules.encode())
        if name == "/slow":
            time.sleep(3)
        if name == "/no-head" and self.command == "HEAD":
            return self._say(405)
        moves = {
            "/moved": "/here",
            "/circle": "/circle",
            "/to-private": "http://127.0.0.1:1/",
            "/to-metadata": "http://169.254.169.254/latest/",
            "/to-file": "file:///etc/passwd",
        }
        if name in moves:
            return self._say(302, location=moves[name])
        status = {"/gone": 404, "/dead": 410, "/broken": 500, "/member": 403}.get(name, 200)
        return self._say(status, b"x")

    do_GET = do_HEAD = _do  # noqa: N815

    def _say(self, status: int, body: bytes = b"", location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    Pages.asked = []
    one = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=one.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{one.server_port}"
    one.shutdown()


def opener(server: str, **more: Any) -> Opener:
    port = int(server.rsplit(":", 1)[1])
    return Opener(allowed=frozenset({("127.0.0.1", port)}), pause=0.0, seconds=1.0, **more)


@pytest.mark.parametrize(
    ("path", "outcome", "status"),
    [
        ("/here", "answers", 200),
        ("/moved", "moved", 200),
        ("/gone", "gone", 404),
        ("/dead", "gone", 410),
        ("/member", "refuses", 403),
        ("/broken", "fails", 500),
        ("/no-head", "answers", 200),
        ("/circle", "redirects", None),
        ("/slow", "slow", None),
        ("/closed/page", "robots", None),
        ("/to-private", "private", None),
        ("/to-metadata", "private", None),
        ("/to-file", "wrong", None),
    ],
)
def test_what_a_server_does_is_said(server: str, path: str, outcome: str, status: int | None) -> None:
    found = opener(server).open(server + path)
    assert (found.outcome, found.status) == (outcome, status)


def test_head_comes_first_and_rules_are_asked_once(server: str) -> None:
    one = opener(server)
    one.open(f"{server}/here")
    one.open(f"{server}/no-head")
    assert Pages.asked == [
        ("GET", "/robots.txt"),
        ("HEAD", "/here"),
        ("HEAD", "/no-head"),
        ("GET", "/no-head"),
    ]


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:10.0.0.1]/",
        "http://[fd00::1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://93.184.215.14:22/",
    ],
)
def test_an_address_of_a_private_network_is_never_opened(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    def no_connection(*args: Any, **kwargs: Any) -> Any:
        raise AssertionError(f"connected to {args}")

    monkeypatch.setattr(socket, "create_connection", no_connection)
    assert Opener(pause=0.0).open(address).outcome in ("private", "no_name")


def test_a_name_that_changes_its_answer_reaches_nothing_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: public when judged, private when connected. The connection goes to what was judged."""
    answers = iter([["93.184.215.14"], ["127.0.0.1"], ["127.0.0.1"]])
    reached: list[str] = []

    def connect(target: tuple[str, int], *args: Any, **kwargs: Any) -> Any:
        reached.append(target[0])
        raise OSError("nothing is really opened")

    monkeypatch.setattr(socket, "create_connection", connect)
    Opener(pause=0.0, resolve=lambda host, port: next(answers)).open("http://rebinding.example/")
    assert reached == ["93.184.215.14"]


def test_one_private_answer_among_public_ones_is_enough_to_refuse() -> None:
    found = Opener(pause=0.0, resolve=lambda host, port: ["93.184.215.14", "10.0.0.5"]).open(
        "http://two.example/"
    )
    assert found.outcome == "private"


def test_public_addresses_are_known() -> None:
    assert is_public("93.184.215.14") and is_public("2606:2800:21f:cb07:6820:80da:af6b:8b2c")
    assert not is_public("224.0.0.1") and not is_public("100.64.0.1") and not is_public("fe80::1%eth0")


@pytest.mark.django_db
def test_an_address_that_fails_is_reported_and_takes_nothing_away(
    server: str, signed_in: Any, draft: Any, typed: Any
) -> None:
    record = draft(address=f"{server}/gone")
    librarian = signed_in("librarian")
    source = {"sources-0-value-address": f"{server}/here"}
    librarian.post(
        f"{EDIT}edit/{record.pk}/", typed(address=f"{server}/gone", **source) | {"action-publish": "1"}
    )
    for _ in range(2):
        made = list(checking.check_addresses(opener(server), [record.identifier]))
        assert {(one.address.rsplit("/", 1)[1], one.outcome) for one in made} == {
            ("gone", "gone"),
            ("here", "answers"),
        }
    assert AddressCheck.objects.filter(address=f"{server}/gone").count() == 2, "its history is kept"
    assert Record.objects.get(pk=record.pk).live
    page = librarian.get("/library/edit/addresses/").content.decode()
    assert f"{server}/gone" in page and "says there is no such page" in page and f"{server}/here" not in page
    assert "Addresses that do not open" in librarian.get("/library/edit/").content.decode()


@pytest.mark.django_db
def test_a_check_older_than_twelve_months_is_due() -> None:
    day = date(2026, 11, 26)
    row = Record.objects.filter(live=True).first()
    assert row is not None
    every = Record.objects.filter(identifier=row.identifier)
    for checked, is_due in ((None, True), (date(2025, 11, 25), True), (date(2025, 11, 26), False)):
        every.update(last_checked=checked)
        assert (row.identifier in {one.record.identifier for one in checking.due(day)}) is is_due, checked


@pytest.mark.django_db
def test_a_check_has_an_owner_and_an_end(signed_in: Any, editor: Any) -> None:
    row = Record.objects.filter(live=True).first()
    assert row is not None
    Record.objects.filter(identifier=row.identifier).update(last_checked=None)
    contributor, reviewer = signed_in("contributor"), signed_in("reviewer")
    assert "nobody yet" in contributor.get("/library/edit/to-check/").content.decode()
    contributor.post(f"/library/edit/to-check/{row.pk}/take/")
    assert CheckDuty.objects.get(identifier=row.identifier).owner == editor("contributor")
    assert row.title in contributor.get("/library/edit/").content.decode()
    assert contributor.post(f"/library/edit/to-check/{row.pk}/today/").headers["Location"] == "/library/edit/"
    assert Record.objects.get(pk=row.pk).last_checked is None, "a contributor does not confirm"
    reviewer.post(f"/library/edit/to-check/{row.pk}/today/")
    days = set(Record.objects.filter(identifier=row.identifier).values_list("last_checked", flat=True))
    assert days == {checking.today()}
    assert not CheckDuty.objects.filter(identifier=row.identifier).exists()


@pytest.mark.django_db
def test_a_check_leaves_what_somebody_is_writing_a_draft(signed_in: Any, draft: Any, typed: Any) -> None:
    record = draft()
    signed_in("librarian").post(f"{EDIT}edit/{record.pk}/", typed() | {"action-publish": "1"})
    signed_in("contributor").post(f"{EDIT}edit/{record.pk}/", typed(title="Not public yet"))
    signed_in("reviewer").post(f"/library/edit/to-check/{record.pk}/today/")
    row = Record.objects.get(pk=record.pk)
    assert row.title == "A guide for village akims" and row.last_checked == checking.today()
    written = row.get_latest_revision_as_object()
    assert written.title == "Not public yet" and written.last_checked == checking.today()


def test_a_year_before_a_leap_day_is_a_day() -> None:
    assert checking.oldest_allowed(date(2024, 2, 29)) == date(2023, 2, 28)
    assert checking.oldest_allowed(date(2026, 11, 26)) + timedelta(days=365) == date(2026, 11, 26)


@pytest.mark.parametrize("title", ['=HYPERLINK("https://example.org")', "+1", "-1", "@x", "\t=1"])
def test_the_audit_log_as_csv_runs_nothing(signed_in: Any, draft: Any, title: str) -> None:
    draft(title=title)
    answer = signed_in("librarian").get("/library/edit/reports/site-history/?export=csv")
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(b"".join(answer.streaming_content).decode().splitlines()))
    cells = [cell for row in rows for cell in row]
    assert f"'{title.strip()}" in cells
    assert not [cell for cell in cells if cell[:1] in tuple("=+@-\t")]
