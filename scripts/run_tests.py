"""Runs the checks, then the tests on SQLite (with Chromium) and on PostgreSQL; nothing stops the rest.

    run_tests.py            everything
    run_tests.py sqlite     unit and browser tests on SQLite
    run_tests.py postgres   the tests that use a database, on PostgreSQL

The last line printed is the sum of what pytest counted; the exit status is 0 only if all went well.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CORE = ("law", "practice", "identity", "vault", "escrow", "indicators")
DATABASES = ("sqlite", "postgres")
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


def pytest(database: str) -> tuple[int, str]:
    """Runs the tests on one database, showing them as they run. The exit status and the closing line."""
    documented = [f"src/qorgan/{name}" for name in CORE if (ROOT / "src" / "qorgan" / name).exists()]
    where = ["tests", "--doctest-modules", *documented] if database == "sqlite" else ["tests"]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "2",
        "--dist",
        "loadfile",
        "--durations",
        "10",
        *where,
    ]
    environment = os.environ | {"QORGAN_TEST_DATABASE": database, "PYTHONUNBUFFERED": "1"}
    closing = ""
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            if re.search(r"\b(passed|failed|errors?|no tests ran)\b.* in [\d.]+s", line):
                closing = line.strip().strip("= ")
    return process.returncode, closing


def main(chosen: list[str]) -> int:
    if unknown := set(chosen) - {*DATABASES}:
        print(f"unknown: {', '.join(unknown)}; known: {', '.join(DATABASES)}", file=sys.stderr)
        return 2
    began = time.monotonic()
    status, checks = 0, "not asked for"
    subprocess.run([sys.executable, "scripts/compile_messages.py"], cwd=ROOT, check=True)
    if not chosen:
        status = subprocess.run([sys.executable, "scripts/check.py"], cwd=ROOT, check=False).returncode
        checks = "failed, see above" if status else "passed"
    summary, total = [], {"passed": 0, "failed": 0, "skipped": 0}
    for database in chosen or DATABASES:
        code, closing = pytest(database)
        status = status or code
        summary.append(f"{database}: {closing or f'pytest stopped with status {code}'}")
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
