"""Runs the checks, then the tests on SQLite (with Chromium) and on PostgreSQL; nothing stops the rest.

    run_tests.py            everything
    run_tests.py sqlite     unit and browser tests on SQLite
    run_tests.py postgres   the tests that use a database, on PostgreSQL
    run_tests.py library    the library, a site of its own, on SQLite (with Chromium); also library-postgres

Both databases are tested at the same time: browser walks wait for one-time codes, and PostgreSQL's tests use
that time. What they print is shown one after the other. The last line printed is the sum of what pytest
counted; the exit status is 0 only if all went well.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
CORE = ("law", "practice", "identity", "vault", "escrow", "indicators", "catalogue", "language")
DATABASES = ("sqlite", "postgres")
LIBRARY = ("library", "library-postgres")
CLOSING = re.compile(r"\b(passed|failed|errors?|no tests ran)\b.* in [\d.]+s")
COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped)\b")


def count(closing_line: str) -> dict[str, int]:
    """What pytest's closing line counts; an error in a fixture is a failure.

    >>> count("==== 2 failed, 30 passed, 1 error in 4.20s ====")
    {'passed': 30, 'failed': 3, 'skipped': 0}
    """
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for number, word in COUNT.findall(closing_line):
        counts["failed" if word.startswith("error") else word] += int(number)
    return counts


@dataclass
class Run:
    """pytest on one database, running in a process of its own."""

    database: str
    process: subprocess.Popen[str]
    log: IO[str] | None

    @classmethod
    def start(cls, database: str, workers: int, show: bool) -> Run:
        """Starts it; `show` prints as it runs, otherwise its lines are kept for `finish`."""
        documented = [f"src/qorgan/{name}" for name in CORE if (ROOT / "src" / "qorgan" / name).exists()]
        where = ["tests", "--doctest-modules", *documented] if database == "sqlite" else ["tests"]
        site = "library" if database in LIBRARY else "office"
        if site == "library":
            where = ["tests/library"]
        options = [
            "-q",
            "-n",
            str(workers),
            "--dist",
            "loadfile",
            "--no-loadscope-reorder",
            "--durations",
            "10",
        ]
        environment = os.environ | {
            "QORGAN_TEST_DATABASE": database.removeprefix("library-").replace("library", "sqlite"),
            "QORGAN_TEST_SITE": site,
            "PYTHONUNBUFFERED": "1",
        }
        log = None if show else tempfile.TemporaryFile("w+")
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", *options, *where],
            cwd=ROOT,
            env=environment,
            stdout=log or subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return cls(database, process, log)

    def finish(self) -> tuple[int, str]:
        """Waits for it and shows what it printed. The exit status and the closing line."""
        lines = self.process.stdout
        if self.log is not None:
            self.process.wait()
            self.log.seek(0)
            lines = self.log
        assert lines is not None
        closing = ""
        with lines:
            for line in lines:
                print(line, end="", flush=True)
                if CLOSING.search(line):
                    closing = line.strip().strip("= ")
        return self.process.wait(), closing


def rounds(chosen: list[str]) -> list[list[str]]:
    """What runs at the same time: the office on its databases, then the library on its own.

    >>> rounds([])
    [['sqlite', 'postgres'], ['library', 'library-postgres']]
    >>> rounds(["postgres"])
    [['postgres']]
    """
    several = [[one for one in site if not chosen or one in chosen] for site in (DATABASES, LIBRARY)]
    return [one for one in several if one]


def main(chosen: list[str]) -> int:
    known = (*DATABASES, *LIBRARY)
    if unknown := set(chosen) - {*known}:
        print(f"unknown: {', '.join(unknown)}; known: {', '.join(known)}", file=sys.stderr)
        return 2
    began = time.monotonic()
    status, checks = 0, "not asked for"
    subprocess.run([sys.executable, "scripts/compile_messages.py"], cwd=ROOT, check=True)
    if not chosen:
        status = subprocess.run([sys.executable, "scripts/check.py"], cwd=ROOT, check=False).returncode
        checks = "failed, see above" if status else "passed"
    summary, total = [], {"passed": 0, "failed": 0, "skipped": 0}
    for databases in rounds(chosen):
        # The last one in the background. More workers than processors: many of them wait for something.
        runs = [
            Run.start(database, workers=3 if database == databases[0] else 2, show=database == databases[0])
            for database in reversed(databases)
        ]
        for run in reversed(runs):
            code, closing = run.finish()
            status = status or code
            summary.append(f"{run.database}: {closing or f'pytest stopped with status {code}'}")
            for word, number in count(closing).items():
                total[word] += number
    print()
    print(f"checks: {checks}")
    print(*summary, sep="\n")
    print(f"took {time.monotonic() - began:.0f} s")
    print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
