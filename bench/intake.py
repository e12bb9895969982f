"""Reports sent at the door, under load: whole journeys and sends alone, at 1, 8, 32 and 64 senders.

    intake.py                              both databases, all levels, 2,000 reports a level
    intake.py --database sqlite --senders 8 --reports 400 --what sends

A journey reads every page, answers at least ten questions, sends, and comes back with the six words, over
HTTP, against the server that `make run` starts. A send alone is the one POST that seals and stores the
report, with Argon2id at its full cost inside the time. After each level the database is counted: lost is an
acknowledged report that is not there, doubled is one that is there twice. The load comes from this machine
and shares its processors, so the figures are what one small server does while it also plays the crowd.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench.sender import Failed, Sender, yesterday  # noqa: E402
from bench.server import DATABASES, Running, serving  # noqa: E402

LEVELS = (1, 8, 32, 64)
REPORTS = 2000
WHAT = ("journeys", "sends")
HEAD = (
    "what database senders reports requests failed lost doubled rate/s median_ms p95_ms max_ms questions "
    "retries memory_MiB"
).split()


@dataclass
class Level:
    """What one level measured. `took` holds seconds: of a whole journey, or of the send alone."""

    took: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    codes: list[tuple[str, ...]] = field(default_factory=list)
    requests: int = 0
    questions: list[int] = field(default_factory=list)
    retries: int = 0
    seconds: float = 0.0


def share(count: int, senders: int) -> list[int]:
    """`count` things among `senders`, as evenly as it goes.

    >>> share(10, 4)
    [3, 3, 2, 2]
    """
    return [count // senders + (one < count % senders) for one in range(senders)]


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed (nearest rank).

    >>> p95(list(range(1, 101)))
    95
    """
    return sorted(values)[math.ceil(0.95 * len(values)) - 1] if values else float("nan")


def crowd(counts: Sequence[int], work: Callable[[int], None]) -> float:
    """Runs `work(index)` for each sender at once; the seconds until the last one is done."""
    threads = [threading.Thread(target=work, args=(index,)) for index in range(len(counts))]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


def journeys(running: Running, office: str, day: str, reports: int, senders: int) -> Level:
    """Whole journeys: `senders` people at a time, one after the other."""
    level, counts = Level(), share(reports, senders)

    def work(index: int) -> None:
        for _ in range(counts[index]):
            person, began = Sender(running.port), time.perf_counter()
            try:
                person.to_review(office, day, questions=True)
                person.send()
                person.read()
                words = person.words()
                level.codes.append(tuple(words))
                person.come_back(words)
                level.took.append(time.perf_counter() - began)
            except (Failed, OSError) as error:
                level.failures.append(str(error) or type(error).__name__)
            finally:
                level.requests += person.requests
                level.questions.append(person.answered)
                level.retries += person.retries
                person.close()

    level.seconds = crowd(counts, work)
    return level


def sends(running: Running, office: str, day: str, reports: int, senders: int) -> Level:
    """Sends alone: every sender first goes to the page before sending; only the sends are timed."""
    level, counts = Level(), share(reports, senders)
    ready: list[list[Sender]] = [[] for _ in counts]
    preparing = share(reports, min(8, senders))

    def prepare(index: int) -> None:
        for number in range(preparing[index]):
            person = Sender(running.port)
            person.to_review(office, day, questions=False)
            person.close()  # a connection each would be held open for all of them
            ready[(index + number * len(preparing)) % len(ready)].append(person)

    crowd(preparing, prepare)
    level.requests = sum(person.requests for group in ready for person in group)

    def work(index: int) -> None:
        for person in ready[index]:
            try:
                level.took.append(person.send())
                level.codes.append(())
            except (Failed, OSError) as error:
                level.failures.append(str(error) or type(error).__name__)
            person.close()

    level.seconds = crowd(counts, work)
    level.requests += reports
    return level


def stored() -> tuple[int, int]:
    """Reports in the database, and how many of them share a lookup id with another."""
    from django.db import connection
    from django.db.models import Count

    from qorgan.web.casework.models import Report

    connection.close()
    twice = Report.objects.exclude(lookup_id=None).values("lookup_id").annotate(n=Count("id")).filter(n__gt=1)
    return Report.objects.count(), sum(row["n"] - 1 for row in twice)


def measure(running: Running, what: str, senders: int, reports: int) -> tuple[dict[str, object], bool]:
    """One level: its row, and whether nothing failed, was lost or doubled."""
    from qorgan.web.agencies.models import Agency

    office = str(Agency.objects.get(code="zhyly-uya").id)
    before, _ = stored()
    run = journeys if what == "journeys" else sends
    level = run(running, office, yesterday(), reports, senders)
    after, doubled = stored()
    acknowledged = len(level.codes)
    lost, too_many = max(0, acknowledged - (after - before)), max(0, after - before - acknowledged)
    for fault in sorted(set(level.failures))[:5]:
        print(f"    failed: {fault} ({level.failures.count(fault)} times)", file=sys.stderr, flush=True)
    row = {
        "what": what, "database": running.database, "senders": senders, "reports": acknowledged,
        "requests": level.requests, "failed": len(level.failures), "lost": lost,
        "doubled": doubled + too_many,
        "rate/s": f"{acknowledged / level.seconds:.1f}",
        "median_ms": f"{statistics.median(level.took or [math.nan]) * 1000:.0f}",
        "p95_ms": f"{p95(level.took) * 1000:.0f}",
        "max_ms": f"{max(level.took, default=math.nan) * 1000:.0f}",
        "questions": min(level.questions, default=0), "retries": level.retries,
        "memory_MiB": running.memory(),
    }  # fmt: skip
    return row, not (level.failures or lost or doubled or too_many)


def django_for(running: Running) -> None:
    """Django in this process, on the server's database, to count what is in it."""
    os.environ.update(running.environment)
    import django

    django.setup()


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--database", choices=DATABASES, help="one database; both when left out")
    given.add_argument("--senders", type=int, nargs="+", default=list(LEVELS))
    given.add_argument("--reports", type=int, default=REPORTS, help="a level")
    given.add_argument("--what", choices=WHAT, help="journeys or sends; both when left out")
    asked = given.parse_args()
    if asked.database is None:  # Django keeps one database for the life of a process
        own = [sys.executable, __file__, *sys.argv[1:], "--database"]
        return max(os.spawnv(os.P_WAIT, sys.executable, [*own, one]) for one in DATABASES)
    from qorgan.vault.receipt import RECEIPT_PARAMS

    good = True
    with serving(asked.database) as running:
        django_for(running)
        print(
            f"{os.cpu_count()} processors, shared with the load; receipts cost {RECEIPT_PARAMS}", flush=True
        )
        print(*HEAD, sep="\t", flush=True)
        for what in [asked.what] if asked.what else WHAT:
            for senders in asked.senders:
                row, well = measure(running, what, senders, asked.reports)
                print(*(row[name] for name in HEAD), sep="\t", flush=True)
                good = good and well
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
