"""Makes the packs of the library as it stands: nightly, and after much was published."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from qorgan.web.library.pack.archive import UnfitPack
from qorgan.web.library.pack.keeping import make


class Command(BaseCommand):
    help = "Makes the offline packs (one ZIP for each language, one with all) where the content changed."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found, new = make()
        except UnfitPack as unfit:
            raise CommandError(f"{unfit} What lay ready before still does.") from unfit
        if not options.get("verbosity"):
            return
        self.stdout.write(
            f"{'made' if new else 'unchanged'}: {found.version}, {found.day}, {found.records} records"
        )
        for one in found.packs:
            self.stdout.write(f"  {one.name}: {one.size} bytes, {one.pages} pages")
