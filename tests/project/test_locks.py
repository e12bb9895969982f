"""What is installed is pinned by hash, and nothing in the tree tells where it came from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

LOCKS = ("requirements.lock", "requirements-dev.lock")
PIN = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^\s;]+)(?: ;[^\\]*)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def pins(lock: Path) -> dict[str, str]:
    return {m["name"]: m["version"] for line in lock.read_text().splitlines() if (m := PIN.match(line))}


@pytest.mark.parametrize("lock", (*LOCKS, "bench/peers.lock", "bench/link_peers.lock"))
def test_every_package_is_pinned_with_a_hash(root: Path, lock: str) -> None:
    lines = (root / lock).read_text().splitlines()
    assert lines
    for number, line in enumerate(lines):
        assert PIN.match(line) or HASH.match(line), f"{lock}:{number + 1}: {line}"
        if PIN.match(line):
            assert HASH.match(lines[number + 1]), f"{lock}:{number + 1} has no hash"


def test_the_development_lock_holds_the_runtime_lock(root: Path) -> None:
    run, dev = (pins(root / lock) for lock in LOCKS)
    assert run.items() <= dev.items()
    assert len(dev) > len(run)


# Spelled in pieces, or this file would be its own finding.
ADDRESSES = [
    "files.python" + "hosted.org",
    "pypi" + ".org",
    "registry.npm" + "js",
    "deb.deb" + "ian.org",
    "--index" + "-url",
    "--extra-index" + "-url",
    "--find" + "-links",
]
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:root|work|home)/" + r"[\w.-]+")


def test_no_tracked_file_names_a_registry_or_a_path_of_one_machine(
    root: Path, tracked_files: list[Path]
) -> None:
    found = []
    for path in tracked_files:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(root)}: {address}" for address in ADDRESSES if address in text]
        found += [f"{path.relative_to(root)}: {m[0]}" for m in MACHINE_PATHS.finditer(text)]
    assert not found


def test_no_environment_database_or_compiled_file_is_tracked(root: Path, tracked_files: list[Path]) -> None:
    unwanted = {".pyc", ".mo", ".sqlite3", ".env"}
    assert not [path for path in tracked_files if path.suffix in unwanted or ".venv" in path.parts]
