"""`manage.py checkpoint`: writes a signed checkpoint of all chain heads; run it every minute."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from qorgan.web.ledger import checkpoint


class Command(BaseCommand):
    help = "Write a signed checkpoint of all heads of the ledger to a folder outside the database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.CHECKPOINTS)

    def handle(self, *args: Any, **options: Any) -> None:
        path = checkpoint.write(options["folder"])
        self.stdout.write(str(path) if path else "Nothing new since the last checkpoint.")
