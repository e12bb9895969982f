"""GSNI over files shaped like the World Values Survey time series, beside pandas and svy in the same run.

    gsni.py                            443,488 rows x 1,045 columns, and 10,000,000 respondents
    gsni.py --rows 40000 --people 1000000 --repeats 1

Every file is SYNTHETIC, made under a temporary folder and deleted. Wall time depends on who else uses the
machine: CPU seconds stand beside it. Each run is a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

ROWS, COLUMNS, PEOPLE, REPEATS = 443_488, 1_045, 10_000_000, 3
COUNTRIES = 108
BEATING = "WIFE"  # the bench names the item's column itself
NAMED = {"beating": BEATING}
ITEMS = ["D059", "E233", "D060", "C001", "D078", BEATING, "F120"]
ROLES = ["S002VS", "S003", "S007", "S017", "S020", "X001"]
FILLERS = 400


def answers(rows: int, seed: int = 1) -> dict[str, Any]:
    """SYNTHETIC columns: the ones GSNI reads."""
    import numpy as np

    rng = np.random.default_rng(seed)
    tops = {"D059": 4, "E233": 10, "D060": 4, "C001": 3, "D078": 4, BEATING: 10, "F120": 10}
    found: dict[str, Any] = {
        "S002VS": rng.integers(5, 8, rows, dtype=np.int8),
        "S003": (rng.integers(1, COUNTRIES + 1, rows) * 4).astype(np.int16),
        "S007": np.arange(rows, dtype=np.int32) + 10_000_000,
        "S017": np.round(rng.uniform(0.3, 2.5, rows), 6),
        "S020": rng.integers(2005, 2023, rows, dtype=np.int16),
        "X001": rng.integers(1, 3, rows, dtype=np.int8),
    }
    for name, top in tops.items():
        codes = rng.integers(1, top + 1, rows, dtype=np.int8)
        found[name] = np.where(rng.random(rows) < 0.04, np.int8(-1), codes)
    return found


def make_csv(path: Path, rows: int, columns: int) -> None:
    """The needed columns spread among the others, which hold codes as the real file does."""
    import numpy as np

    rng = np.random.default_rng(2)
    needed = answers(rows)
    names = list(needed)
    each = (columns - len(names)) // len(names)
    widths = [each] * (len(names) - 1) + [columns - len(names) - each * (len(names) - 1)]
    codes = np.array(["-4", "-1", "1", "2", "3", "10", "-4.0000"])
    fill = [[",".join(rng.choice(codes, width)) for _ in range(FILLERS)] for width in widths]
    header = [
        cell for at, name in enumerate(names) for cell in (name, *(f"Z{at}_{k}" for k in range(widths[at])))
    ]
    with open(path, "w", encoding="ascii") as file:
        file.write(",".join(header) + "\n")
        for start in range(0, rows, 10_000):
            block = [needed[name][start : start + 10_000].astype(str).tolist() for name in names]
            which = rng.integers(0, FILLERS, len(block[0])).tolist()
            for row, at in zip(zip(*block, strict=True), which, strict=True):
                file.write(",".join(f"{cell},{fill[k][at]}" for k, cell in enumerate(row)) + "\n")


def make_wide_parquet(path: Path, rows: int, columns: int) -> None:
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    needed = answers(rows)
    rng = np.random.default_rng(3)
    others = [rng.integers(-4, 11, rows, dtype=np.int8) for _ in range(4)]
    table = {**needed, **{f"Z{at}": others[at % 4] for at in range(columns - len(needed))}}
    pq.write_table(pa.table(table), path, row_group_size=100_000, use_dictionary=False)


def make_people(path: Path, rows: int) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table(answers(rows)), path, row_group_size=1_000_000)


def ours(path: str, design: bool = False) -> list[tuple[Any, ...]]:
    from qorgan.indicators.gsni.layout import Asked
    from qorgan.indicators.gsni.study import study

    found = study(path, Asked(columns=NAMED), design=design)
    return [
        (row.group.wave, row.respondents, row.complete, row.pooled["gsni"].biased) for row in found.countries
    ]


def theirs(path: str) -> list[tuple[Any, ...]]:
    """The same counts with pandas, as one would write them: usecols, boolean columns, groupby."""
    import pandas as pd

    columns = [*ITEMS, *ROLES]
    frame = (
        pd.read_csv(path, usecols=columns)
        if path.endswith(".csv")
        else pd.read_parquet(path, columns=columns)
    )
    items = frame[ITEMS].where(frame[ITEMS] >= 0)
    biased = pd.DataFrame(
        {
            "D059": items["D059"] <= 2,
            "E233": items["E233"] <= 7,
            "D060": items["D060"] <= 2,
            "C001": items["C001"] == 1,
            "D078": items["D078"] <= 2,
            BEATING: items[BEATING] >= 2,
            "F120": items["F120"] == 1,
        }
    )
    complete = items.notna().all(axis=1)
    parts = {
        "political": ["D059", "E233"],
        "educational": ["D060"],
        "economic": ["C001", "D078"],
        "physical": [BEATING, "F120"],
    }
    total = biased.sum(axis=1)
    frame = frame.assign(complete=complete, gsni=complete & (total >= 1), gsni2=complete & (total >= 2))
    for name, members in parts.items():
        frame[name + "_n"] = items[members].notna().all(axis=1)
        frame[name] = frame[name + "_n"] & biased[members].any(axis=1)
    columns = ["complete", "gsni", "gsni2", *parts, *(name + "_n" for name in parts)]
    grouped = frame.groupby(["S003", "S002VS", "X001"])[columns].sum()
    pooled = grouped.groupby(level=[0, 1]).sum()
    size = frame.groupby(["S003", "S002VS"]).size()
    return [
        (int(key[1]), int(size[key]), int(row["complete"]), int(row["gsni"]))
        for key, row in pooled.iterrows()
    ]


def with_svy(path: str) -> list[tuple[Any, ...]]:
    """Weighted GSNI with its error by country and wave, by svy; the file is read by Polars."""
    import polars as pl
    import svy

    frame = pl.read_parquet(path, columns=[*ITEMS, *ROLES])
    clean = {name: pl.when(pl.col(name) >= 0).then(pl.col(name)) for name in ITEMS}
    biased = [
        clean["D059"] <= 2,
        clean["E233"] <= 7,
        clean["D060"] <= 2,
        clean["C001"] == 1,
        clean["D078"] <= 2,
        clean[BEATING] >= 2,
        clean["F120"] == 1,
    ]
    total = pl.sum_horizontal(*(one.cast(pl.Int64) for one in biased), ignore_nulls=False)
    frame = frame.with_columns(
        gsni=(total >= 1).cast(pl.Float64), place=pl.col("S003") * 10 + pl.col("S002VS")
    )
    frame = frame.drop_nulls("gsni").select("gsni", "place", "S017")
    svy.Sample(frame, svy.Design(wgt="S017")).estimation.mean("gsni", by="place")
    return []


JOBS: dict[str, Callable[[str], list[tuple[Any, ...]]]] = {
    "qorgan": ours,
    "qorgan --design": lambda path: ours(path, design=True),
    "pandas": theirs,
    "svy (weighted GSNI only)": with_svy,
}


def measured(job: str, path: Path, repeats: int) -> dict[str, Any]:
    """Each repeat in a process of its own; imports are not counted, the start of the interpreter neither."""
    walls, cpus, peaks, answer = [], [], [], None
    for _ in range(repeats):
        run = subprocess.run(
            [sys.executable, str(Path(__file__).resolve()), "--job", job, "--file", str(path)],
            capture_output=True,
            text=True,
            check=True,
        )
        said = json.loads(run.stdout)
        walls.append(said["wall"])
        cpus.append(said["cpu"])
        peaks.append(said["peak"])
        answer = said["answer"]
    walls.sort()
    return {
        "median_s": round(statistics.median(walls), 2),
        "p95_s": round(walls[min(len(walls) - 1, int(0.95 * len(walls)))], 2),
        "cpu_s": round(statistics.median(cpus), 2),
        "peak_mib": round(max(peaks)),
        "answer": answer,
    }


def one(job: str, path: str) -> None:
    import numpy  # noqa: F401
    import polars  # noqa: F401
    import pyarrow.csv
    import pyarrow.parquet  # noqa: F401

    if job == "pandas":
        import pandas  # noqa: F401
    if job.startswith("svy"):
        import svy  # noqa: F401
    start, cpu = time.perf_counter(), time.process_time()
    answer = JOBS[job](path)
    found = {
        "wall": time.perf_counter() - start,
        "cpu": time.process_time() - cpu,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "answer": sorted(answer),
    }
    print(json.dumps(found))


def rows(
    size: int = ROWS, columns: int = COLUMNS, people: int = PEOPLE, repeats: int = REPEATS
) -> list[dict[str, Any]]:
    """Makes each file, measures, deletes it; raises AssertionError where pandas counts otherwise than we
    do."""
    found = []
    makers: list[tuple[str, str, Callable[[Path], None], list[str]]] = [
        (
            "series.csv",
            f"{size:,} x {columns:,}",
            lambda path: make_csv(path, size, columns),
            ["qorgan", "pandas"],
        ),
        (
            "series.parquet",
            f"{size:,} x {columns:,}",
            lambda path: make_wide_parquet(path, size, columns),
            ["qorgan", "qorgan --design", "pandas", "svy (weighted GSNI only)"],
        ),
        ("people.parquet", f"{people:,}", lambda path: make_people(path, people), ["qorgan", "pandas"]),
    ]
    with tempfile.TemporaryDirectory(prefix="qorgan-gsni-") as folder:
        for name, shape, make, jobs in makers:
            path = Path(folder) / name
            make(path)
            size_mb = os.path.getsize(path) / 1e6
            mine: dict[str, Any] = {}
            cpu: dict[str, float] = {}
            for job in jobs:
                row = measured(job, path, repeats)
                answer = row.pop("answer")
                mine = mine or {**row, "answer": answer}
                if job == "pandas":
                    assert answer == mine["answer"], "pandas counts otherwise"
                cpu[job] = row["cpu_s"]
                like = cpu["qorgan --design" if job.startswith("svy") else "qorgan"]
                ratio = round(row["cpu_s"] / like, 2) if like else None
                what = f"{name} ({size_mb:,.0f} MB), {job}"
                found.append({"what": what, "size": shape, **row, "cpu_to_like_of_qorgan": ratio})
                print(json.dumps(found[-1]), flush=True)
            path.unlink()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--columns", type=int, default=COLUMNS)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--job", choices=JOBS)
    parser.add_argument("--file")
    args = parser.parse_args()
    if args.job:
        one(args.job, args.file)
    else:
        rows(args.rows, args.columns, args.people, args.repeats)


if __name__ == "__main__":
    main()
