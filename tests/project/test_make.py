"""The commands that the README and the issue promise are there, and say truthfully what is not."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

TARGETS = (
    "run test check venv lock messages demo-reset screenshots bench soak prove bench-law bench-peers "
    "bench-link bench-link-peers bench-library".split()
)


@pytest.mark.parametrize("target", TARGETS)
def test_make_knows_the_target(root: Path, target: str) -> None:
    planned = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", target],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert planned.returncode == 0, planned.stderr
    assert "Nothing to be done" not in planned.stdout


def test_run_installs_the_runtime_lock_only(root: Path) -> None:
    planned = subprocess.run(
        ["make", "--dry-run", "run", "PORT=8123"], cwd=root, capture_output=True, text=True, check=True
    ).stdout
    assert "scripts/venv.sh run" in planned
    assert "venv.sh dev" not in planned
    assert "PORT=8123" in planned


def test_every_program_that_make_calls_exists(root: Path) -> None:
    called = set(re.findall(r"\b((?:scripts|bench)/[\w.]+)", (root / "Makefile").read_text()))
    assert called
    missing = {name for name in called if not (root / name).exists()}
    assert not missing


@pytest.mark.parametrize(("kind", "status"), [("run", 0), ("test", 1)])
def test_without_root_the_missing_packages_are_named(
    root: Path, tmp_path: Path, kind: str, status: int
) -> None:
    # A machine where dpkg knows of nothing and the person is not root.
    for name, answer in {"dpkg-query": "exit 1", "id": "echo 1000"}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{answer}\n")
        (tmp_path / name).chmod(0o755)
    answer = subprocess.run(
        ["bash", "scripts/system_packages.sh", kind],
        cwd=root,
        env=os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == status
    assert "apt install libpango-1.0-0" in answer.stderr
    assert ("chromium" in answer.stderr) == (kind == "test")
