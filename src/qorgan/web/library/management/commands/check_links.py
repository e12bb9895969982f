"""Tries the addresses of published records. Meant for a timer, once a night with a limit."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from qorgan.web.library.checking import check_addresses
from qorgan.web.library.link_check import AGENT, TO_LOOK_AT, Opener


class Command(BaseCommand):
    help = "Opens the addresses of published records and keeps what came of it; changes no record."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--most", type=int, default=200, help="how many addresses at most (200)")
        parser.add_argument("--record", action="append", default=[], help="only of this identifier")

    def handle(self, *args: Any, **options: Any) -> None:
        more = f" (+{settings.PUBLIC_ADDRESS}/library/)" if settings.PUBLIC_ADDRESS else ""
        opener = Opener(agent=AGENT + more)
        tried = bad = 0
        for one in check_addresses(opener, options["record"], options["most"]):
            tried += 1
            if one.outcome in TO_LOOK_AT:
                bad += 1
                self.stdout.write(
                    f"{one.outcome}\t{one.status or ''}\t{one.address}\t{' '.join(one.identifiers)}"
                )
        self.stdout.write(f"{tried} addresses tried, {bad} to look at")
