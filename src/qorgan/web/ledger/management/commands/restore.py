"""`manage.py restore PATH --key-file FILE`: a backup into an empty database, and into no other."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from qorgan.web.clock import real_now
from qorgan.web.ledger import backup


class Command(BaseCommand):
    help = "Restore a backup into an empty database. Stop Qorgan first."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--key-file", required=True, help="the offline secret key")
        parser.add_argument("--even-expired", action="store_true", help="also a backup whose day has passed")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = backup.restore(
                options["path"],
                backup.read_key(options["key_file"]),
                real_now().date(),
                even_expired=options["even_expired"],
            )
        except backup.BackupFault as error:
            raise CommandError(str(error), returncode=2) from error
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        self.stdout.write(f"Restored the state of {manifest.made_at}. Put in place what it does not hold:")
        for line in backup.not_inside():
            self.stdout.write(f"  - {line}")
        self.stdout.write(
            "Then: qorgan audit verify --checkpoint FILE, with the last checkpoint before the backup."
        )
