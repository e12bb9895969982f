"""Rows of the one table, targets, and what of them was missed."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import yaml

TARGETS = Path(__file__).with_name("targets.yaml")
PACKAGES = ("splink", "duckdb", "numpy", "pyarrow", "rapidfuzz", "nomenklatura", "faiss-cpu", "usearch")
HEAD = f"{'what':<62}{'value':>13} {'unit':<11}{'95 %':<18}{'target':<14}"


@dataclass(frozen=True)
class Row:
    """One figure. `name` is what targets call it; `low` and `high` are the ends of its 95 % interval."""

    name: str
    value: float
    unit: str = ""
    low: float | None = None
    high: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Target:
    """What a row has to reach, judged only from `people` measured on. `must`: a miss is a failure."""

    row: str
    must: bool
    at_least: float
    at_most: float
    people: int

    def met(self, value: float) -> bool:
        return self.at_least <= value <= self.at_most

    def said(self) -> str:
        if math.isinf(self.at_most):
            return f">= {short(self.at_least)}"
        if math.isinf(self.at_least):
            return f"<= {short(self.at_most)}"
        if self.at_least == self.at_most:
            return f"= {short(self.at_least)}"
        return f"{short(self.at_least)}..{short(self.at_most)}"


@dataclass(frozen=True)
class Judged:
    row: Row
    target: Target | None = None
    verdict: str = ""

    def line(self) -> str:
        row = self.row
        between = "" if row.low is None or row.high is None else f"{short(row.low)}..{short(row.high)}"
        told = self.target.said() if self.target else ""
        end = "  ".join(filter(None, (self.verdict, row.note)))
        return f"{row.name:<62}{short(row.value):>13} {row.unit:<11}{between:<18}{told:<14}{end}".rstrip()


def short(value: float) -> str:
    """
    >>> short(0.95123), short(23), short(4512.3), short(1234567.0), short(0.00012)
    ('0.9512', '23', '4512', '1,234,567', '0.00012')
    """
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}" if abs(value) >= 10_000 else str(int(value))
    if abs(value) >= 1000:
        return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.0f}"
    return f"{value:.2f}" if abs(value) >= 10 else f"{value:.4g}"


def targets(path: Path = TARGETS) -> dict[str, Target]:
    found = {}
    for entry in yaml.safe_load(path.read_text("utf-8"))["targets"]:
        found[entry["row"]] = Target(
            entry["row"],
            entry["must"],
            float(entry.get("at_least", -math.inf)),
            float(entry.get("at_most", math.inf)),
            int(entry.get("people", 0)),
        )
    return found


def judge(rows: Iterable[Row], wanted: dict[str, Target], people: int) -> list[Judged]:
    """
    >>> judge([Row("a", 0.5)], {"a": Target("a", True, 0.6, 1.0, 0)}, 10)[0].verdict
    'MISSED'
    """
    found = []
    for row in rows:
        target = wanted.get(row.name)
        if target is None:
            verdict = ""
        elif people < target.people:
            verdict = f"(judged from {target.people:,} people on)"
        elif target.met(row.value):
            verdict = "met"
        else:
            verdict = "MISSED" if target.must else "missed (report only)"
        found.append(Judged(row, target, verdict))
    return found


def missed(found: Sequence[Judged], wanted: dict[str, Target], ran: set[str], people: int) -> list[str]:
    """A sentence for each target that must be met and was not, or of which nothing was measured."""
    said = []
    for one in found:
        if one.verdict == "MISSED" and one.target:
            off = max(one.target.at_least - one.row.value, one.row.value - one.target.at_most)
            said.append(
                f"{one.row.name}: {short(one.row.value)}, wanted {one.target.said()}, off by {short(off)}"
            )
    there = {one.row.name for one in found}
    for target in wanted.values():
        wanted_here = any(target.row.startswith(f"{one}.") for one in ran)
        optional = ".large." in target.row and "live.large" not in ran
        if (
            target.must
            and wanted_here
            and not optional
            and people >= target.people
            and target.row not in there
        ):
            said.append(f"{target.row}: not measured")
    return said


def wilson(hits: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927).

    >>> [round(end, 3) for end in wilson(30, 30)]
    [0.886, 1.0]
    """
    if not count:
        return 0.0, 1.0
    z = 1.959964
    share = hits / count
    middle = share + z * z / (2 * count)
    reach = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    scale = 1 + z * z / count
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)


def share(name: str, hits: int, count: int, note: str = "") -> Row:
    """A share with its interval; the note says of how many."""
    low, high = wilson(hits, count)
    of = f"{hits:,} of {count:,}"
    return Row(name, hits / count if count else math.nan, "", low, high, f"{of}; {note}" if note else of)


def hardware() -> dict[str, Any]:
    """What it was measured on."""
    told: dict[str, str] = {}
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []:
        name, _, value = line.partition(":")
        told.setdefault(name.strip(), value.strip())
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    versions = {}
    for package in PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = "not installed"
    return {
        "processor": told.get("model name", platform.machine()),
        "processors": len(os.sched_getaffinity(0)),
        "memory_gib": round(pages / 2**30, 1),
        "load": [round(one, 1) for one in os.getloadavg()],
        "priority": _priority(),
        "python": platform.python_version(),
        "versions": versions,
    }


def _priority() -> str:
    policy = os.sched_getscheduler(0)
    if policy in (os.SCHED_FIFO, os.SCHED_RR):
        return f"real time {os.sched_getparam(0).sched_priority}"
    return "ordinary"


def as_document(one: Judged) -> dict[str, Any]:
    found = asdict(one.row)
    if one.target:
        found |= {"target": one.target.said(), "must": one.target.must, "verdict": one.verdict}
    return {name: value for name, value in found.items() if value not in (None, "")}


def named(rows: Iterable[Row], prefix: str) -> list[Row]:
    return [replace(row, name=f"{prefix}.{row.name}") for row in rows]
