"""``qorgan index``: does the reform work. Human text by default, one JSON document with ``--json``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date
from importlib import import_module
from typing import Any

from qorgan.indicators.faults import BadInput, fault
from qorgan.indicators.texts import LANGUAGES

# Each is a package with `commands.register(inner)`; a new one is added here.
PARTS: tuple[str, ...] = (
    "gsni",
    "gggi",
    "flow",
    "its",
    "norms",
    "disclosure",
    "published",
)


def register(commands: argparse._SubParsersAction[Any], today: Callable[[], date]) -> None:
    """Add ``index`` and its sub-commands to the parser; ``args.machine_today()`` is the day it is."""
    index = commands.add_parser("index", help="does the reform work: measures that trace nobody")
    index.set_defaults(machine_today=today)
    inner = index.add_subparsers(dest="index_command", required=True, metavar="COMMAND")
    for part in PARTS:
        import_module(f"qorgan.indicators.{part}.commands").register(inner)


def add_common(parser: argparse.ArgumentParser, chart: bool = True) -> None:
    """The options every one of them takes: ``--lang``, ``--json`` and, where it draws, ``--chart``."""
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language of the text (default en)")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    if chart:
        parser.add_argument("--chart", metavar="FILE.svg", help="also draw it, with its table beside it")


def answering(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """Bad input ends as one line for each fault on standard error and exit code 2, never a traceback."""

    def answer(args: argparse.Namespace) -> int:
        try:
            return run(args)
        except BadInput as refused:
            for line in refused.lines(args.lang):
                print(line, file=sys.stderr)
            return 2

    return answer


def print_json(document: Any) -> None:
    """One document, keys in the order given. Raises ValueError on NaN: what is not known is null."""
    print(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False))


def write_text(path: str, content: str) -> None:
    """Raises BadInput where the file cannot be written."""
    try:
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(content)
    except OSError as error:
        raise BadInput(fault(path, "cannot_write", reason=error.strerror or str(error))) from error
