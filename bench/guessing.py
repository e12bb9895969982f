"""A crowd that guesses receipts while others send: what sending takes with it, and without it.

    guessing.py                             both databases, up to 1,000 guesses a second
    guessing.py --database sqlite --rate 200 --reports 40

The crowd holds open many connections, each at the page that takes six words, and posts well-formed words
that open nothing as often as it is answered, up to the rate. It is a process of its own on this machine and
takes processor time from the server, so the figures are worse than a crowd elsewhere would make them.
Fails when a report was refused or lost, or when the 95th percentile of sends grew to more than LIMIT.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import os
import random
import selectors
import socket
import statistics
import sys
import threading
import time
from collections import Counter
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench.intake import django_for, p95, share, stored  # noqa: E402
from bench.sender import Failed, Sender, yesterday  # noqa: E402
from bench.server import DATABASES, Running, serving  # noqa: E402

RATE, GUESSERS, REPORTS, SENDERS = 1000, 64, 120, 4
# A send waits for one guess at most in each of its steps; more than this is a crowd that she notices.
LIMIT = 1.0  # seconds, at the 95th percentile
PAUSE = 0.15  # seconds between two sends of one sender
HEAD = "database guesses_a_second answered refused_busy sends failed lost median_ms p95_ms max_ms".split()


class Guesser:
    """One connection at the page that takes words; `request` is a guess, whole, as bytes."""

    def __init__(self, port: int, seed: int) -> None:
        from qorgan.vault.words import word_list

        self.address, self.chance = ("127.0.0.1", port), random.Random(seed)
        self.words = word_list("en")
        self.person = Sender(port)
        self.person.read()
        self.person.press(lang="en")
        self.person.press()
        self.person.press("words")
        self.person.close()
        self.form = self.person.form("on")
        self.socket: socket.socket | None = None
        self.waits, self.buffer = False, b""

    def request(self) -> bytes:
        words = " ".join(self.chance.choice(self.words) for _ in range(6))
        body = f"{self.form}&{urlencode({'text': words})}"
        return (
            f"POST / HTTP/1.1\r\nHost: localhost:{self.address[1]}\r\nCookie: {self.person.cookie}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nOrigin: null\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    def guess(self, watched: selectors.BaseSelector) -> None:
        if self.socket is None:
            self.socket = socket.create_connection(self.address)
            watched.register(self.socket, selectors.EVENT_READ, self)
        self.waits, self.buffer = True, b""
        self.socket.sendall(self.request())

    def answered(self, watched: selectors.BaseSelector) -> int | None:
        """The status once the answer is whole; 0 when the connection was cut."""
        assert self.socket is not None
        try:
            piece = self.socket.recv(65536)
        except OSError:
            piece = b""
        if not piece:
            watched.unregister(self.socket)
            self.socket.close()
            self.socket, self.waits = None, False
            return 0
        self.buffer += piece
        head, gap, body = self.buffer.partition(b"\r\n\r\n")
        if not gap:
            return None
        length = next(
            (int(h.split(b":")[1]) for h in head.lower().split(b"\r\n") if h.startswith(b"content-length:")),
            0,
        )
        if len(body) < length:
            return None
        self.waits = False
        return int(head[9:12])


def crowd(port: int, rate: int, guessers: int, go: Event, stop: Event, told: Any) -> None:
    """The crowd's process: guesses while `go` is set, until `stop`; puts what it was answered."""
    people = [Guesser(port, number) for number in range(guessers)]
    seen: Counter[int] = Counter()
    seconds = 0.0
    told.put("ready")
    with selectors.DefaultSelector() as watched:
        while not stop.is_set():
            if not go.wait(0.05):
                continue
            began, made = time.monotonic(), 0
            while go.is_set() and not stop.is_set():
                due = int((time.monotonic() - began) * rate) - made
                for one in [p for p in people if not p.waits][: max(0, due)]:
                    one.guess(watched)
                    made += 1
                made = max(made, int((time.monotonic() - began) * rate) - guessers)  # what nobody could send
                for key, _ in watched.select(0.001):
                    status = key.data.answered(watched)
                    if status is not None:
                        seen[status] += 1
            seconds += time.monotonic() - began
    told.put((dict(seen), seconds))


