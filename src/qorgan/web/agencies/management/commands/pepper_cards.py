"""`manage.py pepper_cards print|restore`: the server's secrets on cards of their own (vault rule 14).

Without them no code and no password works in a restored backup. They are sealed under a seed; the seed is on
five cards, the sealed text is printed on each and kept as a file beside the backups, where it opens nothing.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from qorgan.vault import recovery
from qorgan.vault.errors import VaultError
from qorgan.web.agencies import cards, rehearsal

# In the order in which they are sealed; a new one goes to the end. The secret key is not among them: it is
# drawn anew, which ends open sessions and nothing else.
SECRETS = (("pepper_receipt", 32), ("pepper_staff", 32), ("install_salt", 16), ("mfa_key", 32))


class Command(BaseCommand):
    """Never shows a secret; `restore` writes over nothing."""

    help = "Cards for the server's peppers: print them, or restore the secrets from three."
    requires_system_checks: list[str] = []
    stealth_options = ("stdin",)

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        make = actions.add_parser("print", help="a new set; destroy an older one")
        make.add_argument("--language", choices=cards.LANGUAGES, default="kk", help="of the words")
        make.add_argument("--folder", type=Path, help="where cards and sealed text go; memory by default")
        make.add_argument("--rehearsal", action="store_true", help="on secrets of nobody")
        restore = actions.add_parser("restore", help="three cards and the sealed text give the secrets back")
        restore.add_argument(
            "--sealed", type=Path, required=True, help="the file, or the text typed into one"
        )
        default = os.environ.get("QORGAN_SECRETS", settings.DATA / "secrets")
        restore.add_argument("--folder", type=Path, default=Path(default), help="where the secrets lie")

    def handle(self, *args: Any, **options: Any) -> None:
        self.table = cards.Table(self.stdout, options.get("stdin"))
        try:
            getattr(self, f"_{options['action']}")(options)
        except (cards.Stopped, VaultError, OSError) as error:
            raise CommandError(str(error)) from error

    def _print(self, options: dict[str, Any]) -> None:
        if options["rehearsal"]:
            command = ["pepper_cards", "print", "--language", options["language"]]
            if code := rehearsal.rehearse(command):
                raise CommandError(
                    "The rehearsal ended early. Nothing of the installation was touched.", returncode=code
                )
            return
        plain = b"".join(bytes(getattr(settings, name.upper())) for name, _ in SECRETS)
        seed = recovery.new_recovery_seed()
        sealed = recovery.seal_secrets(plain, seed).hex()
        grouped = " ".join(sealed[at : at + 4] for at in range(0, len(sealed), 4))
        mark = cards.of_key(recovery.recovery_key(seed).box_pk).mark
        of = cards.Set("peppers", mark, below=grouped)
        place = self.table.written(of, seed, options["language"], options["folder"])
        path = place / f"peppers-{mark}.sealed"
        path.write_text(f"{grouped}\n", encoding="ascii")
        self.table.say(f"Keep {path.name} beside the backups as well: without three cards it opens nothing.")

    def _restore(self, options: dict[str, Any]) -> None:
        folder: Path = options["folder"]
        there = [name for name, _ in SECRETS if (folder / name).exists()]
        if there:
            raise CommandError(f"{folder} has {', '.join(there)} already. Nothing was written over.")
        try:
            sealed = bytes.fromhex("".join(options["sealed"].read_text(encoding="ascii").split()))
        except ValueError as error:
            raise CommandError(
                "The sealed text is not what stands on the cards: 0-9 and a-f only."
            ) from error
        seed = self.table.seed(cards.of_key(recovery.sealed_for(sealed)))
        plain = recovery.open_secrets(sealed, seed)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        at = 0
        for name, size in SECRETS:
            handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(plain[at : at + size].hex())
            at += size
        self.table.say(
            f"The secrets are in {folder}. Draw what is still missing with make_secrets, then start anew."
        )
