"""`qorgan link people`: writes a table of invented people."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from qorgan.identity.saying import LANGUAGES, Message


def register(commands: Any) -> None:
    """Adds `people` to the commands of `qorgan link`."""
    parser = commands.add_parser(
        "people", help="write invented people with ground truth, to measure linkage with"
    )
    parser.add_argument("count", type=int, metavar="COUNT", help="how many records")
    parser.add_argument("out", type=Path, metavar="OUT.parquet")
    parser.add_argument(
        "--seed", type=int, default=1, metavar="N", help="the same seed gives the same table (default 1)"
    )
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language of the text (default en)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from qorgan.identity.synthetic.making import write

    for name, value, least in (("COUNT", args.count, 1), ("--seed", args.seed, 0)):
        if value < least:
            return _refuse(args, name, str(value), Message("a whole number from {least}", least=least))
    try:
        write(args.count, args.seed, args.out)
    except OSError as error:
        return _refuse(args, "OUT.parquet", error.strerror or str(error), "a file that can be written")
    done = Message(
        "{count} records of invented people, seed {seed}: {out}",
        count=f"{args.count:,}".replace(",", " "),
        seed=args.seed,
        out=args.out,
    )
    print(done.said(args.lang))
    return 0


def _refuse(args: argparse.Namespace, field: str, problem: str, allowed: str | Message) -> int:
    line = Message(
        "{place}: {field}: {problem} (allowed: {allowed})",
        place="command line",
        field=field,
        problem=problem,
        allowed=allowed,
    )
    print(line.said(args.lang), file=sys.stderr)
    return 2
