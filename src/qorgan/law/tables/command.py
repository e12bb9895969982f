"""``qorgan law table IN OUT``: the law over a table of cases."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from qorgan.law.faults import BadFacts, Fault, LawError

SUFFIXES = (".csv", ".parquet")
# Standard error stays readable; every fault also stands in the column ``fault``.
MOST_TOLD = 1000


def register(inner: Any, guarded: Any) -> None:
    """Add ``table`` to the parser of ``qorgan law``."""
    about = "a verdict of every provision for every row of a table"
    parser = inner.add_parser("table", help=about, description=about)
    parser.add_argument("table", metavar="IN", help="a CSV or Parquet file: a row a case, a column a fact")
    parser.add_argument("out", metavar="OUT", help="where the verdicts go: Parquet, or CSV")
    parser.add_argument("--on", metavar="DATE", help="the day of every case that has no date of its own")
    parser.add_argument("--points", action="store_true", help="also a column with the points that are met")
    parser.add_argument("--closed-world", action="store_true", help="absent facts are no or none")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="threads (default: cores)")
    parser.add_argument("--json", action="store_true", help="the counts as one JSON document")
    parser.set_defaults(run=guarded(table))


def needs_arrow() -> None:
    """LawError that says what is missing, where the libraries for tables are."""
    try:
        import numpy  # noqa: F401
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise LawError(f"tables need numpy and pyarrow: {error}") from None


def checked(path: str, field: str, suffixes: tuple[str, ...] = SUFFIXES) -> Path:
    """The path of a table; BadFacts when its name says it is something else."""
    found = Path(path)
    if found.suffix.lower() not in suffixes:
        raise BadFacts([Fault(field, f"is no table: {path}", " or ".join(suffixes), None, "command line")])
    return found


def table(args: argparse.Namespace) -> int:
    """Exit code 0: every row judged; 2: some row or the table is at fault, and each such row was named."""
    needs_arrow()
    from qorgan.law.commands import BAD, GOOD, moment_of
    from qorgan.law.law import load

    from .answering import answer_table
    from .files import Source
    from .judging import Table

    statutes = load().statutes
    source_path, out = checked(args.table, "IN"), checked(args.out, "OUT")
    compiled = Table(statutes)
    source = Source(
        source_path,
        statutes.vocabulary,
        compiled.dictionaries,
        statutes.settings["local"],
        moment_of(args.on, "--on"),
    )
    told = 0

    def tell(line: str) -> None:
        nonlocal told
        told += 1
        if told <= MOST_TOLD:
            print(line, file=sys.stderr)

    done = answer_table(source, out, compiled, args.closed_world, args.points, tell, max(1, args.workers))
    if told > MOST_TOLD:
        print(f"{source_path.name}: {told - MOST_TOLD} more faults: see column fault", file=sys.stderr)
    counts = {"rows": done.rows, "judged": done.judged, "outside": done.outside, "refused": done.refused}
    if args.json:
        print(json.dumps(counts))
    else:
        print(", ".join(f"{name} {number}" for name, number in counts.items()))
    return BAD if done.refused else GOOD
