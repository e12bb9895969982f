"""``qorgan link names`` and ``qorgan link pairs``: names compared on the command line.

Human text by default, one JSON document with ``--json``; a fault of the input is one line on standard error,
never a traceback, and what was asked about is never written anywhere but where it was asked for.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any

from qorgan.identity.explaining.texts import LANGUAGES
from qorgan.identity.saying import Message, counted

GOOD, DIFFERENT, BAD = 0, 1, 2


def register_link(inner: Any) -> None:
    """Add ``names`` and ``pairs`` to the sub-commands of ``qorgan link``."""
    names_parser = _add(inner, "names", names, "compare two names word by word")
    names_parser.add_argument("left", metavar="A", help="a name, in any script and order")
    names_parser.add_argument("right", metavar="B", help="the other name")
    pairs_parser = _add(inner, "pairs", pairs, "score every pair of names of a table")
    pairs_parser.add_argument("table", metavar="PAIRS", help="a CSV file with name_a and name_b, or -")
    pairs_parser.add_argument("out", metavar="OUT", help="where the table with its scores goes, or -")
    pairs_parser.add_argument("--verdict", action="store_true", help="also a column verdict")


def _add(
    inner: Any, name: str, handler: Callable[[argparse.Namespace], int], about: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = inner.add_parser(name, help=about, description=about)
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language of the text (default en)")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.set_defaults(run=handler)
    return parser


def names(args: argparse.Namespace) -> int:
    """Exit code 0: the same, or worth a look; 1: different; 2: one of them is no name."""
    from qorgan.identity.comparing import compare_names, why_no_name
    from qorgan.identity.explaining.of_names import document, lines

    sentence = "{field}: {problem} (allowed: a name, with letters)"
    bad = [
        Message("{place}: {why}", place="command line", why=Message(sentence, field=field, problem=problem))
        for field, text in (("A", args.left), ("B", args.right))
        if (problem := why_no_name(text))
    ]
    if bad:
        print("\n".join(line.said(args.lang) for line in bad), file=sys.stderr)
        return BAD
    match = compare_names(args.left, args.right)
    if args.json:
        print(json.dumps(document(match, args.left, args.right, args.lang), ensure_ascii=False, indent=2))
    else:
        print("\n".join(lines(match, args.left, args.right, args.lang)))
    return DIFFERENT if match.verdict == "different" else GOOD


def pairs(args: argparse.Namespace) -> int:
    """Exit code 0: every pair scored; 2: the table or some row is at fault, and each such row was named."""
    from qorgan.identity.explaining.pairs_table import TableFault, score_table

    def tell(line: Message) -> None:
        print(line.said(args.lang), file=sys.stderr)

    try:
        done = score_table(args.table, args.out, verdicts=args.verdict, tell=tell)
    except TableFault as error:
        print(error.said(args.lang), file=sys.stderr)
        return BAD
    counts = {"rows": done.rows, "scored": done.rows - done.refused, "refused": done.refused}
    text = json.dumps(counts) if args.json else counted(counts, args.lang)
    print(text, file=sys.stderr if args.out == "-" else sys.stdout)
    return BAD if done.refused else GOOD
