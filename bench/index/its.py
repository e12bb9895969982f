"""Interrupted time series: does the 95 % interval hold the truth as often as it says, and what does it cost.

    its.py                             1,000 series a row
    its.py --series 100

Every series is SYNTHETIC, with a known step of -20 % and no change of slope. Beside ours: the interval that
statsmodels gives by Newey-West alone, on the same series.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

SERIES = 1000
LENGTHS, ALIKE, KINDS = (48, 72, 120), (0.0, 0.3, 0.6), ("count", "rate")


def one_series(kind: str, n: int, rho: float, seed: int) -> tuple[Any, Any, Any, float]:
    """(months, values, the break, the true step on the model's scale)."""
    import numpy as np

    from qorgan.indicators.its.model import Break

    chance = np.random.default_rng(seed)
    months, one = np.arange(24000.0, 24000 + n), Break(24000 + n // 2)
    noise = np.zeros(n)
    for place in range(n):
        spread = (1 - rho**2) ** 0.5 if place else 1.0
        noise[place] = rho * (noise[place - 1] if place else 0.0) + chance.normal(0, spread)
    wave, after = np.sin(2 * np.pi * months / 12), months >= one.start
    if kind == "rate":
        return months, 20 + 0.05 * np.arange(n) + 2 * wave - 3 * after + 2 * noise, one, -3.0
    line = np.log(200) + 0.002 * np.arange(n) + 0.1 * wave + np.log(0.8) * after + 0.1 * noise
    return months, chance.poisson(np.exp(line)).astype(float), one, float(np.log(0.8))


def coverage(kind: str, n: int, rho: float, series: int) -> dict[str, Any]:
    import numpy as np
    from scipy.stats import norm

    from qorgan.indicators.its import model

    held, peer, took, cpu = 0, 0, [], time.process_time()
    for seed in range(series):
        months, values, one, truth = one_series(kind, n, rho, seed)
        begun = time.perf_counter()
        x = model.design(months, [one], "harmonics")
        found = model.fit("count" if kind == "count" else "rate", values, x, months, np.zeros(n))
        step = model.estimate(float(found.coefficients[2]), np.eye(x.shape[1])[2], found)
        took.append(time.perf_counter() - begun)
        held += step.low <= truth <= step.high
        half = float(norm.ppf(0.975)) * float(np.sqrt(found.covariances["newey_west"][2, 2]))
        peer += abs(step.value - truth) <= half
    share = held / series
    return {
        "what": f"its coverage of the 95 % interval: {kind}, {n} months, autocorrelation {rho}",
        "size": series,
        "coverage": share,
        "coverage_error": (share * (1 - share) / series) ** 0.5,
        "peer": "Newey-West alone (statsmodels' HAC, normal quantile)",
        "peer_coverage": peer / series,
        "median_s": statistics.median(took),
        "p95_s": sorted(took)[int(0.95 * (series - 1))],
        "cpu_s": time.process_time() - cpu,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def rows(series: int = SERIES) -> list[dict[str, Any]]:
    return list(_rows(series))


def _rows(series: int) -> Iterator[dict[str, Any]]:
    for kind, n, rho in product(KINDS, LENGTHS, ALIKE):
        yield coverage(kind, n, rho, series)


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--series", type=int, default=SERIES)
    asked = given.parse_args()
    for row in _rows(asked.series):
        print(json.dumps(row, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
