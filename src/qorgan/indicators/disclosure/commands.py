"""``qorgan index disclosure``: what may leave, and how well it keeps what it must keep."""

from __future__ import annotations

import argparse
from typing import Any

SUPPRESS = "exact tables with blanks that cannot be worked out"
AUDIT = "what a reader can tell of every blank; exit 1: must not be released"
ATTACK = "what attackers gain, without and with the rule; exit 1: more than a point"
PERTURB = "counts with noise that traces nobody (cell key)"


def register(inner: argparse._SubParsersAction[Any]) -> None:
    """Add ``disclosure`` and its sub-commands."""
    parser = inner.add_parser("disclosure", help="what may leave: perturbation, suppression, attacks")
    parts = parser.add_subparsers(dest="disclosure_command", required=True, metavar="COMMAND")
    _perturb(parts)
    _bulletins(parts)
    _attack(parts)


def _perturb(parts: argparse._SubParsersAction[Any]) -> None:
    from qorgan.indicators.commands import add_common, answering

    parser = parts.add_parser("perturb", help=PERTURB, description=PERTURB)
    parser.add_argument("records", metavar="RECORDS", help="CSV or Parquet, a row a record")
    parser.add_argument("--key-file", required=True, metavar="FILE", help="the secret, at least 32 bytes")
    parser.add_argument("--by", required=True, metavar="COLUMN,...", help="the dimensions")
    parser.add_argument("--id", default="id", metavar="COLUMN", help="the stable id of a unit (default id)")
    add = parser.add_argument
    add("--table", action="append", default=[], metavar="COLUMN,...", help="a table (default: all in one)")
    add("--no-totals", action="store_true", help="only the tables themselves")
    add("--nested", action="append", default=[], metavar="CHILD:PARENT", help="a dimension within another")
    add("--places", metavar="FILE.csv", help="a column each: every category of nested dimensions, declared")
    add("--categories", action="append", default=[], metavar="COLUMN=A,B|@FILE", help="the code book")
    add("--structural-zero", action="append", default=[], metavar="COLUMN=A,COLUMN=B", help="cannot be")
    add("--earlier", action="append", default=[], metavar="RELEASE.json", help="what has left before")
    add("--name", default="", help="a name for the release")
    add("--audit", metavar="FILE.json", help="why cells stayed; for the office, never to be published")
    add_common(parser, chart=False)
    parser.set_defaults(run=answering(_run_perturb))


def _run_perturb(args: argparse.Namespace) -> int:
    from qorgan.indicators.disclosure.asking import perturbed

    return perturbed(args)


def _bulletins(parts: argparse._SubParsersAction[Any]) -> None:
    from qorgan.indicators.commands import add_common, answering

    for name, words, run in (("suppress", SUPPRESS, _run_suppress), ("audit", AUDIT, _run_audit)):
        parser = parts.add_parser(name, help=words, description=words)
        add = parser.add_argument
        add(
            "tables",
            nargs="+",
            metavar="TABLE.csv",
            help="a column a dimension, and count; linked tables too",
        )
        add("--total", default="total", metavar="WORD", help="how a total is written (default total)")
        add("--nested", action="append", default=[], metavar="CHILD:PARENT", help="a dimension in another")
        add("--structural-zero", action="append", default=[], metavar="COLUMN=A,COLUMN=B", help="cannot be")
        add("--protection", type=_count, metavar="N", help="the least range of a blank (default 10)")
        if name == "suppress":
            add("--threshold", type=_count, metavar="N", help="counts below are blank (default 10)")
            add("--out", metavar="FILE.csv", help="where the bulletin goes")
        add_common(parser, chart=False)
        parser.set_defaults(run=answering(run))


def _attack(parts: argparse._SubParsersAction[Any]) -> None:
    from qorgan.indicators.commands import add_common, answering

    parser = parts.add_parser("attack", help=ATTACK, description=ATTACK)
    parser.add_argument("--seed", type=_count, default=1, metavar="N", help="of the invented people")
    parser.add_argument("--rounds", type=_count, default=200, metavar="N", help="of invented countries")
    add_common(parser, chart=False)
    parser.set_defaults(run=answering(_run_attack))


def _count(given: str) -> int:
    if not (given.isascii() and given.isdigit() and 0 < int(given) < 10**9):
        raise argparse.ArgumentTypeError(f"{given}: a whole number from 1")
    return int(given)


def _run_suppress(args: argparse.Namespace) -> int:
    from qorgan.indicators.disclosure.printing import suppressed

    return suppressed(args)


def _run_audit(args: argparse.Namespace) -> int:
    from qorgan.indicators.disclosure.printing import audited

    return audited(args)


def _run_attack(args: argparse.Namespace) -> int:
    from qorgan.indicators.disclosure.printing import attacked

    return attacked(args)
