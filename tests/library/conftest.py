"""The library's tests: its own settings and database (QORGAN_TEST_SITE=library), and its own server."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qorgan.catalogue.collection import first_collection

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The database as a new library has it, with three records of the first collection."""
    from qorgan.web.library import founding

    with django_db_blocker.unblock():
        founding.found(first_collection()[:3])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library's data folder as its first start leaves it: made by one process, copied by all others."""
    if os.environ.get("QORGAN_LIBRARY_DATABASE_URL"):
        pytest.skip("browsers walk on SQLite")
    here = tmp_path_factory.getbasetemp()
    shared = here.parent if "PYTEST_XDIST_WORKER" in os.environ else here
    folder, done = shared / "library", shared / "library.done"
    with (shared / "library.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            folder.mkdir(exist_ok=True)
            prepare = [sys.executable, "-m", "qorgan.web.library", "prepare"]
            subprocess.run(prepare, env=_environment(folder), check=True, cwd=folder, timeout=300)
            done.touch()
    return folder


def _environment(folder: Path) -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith(("QORGAN_", "DJANGO_"))} | {
        "QORGAN_MODE": "demo",
        "QORGAN_LIBRARY_DATA": str(folder),
        "PYTHONPATH": str(ROOT / "src"),
    }


@pytest.fixture(scope="session")
def site(prepared: Path) -> Iterator[str]:
    """The library as `make run` serves it, with the whole first collection: its address, ending in a slash.

    One for all tests of a process. What a test changes here it makes for itself.
    """
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="qorgan-library-") as place:
        folder = Path(place) / "data"
        shutil.copytree(prepared, folder)
        server = subprocess.Popen(
            [
                sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws",
                "--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", "4",
                "--log-level", "error", "qorgan.web.library.wsgi:application",
            ],
            env=_environment(folder), cwd=folder,
        )  # fmt: skip
        address = f"http://localhost:{port}/library/"
        try:
            _wait_for(f"{address}healthz", server)
            yield address
        finally:
            server.terminate()
            server.wait(10)


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert server.poll() is None, "the library's server stopped"
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"{address} did not answer")
