"""How long a picture takes: from plain values to SVG text, a row for each kind; plain Altair in the same run.

    python -m bench.index.charts

The peer is Altair's own chart of as many marks through the same renderer, without words, table or checks.
`first` rows are a new process each: imports, the renderer's start and one picture.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from qorgan.indicators.charts import (  # noqa: E402
    Bar,
    Picture,
    Point,
    Step,
    Words,
    bars,
    funnel,
    lines,
    parts,
    regions,
)
from qorgan.indicators.charts.geometry import shape, units  # noqa: E402

TIMES = 11
WORDS = Words("Title", "How it was measured", "made up", "95% interval", "What the picture shows")
FIRST = (
    "import sys; sys.path[:0] = {paths!r}\n"
    "from bench.index.charts import pictures\n"
    "pictures()[{name!r}][1]().svg()"
)


def months(count: int) -> list[date]:
    return [date(2020 + month // 12, month % 12 + 1, 1) for month in range(count)]


def pictures() -> dict[str, tuple[str, Callable[[], Picture]]]:
    """What is drawn, its size and how it is made."""
    of_bars = [Bar(f"region {n}", n, n - 1, n + 1) for n in range(25)]
    of_funnel = [Step(f"step {n}", 1000 / (n + 1)) for n in range(6)]
    of_parts = [Step("a", 12), Step("b", -5), Step("c", 3), Step("d", 10)]
    values = {code: 3.0 + number for number, code in enumerate(units())}
    points = [
        Point(at, 100.0 + step * n, 90.0 + step * n, 110.0 + step * n, name)
        for name, step in (("asked", 2), ("got", 1))
        for n, at in enumerate(months(60))
    ]
    return {
        "bars": (
            "25 bars",
            lambda: bars(of_bars, WORDS, "%"),
        ),
        "lines": ("2 x 60 points", lambda: lines(points, WORDS, "cases")),
        "funnel": (
            "6 steps",
            lambda: funnel(of_funnel, WORDS, "cases"),
        ),
        "parts": (
            "4 steps",
            lambda: parts(of_parts, WORDS, "x"),
        ),
        "regions": ("20 regions", lambda: regions(values, WORDS, "%")),
    }


def peer(kind: str) -> Callable[[], str]:
    """Plain Altair: bars, lines, or shapes without a word."""
    import altair as alt
    import vl_convert

    def drawn() -> str:
        if kind == "regions":
            data: Any = [
                {
                    "type": "Feature",
                    "geometry": {
                        "type": "MultiPolygon",
                        "coordinates": [[[*r, r[0]]] for r in shape([code])],
                    },
                    "v": number,
                }
                for number, code in enumerate(units())
            ]
            chart = alt.Chart(alt.InlineData(values=data)).mark_geoshape().encode(color="v:Q")
            chart = chart.project(type="identity")
        elif kind == "lines":
            data = [{"x": n, "y": n * step, "s": step} for step in (1, 2) for n in range(60)]
            chart = alt.Chart(alt.InlineData(values=data)).mark_line().encode(x="x:Q", y="y:Q", color="s:N")
        else:
            count = {"bars": 25, "funnel": 6, "parts": 4}[kind]
            data = [{"x": n, "y": f"region {n}"} for n in range(count)]
            chart = alt.Chart(alt.InlineData(values=data)).mark_bar().encode(x="x:Q", y="y:N")
        return vl_convert.vegalite_to_svg(chart.to_dict())

    return drawn


def timed(run: Callable[[], object]) -> dict[str, float]:
    """Seconds by the wall and of this process's processor, after one run that is not counted."""
    run()
    walls, cpus = [], []
    for _ in range(TIMES):
        wall, cpu = time.perf_counter(), time.process_time()
        run()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return {
        "median_s": statistics.median(walls),
        "p95_s": statistics.quantiles(walls, n=20, method="inclusive")[-1],
        "cpu_s": statistics.median(cpus),
    }


def first(name: str) -> dict[str, float]:
    """A new process: seconds by the wall and of its processor."""
    code = FIRST.format(paths=[str(ROOT), str(ROOT / "src")], name=name)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    wall = time.perf_counter() - wall
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"median_s": wall, "p95_s": wall, "cpu_s": cpu}


def rows() -> list[dict[str, Any]]:
    """A row for each kind, and one for the first picture of a new process."""
    found: list[dict[str, Any]] = []
    for name, (size, make) in pictures().items():
        ours, theirs = timed(lambda make=make: make().svg()), timed(peer(name))
        found.append(
            {
                "what": f"chart {name} to SVG",
                "size": f"{size}, {len(make().svg().encode())} bytes",
                **ours,
                "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "peer": "plain Altair, same renderer",
                "peer_cpu_s": theirs["cpu_s"],
                "ratio": ours["cpu_s"] / theirs["cpu_s"],
            }
        )
    found.append({"what": "chart bars, new process", "size": "25 bars", **first("bars")})
    found[-1]["peak_mib"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return found


def main() -> int:
    for row in rows():
        print(json.dumps({k: round(v, 4) if isinstance(v, float) else v for k, v in row.items()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
