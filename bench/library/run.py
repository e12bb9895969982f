"""Every benchmark of the library, one after the other: `make bench-library`.

RECORDS=1000 asks search and harvest at that size only, in place of 100,000 (harvest: 10,000 as well). Search
is measured on SQLite and PostgreSQL; DATABASE=sqlite leaves PostgreSQL out.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent


def benches(given: Mapping[str, str]) -> list[list[str]]:
    """What is run, for these wishes.

    >>> benches({"RECORDS": "1000", "DATABASE": "sqlite"})[2]
    ['search.py', '--records', '1000', '--drawn', '1000', '--database', 'sqlite']
    >>> benches({})[2:]
    [['search.py'], ['harvest.py']]
    """
    records, database = given.get("RECORDS", ""), given.get("DATABASE", "")
    size = ["--records", records] if records else []
    drawn = ["--drawn", records] if records and int(records) < 10_000 else []
    return [
        ["quality.py"],
        ["language.py"],
        ["search.py", *size, *drawn, *(["--database", database] if database else [])],
        ["harvest.py", *size],
    ]


def main() -> int:
    worst = 0
    for name, *options in benches(os.environ):
        print(f"== {name} {' '.join(options)}", flush=True)
        asked = [sys.executable, str(HERE / name), *options]
        worst = max(worst, subprocess.run(asked, check=False).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
