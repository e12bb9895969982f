"""`python -m qorgan.web.serve`: what `make run` starts. Prepares the database, serves on this machine, ticks.

Listens on loopback only. Every fault that a person can mend is one line that says how; when it stops, for
whatever reason, everything it started stops with it.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import hashlib
import http.client
import logging
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import IO

BUSY, FAILED = 2, 1
START_SECONDS = 60
STOP_SECONDS = 10
TICK_SECONDS, DEMO_TICK_SECONDS, CHECKPOINT_SECONDS, LOOK_SECONDS = 60, 5, 60, 0.5
THREADS = 4
MOST_WORKERS = 4
# A web server that dies is started again; one that dies more often than this within a minute is not.
MOST_DEATHS = 20
log = logging.getLogger("qorgan.serve")


class CannotServe(Exception):
    """Something a person has to mend first; the message says what."""

    def __init__(self, message: str, code: int = BUSY) -> None:
        super().__init__(message)
        self.code = code


# Before anything is loaded ---------------------------------------------------------------------------
def port_wanted(text: str) -> int:
    """The port as a number. Raises CannotServe."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise CannotServe(
            f"PORT={text} is no port: give a number from 1 to 65535, for example make run PORT=8001"
        )
    return int(text)


def hosts_free(port: int) -> list[str]:
    """The loopback addresses to listen on: both, so that "localhost" is ours whichever way it is read.

    Raises CannotServe when another program has the port on either.
    """
    found = []
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        fault = _bind_fault(family, host, port)
        if fault is None:
            found.append(host)
        elif fault == errno.EACCES:
            raise CannotServe(
                f"Port {port} needs more rights than you have. Choose one above 1023: make run PORT=8001"
            )
        elif fault == errno.EADDRINUSE:
            raise CannotServe(
                f"Port {port} is busy: another program listens there. Try: make run PORT={_free(port)}"
            )
    if "127.0.0.1" not in found:
        raise CannotServe("This machine has no loopback address 127.0.0.1 to listen on.")
    return found


def _bind_fault(family: int, host: str, port: int) -> int | None:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        return error.errno or errno.EIO
    return None


def _free(port: int) -> int:
    """A port near `port` that is free now."""
    nearby = (p for p in range(port + 1, min(port + 200, 65536)))
    return next((p for p in nearby if _bind_fault(socket.AF_INET, "127.0.0.1", p) is None), 8001)


def set_environment() -> Path:
    """Fixes what the processes started here must agree on; the folder of the data."""
    data = Path(os.environ.get("QORGAN_DATA", "var")).absolute()
    os.environ.setdefault("QORGAN_MODE", "demo")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qorgan.web.settings")
    os.environ["QORGAN_DATA"] = str(data)
    memory = Path("/dev/shm")  # noqa: S108 - memory, in a folder of this user's own  # nosec B108
    if os.access(memory, os.W_OK):
        # Two copies on one machine must not lock each other's sessions.
        name = hashlib.blake2b(str(data).encode(), digest_size=6).hexdigest()
        os.environ.setdefault("QORGAN_BOOT_FILE", str(memory / f"qorgan-{os.getuid()}" / f"boot-{name}"))
    return data


@contextmanager
def only_one(data: Path) -> Iterator[None]:
    """Holds the folder for this process. Raises CannotServe when another copy has it."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "serve.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CannotServe(
                f"Qorgan is running on {data} already. Stop that one, or give this one a folder: "
                "make run QORGAN_DATA=/another/folder PORT=8001"
            ) from error
        yield


def has_library() -> bool:
    """Whether the library is served here: where the public face is; QORGAN_LIBRARY=no leaves it out."""
    wanted = os.environ.get("QORGAN_LIBRARY", "yes") != "no"
    return wanted and os.environ.get("QORGAN_FACE", "all") in ("all", "square")


@contextmanager
def library_beside(data: Path) -> Iterator[None]:
    """Starts the library's own process where it is served."""
    if not has_library():
        yield
        return
    from qorgan.web.beside import Library

    library = Library(data)
    library.start()
    try:
        yield
    finally:
        library.stop()


# The database ----------------------------------------------------------------------------------------
def prepare() -> None:
    """Brings the database to this release and fills it in demo mode. Raises CannotServe."""
    from django.conf import settings
    from django.core.management import call_command

    from qorgan.web.agencies.sessions import new_boot_secret

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    _collect_static(settings.DATA / "static.stamp")
    new_boot_secret()
    if settings.DEMO:
        _load_demo()


