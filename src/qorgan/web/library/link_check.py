"""Opens one address as politely as a stranger's server deserves; `outside` keeps it from machines of ours.

Nothing is kept of what is read.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from urllib.parse import urlunsplit
from urllib.robotparser import RobotFileParser

from qorgan.web.library.outside import (
    MOVED,
    STEPS,
    Exchanged,
    NotOpened,
    Outside,
    Resolve,
    is_public,
    parts_of,
    port_of,
    resolve,
)

__all__ = ["AGENT", "OUTCOMES", "TO_LOOK_AT", "Answer", "Opener", "is_public", "outcome_of"]
SECONDS = 15
LARGEST_ROBOTS = 256 * 1024
AGENT = "QorganLibrary-links/1.0"
NO_HEAD = frozenset({400, 403, 404, 405, 406, 429, 500, 501, 503})


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
        except NotOpened as stop:
            return Answer(stop.outcome, seconds=time.monotonic() - began)
        return Answer(outcome_of(status, final != address), status, final, time.monotonic() - began)

    def _walk(self, address: str) -> tuple[int, str]:
        here, seen = address, set[str]()
        for _step in range(STEPS + 1):
            if here in seen:
                break
            seen.add(here)
            if not self._may(here):
                raise NotOpened("robots")
            status, target = self._ask("HEAD", here)
            if status in NO_HEAD:  # many servers answer HEAD wrongly; what counts is what a reader would get
                status, target = self._ask("GET", here)
            if status not in MOVED or not target:
                return status, here
            here = target
        raise NotOpened("redirects")

    def _may(self, address: str) -> bool:
        parts = parts_of(address)
        key = (parts.scheme, parts.hostname or "", port_of(parts))
        if key not in self.robots:
            self.robots[key] = self._read_robots(
                urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
            )
        return self.robots[key].can_fetch(self.agent, address)

    def _read_robots(self, address: str) -> RobotFileParser:
        rules = RobotFileParser()
        try:
            found = self._exchange("GET", address, LARGEST_ROBOTS)
            status, body = found.status, found.body
        except NotOpened as stop:
            if stop.outcome in ("private", "wrong"):
                raise
            status, body = 0, b""
        # RFC 9309: no rules (4xx) allows everything; of a server in trouble only the page is asked.
        rules.parse(body.decode("utf-8", "replace").splitlines() if status == 200 else [])
        return rules

    def _ask(self, method: str, address: str) -> tuple[int, str]:
        answer = self._exchange(method, address, 0)
        return answer.status, answer.leads_to

    def _exchange(self, method: str, address: str, most: int) -> Exchanged:
        self._wait(parts_of(address).hostname or "")
        way = Outside(self.allowed, self.resolve, self.seconds, self.agent)
        return way.exchange(method, address, most, whole=False)

    def _wait(self, host: str) -> None:
        left = self.last.get(host, -self.pause) + self.pause - time.monotonic()
        if left > 0:
            time.sleep(left)
        self.last[host] = time.monotonic()


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
