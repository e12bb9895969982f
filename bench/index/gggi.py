"""Scoring the gender gap index: an edition's 149 countries and 100,000 made-up ones, pandas in the same run.

    python bench/index/gggi.py

The peer is the same rule written with pandas, as a reader of the report would: column sums over a data frame,
missing indicators left out, weights scaled again. No published code computes the index. Ours also gives how
many share a rank and the ranks that the rounding of the weights leaves open.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from qorgan.indicators.gggi.method import SUBINDEXES, method_of  # noqa: E402
from qorgan.indicators.gggi.score import score  # noqa: E402

METHOD = method_of()
SIZES = (149, 100_000)
HEAD = (
    "what",
    "size",
    "median_s",
    "p95_s",
    "cpu_s",
    "peak_mb",
    "peer",
    "peer_median_s",
    "peer_cpu_s",
    "ratio_cpu",
)


def made_up(countries: int, seed: int = 1) -> np.ndarray:
    """Ratios at random, one cell in fifteen missing, some above the benchmark."""
    chance = np.random.default_rng(seed)
    table = chance.uniform(0.05, 1.2, (countries, len(METHOD.columns)))
    table[chance.random(table.shape) < 1 / 15] = np.nan
    return table


def with_pandas(frame: Any) -> Any:
    """Score and rank of every country; NaN where it has fewer than the indicators needed."""
    cut = frame.clip(upper=dict(zip(METHOD.columns, METHOD.caps, strict=True)), axis=1)
    subs = {}
    for sub in SUBINDEXES:
        names = [one.column for one in METHOD.indicators if one.subindex == sub]
        weights = {one.column: one.weight for one in METHOD.indicators if one.subindex == sub}
        part = cut[names]
        subs[sub] = part.mul(weights).sum(axis=1) / part.notna().mul(weights).sum(axis=1).replace(0, np.nan)
    import pandas as pd

    overall = pd.DataFrame(subs).mean(axis=1, skipna=False).where(frame.notna().sum(axis=1) >= METHOD.needed)
    return overall, overall.rank(ascending=False, method="min")


def timed(run: Callable[[], object], least: int = 7) -> tuple[float, float, float]:
    """Median and 95th percentile of wall seconds, median of CPU seconds."""
    walls, cpus = [], []
    run()
    for _ in range(least):
        wall, cpu = time.perf_counter(), time.process_time()
        run()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return statistics.median(walls), float(np.quantile(walls, 0.95)), statistics.median(cpus)


def rows() -> list[dict[str, Any]]:
    import pandas as pd

    found = []
    for size in SIZES:
        table = made_up(size)
        frame = pd.DataFrame(table, columns=list(METHOD.columns))
        ours, theirs = score(table, METHOD), with_pandas(frame)
        np.testing.assert_allclose(ours.score, theirs[0].to_numpy(), atol=1e-12)
        np.testing.assert_array_equal(ours.rank, theirs[1].fillna(0).to_numpy().astype(int))
        median, late, cpu = timed(lambda table=table: score(table, METHOD))  # type: ignore[misc]
        peer, _, peer_cpu = timed(lambda frame=frame: with_pandas(frame))  # type: ignore[misc]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        values = (
            "gggi: score and rank",
            size,
            median,
            late,
            cpu,
            peak,
            "pandas",
            peer,
            peer_cpu,
            peer_cpu / cpu,
        )
        found.append(dict(zip(HEAD, values, strict=True)))
    return found


def main() -> int:
    print(*HEAD, sep="\t")
    for row in rows():
        print(*(f"{value:.6g}" if isinstance(value, float) else value for value in row.values()), sep="\t")
    return 0


if __name__ == "__main__":
    sys.exit(main())
