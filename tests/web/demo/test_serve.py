"""`make run`'s server: starts from nothing, survives an interruption, says what to mend, leaves nothing."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import OperationalError

from qorgan.web import serve
from qorgan.web.demo import people

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 240  # seconds; a busy machine with two cores


def environment(data: Path, port: int) -> dict[str, str]:
    own = {k: v for k, v in os.environ.items() if not k.startswith(("QORGAN_", "DJANGO_", "DATABASE_URL"))}
    return own | {
        "QORGAN_DATA": str(data),
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        "QORGAN_LIBRARY": "no",  # test_library_beside.py has it
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Copy:
    """A running `python -m qorgan.web.serve` and what it has printed."""

    def __init__(self, data: Path, port: int, log: Path) -> None:
        self.data, self.port, self.log = data, port, log
        with log.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "qorgan.web.serve"],
                env=environment(data, port),
                stdout=out,
                stderr=out,
                cwd=ROOT,
            )

    def said(self) -> str:
        return self.log.read_text()

    def wait_for(self, text: str) -> None:
        until(lambda: text in self.said() or self.process.poll() is not None, f"{text!r} in {self.said()!r}")
        assert text in self.said(), self.said()

    def get(self, path: str, host: str = "") -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path, headers={"Host": host or f"localhost:{self.port}"})
        answer = connection.getresponse()
        return answer.status, answer.read()

    def children(self) -> list[int]:
        """Every process that was started with this copy's folder in its environment, but itself."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != self.process.pid:
                try:
                    if f"QORGAN_DATA={self.data}\0".encode() in (entry / "environ").read_bytes():
                        found.append(int(entry.name))
                except OSError:
                    continue
        return found


