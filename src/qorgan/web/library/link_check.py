"""Opens one address as politely and carefully as a stranger's server and our own network deserve.

An address comes from whoever wrote a record, so it may name a machine of ours (SSRF). The name is resolved
once, every address it gives must be of the public internet, and the connection goes to the very address that
was judged: a name that answers differently a second later (DNS rebinding) changes nothing. Every step of a
redirect is judged anew. Nothing is kept of what is read.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

SECONDS = 15
STEPS = 5
LARGEST_ROBOTS = 256 * 1024
AGENT = "QorganLibrary-links/1.0"
PORTS = {"http": 80, "https": 443}
ASKED = {"Accept": "*/*", "Accept-Encoding": "identity"}
MOVED = frozenset({301, 302, 303, 307, 308})
NO_HEAD = frozenset({400, 403, 404, 405, 406, 429, 500, 501, 503})
# RFC 6052 and RFC 3056: these carry an IPv4 address inside, and what they reach is that one.
NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True)
class Answer:
    """What came of an address: `outcome` is one of OUTCOMES; `status` is the last HTTP status, if any."""

    outcome: str
    status: int | None = None
    final: str = ""
    seconds: float = 0.0


OUTCOMES = (
    "answers moved gone refuses fails slow no_name no_connection bad_certificate private robots redirects "
    "wrong"
).split()
# Of these somebody should look at the record; the others say nothing against it.
TO_LOOK_AT = frozenset(
    {"gone", "fails", "slow", "no_name", "no_connection", "bad_certificate", "private", "redirects", "wrong"}
)


class _Stop(Exception):
    """The way to an address ends here."""

    def __init__(self, outcome: str) -> None:
        self.outcome = outcome
        super().__init__(outcome)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet.

    >>> is_public("127.0.0.1"), is_public("169.254.169.254"), is_public("::ffff:10.0.0.1")
    (False, False, False)
    >>> is_public("93.184.215.14")
    True
    """
    one = ipaddress.ip_address(address.split("%")[0])
    if isinstance(one, ipaddress.IPv6Address):
        inside = one.ipv4_mapped or one.sixtofour or (one.teredo and one.teredo[1])
        if inside is None and one in NAT64:
            inside = ipaddress.IPv4Address(int(one) & 0xFFFFFFFF)
        if inside:
            return is_public(str(inside))
    return one.is_global and not one.is_multicast and not one.is_reserved


Resolve = Callable[[str, int], list[str]]


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of a name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


@dataclass
class Opener:
    """Opens addresses one after another. `allowed` names hosts with ports that tests serve themselves."""

    allowed: frozenset[tuple[str, int]] = frozenset()
    resolve: Resolve = resolve
    seconds: float = SECONDS
    pause: float = 1.0
    agent: str = AGENT
    robots: dict[tuple[str, str, int], RobotFileParser] = field(default_factory=dict)
    last: dict[str, float] = field(default_factory=dict)

    def open(self, address: str) -> Answer:
        """Tries an address. Never raises for what the other side does."""
        began = time.monotonic()
        try:
            status, final = self._walk(address)
        except _Stop as stop:
            return Answer(stop.outcome, seconds=time.monotonic() - began)
        return Answer(outcome_of(status, final != address), status, final, time.monotonic() - began)

    def _walk(self, address: str) -> tuple[int, str]:
        here, seen = address, set[str]()
        for _step in range(STEPS + 1):
            if here in seen:
                break
            seen.add(here)
            if not self._may(here):
                raise _Stop("robots")
            status, target = self._ask("HEAD", here)
            if status in NO_HEAD:  # many servers answer HEAD wrongly; what counts is what a reader would get
                status, target = self._ask("GET", here)
            if status not in MOVED or not target:
                return status, here
            here = urljoin(here, target)
        raise _Stop("redirects")

    def _may(self, address: str) -> bool:
        parts = _parts(address)
        key = (parts.scheme, parts.hostname or "", _port(parts))
        if key not in self.robots:
            self.robots[key] = self._read_robots(
                urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
            )
        return self.robots[key].can_fetch(self.agent, address)

    def _read_robots(self, address: str) -> RobotFileParser:
        rules = RobotFileParser()
        try:
            status, _target, body = self._exchange("GET", address, LARGEST_ROBOTS)
        except _Stop as stop:
            if stop.outcome in ("private", "wrong"):
                raise
            status, body = 0, b""
        # RFC 9309: no rules (4xx) allows everything; of a server in trouble only the page is asked.
        rules.parse(body.decode("utf-8", "replace").splitlines() if status == 200 else [])
        return rules

    def _ask(self, method: str, address: str) -> tuple[int, str]:
        status, target, _body = self._exchange(method, address, 0)
        return status, target

    def _exchange(self, method: str, address: str, most: int) -> tuple[int, str, bytes]:
        parts = _parts(address)
        host, port = parts.hostname or "", _port(parts)
        self._wait(host)
        connection = self._connection(parts.scheme, host, port)
        # A server that sends one letter every few seconds would otherwise never let go.
        cut = threading.Timer(2 * self.seconds, connection.cut)
        cut.daemon = True
        cut.start()
        try:
            path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
            connection.request(
                method, quote(path, safe="/?&=%:@!$'()*+,;~-._"), headers={**ASKED, "User-Agent": self.agent}
            )
            answer = connection.getresponse()
            return answer.status, answer.getheader("Location", ""), answer.read(most) if most else b""
        except ssl.SSLCertVerificationError as error:
            raise _Stop("bad_certificate") from error
        except TimeoutError as error:
            raise _Stop("slow") from error
        except (OSError, http.client.HTTPException) as error:
            raise _Stop("no_connection") from error
        except ValueError as error:
            raise _Stop("wrong") from error
        finally:
            cut.cancel()
            connection.close()

    def _connection(self, scheme: str, host: str, port: int) -> _Pinned:
        try:
            found = self.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise _Stop("no_name") from error
        if not found:
            raise _Stop("no_name")
        named = (host, port) in self.allowed
        if not named and (port != PORTS[scheme] or not all(map(is_public, found))):
            raise _Stop("private")
        return _Pinned(host, port, found[0], scheme == "https", self.seconds)

    def _wait(self, host: str) -> None:
        left = self.last.get(host, -self.pause) + self.pause - time.monotonic()
        if left > 0:
            time.sleep(left)
        self.last[host] = time.monotonic()


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was judged, whatever the name says by now."""

    def __init__(self, host: str, port: int, ip: str, tls: bool, seconds: float) -> None:
        super().__init__(host, port, timeout=seconds)
        self.ip, self.tls = ip, tls

    def connect(self) -> None:
        self.sock = plain = socket.create_connection((self.ip, self.port), self.timeout)
        if self.tls:
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)

    def cut(self) -> None:
        with contextlib.suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        if parts.scheme in PORTS and parts.hostname and parts.username is None and _port(parts):
            return parts
    except ValueError as error:
        raise _Stop("wrong") from error
    raise _Stop("wrong")


def _port(parts: SplitResult) -> int:
    return int(parts.port or PORTS[parts.scheme])


def outcome_of(status: int, moved: bool) -> str:
    """What a status says of a page. A refusal is of this checker, not of readers: it accuses nobody.

    >>> outcome_of(200, False), outcome_of(200, True), outcome_of(404, False), outcome_of(403, False)
    ('answers', 'moved', 'gone', 'refuses')
    """
    if status in (404, 410):
        return "gone"
    if status in (401, 402, 403, 405, 406, 429, 451):
        return "refuses"
    if status >= 400:
        return "fails"
    return "moved" if moved else "answers"
