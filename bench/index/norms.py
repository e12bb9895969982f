"""Norms surveys: does the interval of the difference in differences hold the truth, and what does it cost.

    norms.py                           1,000 surveys a row, and one of 100,000 answers
    norms.py --surveys 100

Every survey is SYNTHETIC, its true effect known. Beside ours: statsmodels' clustered error with its own
correction and the normal quantile it uses by default, on the same surveys.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

SURVEYS, EFFECT, ICC = 1000, 0.2, 0.05
SHAPES = ((4, 4, 15), (6, 6, 15), (12, 12, 15), (30, 30, 15), (4, 12, 15))
LARGE = (200, 200, 125)


def one_survey(comparison: int, programme: int, size: int, seed: int) -> tuple[Any, Any, Any]:
    """(x, y, clusters): clusters of unequal size, asked before and after, half their likeness lasting."""
    import numpy as np

    chance = np.random.default_rng(seed)
    parts, clusters = [], []
    for cluster in range(comparison + programme):
        arm, lasting = int(cluster >= comparison), chance.normal(0, (ICC / 2) ** 0.5)
        people = int(chance.integers(size // 2, size + size // 2 + 1))
        for when in (0, 1):
            shared = lasting + chance.normal(0, (ICC / 2) ** 0.5) + EFFECT * arm * when
            y = shared + chance.normal(0, (1 - ICC) ** 0.5, people)
            parts.append(
                np.column_stack([np.ones(people), *np.tile([[arm], [when], [arm * when]], people), y])
            )
            clusters += [cluster] * people
    whole = np.vstack(parts)
    return whole[:, :4], whole[:, 4], clusters


def coverage(shape: tuple[int, int, int], surveys: int) -> dict[str, Any]:
    import statsmodels.api as sm

    from qorgan.indicators.norms.clusters import regress, robust, wild

    few = min(shape[:2]) < 10
    held, drawn, peer, took, cpu = 0, 0, 0, [], time.process_time()
    peer_took = []
    for seed in range(surveys):
        x, y, clusters = one_survey(*shape, seed)
        begun = time.perf_counter()
        found = regress(x, y, clusters)
        one = robust(found, 3)
        took.append(time.perf_counter() - begun)
        held += one.low <= EFFECT <= one.high
        if few:
            boot = wild(found, 3)
            wider = (
                (boot.low, boot.high) if boot.high - boot.low > one.high - one.low else (one.low, one.high)
            )
            drawn += wider[0] <= EFFECT <= wider[1]
        begun = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            low, high = sm.OLS(y, x).fit(cov_type="cluster", cov_kwds={"groups": clusters}).conf_int()[3]
        peer_took.append(time.perf_counter() - begun)
        peer += low <= EFFECT <= high
    return {
        "what": f"norms coverage of 95 % intervals: {shape[0]} and {shape[1]} clusters of about {shape[2]}",
        "size": surveys,
        "coverage": held / surveys,
        "stated_coverage": (drawn if few else held) / surveys,
        "coverage_error": (0.95 * 0.05 / surveys) ** 0.5,
        "peer": "statsmodels' clustered error",
        "peer_coverage": peer / surveys,
        "median_s": statistics.median(took),
        "p95_s": sorted(took)[int(0.95 * (surveys - 1))],
        "peer_median_s": statistics.median(peer_took),
        "ratio": statistics.median(peer_took) / statistics.median(took),
        "cpu_s": time.process_time() - cpu,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def rows(surveys: int = SURVEYS) -> list[dict[str, Any]]:
    return list(_rows(surveys))


def _rows(surveys: int) -> Iterator[dict[str, Any]]:
    for shape in SHAPES:
        yield coverage(shape, surveys)
    large = coverage(LARGE, 3)
    large["what"] = (
        f"norms: one outcome over about {2 * sum(LARGE[:2]) * LARGE[2]:,} answers, {sum(LARGE[:2])} clusters"
    )
    yield large


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--surveys", type=int, default=SURVEYS)
    asked = given.parse_args()
    for row in _rows(asked.surveys):
        print(json.dumps(row, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