def until(true: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"waited {seconds} s: {what}"
        time.sleep(0.2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served")


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[[int], Copy]]:
    started: list[Copy] = []

    def one(port: int) -> Copy:
        started.append(Copy(folder / "data", port, folder / f"log-{port}-{len(started)}"))
        return started[-1]

    yield one
    for copy in started:
        copy.process.kill()
        copy.process.wait()


def test_an_interrupted_first_run_begins_anew_and_ends_with_where_to_start(
    start: Callable[[int], Copy],
) -> None:
    port = free_port()
    first = start(port)
    first.wait_for("Making the invented people")
    time.sleep(2)
    first.process.send_signal(signal.SIGKILL)
    first.process.wait()
    copy = start(port)
    copy.wait_for("Prove it")
    worker, words = people.story_person("caseworker"), " ".join(people.story_code("en").words)
    lines = copy.said().splitlines()
    assert lines[-6:] == [
        "Qorgan is running. Everyone in it is invented.",
        f"  Start here       http://localhost:{port}/demo/   one person's story, 3 minutes",
        f"  As a survivor    http://localhost:{port}/        her code: {words}",
        f"  As a caseworker  http://localhost:{port}/desk/   "
        f"{worker.username} / {worker.password} / code on the demo page",
        "  Ask the law      .venv/bin/qorgan law assess examples/battery.yaml --on 2024-06-15   "
        "(then 2024-06-16)",
        "  Prove it         make test",
    ]
    assert copy.get("/healthz") == (200, b"")
    assert copy.get("/demo/")[0] == 200
    assert copy.get("/", host="evil.example")[0] == 403
    style = re.search(rb'href="(/s/ui/qorgan\.[0-9a-f]+\.css)"', copy.get("/demo/")[1])
    assert style is not None and copy.get(style[1].decode())[0] == 200
    _the_story_signs_in_and_a_used_code_is_waited_out(copy)
    _only_loopback_listens(port)
    _a_second_copy_is_refused(start, copy)
    children = copy.children()
    assert len(children) >= 2
    copy.process.send_signal(signal.SIGTERM)
    assert copy.process.wait(30) == 0
    assert copy.said().endswith("Qorgan has stopped.\n")
    until(lambda: not copy.children(), "its processes are gone", 20)


class Visitor:
    """A browser without script, over plain HTTP: keeps its cookie and posts the forms it is shown."""

    def __init__(self, copy: Copy) -> None:
        self.copy, self.cookie, self.page, self.location = copy, "", "", ""

    def ask(self, method: str, path: str, **fields: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.copy.port, timeout=60)
        headers = {"Host": f"localhost:{self.copy.port}", "Cookie": self.cookie, "Accept-Language": "en"}
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', self.page)
            fields["csrfmiddlewaretoken"] = token[0]
        connection.request(method, path, urlencode(fields) if fields else None, headers)
        answer = connection.getresponse()
        self.page, self.location = answer.read().decode(), answer.getheader("Location") or ""
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.cookie = line.partition(";")[0]
        return answer.status

    def give_password(self, who: people.Person) -> None:
        self.ask("GET", "/demo/?language=en")
        assert self.ask("POST", "/desk/sign-in/", login=who.username, password=who.password) == 302
        assert self.location == "/desk/sign-in/code/"


def _the_story_signs_in_and_a_used_code_is_waited_out(copy: Copy) -> None:
    """The one check of the guard in its place: no step of the ordinary sign-in is left out."""
    who = people.story_person("caseworker")
    visitor = Visitor(copy)
    visitor.give_password(who)
    assert visitor.ask("GET", "/desk/inbox/") == 302  # a password alone opens nothing
    visitor.give_password(who)
    until(lambda: visitor.ask("GET", "/desk/sign-in/code/") == 200, "a code that can be used", 60)
    filled = re.search(r'name="code"[^>]*value="(\d{6})"', visitor.page)
    assert filled is not None
    assert visitor.ask("POST", "/desk/sign-in/code/", code=filled[1]) == 302
    assert visitor.ask("GET", "/desk/inbox/") == 200
    other = Visitor(copy)
    other.give_password(who)
    status = other.ask("GET", "/desk/sign-in/code/")
    if status == 200:  # half a minute ended in between: then the next code stands there
        assert filled[1] not in other.page
    else:
        assert (status, other.location) == (302, "/demo/wait/")


def _only_loopback_listens(port: int) -> None:
    tables = [Path("/proc/net/tcp"), Path("/proc/net/tcp6")]
    lines = [
        line.split() for table in tables if table.exists() for line in table.read_text().splitlines()[1:]
    ]
    listening = {
        row[1].partition(":")[0]
        for row in lines
        if row[3] == "0A" and int(row[1].partition(":")[2], 16) == port
    }
    assert listening <= {"0100007F", "00000000000000000000000001000000"} and "0100007F" in listening


def _a_second_copy_is_refused(start: Callable[[int], Copy], running: Copy) -> None:
    same_port = start(running.port)
    assert same_port.process.wait(PATIENCE) == 2
    assert len(same_port.said().splitlines()) == 1
    assert f"Port {running.port} is busy" in same_port.said() and "make run PORT=" in same_port.said()
    same_folder = start(free_port())
    assert same_folder.process.wait(PATIENCE) == 2
    assert "is running on" in same_folder.said() and len(same_folder.said().splitlines()) == 1


def _answers(copy: Copy) -> bool:
    try:
        return copy.get("/healthz")[0] == 200
    except OSError:
        return False


def test_the_second_start_makes_nothing_anew_outlives_its_web_server_and_leaves_no_process(
    start: Callable[[int], Copy],
) -> None:
    copy = start(free_port())
    copy.wait_for("Prove it")
    assert "Making the invented people" not in copy.said()
    for _ in range(2):  # twice within the seconds in which the web server itself would give up
        for child in copy.children():
            os.kill(child, signal.SIGKILL)
        until(lambda: _answers(copy), "it answers again", 60)
    copy.process.send_signal(signal.SIGKILL)  # not even a chance to tidy up
    copy.process.wait()
    until(lambda: not copy.children(), "its processes are gone", 30)


def test_a_database_that_is_not_the_demonstrations_is_not_opened(tmp_path: Path) -> None:
    env = environment(tmp_path, free_port()) | {"QORGAN_MODE": "test"}
    made = (
        "from django.core.management import call_command as c; c('migrate', verbosity=0);"
        "from qorgan.web.agencies.models import Agency;"
        "Agency.objects.create(code='real', kind='police', name_en='r', name_ru='r', name_kk='r')"
    )
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", made], env=env, cwd=ROOT, check=True, capture_output=True
    )
    answer = subprocess.run(
        [sys.executable, "-m", "qorgan.web.serve"],
        env=env | {"QORGAN_MODE": "demo"},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 2
    assert "not the demonstration's" in answer.stderr and len(answer.stderr.splitlines()) == 1


@pytest.mark.parametrize("text", ["0", "65536", "-1", "eight", "80a", "８０", " "])
def test_what_is_no_port_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(serve.CannotServe, match="make run PORT=8001"):
        serve.port_wanted(text)


@pytest.mark.parametrize("family, host", [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_a_port_that_is_taken_on_either_loopback_address_is_busy(family: int, host: str) -> None:
    with socket.socket(family) as taken:
        try:
            taken.bind((host, 0))
        except OSError:
            pytest.skip(f"this machine has no {host}")
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(serve.CannotServe, match=f"Port {port} is busy") as fault:
            serve.hosts_free(port)
    offered = int(str(fault.value).rpartition("=")[2])
    assert offered != port


def database_fault(make: Callable[[Path], None], folder: Path) -> str | None:
    """What is said for a fault that SQLite really raises, as Django hands it on."""
    try:
        make(folder / "db.sqlite3")
    except sqlite3.Error as cause:
        try:
            raise OperationalError(str(cause)) from cause
        except OperationalError as error:
            return serve.explain(error)
    return pytest.fail("SQLite raised nothing")


def locked(path: Path) -> None:
    one, two = (
        sqlite3.connect(path, isolation_level=None),
        sqlite3.connect(path, timeout=0.1, isolation_level=None),
    )
    one.execute("BEGIN EXCLUSIVE")
    try:
        two.execute("BEGIN IMMEDIATE")
    finally:
        one.close()
        two.close()


def full(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (x)")
    connection.execute("PRAGMA max_page_count=2")
    connection.execute("INSERT INTO t VALUES (zeroblob(1000000))")


def read_only(path: Path) -> None:
    sqlite3.connect(path).execute("CREATE TABLE t (x)")
    sqlite3.connect(f"file:{path}?mode=ro", uri=True).execute("INSERT INTO t VALUES (1)")


def damaged(path: Path) -> None:
    path.write_bytes(b"no database at all" * 1000)
    sqlite3.connect(path).execute("SELECT * FROM sqlite_master")


@pytest.mark.parametrize(
    "make, said",
    [(locked, "in use by another program"), (full, "disk is full"), (read_only, "Nothing can be written"),
     (damaged, "Restore a backup")],
)  # fmt: skip
def test_each_fault_of_the_database_has_a_line_that_says_what_to_do(
    make: Callable[[Path], None], said: str, tmp_path: Path
) -> None:
    line = database_fault(make, tmp_path)
    assert line is not None and said in line and "\n" not in line


def test_a_full_disk_outside_the_database_is_said_too() -> None:
    device = Path("/dev/full")
    if not device.exists():
        pytest.skip("this system has no /dev/full")
    with pytest.raises(OSError) as fault:
        device.write_text("x")
    assert "disk is full" in str(serve.explain(fault.value))


def test_other_faults_are_not_explained_away() -> None:
    assert serve.explain(ZeroDivisionError()) is None
