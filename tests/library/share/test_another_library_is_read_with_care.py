"""Harvesting from a stranger's server: its mistakes are said, its tricks lead nowhere, all is drafts."""

from __future__ import annotations

import contextlib
import io
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from tests.library.signing import signed_in

from qorgan.web.library.importing.harvesting import Asked, Harvester, HarvestStopped, outside
from qorgan.web.library.importing.models import Arrival, Preview
from qorgan.web.library.models import Record
from qorgan.web.library.outside import NotOpened, Outside, is_public

pytestmark = pytest.mark.django_db
OAI = "http://www.openarchives.org/OAI/2.0/"
Answer = tuple[int, dict[str, str], bytes | Iterator[bytes]]


def document(inside: str, name: str = "OAI-PMH", space: str = OAI) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><{name} xmlns="{space}">'
        f"<responseDate>2026-11-26T00:00:00Z</responseDate><request>x</request>{inside}</{name}>"
    ).encode()


def record(number: int, title: str = "", deleted: bool = False, kind: str = "Dataset") -> str:
    header = f"<identifier>oai:other:{number}</identifier><datestamp>2026-01-01</datestamp>"
    if deleted:
        return f'<record><header status="deleted">{header}</header></record>'
    title = title or f"Survey number {number} of the year {1990 + number}"
    dublin = (
        f"<dc:title>{title}</dc:title><dc:description>Words of its authors.</dc:description>"
        f"<dc:type>{kind}</dc:type><dc:identifier>https://other.example/{number}</dc:identifier>"
    )
    return (
        f'<record><header>{header}</header><metadata><d:dc xmlns:d="{OAI}oai_dc/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">{dublin}</d:dc></metadata></record>'
    )


def listed(*records: str, token: str | None = None) -> bytes:
    more = f"<resumptionToken>{token}</resumptionToken>" if token is not None else ""
    return document(f"<ListRecords>{''.join(records)}{more}</ListRecords>")


FORMATS = document("<ListMetadataFormats><metadataFormat><metadataPrefix>oai_dc</metadataPrefix>"
                   "</metadataFormat></ListMetadataFormats>")  # fmt: skip


class Other:
    """Another library, on this machine: `answers` gives what it says to the arguments of a request."""

    def __init__(self) -> None:
        self.answers: Callable[[dict[str, str]], bytes | Answer] = lambda asked: listed(record(1))
        self.asked: list[dict[str, str]] = []
        other = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
                other.asked.append(asked)
                found = FORMATS if asked.get("verb") == "ListMetadataFormats" else other.answers(asked)
                status, headers, body = found if isinstance(found, tuple) else (200, {}, found)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                pieces = [body] if isinstance(body, bytes) else body
                with contextlib.suppress(OSError):
                    for piece in pieces:
                        self.wfile.write(piece)
                        self.wfile.flush()

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.base = f"http://localhost:{self.port}/oai"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def other(settings: Any) -> Iterator[Other]:
    found = Other()
    settings.OUTSIDE_ALLOWED = {("localhost", found.port)}
    yield found
    found.server.shutdown()
    found.server.server_close()


def run(other: Other, token: str = "", **more: Any) -> Any:
    return Harvester(outside(), **more).run(Asked(other.base), {}, token)


def harvest(other: Other, *more: str) -> str:
    out = io.StringIO()
    call_command("harvest", other.base, *more, stdout=out)
    return out.getvalue()


def drafts() -> set[str]:
    return set(Record.objects.filter(live=False).values_list("title", flat=True))


def test_records_become_drafts_marked_with_their_library_and_a_second_time_changes_nothing(
    other: Other,
) -> None:
    other.answers = lambda asked: listed(record(1), record(2))
    assert "answers 1, new 2, duplicates 0, before 0, refused 0" in harvest(other)
    row = Record.objects.get(title="Survey number 1 of the year 1991")
    assert not row.live and row.latest_revision is not None
    notes = [block.value["note"] for block in row.sources]
    assert "Taken over from the library at localhost: oai:other:1" in notes
    arrival = Arrival.objects.get(identifier=row.identifier)
    assert (arrival.origin, arrival.key) == (other.base, "oai:other:1")
    assert "new 0, duplicates 0, before 2" in harvest(other)
    assert Record.objects.filter(live=False).count() == 2


