"""Every benchmark, one after the other: `make bench`. REPORTS=200 makes each level of the intake shorter,
CASES=1000,10000 the desk's fewer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPORTS = os.environ.get("REPORTS", "2000")
CASES = os.environ.get("CASES", "1000,10000,100000").split(",")
BENCHES = (
    ["intake.py", "--reports", REPORTS],
    ["guessing.py"],
    ["timing.py"],
    ["desk.py", "--cases", *CASES],
)


def main() -> int:
    worst = 0
    for name, *options in BENCHES:
        print(f"== {name} {' '.join(options)}", flush=True)
        worst = max(
            worst, subprocess.run([sys.executable, str(HERE / name), *options], check=False).returncode
        )
    return worst


if __name__ == "__main__":
    sys.exit(main())
