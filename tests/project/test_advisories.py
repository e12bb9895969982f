"""Whoever asks for known faults of our dependencies is told when nobody could be asked: no good news."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "advisories.py"


@pytest.fixture
def advisories() -> ModuleType:
    found = importlib.util.spec_from_file_location("advisories", SCRIPT)
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_when_the_data_cannot_be_reached_it_fails_in_one_line_and_says_that_nothing_was_checked() -> None:
    nowhere = "http://127.0.0.1:9"  # the port for discarding: nothing listens there
    ours = dict.fromkeys(("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "https_proxy", "http_proxy"), nowhere)
    kept = {name: value for name, value in os.environ.items() if name.upper() != "NO_PROXY"}
    done = subprocess.run(
        [sys.executable, str(SCRIPT)],
        capture_output=True,
        text=True,
        env=kept | ours,
        check=False,
        timeout=300,
    )
    assert done.returncode == 2 and done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("advisories: nothing was checked: the data cannot be reached (")
    assert "127.0.0.1" not in line and "/" not in line


@pytest.mark.parametrize("answer", ["", "<html>", "[]", "{}", '{"dependencies": []}'])
def test_an_answer_that_is_none_is_not_taken_for_good_news(advisories: ModuleType, answer: str) -> None:
    with pytest.raises(advisories.Unreachable):
        advisories.read(answer, "")


def test_an_answer_that_knows_no_package_is_not_taken_for_good_news(advisories: ModuleType) -> None:
    unknown = [{"name": "django", "skip_reason": "not found"}, {"name": "pynacl", "skip_reason": "not found"}]
    with pytest.raises(advisories.Unreachable):
        advisories.read(json.dumps({"dependencies": unknown}), "")


def test_a_known_fault_and_a_package_not_found_are_each_a_line(advisories: ModuleType) -> None:
    fault = {"id": "SYNTHETIC-1", "fix_versions": ["5.2.20"]}
    packages = [
        {"name": "django", "version": "5.2.19", "vulns": [fault]},
        {"name": "pynacl", "version": "1.6.2", "vulns": []},
        {"name": "rbcl", "skip_reason": "not found"},
    ]
    found = advisories.read(json.dumps({"dependencies": packages}), "")
    lines = [line for package in found for line in advisories.told(package)]
    assert lines == ["django 5.2.19: SYNTHETIC-1, mended in 5.2.20", "rbcl: not looked up"]
