"""``qorgan law impact``: one table of incidents under the law of two days."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from qorgan.law.faults import BadFacts, Fault

MOST = 20_000_000


def register(inner: Any, guarded: Any) -> None:
    """Add ``impact`` to the parser of ``qorgan law``."""
    about = "how a table of incidents moves between the law of two days"
    parser = inner.add_parser("impact", help=about, description=about)
    parser.add_argument("table", metavar="IN", nargs="?", help="a CSV or Parquet file: a row an incident")
    parser.add_argument("--before", required=True, metavar="DATE")
    parser.add_argument("--after", required=True, metavar="DATE")
    parser.add_argument("--synthetic", type=int, metavar="N", help="N invented incidents in place of a table")
    parser.add_argument("--seed", type=int, default=1, help="of the invented incidents (default 1)")
    parser.add_argument("--closed-world", action="store_true", help="absent facts are no or none")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--chart", metavar="FILE.svg", help="also a chart")
    parser.add_argument("--lang", choices=("en", "ru", "kk"), default="en", help="language of the text")
    parser.set_defaults(run=guarded(impact))


def impact(args: argparse.Namespace) -> int:
    """Exit code 0: every row compared; 2: bad input, or some rows were refused, each named."""
    from qorgan.law.commands import BAD, GOOD, print_json
    from qorgan.law.law import load
    from qorgan.law.tables.command import needs_arrow

    days = [_day(args, name) for name in ("before", "after")]
    if (args.table is None) is (args.synthetic is None):
        raise BadFacts([Fault("IN", "one table, or --synthetic N", "one of the two", None, "command line")])
    chart = None if args.chart is None else _svg(args.chart)
    needs_arrow()
    from .comparing import compare
    from .showing import chart as drawn
    from .showing import lines

    law = load()
    if args.synthetic is not None:
        runs, synthetic, closed = _synthetic(law, args, days[0])
    else:
        runs, synthetic, closed = _of_table(law, args, days[0])
    table, cases = runs
    found = compare(table, cases, days[0], days[1], closed)
    found.synthetic = synthetic
    if chart is not None:
        _write(chart, drawn(law, found, args.lang))
    if args.json:
        print_json(found.to_json())
    else:
        print("\n".join(lines(law, found, args.lang)))
    return BAD if found.refused else GOOD


def _day(args: argparse.Namespace, name: str) -> date:
    from qorgan.law.commands import moment_of

    moment = moment_of(getattr(args, name), f"--{name}")
    assert moment is not None
    return moment.date() if isinstance(moment, datetime) else moment


def _svg(path: str) -> Path:
    from qorgan.law.tables.command import checked

    return checked(path, "--chart", (".svg",))


def _write(path: Path, content: str) -> None:
    try:
        path.write_text(content, encoding="utf-8")
    except OSError as error:
        raise BadFacts(
            [Fault("--chart", error.strerror or str(error), "a file that can be written", None, str(path))]
        ) from None


def _synthetic(law: Any, args: argparse.Namespace, day: date) -> Any:
    import numpy as np

    from qorgan.law.loader import read_data
    from qorgan.law.tables.judging import Table

    from .synthetic import margins_of, population

    if not 1 <= args.synthetic <= MOST:
        raise BadFacts(
            [Fault("--synthetic", f"cannot be {args.synthetic}", f"1 to {MOST}", None, "command line")]
        )
    written = read_data(law.statutes.jurisdiction, "synthetic.yaml")
    table = Table(law.statutes)
    made = population(written, table.dictionaries, args.synthetic, args.seed, day)
    about = {"label": written["label"][0], "seed": args.seed, "margins": margins_of(written)}
    return (table, ((cases, np.zeros(cases.count, np.bool_)) for cases in made)), about, True


def _of_table(law: Any, args: argparse.Namespace, day: date) -> Any:
    from qorgan.law.tables.command import checked
    from qorgan.law.tables.files import Source
    from qorgan.law.tables.judging import Table

    table = Table(law.statutes)
    source = Source(
        checked(args.table, "IN"),
        law.statutes.vocabulary,
        table.dictionaries,
        law.statutes.settings["local"],
        day,
    )
    return (table, _told(source, table, args.closed_world)), None, args.closed_world


def _told(source: Any, table: Any, closed_world: bool) -> Iterator[Any]:
    """The runs of a table; each row that is refused is told on standard error."""
    import sys

    import numpy as np

    told = 0
    for run in source.runs():
        refused = table.judge(run.cases, closed_world).refused
        wrong = np.zeros(run.cases.count, np.bool_)
        for row in sorted({*np.flatnonzero(refused).tolist(), *run.faults}):
            wrong[row] = True
            found = [
                *run.faults.get(row, ()),
                *(table.faults(run.cases, row, closed_world) if refused[row] else ()),
            ]
            for fault in found:
                line = Fault(fault.field, fault.problem, fault.allowed, run.place[row], run.name)
                print(str(line), file=sys.stderr)
        for fault in source.broken[told:]:
            print(str(fault), file=sys.stderr)
        told = len(source.broken)
        yield run.cases, wrong
