"""``qorgan link``: the same person, whatever the script and spelling. What it says is a reason to look."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from typing import Any


def register(commands: argparse._SubParsersAction[Any], today: Callable[[], date]) -> None:
    """Add ``link`` and its sub-commands to the parser; `today` is asked where ages need a day."""
    from qorgan.identity.explaining.commands import register_link
    from qorgan.identity.linking.commands import register_linking
    from qorgan.identity.synthetic.commands import register as register_people

    link = commands.add_parser("link", help="compare names and records: a reason to look, never a verdict")
    inner = link.add_subparsers(dest="link_command", required=True, metavar="COMMAND")
    register_link(inner)
    register_linking(inner, today)
    register_people(inner)
