"""The desk with many cases: worklist, case page and the adding of an entry, on both databases.

    desk.py                                          both databases at 1,000, 10,000 and 100,000 cases
    desk.py --database sqlite --cases 1000 --requests 50

Over HTTP, one request after the other, signed in with both factors as a caseworker of the largest office,
against the server that `make run` starts. The time of a request is the whole of it: session, policy, keys,
seals, the page, and for an entry the disk. What is copied and what is real is said in `many_cases.py`. The
targets: p95 under 60 ms with the most cases, and under twice the p95 with the fewest; a miss is exit code 1.
Growth is not judged where fewer than two sizes are asked for.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench import many_cases  # noqa: E402
from bench.intake import django_for, p95  # noqa: E402
from bench.server import DATABASES, Running, serving  # noqa: E402

SIZES = (1_000, 10_000, 100_000)
REQUESTS = 200
MEASURED = 25  # cases of the office, made by the verbs at each size
WHO = "aigerim"
TARGET_MS, TARGET_GROWTH = 60.0, 2.0
HEAD = "what database cases listed requests median_ms p95_ms max_ms growth ok".split()
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
ONCE = re.compile(r'name="once" value="([^"]+)"')


class Failed(Exception):
    """An answer that a member would not have been given; the message says where."""


@dataclass
class Desk:
    """A browser of a member of staff: one connection, one cookie. `at` and `page` are the last page."""

    port: int
    cookie: str = ""
    at: str = ""
    page: str = ""
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, float]:
        """One request: status, where it leads, seconds."""
        headers = {"Host": f"localhost:{self.port}", "Cookie": self.cookie}
        body = None
        if form is not None:
            body = urlencode(form)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": "null"}
        began = time.perf_counter()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        raw = answer.read()
        took = time.perf_counter() - began
        self.at, self.page = path, raw.decode()
        for line in answer.headers.get_all("Set-Cookie") or ():
            if line.startswith("__Host-s="):
                self.cookie = line.partition(";")[0]
        return answer.status, answer.getheader("Location") or "", took

    def get(self, path: str) -> float:
        """Seconds until the page is read. Raises Failed."""
        status, to, took = self.ask("GET", path)
        if status != 200:
            raise Failed(f"{path} answered {status} {to}")
        return took

    def send(self, path: str, **said: str) -> float:
        """Sends the form of the page that was read last; seconds until the answer. Raises Failed."""
        token, once = TOKEN.search(self.page), ONCE.search(self.page)
        if token is None:
            raise Failed(f"no form on {self.at}")
        form = {"csrfmiddlewaretoken": unescape(token[1]), **said}
        if once is not None:
            form["once"] = unescape(once[1])
        status, _, took = self.ask("POST", path, form)
        if status not in (302, 303):
            raise Failed(f"{path} answered {status}")
        return took

    def sign_in(self, username: str, password: str, totp_secret: str) -> None:
        from allauth.mfa.totp.internal import auth as totp

        self.get("/desk/sign-in/")
        self.send("/desk/sign-in/", login=username, password=password)
        self.get("/desk/sign-in/code/")
        counter = next(iter(totp.yield_hotp_counters_from_time()))
        code = totp.format_hotp_value(totp.hotp_value(totp_secret, counter))
        self.send("/desk/sign-in/code/", code=str(code))
        self.get("/desk/")


@dataclass
class Office:
    """Whose pages are measured, with the cases that she opens and writes to."""

    running: Running
    desk: Desk
    member: Any
    cases: list[UUID] = field(default_factory=list)

    def worklist(self, requests: int) -> list[float]:
        return [self.desk.get("/desk/") for _ in range(requests)]

    def later(self, requests: int) -> list[float]:
        """The same list further on, late ones, and the closed ones: each in turn."""
        pages = ("/desk/?page=2", "/desk/?show=overdue", "/desk/?show=closed", "/desk/?show=mine")
        return [self.desk.get(pages[number % len(pages)]) for number in range(requests)]

    def inbox(self, requests: int) -> list[float]:
        return [self.desk.get("/desk/inbox/") for _ in range(requests)]

    def case_page(self, requests: int) -> list[float]:
        return [self.desk.get(f"/desk/cases/{case}/") for case in self._some(requests)]

    def entry(self, requests: int) -> list[float]:
        """A note on a case: signed, sealed, chained, on the disk. The page it is written on is not timed."""
        took = []
        for case in self._some(requests):
            self.desk.get(f"/desk/cases/{case}/account/")
            text = f"SYNTHETIC. She was here, and is well. {random.random()}"  # noqa: S311
            took.append(self.desk.send(f"/desk/cases/{case}/note/", text=text, compartment="services"))
        return took

    def _some(self, requests: int) -> list[UUID]:
        return [self.cases[number % len(self.cases)] for number in range(requests)]


WHAT: dict[str, Callable[[Office, int], list[float]]] = {
    "worklist": Office.worklist,
    "further pages": Office.later,
    "inbox": Office.inbox,
    "case page": Office.case_page,
    "entry append": Office.entry,
}


def prepared(running: Running, browser: type[Desk] = Desk) -> tuple[Office, many_cases.Copier]:
    """The member signed in, and what copies cases."""
    from qorgan.web.agencies.models import Member
    from qorgan.web.demo import people

    member = Member.objects.select_related("agency").get(username=WHO)
    shapes = many_cases.shapes()
    copier = many_cases.Copier(shapes, many_cases.regions())
    desk = browser(running.port)
    row = people.data("people")["members"][WHO]
    desk.sign_in(WHO, row["password"], row["totp"])
    return Office(running, desk, member), copier


def filled(office: Office, copier: many_cases.Copier, cases: int) -> None:
    """Brings the database to so many cases and says what that cost."""
    from qorgan.web.demo import people

    began = time.perf_counter()
    made, each = many_cases.by_verbs(people.keys(WHO), office.member.agency, MEASURED)
    office.cases += made
    copier.number += len(made)
    before, copying = copier.cases(), time.perf_counter()
    copier.fill_up(cases)
    added, seconds = copier.cases() - before, time.perf_counter() - copying
    many_cases.settle()
    print(
        f"    {cases} cases in {time.perf_counter() - began:.0f} s: {len(made)} by the verbs, "
        f"{each * 1000:.0f} ms each; {added} copied, {seconds / max(1, added) * 1000:.1f} ms each",
        flush=True,
    )


def measure(office: Office, cases: int, requests: int, first: dict[str, float], last: bool) -> bool:
    """Prints the rows of one size; whether the targets that can be judged were met."""
    good = True
    listed = many_cases.listed(office.member)
    office.desk.connection.close()  # idle while cases were made; the next request opens it again
    for what, run in WHAT.items():
        run(office, max(4, requests // 10))  # caches of the server and the database are warm in an office
        took = [one * 1000 for one in run(office, requests)]
        high = p95(took)
        growth = high / first.setdefault(what, high)
        met = growth < TARGET_GROWTH and (high < TARGET_MS or not last)
        good = good and met
        row = {
            "what": what.replace(" ", "_"), "database": office.running.database, "cases": cases,
            "listed": listed, "requests": len(took), "median_ms": f"{statistics.median(took):.1f}",
            "p95_ms": f"{high:.1f}", "max_ms": f"{max(took):.1f}", "growth": f"{growth:.2f}",
            "ok": "yes" if met else "NO",
        }  # fmt: skip
        print(*(row[name] for name in HEAD), sep="\t", flush=True)
    return good


def on(database: str, sizes: Sequence[int], requests: int) -> bool:
    """Every size on one database, the smallest first; whether the targets were met."""
    good, first = True, {}  # type: ignore[var-annotated]
    with serving(database) as running:
        django_for(running)
        office, copier = prepared(running)
        print(
            f"{os.cpu_count()} processors, shared with the requests; load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
        print(*HEAD, sep="\t", flush=True)
        for cases in sizes:
            filled(office, copier, cases)
            good = measure(office, cases, requests, first, cases == sizes[-1]) and good
        if broken := many_cases.broken(sizes[0]):
            print(f"    the copies are not what the product makes: {broken}", flush=True)
            good = False
    return good


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--database", choices=DATABASES, help="one database; both when left out")
    given.add_argument("--cases", type=int, nargs="+", default=list(SIZES))
    given.add_argument("--requests", type=int, default=REQUESTS, help="of each kind, at each size")
    asked = given.parse_args()
    if asked.database is None:  # Django keeps one database for the life of a process
        own = [sys.executable, __file__, *sys.argv[1:], "--database"]
        return max(os.spawnv(os.P_WAIT, sys.executable, [*own, one]) for one in DATABASES)
    return 0 if on(asked.database, sorted(asked.cases), asked.requests) else 1


if __name__ == "__main__":
    sys.exit(main())
