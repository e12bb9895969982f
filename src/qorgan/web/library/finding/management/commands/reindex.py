"""Brings the index of the search to what is published. Run again, it changes nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from qorgan.web.library.finding.indexing import reindex


class Command(BaseCommand):
    help = "Brings the index of the search to what is published; --anew forgets the old one first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anew", action="store_true", help="empty the index first")

    def handle(self, *args: Any, **options: Any) -> None:
        done = reindex(anew=options["anew"])
        self.stdout.write(f"{done.written} written, {done.removed} removed, {done.same} as they were")
