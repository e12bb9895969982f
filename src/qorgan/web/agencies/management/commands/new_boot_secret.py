"""`manage.py new_boot_secret`: run at service start; every session that is open is locked out."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from qorgan.web.agencies.sessions import new_boot_secret


class Command(BaseCommand):
    help = "Draw the boot secret anew: everyone has to sign in again."

    def handle(self, *args: Any, **options: Any) -> None:
        new_boot_secret()
        self.stdout.write(f"Drawn: {settings.BOOT_FILE}")
