"""Noise on 1,000,000 cells beside a loop and pandas in the same run; a release; a bulletin.

disclosure.py            every row, as JSON
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

from qorgan.indicators.disclosure import perturb, perturb_cells  # noqa: E402
from qorgan.indicators.disclosure.attacks.report import invented  # noqa: E402
from qorgan.indicators.disclosure.keys import Secret  # noqa: E402
from qorgan.indicators.disclosure.ptable import mixed, ptable  # noqa: E402

CELLS, LOOPED, TIMES = 1_000_000, 50_000, 7


def timed(run: Callable[[], Any], times: int = TIMES) -> tuple[list[float], list[float]]:
    wall, cpu = [], []
    for _ in range(times):
        began, spent = time.perf_counter(), time.process_time()
        run()
        wall.append(time.perf_counter() - began)
        cpu.append(time.process_time() - spent)
    return wall, cpu


def row(what: str, size: int, run: Callable[[], Any], times: int = TIMES, **more: Any) -> dict[str, Any]:
    wall, cpu = timed(run, times)
    return {
        "what": what,
        "size": size,
        "median_s": round(statistics.median(wall), 4),
        "p95_s": round(sorted(wall)[min(len(wall) - 1, int(0.95 * len(wall)))], 4),
        "cpu_s": round(statistics.median(cpu), 4),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        **more,
    }


def looped(counts: list[int], keys: list[int]) -> list[int]:
    """The same look-up, a cell at a time in Python."""
    table = ptable()
    edges = [
        [int(e) if not n else 2**32 for e, n in zip(*pair, strict=True)]
        for pair in zip(table.edges, table.never, strict=True)
    ]
    found = []
    for count, where in zip(counts, keys, strict=True):
        found.append(count - table.most + sum(where >= edge for edge in edges[min(count, table.last)]))
    return found


def merged(frame: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """As the public Python packages of the method do it: a merge of (row, key of 256) with the table."""
    frame = frame.assign(row=frame["count"].clip(upper=ptable().last), ckey=frame["key"] % 256)
    found = frame.merge(table, on=["row", "ckey"], how="left")
    return found.assign(published=found["count"] + found["noise"])


def small_table() -> pd.DataFrame:
    table = ptable()
    keys = (np.arange(256, dtype=np.uint64) << np.uint64(24)).astype(np.uint32)
    rows = []
    for count in range(table.last + 1):
        noise = -table.most + ((keys[:, None] >= table.edges[count]) & ~table.never[count]).sum(axis=1)
        rows.append(pd.DataFrame({"row": count, "ckey": np.arange(256), "noise": noise}))
    return pd.concat(rows)


def rows() -> list[dict[str, Any]]:
    chance = np.random.default_rng(1)
    counts = chance.integers(0, 40, CELLS)
    keys = chance.integers(0, 2**64, CELLS, dtype=np.uint64)
    where = mixed(keys)
    part = counts[:LOOPED].tolist(), where[:LOOPED].tolist()
    if looped(*part) != perturb_cells(counts[:LOOPED], keys[:LOOPED]).tolist():
        raise SystemExit("the loop answers otherwise: no peer")
    ours = row("perturb_cells", CELLS, lambda: perturb_cells(counts, keys), target_s=1.0)
    loop = row("Python loop, scaled from 50,000", LOOPED, lambda: looped(*part), 3)
    frame, table = pd.DataFrame({"count": counts, "key": where}), small_table()
    pandas = row("pandas merge, 256 keys", CELLS, lambda: merged(frame, table), 3)
    loop["ratio_cpu"] = round(loop["cpu_s"] * CELLS / LOOPED / ours["cpu_s"], 1)
    pandas["ratio_cpu"] = round(pandas["cpu_s"] / ours["cpu_s"], 1)
    secret = Secret(bytes(range(64)))
    ids = [f"case-{n}" for n in range(200_000)]
    people = invented(200_000, 1)
    return [
        ours,
        loop,
        pandas,
        row("record keys (HMAC-SHA256)", len(ids), lambda: secret.record_keys(ids), 3),
        row(
            "perturb, 8 regions x 3 kinds",
            len(people),
            lambda: perturb(people, ("region", "kind"), secret),
            3,
        ),
    ]


if __name__ == "__main__":
    print(json.dumps(rows(), indent=1))