def test_a_list_in_many_pages_is_followed_to_its_end(other: Other) -> None:
    def pages(asked: dict[str, str]) -> bytes:
        number = int(asked.get("resumptionToken", "0"))
        return listed(
            record(2 * number + 1), record(2 * number + 2), token=str(number + 1) if number < 3 else ""
        )

    other.answers = pages
    assert "answers 4, new 8" in harvest(other)


def test_a_list_of_ever_new_tokens_that_says_the_same_is_left(other: Other) -> None:
    count = iter(range(10**6))
    other.answers = lambda asked: listed(record(1), token=f"t{next(count)}")
    found = run(other)
    assert (found.answers, found.token, len(found.reading.rows)) == (2, "", 1)
    assert found.reading.notes[-1]["code"] == "answer_token_wrong"


def test_a_token_that_comes_back_is_not_followed(other: Other) -> None:
    numbers = iter(range(1, 10**6))
    other.answers = lambda asked: listed(record(next(numbers)), token="again")
    found = run(other)
    assert (found.answers, found.token) == (2, "")


def test_a_list_without_end_stops_at_its_bound_and_can_go_on(other: Other) -> None:
    numbers = iter(range(1, 10**6))
    other.answers = lambda asked: listed(record(next(numbers)), token=f"t{next(numbers)}")
    found = run(other, answers=3)
    assert (found.answers, len(found.reading.rows), found.token) == (3, 3, "t6")


@pytest.mark.parametrize("title", ["", "The same in every record"], ids=["ever new", "ever the same"])
def test_the_command_follows_a_list_without_end_no_further_than_it_was_told(other: Other, title: str) -> None:
    numbers = iter(range(1, 10**6))
    other.answers = lambda asked: listed(record(next(numbers), title), token=f"t{next(numbers)}")
    with pytest.raises(CommandError, match="Stopped after"):
        harvest(other, "--most", "60")
    assert len(other.asked) < 200


def test_the_command_leaves_a_library_that_gives_what_is_known_again_and_again(other: Other) -> None:
    other.answers = lambda asked: listed(record(1))
    harvest(other)
    count = iter(range(10**6))
    other.answers = lambda asked: listed(record(1), token=f"t{next(count)}")
    with pytest.raises(CommandError, match="Stopped after"):
        harvest(other, "--most", "60")
    assert Record.objects.filter(live=False).count() == 1


def test_the_command_leaves_a_library_that_only_tells_of_deletions_for_ever(other: Other) -> None:
    count = iter(range(10**6))
    other.answers = lambda asked: listed(record(1, deleted=True), token=f"t{next(count)}")
    with pytest.raises(CommandError, match="Stopped after"):
        harvest(other, "--most", "60")


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "&%c;&%c;&%c;&%c;">' % (c + 1, c, c, c, c) for c in range(97, 117))
    + b']><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>&u;</ListRecords></OAI-PMH>'
)
FILE = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    b'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>&f;</ListRecords></OAI-PMH>'
)


@pytest.mark.parametrize(
    "body",
    [
        BOMB,
        FILE,
        document("<ListRecords/>", space="urn:other"),
        document("<ListRecords/>", name="html"),
        document("<GetSomething/>"),
        document('<error code="badArgument">no</error>'),
        b"<html><body>Not here</body></html>",
        b"\xff\xfe\x00broken",
        listed(record(1)).replace(b"Survey", b"Surv\xe9\xc3("),
        listed(record(1))[:-40],
        b"",
        b"<?xml version='1.0' encoding='no-such'?><a/>",
    ],
    ids=lambda body: repr(body[:30]),
)
def test_an_answer_that_is_none_is_refused_in_words_and_nothing_is_kept(other: Other, body: bytes) -> None:
    other.answers = lambda asked: body
    began = time.monotonic()
    with pytest.raises(CommandError) as caught:
        harvest(other)
    assert time.monotonic() - began < 5
    assert "root:" not in str(caught.value) and len(str(caught.value)) > 10
    assert not drafts()


def test_an_answer_without_end_is_cut(other: Other) -> None:
    other.answers = lambda asked: b" " * 9_000_000
    with pytest.raises(HarvestStopped, match="larger than is read"):
        run(other)


