"""``qorgan index disclosure``: what may leave, and how well it keeps what it must keep."""

from __future__ import annotations

import argparse
from typing import Any

PERTURB = "counts with noise that traces nobody (cell key)"


def register(inner: argparse._SubParsersAction[Any]) -> None:
    """Add ``disclosure`` and its sub-commands."""
    parser = inner.add_parser("disclosure", help="what may leave: perturbation, suppression, attacks")
    parts = parser.add_subparsers(dest="disclosure_command", required=True, metavar="COMMAND")
    _perturb(parts)


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
