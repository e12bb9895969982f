"""Reads an address of the outside as carefully as a stranger's server and our own network deserve.

An address comes from whoever typed it, so it may name a machine of ours (SSRF). The name is resolved once,
every address it gives must be of the public internet, and the connection goes to the very address that was
judged: a name that answers differently a second later (DNS rebinding) changes nothing. Every step of a
redirect is judged anew. How long and how much is bounded. Nothing is kept of what is read.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

SECONDS = 15.0
STEPS = 5
AGENT = "QorganLibrary/1.0"
PORTS = {"http": 80, "https": 443}
MOVED = frozenset({301, 302, 303, 307, 308})
LONGEST = 2000
CHUNK = 64 * 1024
# RFC 6052 and RFC 3056: these carry an IPv4 address inside, and what they reach is that one.
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# What older tables of the world hold for public although nobody's machine on the internet answers there:
# protocol assignments, the old relay of 6to4, site-local, documentation (RFC 6890, 7526, 3879, 9637).
NOBODYS = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "fec0::/10", "3fff::/20")))
# RFC 4291: "IPv4-compatible" addresses, long out of use, carry one too.
COMPATIBLE = ipaddress.ip_network("::/96")


class NotOpened(Exception):
    """The way to an address ends here; `outcome` is one of OUTCOMES."""

    def __init__(self, outcome: str) -> None:
        self.outcome = outcome
        super().__init__(outcome)


OUTCOMES = "wrong no_name private slow no_connection bad_certificate redirects too_large".split()


@dataclass(frozen=True)
class Exchanged:
    """What one request met. The names of `headers` are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    address: str

    @property
    def leads_to(self) -> str:
        """Where a redirect leads, "" for none."""
        target = self.headers.get("location", "") if self.status in MOVED else ""
        try:
            return urljoin(self.address, target) if target else ""
        except ValueError as error:
            raise NotOpened("wrong") from error


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
        if inside is None and (one in NAT64 or one in COMPATIBLE):
            inside = ipaddress.IPv4Address(int(one) & 0xFFFFFFFF)
        if inside:
            return is_public(str(inside))
    nobodys = any(one.version == several.version and one in several for several in NOBODYS)
    return one.is_global and not one.is_multicast and not one.is_reserved and not nobodys


Resolve = Callable[[str, int], list[str]]


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of a name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def parts_of(address: str) -> SplitResult:
    """An address of the web in parts. Raises NotOpened for what is none, or has a name and password in it."""
    if len(address) > LONGEST:
        raise NotOpened("wrong")
    try:
        parts = urlsplit(address)
        if parts.scheme in PORTS and parts.hostname and parts.username is None and port_of(parts):
            return parts
    except ValueError as error:
        raise NotOpened("wrong") from error
    raise NotOpened("wrong")


def port_of(parts: SplitResult) -> int:
    return int(parts.port or PORTS[parts.scheme])


@dataclass
class Outside:
    """The way out. `allowed` names hosts with ports that tests serve themselves; it is empty otherwise."""

    allowed: frozenset[tuple[str, int]] = frozenset()
    resolve: Resolve = resolve
    seconds: float = SECONDS
    agent: str = AGENT
    accept: str = "*/*"
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def read(self, address: str, most: int, until: float = float("inf")) -> Exchanged:
        """The answer of an address, after its redirects. Raises NotOpened, also for a body above `most`.

        All steps together have twice `seconds`, and end at `until` of the monotonic clock at the latest."""
        here, seen = address, set[str]()
        until = min(until, time.monotonic() + 2 * self.seconds)
        for _step in range(STEPS + 1):
            if here in seen:
                break
            seen.add(here)
            answer = self.exchange("GET", here, most, until=until)
            if not answer.leads_to:
                return answer
            here = answer.leads_to
        raise NotOpened("redirects")

    def exchange(
        self, method: str, address: str, most: int, *, whole: bool = True, until: float = float("inf")
    ) -> Exchanged:
        """One request, no redirect followed; without `whole` a longer body is cut. Raises NotOpened."""
        parts = parts_of(address)
        connection = self._connection(parts.scheme, parts.hostname or "", port_of(parts))
        left = min(2 * self.seconds, until - time.monotonic())
        if left <= 0:
            raise NotOpened("slow")
        connection.timeout = min(self.seconds, left)
        # A server that sends one letter every few seconds would otherwise never let go.
        cut = threading.Timer(left, connection.cut)
        cut.daemon = True
        cut.start()
        try:
            path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
            connection.request(method, quote(path, safe="/?&=%:@!$'()*+,;~-._"), headers=self._asked())
            answer = connection.getresponse()
            body = b"" if answer.status in MOVED else _body(answer, most, whole)
            if connection.was_cut:
                raise NotOpened("slow")
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return Exchanged(answer.status, headers, body, address)
        except ssl.SSLCertVerificationError as error:
            raise NotOpened("bad_certificate") from error
        except TimeoutError as error:
            raise NotOpened("slow") from error
        except (OSError, http.client.HTTPException) as error:
            raise NotOpened("slow" if connection.was_cut else "no_connection") from error
        except ValueError as error:
            raise NotOpened("wrong") from error
        finally:
            cut.cancel()
            connection.close()

    def _asked(self) -> dict[str, str]:
        return {"User-Agent": self.agent, "Accept": self.accept, "Accept-Encoding": "identity"}

    def _connection(self, scheme: str, host: str, port: int) -> Pinned:
        try:
            found = self.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise NotOpened("no_name") from error
        if not found:
            raise NotOpened("no_name")
        named = (host, port) in self.allowed
        if not named and (port != PORTS[scheme] or not all(map(is_public, found))):
            raise NotOpened("private")
        return Pinned(host, port, found[0], self.context if scheme == "https" else None, self.seconds)


def _body(answer: http.client.HTTPResponse, most: int, whole: bool) -> bytes:
    if not whole:
        return answer.read(most) if most else b""
    pieces, size = [], 0
    while piece := answer.read(min(CHUNK, most + 1 - size)):
        pieces.append(piece)
        size += len(piece)
        if size > most:
            raise NotOpened("too_large")
    return b"".join(pieces)


class Pinned(http.client.HTTPConnection):
    """A connection to the address that was judged, whatever the name says by now."""

    def __init__(self, host: str, port: int, ip: str, tls: ssl.SSLContext | None, seconds: float) -> None:
        super().__init__(host, port, timeout=seconds)
        self.ip, self.tls, self.was_cut = ip, tls, False
        self.line: socket.socket | None = None

    def connect(self) -> None:
        self.sock = plain = socket.create_connection((self.ip, self.port), self.timeout)
        if self.tls is not None:
            self.sock = self.tls.wrap_socket(plain, server_hostname=self.host)
        # Trap: `http.client` lets go of `sock` once an answer that ends the connection has begun.
        self.line = self.sock

    def cut(self) -> None:
        self.was_cut = True
        with contextlib.suppress(OSError):
            if self.line is not None:
                self.line.shutdown(socket.SHUT_RDWR)
