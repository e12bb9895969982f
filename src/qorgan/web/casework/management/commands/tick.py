"""`manage.py tick`: raises what has become due. Run it every minute; running it twice changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand

from qorgan.web.casework import tick
from qorgan.web.clock import now


class Command(BaseCommand):
    help = "Raise what has become due: unopened reports, unanswered referrals, missed checks, ended orders."

    def handle(self, *args: Any, **options: Any) -> None:
        for line in tick.run(now()):
            self.stdout.write(line)
