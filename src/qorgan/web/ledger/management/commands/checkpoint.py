"""`manage.py checkpoint`: writes a signed checkpoint of all chain heads; run it every minute."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from qorgan.web.ledger import checkpoint


class Command(BaseCommand):
    help = "Write a signed checkpoint of all heads of the ledger to a folder outside the database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.CHECKPOINTS)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            path = checkpoint.write(options["folder"])
        except checkpoint.BadCheckpoint as error:
            raise CommandError(str(error), returncode=2) from error
        except checkpoint.Rewritten as error:
            raise CommandError(str(error), returncode=1) from error
        self.stdout.write(str(path) if path else "Nothing new since the last checkpoint.")
