"""``qorgan index published``."""

from __future__ import annotations

import argparse
from typing import Any

from qorgan.indicators.commands import add_common, answering, print_json


def register(inner: argparse._SubParsersAction[Any]) -> None:
    """Add the command of this part."""
    published = inner.add_parser(
        "published", help="published facts with source, date, unit and their conflicts"
    )
    published.add_argument(
        "name", nargs="?", metavar="NAME",
        help="official (default), gsni, gggi, all; a measure; or the id of a fact",
    )  # fmt: skip
    published.add_argument("--facts", metavar="FILE.yaml", help="facts of your own, in the same shape")
    published.add_argument(
        "--topic", metavar="TOPIC", help="reporting, orders, justice, services, prevalence, norms, gap, law"
    )
    published.add_argument(
        "--territory", metavar="CODES", help="such as KAZ, KZ-27, WORLD; several with commas"
    )
    published.add_argument(
        "--period", metavar="PERIOD", help="2024, 2024-06 or 2024-01/2024-08: facts that overlap it"
    )
    published.add_argument("--status", metavar="MARK", help="read, copy, secondary, inferred, unverified")
    add_common(published)
    published.set_defaults(run=answering(_published))


def _published(args: argparse.Namespace) -> int:
    from qorgan.indicators.published import report
    from qorgan.indicators.published.choosing import choose, named
    from qorgan.indicators.published.facts import read_facts

    own = read_facts(args.facts) if args.facts else ()
    chosen = choose(named(args.name, own), args.topic, args.territory, args.period, args.status)
    if args.chart:
        given = (args.name, args.topic, args.territory, args.period, args.status)
        report.picture(chosen, args.lang, ", ".join(part for part in given if part)).write(args.chart)
    if args.json:
        print_json(report.document(chosen, args.lang))
    else:
        print("\n".join(report.told(chosen, args.lang)))
    return 0
