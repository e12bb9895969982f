"""What a leaver costs an agency: new keys, and sealing anew what is shared, at 10,000 live cases.

    rotation.py                  10,000 cases, SQLite in a temporary folder
    rotation.py --cases 1000     fewer

Cases are made as the product makes them: a report sealed at the door, opened by a worker, nine keys granted;
Argon2id at its cheap cost, since it is not what is measured. Then a colleague leaves and a supervisor visits
until nothing is left. One row for each step: what, how many, seconds, and what one transaction took (the time
for which a report may have to wait on SQLite).
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]


def prepare(folder: str) -> None:
    os.environ.update(
        DJANGO_SETTINGS_MODULE="qorgan.web.settings",
        QORGAN_MODE="test",
        QORGAN_DATA=folder,
        QORGAN_BOOT_FILE=f"{folder}/boot",
    )
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def row(what: str, count: int, seconds: float, took: list[float]) -> None:
    median = statistics.median(took) * 1000 if took else 0.0
    p95 = sorted(took)[int(len(took) * 0.95)] * 1000 if took else 0.0
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what:<28}{count:>8}{seconds:>10.1f}{median:>10.1f}{p95:>10.1f}{memory:>10.0f}", flush=True)


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    cases = parser.parse_args().cases
    with tempfile.TemporaryDirectory(prefix="qorgan-rotation-") as folder:
        prepare(folder)
        return measure(cases)


def measure(cases: int) -> int:
    from tests.web import world as worlds

    from qorgan.web.casework import leaving, opening, recording
    from qorgan.web.casework.models import Case, Grant, Report

    print(f"{'what':<28}{'count':>8}{'seconds':>10}{'median_ms':>10}{'p95_ms':>10}{'MiB':>10}")
    world = worlds.build()
    worker, boss = world.keys("worker"), world.keys("boss_centre")
    took = []
    for _ in range(cases):
        sent, _ = worlds.send(world)
        report = Report.objects.get(pk=sent.report_id)
        took.append(timed(lambda report=report: opening.open_report(worker, report)))  # type: ignore[misc]
    row("case opened (for scale)", cases, sum(took), took)
    shared = Grant.objects.filter(agency=boss.agency_id).count()

    row("account closed", 1, timed(lambda: leaving.leave(boss.member, world.members["other_worker"])), [])
    row("new keys of the agency", 1, timed(lambda: leaving.change_keys(boss)), [])
    took, seconds = [], 0.0
    while True:
        with_one_part = timed(lambda: leaving.go_on(boss, 0.0001))
        took.append(with_one_part)
        seconds += with_one_part
        if leaving.standing(boss.member.agency).at_rest:
            break
    row(f"sealed anew, {leaving.PART} at a time", shared, seconds, took)

    sample, worker = list(Case.objects.order_by("?")[:200]), world.keys("worker")
    left = Grant.objects.filter(agency=boss.agency_id, member=None, agency_key_version=1).count()
    lost = sum(not _opens(worker, case.pk) for case in sample)

    took = [timed(lambda case=case: recording.add_note(worker, case, "SYNTHETIC")) for case in sample]  # type: ignore[misc]
    row("first note afterwards", len(sample), sum(took), took)
    took = [timed(lambda case=case: recording.add_note(worker, case, "SYNTHETIC")) for case in sample]  # type: ignore[misc]
    row("second note", len(sample), sum(took), took)
    print(f"left under the older keys: {left}; of 200 cases a colleague cannot open: {lost}")
    return 1 if left or lost else 0


def _opens(keyring: object, case: object) -> bool:
    from qorgan.vault.context import Compartment
    from qorgan.web.casework import grants

    try:
        return all(grants.keys(keyring, case, part) for part in Compartment)  # type: ignore[arg-type]
    except grants.NoGrant:
        return False


if __name__ == "__main__":
    sys.exit(main())
