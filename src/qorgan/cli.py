"""``qorgan``: the core without a server.

It wires sub-commands together and imports each part only when it is asked for.  Nothing imports this module.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NoReturn

Commands = Any
Register = Callable[[Commands], None]


class Parser(argparse.ArgumentParser):
    """A parser whose faults are one line and exit code 2."""

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {message}", file=sys.stderr)
        raise SystemExit(2)


def _machine_now() -> datetime:
    from qorgan.web.clock import real_now

    return real_now()


def _register_law(commands: Commands) -> None:
    from qorgan.law.commands import register

    register(commands, _machine_now)


def _register_link(commands: Commands) -> None:
    from qorgan.identity.commands import register

    register(commands, lambda: _machine_now().date())


def _register_index(commands: Commands) -> None:
    from qorgan.indicators.commands import register

    register(commands, lambda: _machine_now().date())


def _register_audit(commands: Commands) -> None:
    audit = commands.add_parser("audit", help="check the ledger")
    inner = audit.add_subparsers(dest="audit_command", required=True, metavar="COMMAND")
    verify = inner.add_parser("verify", help="check every link of the ledger; names the first broken one")
    verify.add_argument("--database", metavar="URL", help="the database to check (default: DATABASE_URL)")
    verify.add_argument("--checkpoint", metavar="FILE", help="a checkpoint kept elsewhere: shows truncation")
    verify.add_argument("--json", action="store_true", help="one JSON document")
    verify.add_argument("--root-key", metavar="FILE", help="the pinned public key of the directory's root")
    verify.set_defaults(run=_audit_verify)
    sign = inner.add_parser("checkpoint", help="sign a checkpoint of the ledger; for a user of its own")
    sign.add_argument("folder", metavar="FOLDER", help="where the signer keeps its key and its checkpoints")
    sign.add_argument("--database", metavar="URL", help="the database to sign (default: DATABASE_URL)")
    sign.set_defaults(run=_audit_checkpoint)


# What the settings ask of a server, in bytes.  Checking a chain needs none of it and reads none of it.
_SECRETS = {"SECRET_KEY": 32, "PEPPER_RECEIPT": 32, "PEPPER_STAFF": 32, "INSTALL_SALT": 16, "MFA_KEY": 32}  # nosec B105


def _audit_verify(args: argparse.Namespace) -> int:
    """Runs in the web project, where the ledger is a table; an auditor needs the database and no secret."""
    for name in ("checkpoint", "root_key"):
        given = getattr(args, name)
        if given and not os.path.isfile(given):
            return _refuse("--" + name.replace("_", "-"), "no such file", "a readable file")
    if args.root_key:
        os.environ["QORGAN_ROOT_KEY_FILE"] = args.root_key

    def run() -> int:
        from qorgan.web.ledger.verify import main as verify

        return int(verify(checkpoint=args.checkpoint, as_json=args.json))

    return _with_ledger(args.database, run)


def _audit_checkpoint(args: argparse.Namespace) -> int:
    """What the signer runs every minute, as a user who may read the database and holds no other secret."""

    def run() -> int:
        from pathlib import Path

        from qorgan.web.ledger import checkpoint

        try:
            path = checkpoint.write(Path(args.folder))
        except (checkpoint.Rewritten, checkpoint.BadCheckpoint) as error:
            print(error, file=sys.stderr)
            return 1 if isinstance(error, checkpoint.Rewritten) else 2
        print(path or "Nothing new since the last checkpoint.")
        return 0

    return _with_ledger(args.database, run)


def _with_ledger(database: str | None, run: Callable[[], int]) -> int:
    """Runs where the ledger can be read; every fault of the address is one line and exit code 2."""
    if database:
        os.environ["DATABASE_URL"] = database
    # SQLite would make an empty database where there is none, and an empty one has no broken link.
    default = f"sqlite:///{os.path.join(os.environ.get('QORGAN_DATA', 'var'), 'db.sqlite3')}"
    address = os.environ.get("DATABASE_URL") or default
    path = address.removeprefix("sqlite:///")
    if address.startswith("sqlite:///") and not os.path.isfile(path):
        return _refuse("--database", f"no such file: {path}", "the address of an existing database")
    if address.startswith("sqlite:///"):  # what belongs to a database lies beside it
        os.environ.setdefault("QORGAN_DATA", os.path.dirname(os.path.abspath(path)))
    else:
        os.environ.setdefault("QORGAN_DATA", os.getcwd())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qorgan.web.settings")
    os.environ.setdefault("QORGAN_HOSTS", "localhost")
    for name, size in _SECRETS.items():
        os.environ.setdefault(f"QORGAN_{name}", secrets.token_hex(size))
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import Error

    try:
        django.setup()
        return run()
    except (ImproperlyConfigured, ValueError) as error:
        return _refuse("--database", str(error).splitlines()[0], "postgres://... or sqlite:///...")
    except Error as error:
        return _refuse("--database", str(error).splitlines()[0], "a database of Qorgan that can be read")
    except OSError as error:
        return _refuse("files", str(error), "files and folders of this user")


def _refuse(field: str, problem: str, allowed: str) -> int:
    print(f"command line: {field}: {problem} (allowed: {allowed})", file=sys.stderr)
    return 2


# One line for each family of commands; a new one is added here.
FAMILIES: dict[str, Register] = {
    "law": _register_law,
    "link": _register_link,
    "index": _register_index,
    "audit": _register_audit,
}


def parser_for(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """The parser with the family that is asked for, or all of them for help."""
    parser = Parser(
        prog="qorgan", description="The law, the ledger and the numbers of Qorgan, without a server."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)
    asked = next((word for word in arguments if not word.startswith("-")), None)
    for name, register in FAMILIES.items():
        if asked not in FAMILIES or asked == name:
            register(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.  Exit code 0: done; 1: the answer is no or broken; 2: bad input."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A file may be named in another encoding; saying so must not end in a traceback.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    args = parser_for(arguments).parse_args(arguments)
    try:
        return int(args.run(args))
    except BrokenPipeError:
        # The reader has seen enough: let the interpreter flush into nothing at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    raise SystemExit(main())
