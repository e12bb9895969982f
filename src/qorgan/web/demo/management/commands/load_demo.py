"""`manage.py load_demo`: fills an empty database with the demonstration; does nothing where it is already."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from qorgan.web.demo import loading


class Command(BaseCommand):
    help = "Fill an empty database with invented agencies, people and cases."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = loading.load(self.stdout.write)
        except loading.NotSynthetic as error:
            raise CommandError(str(error)) from error
        if not loaded:
            self.stdout.write("The demonstration is there already. `manage.py demo_reset` throws it away.")
