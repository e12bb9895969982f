"""`manage.py setup_office`: the root, one agency, its first supervisor and administrator, and the cards."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from qorgan.vault import recovery
from qorgan.vault.directory import RootKey, new_root_seed
from qorgan.web.agencies import admission, directory, founding
from qorgan.web.agencies.models import Agency, AgencyKind
from qorgan.web.clock import real_now

NEEDED, CARDS = 3, 5
VALID = timedelta(days=400)


class Command(BaseCommand):
    """Draws every secret of a new office once. What it prints is shown once and stored nowhere."""

    help = "Set up one office: root key, agency, first supervisor, administrator. Prints the cards to keep."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="a short name, e.g. zhyly-uya")
        parser.add_argument("--kind", choices=AgencyKind.values, default=AgencyKind.CRISIS_CENTRE)
        for language in ("kk", "ru", "en"):
            parser.add_argument(f"--name-{language}", required=True)
        parser.add_argument("--supervisor", required=True, metavar="USERNAME")
        parser.add_argument("--administrator", required=True, metavar="USERNAME")
        parser.add_argument("--hours", default='{"round_the_clock": true}', help="when it reads, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if Agency.objects.exists():
            raise CommandError("This installation has an agency already. Nothing was changed.")
        hours = founding.hours(options["hours"])
        root_seed, seed = new_root_seed(), recovery.new_recovery_seed()
        root = RootKey.from_seed16(root_seed)
        with transaction.atomic():
            agency, fresh = admission.found_agency(
                recovery.recovery_key(seed).box_pk,
                code=options["code"],
                kind=options["kind"],
                hours=hours,
                **{f"name_{code}": options[f"name_{code}"] for code in ("kk", "ru", "en")},
            )
            Path(settings.ROOT_KEY_FILE).write_text(bytes(root.public).hex() + "\n")
            expires = int((real_now() + VALID).timestamp())
            directory.publish(root, {agency.id: admission.identity_pk(fresh)}, expires)
            first = founding.first_people(agency, fresh, options["supervisor"], options["administrator"])
        for line in first:
            self.stdout.write(line)
        self._cards("Root of the directory", root_seed)
        self._cards(f"Recovery of {agency.code}", seed)

    def _cards(self, what: str, seed: Any) -> None:
        self.stdout.write(f"\n{what}: {CARDS} cards, any {NEEDED} of them give it back. Keep them apart.")
        for share in recovery.split_seed(seed, NEEDED, CARDS):
            self.stdout.write(f"  card {share.number}: {' '.join(recovery.card_words(share, 'en'))}")
