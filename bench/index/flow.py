"""All indicators of the flow of cases over a million cases, and four of the same in pandas in the same run.

    python -m bench.index.flow [CASES]

The events are made at random: about seven and a half for a case, keys of 32 hex digits, times as text as the
ledger writes them. Seconds are of the wall and of the processor; on a crowded machine only the second says
something. pandas counts registered, charged, convicted, withdrawn and handed over in 24 hours, with plain
shares, from the five columns that it needs.
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

CASES, TIMES, PEER_TIMES, SEED = 1_000_000, 3, 1, 20260302
DAY = 86_400_000_000


def made(path: Path, cases: int) -> int:
    """Writes the events and says how many."""
    import numpy as np
    import polars as pl

    chance = np.random.default_rng(SEED)
    start = np.datetime64("2024-01-01", "us").astype(np.int64)
    parts: list[Any] = []

    def keys(many: int) -> Any:
        halves = chance.integers(0, 2**63, size=(many, 2))
        return pl.Series([f"{a:016x}{b:016x}" for a, b in halves.tolist()])

    def add(type_: str, subject: Any, parent: Any, at: Any, mask: Any, happened: bool = False) -> None:
        keep, times = pl.Series(mask), at[mask].astype(np.int64)
        named = subject.filter(keep)
        above = parent.filter(keep) if parent is not None else pl.Series([""] * len(named))
        state = type_.partition(".")[2]
        row = pl.DataFrame({"subject": named, "parent": above, "recorded_at": times})
        parts.append(row.with_columns(type=pl.lit(type_), state=pl.lit(state), happened=pl.lit(happened)))

    every, case, report = np.ones(cases, bool), keys(cases), keys(cases)
    opened = start + chance.integers(0, 500, cases) * DAY + chance.integers(0, DAY, cases)
    add("report.received", report, case, opened - chance.integers(0, 2 * DAY, cases), every)
    add("case.opened", case, report, opened, every)
    add("case.danger_assessed", case, None, opened + DAY // 8, chance.random(cases) < 0.7)
    fate = chance.random(cases)
    charged = opened + chance.exponential(60 * DAY, cases)
    add("case.charged", case, None, charged, fate < 0.4)
    add("case.convicted", case, None, charged + chance.exponential(90 * DAY, cases), fate < 0.2)
    for type_, low, high in (
        ("case.withdrawn", 0.4, 0.58),
        ("case.reconciled", 0.58, 0.7),
        ("case.closed", 0.7, 0.85),
    ):
        add(type_, case, None, opened + chance.exponential(40 * DAY, cases), (fate >= low) & (fate < high))
    order, ordered = keys(cases), chance.random(cases) < 0.6
    issued = opened + chance.integers(0, 2 * DAY, cases)
    served = issued + chance.exponential(DAY / 2, cases)
    handed = ordered & (chance.random(cases) < 0.95)
    breached = handed & (chance.random(cases) < 0.1)
    breach = served + chance.random(cases) * 29 * DAY
    add("order.issued", order, case, issued, ordered, True)
    add("order.served", order, case, served, handed, True)
    add("order.expired", order, case, served + 30 * DAY, handed, True)
    add("order.breached", order, case, breach, breached, True)
    add(
        "breach.arrest",
        order,
        case,
        breach + chance.exponential(2 * DAY, cases),
        breached & (fate < 0.4),
        True,
    )
    referral, at = keys(cases), opened + chance.integers(0, 3 * DAY, cases)
    referred = chance.random(cases) < 0.5
    for type_, share, days in (
        ("sent", 1, 0),
        ("acknowledged", 0.95, 0.1),
        ("accepted", 0.9, 0.3),
        ("first_contact", 0.85, 1),
        ("service_started", 0.8, 5),
    ):
        at = at + chance.exponential(days * DAY + 1, cases)
        referred = referred & (chance.random(cases) < share)
        add(f"referral.{type_}", referral, case, at, referred)
    table = pl.concat(parts).sort("recorded_at")
    mixed = table["subject"].hash(SEED)
    when = pl.col("recorded_at").cast(pl.Datetime("us", "UTC"))
    table.with_columns(
        when.dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").alias("recorded_at"),
        occurred_at=pl.when("happened").then(when.dt.strftime("%Y-%m-%dT%H:%MZ")).otherwise(pl.lit("")),
        agency=(mixed % 20).cast(pl.String),
        sex=pl.when(pl.col("type") == "case.charged").then(pl.lit("m")).otherwise(pl.lit("f")),
        relation=pl.when(mixed % 3 == 0).then(pl.lit("spouse")).otherwise(pl.lit("parent")),
        provision=pl.lit("kz.cc.109-1.1"),
        service=pl.lit("shelter"),
        person_key=(mixed % (cases * 4 // 5)).cast(pl.String),
    ).drop("happened").write_parquet(path)
    return len(table)


def ours(path: Path) -> dict[str, float]:
    from qorgan.indicators.flow.answer import Question, answer, as_dict

    given = answer(str(path), Question(today=date(2027, 12, 31)))
    as_dict(given)
    names = ("cases_registered", "charged", "convicted", "withdrawn", "served_within_24h")
    return {name: float(given.get(name).numerator or 0) for name in names}


def in_pandas(path: Path) -> dict[str, float]:
    """As one would write it: pivot to the first time of each step, then compare columns."""
    import pandas as pd

    table = pd.read_parquet(path, columns=["subject", "type", "recorded_at", "occurred_at"])
    table["at"] = pd.to_datetime(
        table["occurred_at"].where(table["occurred_at"] != "", table["recorded_at"]),
        format="ISO8601",
        utc=True,
    )
    steps = [
        "case.opened",
        "case.charged",
        "case.convicted",
        "case.withdrawn",
        "order.issued",
        "order.served",
    ]
    first = table[table["type"].isin(steps)].groupby(["subject", "type"])["at"].min().unstack()
    year, cases = pd.Timedelta(days=365), first[first["case.opened"].notna()]
    found = {"cases_registered": float(len(cases))}
    for name in ("charged", "convicted", "withdrawn"):
        found[name] = float((cases[f"case.{name}"] - cases["case.opened"] <= year).sum())
    orders = first[first["order.issued"].notna()]
    found["served_within_24h"] = float(
        (orders["order.served"] - orders["order.issued"] <= pd.Timedelta(hours=24)).sum()
    )
    return found


def timed(run: Callable[[], Any], times: int = TIMES) -> tuple[list[float], list[float], Any]:
    walls, processors, found = [], [], None
    for _ in range(times):
        wall, processor = time.perf_counter(), time.process_time()
        found = run()
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    return walls, processors, found


def measured(what: str, path: Path, events: int, cases: int) -> dict[str, Any]:
    """One row, in a process of its own: so that its peak of memory is its own."""
    import json
    import subprocess

    code = f"from bench.index.flow import alone; alone({what!r}, {str(path)!r})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603
    found: dict[str, Any] = json.loads(done.stdout)
    return {"what": what, "size": f"{cases:,} cases, {events:,} events", **found}


def alone(what: str, path: str) -> None:
    import json

    run = {"flow, every indicator": ours, "pandas, five of them": in_pandas}[what]
    times = TIMES if run is ours else PEER_TIMES
    walls, processors, found = timed(lambda: run(Path(path)), times)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    shown = {
        "median_s": statistics.median(walls),
        "p95_s": max(walls),
        "cpu_s": statistics.median(processors),
        "peak_mib": peak,
        "load": os.getloadavg()[0],
        "counts": found,
    }
    print(json.dumps(shown))


def rows(cases: int = CASES) -> list[dict[str, Any]]:
    """Two rows, the second the peer, with how many times its processor seconds ours are."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.parquet"
        events = made(path, cases)
        mine = measured("flow, every indicator", path, events, cases)
        peer = measured("pandas, five of them", path, events, cases)
    for name, count in mine["counts"].items():
        if count != peer["counts"][name]:
            raise SystemExit(f"{name}: {count} here, {peer['counts'][name]} in pandas")
    mine["ratio"] = mine["cpu_s"] / peer["cpu_s"]
    return [mine, peer]


def main() -> int:
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    for row in rows(cases):
        print(
            *(
                f"{name} {value:.2f}" if isinstance(value, float) else f"{name} {value}"
                for name, value in row.items()
                if name != "counts"
            ),
            sep="\t",
        )  # noqa: E501
    return 0


if __name__ == "__main__":
    sys.exit(main())