def _collect_static(stamp: Path) -> None:
    """Gathers and compresses the static files, only when one of them changed."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.blake2b(digest_size=16)
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda pair: pair[0]):
            with storage.open(path) as file:
                digest.update(path.encode() + b"\0" + file.read())
    if Path(settings.STATIC_ROOT).is_dir() and stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest.hexdigest())


def _load_demo() -> None:
    from qorgan.web.demo import loading

    try:
        if not loading.is_loaded():
            print("Making the invented people and their cases; this is done once ...", flush=True)
            loading.load()
    except loading.NotSynthetic as error:
        raise CannotServe(str(error)) from error


def explain(error: BaseException) -> str | None:
    """One line for a fault of the disk or the database, or None for anything else."""
    from django.db import DatabaseError

    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
    text = " ".join(str(e) for e in chain if isinstance(e, DatabaseError | sqlite3.Error | OSError)).lower()
    numbers = {e.errno for e in chain if isinstance(e, OSError)}
    where = os.environ.get("QORGAN_DATA", "var")
    if errno.ENOSPC in numbers or "disk is full" in text:
        return f"The disk is full. Make room where {where} lies, then start again; nothing was half-written."
    if "locked" in text:
        return f"The database in {where} is in use by another program. Stop that one, then start again."
    if errno.EROFS in numbers or errno.EACCES in numbers or "readonly" in text or "unable to open" in text:
        return (
            f"Nothing can be written in {where}. Check whose it is, or name another folder: QORGAN_DATA=..."
        )
    if "malformed" in text or "not a database" in text:
        return f"The database in {where} is damaged. Restore a backup: .venv/bin/python manage.py restore ..."
    if "connect" in text or "connection" in text:
        return "The database server does not answer. Check DATABASE_URL and that it runs."
    return None


# Serving ---------------------------------------------------------------------------------------------
def _die_with_parent() -> None:
    """In the child, before it runs: when this process is gone, however it went, so is the child."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def workers(host: str) -> int:
    """Processes for an address: one for each processor where most people come, since Python uses one each."""
    return min(len(os.sched_getaffinity(0)), MOST_WORKERS) if host == "127.0.0.1" else 1


def start(host: str, port: int) -> subprocess.Popen[bytes]:
    """One web server on one loopback address."""
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws",
        "--host", host, "--port", str(port), "--workers", str(workers(host)),
        "--blocking-threads", str(THREADS),
        "--respawn-failed-workers", "--workers-kill-timeout", "5", "--log-level", "error",
        "qorgan.web.wsgi:application",
    ]  # fmt: skip
    # A session of its own: Ctrl-C reaches us alone, and we stop the servers in order.
    return subprocess.Popen(command, start_new_session=True, preexec_fn=_die_with_parent)  # noqa: PLW1509, S603  # nosec B603


def answers(host: str, port: int) -> bool:
    """Whether the server answers as it should."""
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status < 400
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def wait_until_up(servers: dict[str, subprocess.Popen[bytes]], port: int, stop: threading.Event) -> None:
    """Returns when every server answers or stopping was asked for. Raises CannotServe."""
    deadline = time.monotonic() + START_SECONDS
    for host, server in servers.items():
        while not stop.is_set() and not answers(host, port):
            if server.poll() is not None or time.monotonic() > deadline:
                raise CannotServe(f"The web server did not start on {host}, port {port}.", FAILED)
            stop.wait(0.2)


def end(servers: dict[str, subprocess.Popen[bytes]]) -> None:
    """Stops every server and waits for it; what does not go is killed with all it started."""
    for server in servers.values():
        if server.poll() is None:
            server.terminate()
    for server in servers.values():
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def keep_up(servers: dict[str, subprocess.Popen[bytes]], port: int, deaths: list[float]) -> None:
    """Starts anew a server that died; open sessions go on. Raises CannotServe when it dies too often."""
    for host, server in servers.items():
        if server.poll() is None:
            continue
        deaths[:] = [one for one in deaths if time.monotonic() - one < 60] + [time.monotonic()]
        if len(deaths) > MOST_DEATHS:
            raise CannotServe("The web server stops again and again by itself.", FAILED)
        log.error("the web server on %s stopped by itself and is started again", host)
        servers[host] = start(host, port)


