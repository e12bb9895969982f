"""The same person, whatever the script and spelling: all that is measured of it, in one run, beside peers.

    linkage.py                              1,000,000 invented people, every part
    linkage.py --people 20000               smaller: what is judged at a million is then only told
    linkage.py --only batch names           some parts
    linkage.py --large                      and a live index of 10,000,000 (about 4 GB on the disk)
    linkage.py --out FIGURES.json           every row as a document

Parts: calibration (Splink on the people as written and in ASCII: are they too easy or too hard?), batch,
alarms (false ones by how common a name is and how it is written), live, names, members (of parliament,
Kazakh against Russian), public (FEBRL, historical persons). The people are made from a seed of their own,
which neither the model nor its thresholds have seen. Peers that are not installed (`make bench-link-peers`)
are named and left out. Start it as `chrt -r 3 python bench/linkage.py` where others use the machine. Ends
with 1 where a target that must be met (bench/link/targets.yaml) is missed, and names each.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench.link import report  # noqa: E402
from bench.link.apart import Asked, Failed, apart  # noqa: E402

PARTS = ("calibration", "batch", "alarms", "live", "names", "members", "public")
BESIDE_PEERS = ("calibration", "public")  # nothing but a comparison
SEED = 3  # scripts/train_linkage.py trains on 1 and fixes thresholds on 2


def measured(part: str, asked: Asked) -> list[report.Row]:
    """The rows of one part. Its libraries are loaded in its own process only."""
    logging.disable(logging.WARNING)  # Splink tells its progress there
    run: Callable[[Asked], Iterable[report.Row]] = import_module(f"bench.link.{part}").run
    return report.named(run(asked), part)


def command_line() -> argparse.ArgumentParser:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--people", type=int, default=1_000_000, metavar="N")
    given.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART")
    given.add_argument("--out", type=Path, metavar="FILE.json")
    given.add_argument("--seed", type=int, default=SEED)
    given.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    given.add_argument("--large", nargs="?", type=int, const=10_000_000, default=0, metavar="N")
    given.add_argument("--no-peers", dest="peers", action="store_false", help="ours alone")
    given.add_argument("--data", type=Path, default=ROOT / "bench" / "data", help="the public sets")
    given.add_argument("--scratch", type=Path, help="kept, and what is there is not made again")
    given.add_argument("--targets", type=Path, default=report.TARGETS)
    return given


def main() -> int:
    args = command_line().parse_args()
    scratch = args.scratch or Path(tempfile.mkdtemp(prefix="linkage-"))
    scratch.mkdir(parents=True, exist_ok=True)
    asked = Asked(args.people, args.seed, scratch, args.data, args.threads, args.large, args.peers)
    wanted, machine = report.targets(args.targets), report.hardware()
    started = time.gmtime()
    print(f"{time.strftime('%d %B %Y %H:%M', started)} UTC; {_machine_line(machine)}")
    print(
        f"{args.people:,} people, seed {args.seed}, {args.threads} threads", report.HEAD, sep="\n", flush=True
    )
    parts = [one for one in PARTS if one in args.only and (args.peers or one not in BESIDE_PEERS)]
    found: list[report.Judged] = []
    broken: list[str] = []
    try:
        for part in parts:
            began = time.monotonic()
            try:
                rows, _ = apart(measured, part, asked)
            except Failed:
                broken.append(f"{part}: did not end")
                print(broken[-1], flush=True)
                continue
            rows.append(report.Row(f"{part}.seconds_in_all", time.monotonic() - began, "s"))
            judged = report.judge(rows, wanted, args.people)
            print(*(one.line() for one in judged), sep="\n", flush=True)
            found += judged
    finally:
        if not args.scratch:
            shutil.rmtree(scratch)
    ran = {*parts, *(["live.large"] if args.large else [])}
    missed = broken + report.missed(found, wanted, ran, args.people)
    _told(args.out, started, machine, args, found, missed)
    return 1 if missed else 0


def _machine_line(machine: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    load = "/".join(str(one) for one in machine["load"])
    return (
        f"{machine['processor']}, {machine['processors']} processors, {machine['memory_gib']} GiB, "
        f"load {load}, priority {machine['priority']}; Python {machine['python']}, {versions}"
    )


def _command(args: argparse.Namespace) -> str:
    """What decides the figures; not where files are put."""
    only = f" --only {' '.join(args.only)}" if set(args.only) != set(PARTS) else ""
    large = f" --large {args.large}" if args.large else ""
    return f"--people {args.people} --seed {args.seed}{only}{large}{'' if args.peers else ' --no-peers'}"


def _told(
    out: Path | None,
    started: time.struct_time,
    machine: dict[str, Any],
    args: argparse.Namespace,
    found: list[report.Judged],
    missed: list[str],
) -> None:
    for sentence in missed:
        print(f"MISSED {sentence}")
    document = {
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", started),
        "command": _command(args),
        "machine": machine,
        "people": args.people,
        "seed": args.seed,
        "threads": args.threads,
        "rows": [report.as_document(one) for one in found],
        "missed": missed,
    }
    text = json.dumps(document, indent=1, ensure_ascii=False)
    if out:
        out.write_text(text + "\n", "utf-8")
    else:
        print(text)


if __name__ == "__main__":
    sys.exit(main())
