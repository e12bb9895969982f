"""``qorgan law mutants CASES``: which conditions of the law no case of the table needs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

TARGET = 0.98


def register(inner: Any, guarded: Any) -> None:
    """Add ``mutants`` to the parser of ``qorgan law``."""
    about = "negate or drop each condition of the law and see whether a table of cases notices"
    parser = inner.add_parser("mutants", help=about, description=about)
    parser.add_argument("cases", metavar="CASES", help="a folder of tables of cases, such as tests/law/cases")
    parser.add_argument("--most", type=int, default=0, metavar="N", help="only so many, taken at random")
    parser.add_argument(
        "--of", default="", metavar="NAME", help="only those of an article or a definition, such as kz.cao.73"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.set_defaults(run=guarded(mutants))


def mutants(args: argparse.Namespace) -> int:
    """Exit code 0: the target share is caught; 1: it is not, or a case is wrong of the law itself."""
    from qorgan.law.commands import GOOD, NO, print_json
    from qorgan.law.law import load

    from .cases import cases_in
    from .mutants import run

    cases = cases_in(Path(args.cases))
    found = run(load().statutes, cases, args.most, args.seed, args.of)
    if args.json:
        print_json(
            {
                "cases": len(cases),
                "mutants": found.total,
                "caught": found.caught,
                "target": TARGET,
                "change_no_answer": list(found.alike),
                "survivors": list(found.survivors),
                "wrong_of_the_law": list(found.wrong_before),
            }
        )
    else:
        for line in found.wrong_before:
            print(f"WRONG     {line}")
        for line in found.alike:
            print(f"ALIKE     {line}")
        for line in found.survivors:
            print(f"SURVIVES  {line}")
        print(
            f"{len(cases)} cases catch {found.caught} of {found.total - len(found.alike)} mutants "
            f"({found.share:.1%}; target {TARGET:.0%}); {len(found.alike)} more change no answer"
        )
    return GOOD if found.share >= TARGET and not found.wrong_before else NO
