"""`manage.py make_secrets`: draws every secret that an installation needs and does not have yet.

It must never overwrite one: a new pepper locks everyone out, survivors too.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

# Bytes of each secret, and no secret.
SIZES = {"secret_key": 32, "pepper_receipt": 32, "pepper_staff": 32, "install_salt": 16, "mfa_key": 32}  # nosec B105


class Command(BaseCommand):
    help = "Draw the secrets that are missing, each into a file of its own, readable by this user only."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        default = os.environ.get("QORGAN_SECRETS", settings.DATA / "secrets")
        parser.add_argument("--folder", type=Path, default=Path(default))

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name, size in SIZES.items():
            try:
                handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                pass  # drawn before, or a moment ago by the settings of this very command
            else:
                with os.fdopen(handle, "w") as file:
                    file.write(secrets.token_hex(size))
            self.stdout.write(f"{folder / name}: in place, {size} bytes")
        self.stderr.write("Keep a copy of these off this machine, and never with the backups.")
