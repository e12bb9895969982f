"""Two evaluators of the law over the same random sets of facts: do they agree on every one?

    agree.py                        a million sets, from where the last run with this seed stopped
    agree.py --sets 100000 --seed 7 --workers 1

The engine answers in its own processes beside the table. Each finished run of sets is written down at once in
var/, with a print of the law's code and data, so that a run that was stopped goes on and one of another law
begins anew. Fails at the first difference. What never applied is listed: `qorgan law prove` says why.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from qorgan import law  # noqa: E402
from qorgan.law.conditions import Open  # noqa: E402
from qorgan.law.proof.agreement import Found, sample  # noqa: E402
from qorgan.law.tables.judging import Table  # noqa: E402

SETS, RUN, SEED = 1_000_000, 5_000, 20261126
_TABLE: Table | None = None


def run(seed: int) -> Found:
    global _TABLE
    _TABLE = _TABLE or Table(law.load().statutes)
    return sample(_TABLE, seed, RUN)


def fingerprint() -> str:
    """Of the code and the data of the law: another law is another proof."""
    found = hashlib.sha256()
    for path in sorted((ROOT / "src" / "qorgan" / "law").rglob("*")):
        if path.suffix in (".py", ".yaml"):
            found.update(path.read_bytes())
    return found.hexdigest()[:16]


class Kept:
    """What earlier runs with this seed found, for this law."""

    def __init__(self, path: Path, law_is: str) -> None:
        self.path, self.law_is, self.done, self.found = path, law_is, set[int](), Found()
        if path.is_file():
            held = json.loads(path.read_text())
            if held["law"] == law_is:
                self.done = set(held["done"])
                self.found = Found(
                    held["sets"],
                    held["refused"],
                    held["outside"],
                    Counter(held["answers"]),
                    set(held["reached"]),
                )

    def add(self, number: int, found: Found) -> None:
        self.done.add(number)
        self.found.add(found)
        held = {
            "law": self.law_is,
            "done": sorted(self.done),
            "sets": self.found.sets,
            "refused": self.found.refused,
            "outside": self.found.outside,
            "answers": self.found.answers,
            "reached": sorted(self.found.reached),
        }
        beside = self.path.with_suffix(".part")
        beside.write_text(json.dumps(held))
        beside.replace(self.path)


def never_applied(found: Found) -> list[str]:
    """Provisions and points with a known text that applied to no set."""
    names = (
        name
        for item in law.load().statutes.provisions
        if not any(isinstance(part, Open) for part in item.when.children())
        for name in (item.id, *(f"{item.id}.{point.number}" for point in item.points))
        if name not in found.reached
    )
    return sorted(set(names))


def answers(numbers: list[int], seed: int, workers: int) -> Iterator[tuple[int, Found]]:
    with ProcessPoolExecutor(workers) as people:
        yield from zip(
            numbers, people.map(run, [seed * 1_000_003 + number for number in numbers]), strict=True
        )


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--sets", type=int, default=int(os.environ.get("SETS", SETS)))
    given.add_argument("--seed", type=int, default=SEED)
    given.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked: Any = given.parse_args()
    (ROOT / "var").mkdir(exist_ok=True)
    kept = Kept(ROOT / "var" / f"agree-{asked.seed}.json", fingerprint())
    numbers = [number for number in range(-(-asked.sets // RUN)) if number not in kept.done]
    print(f"law {kept.law_is}, seed {asked.seed}, {len(kept.done) * RUN} sets done before", flush=True)
    began, before = time.monotonic(), kept.found.sets
    for number, found in answers(numbers, asked.seed, asked.workers):
        for difference in found.differences:
            print(f"DIFFERENT, seed {asked.seed} run {number}: {difference}", flush=True)
        if found.differences:
            return 1
        kept.add(number, found)
    took, fresh = time.monotonic() - began, kept.found.sets - before
    rate = f", {fresh / took:.0f} sets a second" if fresh else ""
    print(
        f"{kept.found.sets} sets agree ({kept.found.refused} refused by both, {kept.found.outside} on days "
        f"outside what is encoded); {fresh} of them now, in {took:.0f} s{rate}"
    )
    print("answers compared: " + ", ".join(f"{word} {count}" for word, count in kept.found.answers.items()))
    missing = never_applied(kept.found)
    print("provisions and points with a text that never applied: " + (", ".join(missing) or "none"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
