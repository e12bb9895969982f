"""``qorgan link``: the same person, whatever the script and spelling. What it says is a reason to look."""

from __future__ import annotations

import argparse
from typing import Any


def register(commands: argparse._SubParsersAction[Any]) -> None:
    """Add ``link`` and its sub-commands to the parser."""
    from qorgan.identity.explaining.commands import register_link

    link = commands.add_parser("link", help="compare names and records: a reason to look, never a verdict")
    inner = link.add_subparsers(dest="link_command", required=True, metavar="COMMAND")
    register_link(inner)