def ready(running: Running, office: str, count: int) -> list[Sender]:
    """People on the page before sending."""
    people = []
    for _ in range(count):
        person = Sender(running.port)
        person.to_review(office, yesterday(), questions=False)
        person.close()
        people.append(person)
    return people


def sends(people: list[Sender], senders: int) -> tuple[list[float], list[str]]:
    """Sends at a walking pace, `senders` at a time: seconds of each, and faults."""
    took: list[float] = []
    faults: list[str] = []
    counts = share(len(people), senders)

    def work(index: int) -> None:
        for person in people[sum(counts[:index]) : sum(counts[: index + 1])]:
            try:
                took.append(person.send())
            except (Failed, OSError) as error:
                faults.append(str(error) or type(error).__name__)
            person.close()
            time.sleep(PAUSE)

    threads = [threading.Thread(target=work, args=(index,)) for index in range(senders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took, faults


def measure(running: Running, rate: int, guessers: int, reports: int) -> bool:
    """Sends without and with the crowd in turns, so that neither has the warmer server."""
    from qorgan.web.agencies.models import Agency

    office = str(Agency.objects.get(code="zhyly-uya").id)
    context = multiprocessing.get_context("spawn")
    go, stop, told = context.Event(), context.Event(), context.Queue()
    process = context.Process(target=crowd, args=(running.port, rate, guessers, go, stop, told), daemon=True)
    process.start()
    assert told.get(timeout=300) == "ready"
    before, _ = stored()
    took: dict[bool, list[float]] = {False: [], True: []}
    faults: dict[bool, list[str]] = {False: [], True: []}
    people = ready(running, office, reports)
    for turn, guessed in enumerate((False, True, False, True)):
        (go.set if guessed else go.clear)()
        time.sleep(2)
        found, bad = sends(people[turn::4], SENDERS)
        took[guessed] += found
        faults[guessed] += bad
    go.clear()
    stop.set()
    seen, seconds = told.get(timeout=30)
    process.join(60)
    lost = len(took[False]) + len(took[True]) - (stored()[0] - before)
    for guessed in (False, True):
        answers = seen if guessed else {}
        values = took[guessed] or [math.nan]
        row = (
            running.database, f"{sum(answers.values()) / seconds:.0f}" if guessed else 0, answers.get(422, 0),
            answers.get(503, 0), len(took[guessed]), len(faults[guessed]), max(0, lost),
            *(f"{value * 1000:.0f}" for value in (statistics.median(values), p95(values), max(values))),
        )  # fmt: skip
        print(*row, sep="\t", flush=True)
    odd = {status: n for status, n in seen.items() if status not in (422, 503)}
    for fault in [*sorted(set(faults[False] + faults[True])), *([f"guesses answered {odd}"] if odd else [])]:
        print(f"    {fault}", file=sys.stderr, flush=True)
    good = not (faults[False] or faults[True] or lost > 0 or odd) and bool(took[True]) and bool(seen)
    return good and p95(took[True]) <= LIMIT


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--database", choices=DATABASES, help="one database; both when left out")
    given.add_argument("--rate", type=int, default=RATE, help="guesses a second at most")
    given.add_argument("--guessers", type=int, default=GUESSERS, help="connections of the crowd")
    given.add_argument("--reports", type=int, default=REPORTS)
    asked = given.parse_args()
    if asked.database is None:  # Django keeps one database for the life of a process
        print(*HEAD, sep="\t", flush=True)
        own = [sys.executable, __file__, *sys.argv[1:], "--database"]
        return max(os.spawnv(os.P_WAIT, sys.executable, [*own, one]) for one in DATABASES)
    with serving(asked.database) as running:
        django_for(running)
        return 0 if measure(running, asked.rate, asked.guessers, asked.reports) else 1


if __name__ == "__main__":
    sys.exit(main())
