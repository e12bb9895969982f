"""`qorgan link people`: writes a table of invented people."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any


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
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from qorgan.identity.synthetic.making import write

    for name, value, least in (("COUNT", args.count, 1), ("--seed", args.seed, 0)):
        if value < least:
            return _refuse(name, str(value), f"a whole number from {least}")
    try:
        write(args.count, args.seed, args.out)
    except OSError as error:
        return _refuse("OUT.parquet", str(error), "a file that can be written")
    print(f"{args.count:,} records of invented people, seed {args.seed}: {args.out}")
    return 0


def _refuse(field: str, problem: str, allowed: str) -> int:
    print(f"command line: {field}: {problem} (allowed: {allowed})", file=sys.stderr)
    return 2
