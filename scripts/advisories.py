"""Asks for known faults of what the lock files pin: `make advisories`; it needs a network.

Exit code 0: asked, and none is known. 1: there are some, or a package could not be looked up. 2: nothing was
checked, since the data could not be reached; that is never taken for good news.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
SECONDS = 15  # to wait for each answer
LONGEST = 900  # for all of them
FINE, FOUND, UNCHECKED = 0, 1, 2


class Unreachable(Exception):
    """The data was not there; the message is what the tool said last."""


def ask(lock: str) -> list[dict[str, Any]]:
    """What is known of each package of a lock. Raises Unreachable."""
    command = [
        sys.executable, "-m", "pip_audit", "--requirement", str(ROOT / lock), "--require-hashes",
        "--disable-pip", "--format", "json", "--progress-spinner", "off", "--timeout", str(SECONDS),
    ]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        raise Unreachable("no answer in time") from None
    return read(done.stdout, done.stderr)


def read(answer: str, errors: str) -> list[dict[str, Any]]:
    """The packages of the tool's answer. Raises Unreachable when there is none, or it knows no package."""
    try:
        found: list[dict[str, Any]] = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = (errors.strip().splitlines() or ["no answer"])[-1]
        raise Unreachable(last.partition(": ")[0].partition("(")[0].strip()[:80] or "no answer") from None
    if all("skip_reason" in package for package in found):
        raise Unreachable("what answers knows no package at all")
    return found


def told(package: dict[str, Any]) -> list[str]:
    """A line for each known fault of a package, or for not having found it."""
    name = f"{package['name']} {package.get('version', '')}".strip()
    if "skip_reason" in package:
        return [f"{name}: not looked up"]
    return [
        f"{name}: {fault['id']}, mended in {', '.join(fault['fix_versions']) or 'no release yet'}"
        for fault in package.get("vulns", ())
    ]


def main() -> int:
    if importlib.util.find_spec("pip_audit") is None:
        print("advisories: nothing was checked: run scripts/venv.sh dev first", file=sys.stderr)
        return UNCHECKED
    lines: set[str] = set()
    count = 0
    for lock in LOCKS:
        try:
            packages = ask(lock)
        except Unreachable as error:
            print(f"advisories: nothing was checked: the data cannot be reached ({error})", file=sys.stderr)
            return UNCHECKED
        count += len(packages)
        lines |= {line for package in packages for line in told(package)}
    for line in sorted(lines):
        print(line)
    print(f"advisories: {count} pins looked up in {len(LOCKS)} lock files, {len(lines)} to look at")
    return FOUND if lines or not count else FINE


if __name__ == "__main__":
    sys.exit(main())
