"""`manage.py demo_reset`: empties a database that carries the synthetic mark; the next start fills it."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from qorgan.web.agencies import seen
from qorgan.web.demo import loading


class Command(BaseCommand):
    help = "Throw the demonstration's data away. Refused where the database carries no synthetic mark."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        try:
            loaded = loading.is_loaded()
        except loading.NotSynthetic as error:
            raise CommandError(str(error)) from error
        if loaded:
            call_command("flush", interactive=False, verbosity=0)
        # They speak of the records that are gone; kept, they would call the new ones forged.
        for path in [*Path(settings.CHECKPOINTS).glob("*.checkpoint"), settings.CHECKPOINTS / "latest"]:
            path.unlink(missing_ok=True)
        seen.forget()
        Path(settings.ROOT_KEY_FILE).unlink(missing_ok=True)
        self.stdout.write("The demonstration is empty. `make run` fills it anew.")
