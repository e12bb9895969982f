"""``qorgan law compare --on DAY``: the law of five states side by side."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import date

from qorgan.law.faults import BadFacts, Fault

from . import changes, compare, convention
from .model import ASPECTS, STATES, Comparison
from .showing import as_csv, change_lines, document, lines
from .states import states

TABLES = ("aspects", "convention", "changes")


def options(parser: argparse.ArgumentParser) -> None:
    """The options of the comparison of states."""
    parser.add_argument("--on", metavar="DATE", help="states: the law of this day (default: today)")
    parser.add_argument(
        "--states", metavar="LIST", help=f"states: of {','.join(STATES).upper()} (default: all)"
    )
    parser.add_argument("--aspects", metavar="LIST", help=f"states: of {','.join(ASPECTS)} (default: all)")
    parser.add_argument(
        "--tables",
        metavar="LIST",
        default="aspects",
        help=f"states: of {','.join(TABLES)} (default: aspects)",
    )
    parser.add_argument("--csv", action="store_true", help="states: one row for each statement")


def refuse_a_mixture(args: argparse.Namespace) -> None:
    """A file is compared on two days, states on one: options of the other kind are a slip."""
    two_days = {"--before": args.before, "--after": args.after}
    states = {"--on": args.on, "--states": args.states, "--aspects": args.aspects, "--csv": args.csv}
    given = [name for name, value in (two_days if args.file is None else states).items() if value]
    missing = [name for name, value in two_days.items() if value is None and args.file is not None]
    faults = [
        Fault(
            name,
            "does not go with a file" if args.file else "needs a file of facts",
            "",
            None,
            "command line",
        )
        for name in given
    ] + [Fault(name, "is missing", "YYYY-MM-DD", None, "command line") for name in missing]
    if faults:
        raise BadFacts(faults)


def run(args: argparse.Namespace, on: date) -> int:
    """Print the tables asked for; UnknownState or UnknownAspect for a name that is not compared."""
    wanted, tables = _list(args.states), _tables(args.tables)
    found: dict[str, Comparison] = {}
    if "aspects" in tables:
        found["aspects"] = compare(on, wanted, _list(args.aspects))
    if "convention" in tables:
        found["convention"] = convention(on, wanted)
    changed = changes(wanted, on) if "changes" in tables else None
    lang = args.lang or "en"
    if args.json:
        print(json.dumps(document(found, changed, args.lang), ensure_ascii=False, indent=2))
    elif args.csv:
        print(as_csv(found, changed, on, lang), end="")
    else:
        headings = {"aspects": "heading_compare", "convention": "heading_convention"}
        said = [line for name, one in found.items() for line in (*lines(one, headings[name], lang), "")]
        if changed is not None:
            said += change_lines(changed, {one.id: one.title[lang] for one in states()}, lang)
        print("\n".join(said).rstrip())
    return 0


def _list(written: str | None) -> list[str] | None:
    return written.split(",") if written else None


def _tables(written: str) -> Sequence[str]:
    asked = [one.strip() for one in written.split(",") if one.strip()] or ["aspects"]
    strange = [one for one in asked if one not in TABLES]
    if strange:
        fault = Fault(
            "--tables", f"has no table {', '.join(strange)}", ", ".join(TABLES), None, "command line"
        )
        raise BadFacts([fault])
    return asked
