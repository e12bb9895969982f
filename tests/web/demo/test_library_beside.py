"""The library runs beside the office: it may come late, die and come back, and leaves nothing behind."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from qorgan.web.demo import people
from tests.web.demo.test_serve import ROOT, environment, free_port

PATIENCE = 420  # the first start brings in the whole first collection


def status(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def until(true: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"waited {seconds} s: {what}"
        time.sleep(0.3)


def running(data: Path, word: bytes) -> list[int]:
    """Processes of this folder whose command line has `word`."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if (
                entry.name.isdigit()
                and f"QORGAN_DATA={data}\0".encode() in (entry / "environ").read_bytes()
                and word in (entry / "cmdline").read_bytes()
            ):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def test_the_library_comes_after_the_door_returns_when_it_dies_and_goes_when_all_goes(
    tmp_path: Path,
) -> None:
    port = free_port()
    env = environment(tmp_path, port) | {"QORGAN_LIBRARY": "yes"}
    # Its address does not matter to a real start, whose environment has none.
    env.pop("QORGAN_LIBRARY_SOCKET", None)
    with (tmp_path / "said").open("w") as said:
        serve = subprocess.Popen(
            [sys.executable, "-m", "qorgan.web.serve"], env=env, stdout=said, stderr=said, cwd=ROOT
        )
    try:
        until(lambda: status(port, "/healthz") == 200, "the office answers")
        until(lambda: status(port, "/library/healthz") == 200, "the library answers")
        assert status(port, "/library/?lang=kk") == 200
        for one in running(tmp_path, b"qorgan.web.library.wsgi"):
            os.kill(one, signal.SIGKILL)
        assert status(port, "/healthz") == 200
        until(lambda: status(port, "/library/healthz") == 200, "the library answers again", 90)
        serve.send_signal(signal.SIGTERM)
        serve.wait(60)
        until(lambda: not running(tmp_path, b"qorgan.web"), "its processes are gone", 30)
    finally:
        serve.kill()
        serve.wait()
    text = (tmp_path / "said").read_text()
    assert "Traceback" not in text
    start = text.splitlines().index("Qorgan is running. Everyone in it is invented.")
    worker, words = people.story_person("caseworker"), " ".join(people.story_code("en").words)
    assert text.splitlines()[start + 1 : start + 7] == [
        f"  Start here       http://localhost:{port}/demo/      one person's story, 3 minutes",
        f"  As a survivor    http://localhost:{port}/           her code: {words}",
        f"  As a caseworker  http://localhost:{port}/desk/      "
        f"{worker.username} / {worker.password} / code on the demo page",
        f"  Read the library http://localhost:{port}/library/   what works; first start: a minute later",
        "  Ask the law      .venv/bin/qorgan law assess examples/battery.yaml --on 2024-06-15   "
        "(then 2024-06-16)",
        "  Prove it         make test",
    ]