def keep_time(servers: dict[str, subprocess.Popen[bytes]], port: int, stop: threading.Event) -> None:
    """Until stopping is asked for: raises what becomes due and writes checkpoints. Raises CannotServe."""
    from django.conf import settings
    from django.db import close_old_connections

    from qorgan.web.casework import tick
    from qorgan.web.clock import now
    from qorgan.web.ledger import checkpoint

    written = ticked = float("-inf")
    deaths: list[float] = []
    pause = DEMO_TICK_SECONDS if settings.DEMO else TICK_SECONDS
    while not stop.wait(LOOK_SECONDS):
        keep_up(servers, port, deaths)
        if time.monotonic() - ticked < pause:
            continue
        ticked = time.monotonic()
        try:
            close_old_connections()
            tick.run(now())
            if time.monotonic() - written >= CHECKPOINT_SECONDS:
                written = time.monotonic()
                if settings.CHECKPOINTS_HERE:
                    checkpoint.write(settings.CHECKPOINTS)
        except (checkpoint.Rewritten, checkpoint.BadCheckpoint) as error:
            log.error("%s", error)
        except Exception as error:  # noqa: BLE001 - a full disk now must not end the service for good
            log.error("the periodic check failed: %s", explain(error) or type(error).__name__)


def where_to_start(port: int) -> str:
    """What is printed once all answers."""
    from django.conf import settings

    address = f"http://localhost:{port}"
    if not settings.DEMO:
        return f"Qorgan is running on {address} ({settings.MODE}, {settings.FACE})."
    from qorgan.web.demo import people

    worker, words = people.story_person("caseworker"), " ".join(people.story_code("en").words)
    read = [f"{address}/library/"] if has_library() else []
    wide = max(map(len, (f"{address}/desk/", *read)))
    opens = f"{worker.username} / {worker.password} / code on the demo page"
    asks = ".venv/bin/qorgan law assess examples/battery.yaml --on 2024-06-15   (then 2024-06-16)"
    return "\n".join(
        (
            "Qorgan is running. Everyone in it is invented.",
            f"  Start here       {f'{address}/demo/':{wide}}   one person's story, 3 minutes",
            f"  As a survivor    {f'{address}/':{wide}}   her code: {words}",
            f"  As a caseworker  {f'{address}/desk/':{wide}}   {opens}",
            *(f"  Read the library {one}   what works; first start: a minute later" for one in read),
            f"  Ask the law      {asks}",
            "  Prove it         make test",
        )
    )


def run(port: int, hosts: list[str], stop: threading.Event) -> None:
    """Serves until stopping is asked for."""
    servers: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for host in hosts:
            servers[host] = start(host, port)
        wait_until_up(servers, port, stop)
        if not stop.is_set():
            print(where_to_start(port), flush=True)
            keep_time(servers, port, stop)
    finally:
        end(servers)


def _stop_on_signals(stop: threading.Event) -> None:
    def asked(number: int, frame: FrameType | None) -> None:
        if stop.is_set():  # a second Ctrl-C while loading: give up at once
            raise KeyboardInterrupt
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, asked)


def main(errors: IO[str] = sys.stderr) -> int:
    """The exit code: 0 stopped as asked, 1 failed, 2 something to mend first."""
    os.umask(0o077)  # the database, the checkpoints and the lock are this user's own
    try:
        port = port_wanted(os.environ.get("PORT") or "8000")
        hosts = hosts_free(port)
        data = set_environment()
        with only_one(data):
            import django

            django.setup()
            with library_beside(data):
                prepare()
                stop = threading.Event()
                _stop_on_signals(stop)
                run(port, hosts, stop)
    except CannotServe as error:
        print(error, file=errors)
        return error.code
    except KeyboardInterrupt:
        print("Stopped. What was not finished is begun anew next time.", file=errors)
        return 130
    except Exception as error:
        line = _improper(error) or explain(error)
        if line is None:
            raise
        print(line, file=errors)
        return BUSY
    print("Qorgan has stopped.", flush=True)
    return 0


def _improper(error: Exception) -> str | None:
    from django.core.exceptions import ImproperlyConfigured

    return str(error) if isinstance(error, ImproperlyConfigured) else None


if __name__ == "__main__":
    sys.exit(main())
