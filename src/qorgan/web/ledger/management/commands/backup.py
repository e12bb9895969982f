"""`manage.py backup PATH --to-key PUBLICKEY`: a backup that only the offline key opens."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from qorgan.web.clock import real_now
from qorgan.web.ledger import backup


class Command(BaseCommand):
    help = (
        "Back up the database, sealed to an offline key. A folder as PATH is rid of backups past their day."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, help="a file, or a folder")
        parser.add_argument("--to-key", help="the public key, 64 hexadecimal digits or a file")
        parser.add_argument(
            "--new-key", type=Path, metavar="FILE", help="draw a key pair; FILE gets the secret half"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["new_key"]:
                self._new_key(options["new_key"])
            elif options["path"] and options["to_key"]:
                self._back_up(options["path"], backup.read_key(options["to_key"]))
            else:
                raise CommandError("Give a PATH and --to-key, or --new-key FILE.", returncode=2)
        except backup.BackupFault as error:
            raise CommandError(str(error), returncode=2) from error

    def _new_key(self, path: Path) -> None:
        public = backup.new_key(path)
        self.stderr.write(
            f"Secret half: {path}. Take it off this machine, in two places; nothing else opens the backups.\n"
            "Public half: the line below. It stays here, for --to-key, and opens nothing."
        )
        self.stdout.write(public)

    def _back_up(self, path: Path, key: bytes) -> None:
        at = real_now()
        try:
            made = backup.make(path, key, at)
        finally:
            # Also when no new one could be made: survivors were told the day.
            if path.is_dir():
                for gone in backup.delete_expired(path, at.date()):
                    self.stdout.write(f"Deleted, its day has passed: {gone}")
        self.stdout.write(f"{made}")
        self.stdout.write(f"Delete it by {backup.read_manifest(made).delete_by}. It does not hold:")
        for line in backup.not_inside():
            self.stdout.write(f"  - {line}")
