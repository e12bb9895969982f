"""Brings the library's database to this release; run before the library serves."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from qorgan.web.library import founding
from qorgan.web.library.finding import indexing


class Command(BaseCommand):
    help = "Migrates, makes roles, languages and the review, and loads the first collection."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        if not settings.TEST:
            call_command("collectstatic", interactive=False, verbosity=0)
        founding.found()
        indexing.reindex()  # a release may read words by other rules
