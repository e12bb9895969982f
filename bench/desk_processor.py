"""The processor's time of the desk's pages, in one process: what a page costs on a machine that is shared.

    desk_processor.py                            1,000 cases, SQLite, 50 requests of each page
    desk_processor.py --cases 200 --requests 20
    desk_processor.py --profile worklist         the functions in which the time of one page goes

The cases are those of `desk.py`. The pages are asked of the WSGI application itself, so that only the time of
this process counts, which others at work on the machine change less than the time on the clock. Beside it
stands how many queries the last request made. It judges nothing: the targets are `desk.py`'s.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import pstats
import statistics
import sys
import time
from collections.abc import Callable
from http.client import HTTPMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench import desk  # noqa: E402
from bench.intake import django_for, p95  # noqa: E402
from bench.server import DATABASES, serving  # noqa: E402

HEAD = "what database cases requests median_ms p95_ms queries".split()


class Inside(desk.Desk):
    """A browser of a member of staff, in the process that answers it. Seconds are the processor's."""

    def __post_init__(self) -> None:
        from qorgan.web.wsgi import application

        self.application: Callable[..., Any] = application

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, float]:
        body = urlencode(form or {}).encode()
        place, _, query = path.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method, "PATH_INFO": place, "QUERY_STRING": query, "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": f"localhost:{self.port}", "HTTP_COOKIE": self.cookie, "HTTP_ORIGIN": "null",
            "CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
        }  # fmt: skip
        if form is None:
            del environ["HTTP_ORIGIN"]
        setup_testing_defaults(environ)
        said: list[Any] = []
        began = time.process_time()
        answer = self.application(environ, lambda *given: said.extend(given))
        raw = b"".join(answer)
        answer.close()
        took = time.process_time() - began
        headers = HTTPMessage()
        for name, value in said[1]:
            headers.add_header(name, value.strip())
        self.at, self.page = path, raw.decode()
        for line in headers.get_all("Set-Cookie") or ():
            if line.startswith("__Host-s="):
                self.cookie = line.partition(";")[0]
        return int(said[0].split()[0]), headers.get("Location") or "", took


def queries(run: Callable[[], Any]) -> int:
    """How many queries `run` makes."""
    from django.db import connection

    asked: list[str] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "ledger_installation" not in sql:  # the demo clock's offset, read four times a second
            asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        run()
    return len(asked)


def measure(office: desk.Office, cases: int, requests: int) -> None:
    """Prints a row for each page."""
    print(*HEAD, sep="\t", flush=True)
    for what, run in desk.WHAT.items():
        run(office, 30)  # every case once: its reading is recorded, templates and the law are loaded
        took = [one * 1000 for one in run(office, requests)]
        last = "" if what == "entry append" else queries(lambda run=run: run(office, 1))  # type: ignore[misc]
        median, high = statistics.median(took), p95(took)
        name = what.replace(" ", "_")
        row = (name, office.running.database, cases, requests, f"{median:.1f}", f"{high:.1f}", last)
        print(*row, sep="\t", flush=True)


def profiled(office: desk.Office, what: str, requests: int) -> None:
    """Prints the functions in which the time of a page goes, by all that they call and by themselves."""
    desk.WHAT[what](office, 30)
    profile = cProfile.Profile(time.process_time)
    profile.runcall(desk.WHAT[what], office, requests)
    for order in ("cumulative", "tottime"):
        pstats.Stats(profile).sort_stats(order).print_stats(60)


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--database", choices=DATABASES, default="sqlite")
    given.add_argument("--cases", type=int, default=1_000)
    given.add_argument("--requests", type=int, default=50, help="of each page")
    given.add_argument("--profile", choices=desk.WHAT, help="one page, function by function")
    asked = given.parse_args()
    with serving(asked.database) as running:
        django_for(running)
        office, copier = desk.prepared(running, Inside)
        desk.filled(office, copier, asked.cases)
        if asked.profile:
            profiled(office, asked.profile, asked.requests)
        else:
            measure(office, asked.cases, asked.requests)
    return 0


if __name__ == "__main__":
    sys.exit(main())
