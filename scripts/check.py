"""Runs every check that is not a test, all of them even when one fails, and says which failed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def steps() -> dict[str, list[str]]:
    python = sys.executable
    here = [p for p in ("src", "tests", "scripts", "bench", "manage.py") if (ROOT / p).exists()]
    return {
        "style (ruff check)": [python, "-m", "ruff", "check", "--quiet", *here],
        "layout (ruff format)": [python, "-m", "ruff", "format", "--check", "--quiet", *here],
        "security (bandit)": [python, "-m", "bandit", "-q", "-r", "-c", "pyproject.toml", "src"],
        "types (mypy)": [python, "-m", "mypy", "--no-error-summary", "src"],
        "types of the library (mypy)": [python, "scripts/check_library_types.py"],
        "import rules": [python, "scripts/import_rules.py"],
        "message catalogues": [python, "scripts/check_messages.py"],
        "messages of the library's packages": [python, "scripts/library_messages.py"],
        "what is to be reviewed": [python, "scripts/review_counts.py"],
        "gaps of the law": [python, "scripts/law_gaps.py"],
    }


def main() -> int:
    failed = []
    with tempfile.TemporaryDirectory() as data:
        environment = os.environ | {"QORGAN_MODE": "test", "QORGAN_DATA": data}
        for name, command in steps().items():
            began = time.monotonic()
            result = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
            )
            took = time.monotonic() - began
            print(f"{'FAILED' if result.returncode else 'ok    '}  {name}, {took:.0f} s")
            if result.returncode:
                failed.append(name)
                print(result.stdout + result.stderr, flush=True)
    if failed:
        print("Checks that failed:", "; ".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
