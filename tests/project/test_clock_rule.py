"""Only one module asks the machine what time it is; anywhere else ruff refuses it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

READINGS = [
    "from datetime import datetime\ndatetime.now()\n",
    "from datetime import datetime\ndatetime.utcnow()\n",
    "from datetime import date\ndate.today()\n",
    "import time\ntime.time()\n",
    "from django.utils import timezone\ntimezone.now()\n",
]


def findings(root: Path, path: str, code: str) -> str:
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "ruff",
            "check",
            "--select",
            "TID251",
            "--no-cache",
            "--stdin-filename",
            path,
            "-",
        ],
        cwd=root,
        input=code,
        capture_output=True,
        text=True,
        check=False,
    ).stdout


@pytest.mark.parametrize("code", READINGS)
def test_reading_the_clock_is_refused(root: Path, code: str) -> None:
    assert "TID251" in findings(root, "src/qorgan/law/clocks.py", code)


@pytest.mark.parametrize("code", READINGS)
def test_the_clock_module_may_read_it(root: Path, code: str) -> None:
    assert "TID251" not in findings(root, "src/qorgan/web/clock.py", code)
