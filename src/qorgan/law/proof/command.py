"""``qorgan law prove``: what holds of the statute for every set of facts, and what changed on which day."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from typing import Any

from qorgan.law.faults import LawError


def register(inner: Any, guarded: Any) -> None:
    """Add ``prove`` to the parser of ``qorgan law``."""
    about = "what holds of the statute for every set of facts, and what each day changed"
    parser = inner.add_parser("prove", help=about, description=about)
    parser.add_argument(
        "--on",
        action="append",
        metavar="DATE",
        help="a day to ask how far the statute reaches bodily harm to a family member (default: the last "
        "day of change; may be given again; a quarter of a minute each)",
    )
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--lang", choices=("en", "ru", "kk"), default="en", help="language of the text")
    parser.set_defaults(run=guarded(prove))


def prove(args: argparse.Namespace) -> int:
    """Exit code 0: every check holds; 1: one does not; 2: bad input or no solver."""
    from qorgan.law.commands import GOOD, NO, moment_of

    days = [_day(moment_of(written, "--on")) for written in args.on or ()]
    try:
        import z3  # noqa: F401
    except ImportError:
        raise LawError("the proof needs z3-solver, which only the development environment has") from None
    from .proof import proved

    found = proved(days)
    if args.json:
        from qorgan.law.commands import print_json

        print_json(found.to_json())
    else:
        print("\n".join(found.lines(args.lang)))
    return GOOD if found.good else NO


def _day(moment: date | datetime | None) -> date:
    assert moment is not None
    return moment.date() if isinstance(moment, datetime) else moment
