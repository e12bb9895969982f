"""How fast the indicators are, each beside a peer in the same run: `make bench-index`.

    indicators.py                          everything (about 2 GB of invented CSV under a temporary folder)
    indicators.py --only gsni,flow,disclosure
    indicators.py --out FIGURES.json       also every row as JSON

Other people may use the machine: start it as `chrt -r 5 python bench/indicators.py`. Seconds are of the wall;
those of the processor stand beside them. Ends with 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

PARTS = ("gsni", "gggi", "flow", "disclosure", "charts", "its", "norms")
# The second is of a part that repeats surveys or series to see how often an interval holds the truth.
SHORTER: Mapping[str, tuple[int, ...]] = {"its": (200,), "norms": (200,)}


@dataclass(frozen=True)
class Target:
    """`is_it` tells the row; `most` is in seconds, or in MiB where `of` is the memory."""

    name: str
    part: str
    is_it: Callable[[Mapping[str, Any]], bool]
    most: float
    of: str = "median_s"


def _gsni(file: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda row: row["what"].startswith(file) and row["what"].endswith(", qorgan")


TARGETS = (
    Target("GSNI of the time series, Parquet", "gsni", _gsni("series.parquet"), 2),
    Target("GSNI of the time series, CSV", "gsni", _gsni("series.csv"), 20),
    Target("GSNI of the time series, CSV, memory", "gsni", _gsni("series.csv"), 2048, "peak_mib"),
    Target("GSNI of 10^7 respondents, Parquet", "gsni", _gsni("people.parquet"), 3),
    Target("GSNI of 10^7 respondents, Parquet, memory", "gsni", _gsni("people.parquet"), 2048, "peak_mib"),
    Target("flow of 10^6 cases", "flow", lambda row: row["what"].startswith("flow"), 5),
    Target("noise on 10^6 cells", "disclosure", lambda row: row["what"] == "perturb_cells", 1),
)


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--only", default=",".join(PARTS), help=f"which of {', '.join(PARTS)}")
    given.add_argument("--out", type=Path, help="every row as JSON")
    asked = given.parse_args()
    wanted = asked.only.split(",")
    if unknown := set(wanted) - set(PARTS):
        given.error(f"--only: {', '.join(sorted(unknown))} (allowed: {', '.join(PARTS)})")
    print(f"load at the start {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors", flush=True)
    found: dict[str, list[dict[str, Any]]] = {}
    for part in wanted:
        found[part] = import_module(f"bench.index.{part}").rows(*SHORTER.get(part, ()))
        for row in found[part]:
            print(part, *(f"{name} {_short(value)}" for name, value in row.items()), sep="\t", flush=True)
    if asked.out:
        asked.out.write_text(json.dumps(found, ensure_ascii=False, indent=1, default=str), "utf-8")
    missed = [_told(target, found[target.part]) for target in TARGETS if target.part in found]
    return 1 if any(missed) else 0


def _short(value: object) -> object:
    return f"{value:.4g}" if isinstance(value, float) else value


def _told(target: Target, rows: list[dict[str, Any]]) -> bool:
    """Prints whether a target is met; true where it is missed. Raises SystemExit where no row is of it."""
    measured = [float(row[target.of]) for row in rows if target.is_it(row)]
    if not measured:
        raise SystemExit(f"no row measures: {target.name}")
    missed, unit = max(measured) > target.most, "MiB" if target.of == "peak_mib" else "s"
    verdict = "MISSED" if missed else "met"
    print(f"{verdict}\t{target.name}\t{max(measured):.2f} {unit}, wanted {target.most:g}")
    return missed


if __name__ == "__main__":
    sys.exit(main())