@pytest.mark.parametrize("status", [404, 500, 503, 403])
def test_a_status_that_is_no_answer_is_said(other: Other, status: int) -> None:
    other.answers = lambda asked: (status, {"Retry-After": "1"}, b"busy")
    with pytest.raises(HarvestStopped, match=str(status)):
        run(other)


def test_a_busy_library_is_given_the_time_that_it_asks_for_but_not_more(other: Other) -> None:
    waits: list[float] = []
    turns = iter([(503, {"Retry-After": "7"}, b""), (503, {"Retry-After": "99999"}, b""), listed(record(1))])
    other.answers = lambda asked: next(turns)
    found = run(other, patient=True, sleep=waits.append)
    assert (waits, len(found.reading.rows)) == ([7.0, 60.0], 1)


def test_a_page_that_fails_later_loses_nothing_of_what_was_read(other: Other) -> None:
    other.answers = lambda asked: b"<oops" if "resumptionToken" in asked else listed(record(1), token="t")
    found = run(other)
    assert (len(found.reading.rows), found.token) == (1, "t")
    assert found.reading.notes


def test_a_refused_record_is_explained_and_its_neighbour_taken(other: Other) -> None:
    other.answers = lambda asked: listed(record(1, kind="Spaceship"), record(2), record(3, deleted=True))
    told = harvest(other)
    assert "refused oai:other:1: " in told and "new 1" in told
    assert drafts() == {"Survey number 2 of the year 1992"}


def test_what_is_deleted_over_there_is_told_and_stays_here(other: Other) -> None:
    other.answers = lambda asked: listed(record(1))
    harvest(other)
    name = Arrival.objects.get().identifier
    other.answers = lambda asked: listed(record(1, deleted=True))
    assert f"deleted over there, still here: {name}" in harvest(other)
    assert Record.objects.filter(identifier=name).exists()


def test_a_trial_takes_nothing_in(other: Other) -> None:
    assert "new 1" in harvest(other, "--dry-run")
    assert not drafts() and not Arrival.objects.exists()


# No way into our own network ---------------------------------------------------------------------------

