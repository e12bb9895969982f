"""`manage.py rebuild`: makes every projection again from the ledger, without any key."""

from typing import Any

from django.core.management.base import BaseCommand

from qorgan.web.ledger import verbs


class Command(BaseCommand):
    help = "Make all projections again from the ledger's headers. Needs no key."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{verbs.rebuild()} subjects rebuilt.")
