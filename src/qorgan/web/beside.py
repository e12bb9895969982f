"""The library's process beside the office's, started and kept up by `qorgan.web.serve`.

What happens to it never stops the door or the desk: a library that cannot start is one line, and its
addresses then say that it does not open.
"""

from __future__ import annotations

import ctypes
import hashlib
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

log = logging.getLogger("qorgan.serve")
PREPARE_SECONDS = 600
PAUSE_SECONDS = 2.0
STOP_SECONDS = 10


def socket_of(data: Path) -> Path:
    """Where the two processes meet: short enough for a socket (108 bytes), this user's alone."""
    name = hashlib.blake2b(str(data).encode(), digest_size=6).hexdigest()
    folder = Path(tempfile.gettempdir()) / f"qorgan-{os.getuid()}"
    if os.access("/dev/shm", os.W_OK):  # noqa: S108 - a folder of this user's own below  # nosec B108
        folder = Path("/dev/shm") / f"qorgan-{os.getuid()}"  # noqa: S108  # nosec B108
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.stat()
    if found.st_uid != os.getuid() or found.st_mode & 0o022:
        raise OSError(f"{folder} is not this user's alone")
    return folder / f"library-{name}.sock"


class Library:
    """Prepares the library's database and serves it, in a thread that nothing waits for."""

    def __init__(self, data: Path) -> None:
        self.path = socket_of(data)
        self.stopping = threading.Event()
        self.process: subprocess.Popen[bytes] | None = None
        self.thread = threading.Thread(target=self._run, daemon=True)
        os.environ["QORGAN_LIBRARY_SOCKET"] = str(self.path)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        """Stops what runs and waits for it."""
        self.stopping.set()
        process = self.process
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
        self.thread.join(STOP_SECONDS)
        self.path.unlink(missing_ok=True)

    def _run(self) -> None:
        if self._do([sys.executable, "-m", "qorgan.web.library", "prepare"]) != 0:
            if not self.stopping.is_set():
                log.error("the library could not be prepared: /library/ stays closed, all else goes on")
            return
        command = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws",
            "--uds", str(self.path), "--workers", "1", "--blocking-threads", "4",
            "--respawn-failed-workers", "--workers-kill-timeout", "5", "--log-level", "error",
            "qorgan.web.library.wsgi:application",
        ]  # fmt: skip
        while not self.stopping.is_set():
            self.path.unlink(missing_ok=True)
            self._do(command)
            if not self.stopping.wait(PAUSE_SECONDS):
                log.error("the library's process stopped by itself and is started again")

    def _do(self, command: list[str]) -> int:
        # A session of its own: Ctrl-C reaches the parent alone, which stops this in order.
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        self.process = subprocess.Popen(  # noqa: S603  # nosec B603
            command,
            start_new_session=True,
            env=environment,
            preexec_fn=_die_with_parent,  # noqa: PLW1509
        )
        return self.process.wait()


def _die_with_parent() -> None:
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)