INSIDE = [
    "http://127.0.0.1/oai", "http://localhost/oai", "http://10.0.0.5/oai", "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/",
    "http://[fe80::1]/", "http://[fd00::1]/", "http://100.64.0.1/", "http://2130706433/", "http://0x7f.1/",
    "http://127.1/", "http://017700000001/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/",
    "http://[::127.0.0.1]/", "http://[fec0::1]/", "http://[3fff::1]/", "http://192.0.0.8/", "http://192.88.99.1/",
    "http://224.0.0.1/", "http://255.255.255.255/", "http://example.org:22/",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_of_our_own_network_is_not_opened_however_it_is_written(address: str) -> None:
    with pytest.raises(NotOpened) as caught:
        Outside(seconds=2).read(address, 1000)
    assert caught.value.outcome in ("private", "no_name")


@pytest.mark.parametrize(
    "address",
    ["", "file:///etc/passwd", "gopher://x/", "ftp://example.org/", "http://", "http://user:pw@example.org/",
     "javascript:alert(1)", "http://[", "http://x:99999/", "//example.org/", "http://" + "a" * 3000],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_not_opened(address: str) -> None:
    with pytest.raises(NotOpened) as caught:
        Outside(seconds=2).read(address, 1000)
    assert caught.value.outcome == "wrong"


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:1/", "http://169.254.169.254/", "file:///etc/passwd", "http://["]
)
def test_a_redirect_into_our_network_is_judged_like_an_address(other: Other, target: str) -> None:
    other.answers = lambda asked: (302, {"Location": target}, b"")
    with pytest.raises(HarvestStopped):
        run(other)


def test_redirects_in_a_circle_come_to_an_end(other: Other) -> None:
    other.answers = lambda asked: (302, {"Location": f"/oai?verb=x&n={len(other.asked)}"}, b"")
    with pytest.raises(HarvestStopped):
        run(other)
    assert len(other.asked) < 10


def test_a_name_with_one_address_inside_is_not_opened_whatever_its_others_are() -> None:
    way = Outside(resolve=lambda host, port: ["93.184.215.14", "10.0.0.1"])
    with pytest.raises(NotOpened, match="private"):
        way.read("http://example.org/", 1000)


def test_the_connection_goes_to_the_address_that_was_judged_and_the_name_is_asked_once(other: Other) -> None:
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.9.9.9"]

    way = Outside(allowed=frozenset({("localhost", other.port)}), resolve=rebinding)
    assert way.read(f"{other.base}?verb=ListMetadataFormats", 100_000).status == 200
    assert asked == ["localhost"]


def test_a_server_that_sends_a_letter_now_and_then_is_let_go(other: Other) -> None:
    def drops() -> Iterator[bytes]:
        for _turn in range(100):
            yield b" "
            time.sleep(0.2)

    other.answers = lambda asked: (200, {}, drops())
    way = Outside(allowed=frozenset({("localhost", other.port)}), seconds=0.5)
    began = time.monotonic()
    with pytest.raises(NotOpened, match="slow"):
        way.read(f"{other.base}?verb=ListRecords", 100_000)
    assert time.monotonic() - began < 5


def test_slow_redirects_have_no_more_time_together_than_one_answer_has(other: Other) -> None:
    def next_step(asked: dict[str, str]) -> Answer:
        time.sleep(0.4)
        return 302, {"Location": f"/oai?verb=x&n={len(other.asked)}"}, b""

    other.answers = next_step
    way = Outside(allowed=frozenset({("localhost", other.port)}), seconds=0.5)
    with pytest.raises(NotOpened, match="slow"):
        way.read(f"{other.base}?verb=ListRecords", 1000)
    assert len(other.asked) <= 3


def test_the_page_waits_no_longer_than_it_says_for_the_last_answer(other: Other) -> None:
    def slow(asked: dict[str, str]) -> Answer:
        def drops() -> Iterator[bytes]:
            for _turn in range(50):
                yield b" "
                time.sleep(0.2)

        return 200, {}, drops()

    other.answers = slow
    began = time.monotonic()
    with pytest.raises(HarvestStopped):
        run(other, seconds=1.0)  # one answer alone would have thirty
    assert time.monotonic() - began < 6


def test_an_unusual_port_of_a_public_host_is_not_opened() -> None:
    way = Outside(resolve=lambda host, port: ["93.184.215.14"])
    for address in ("http://example.org:22/", "https://example.org:80/", "http://example.org:6379/"):
        with pytest.raises(NotOpened, match="private"):
            way.read(address, 1000)


def test_addresses_of_the_public_internet_are_known_for_what_they_are() -> None:
    assert is_public("93.184.215.14") and is_public("2a00:1450:4001:831::200e")


# As the librarian does it ------------------------------------------------------------------------------

START = "/library/edit/import/"


def ask(address: str, language: str = "en", **more: str) -> Any:
    given = {"do": "address", "a-base": address, "a-of_set": "", "a-since": "", **more}
    return signed_in("librarian", language).post(START, given)


def test_a_librarian_looks_first_and_then_reads_on(other: Other) -> None:
    def pages(asked: dict[str, str]) -> bytes:
        return listed(record(2)) if "resumptionToken" in asked else listed(record(1), token="t")

    other.answers = pages
    answer = ask(other.base)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert not drafts()
    client, address = signed_in("librarian"), answer.headers["Location"]
    text = client.get(address).content.decode()
    assert "Survey number 1" in text and "Survey number 2" in text
    client.post(f"{address}decide/", {"do": "take", "row": ["oai:other:2"]})
    assert drafts() == {"Survey number 2 of the year 1992"}
    assert "oai:other:2" in client.get(f"{START}arrivals/").content.decode()


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_her_page_says_why_an_address_is_not_opened_and_keeps_what_she_typed(language: str) -> None:
    answer = ask("http://169.254.169.254/latest/", language)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'role="alert"' in text and "http://169.254.169.254/latest/" in text
    assert not Preview.objects.exists()


def test_records_of_a_wrong_day_or_set_are_asked_for_as_she_wrote(other: Other) -> None:
    ask(other.base, **{"a-since": "2026-01-31", "a-of_set": "kind-dataset"})
    assert {"from": "2026-01-31", "set": "kind-dataset"}.items() <= other.asked[-1].items()
    assert ask(other.base, **{"a-since": "31 of January"}).status_code == 422
