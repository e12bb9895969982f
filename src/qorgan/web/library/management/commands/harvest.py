"""Takes records of another library in as drafts, by OAI-PMH; what is here already is passed over and said."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from qorgan.catalogue.saying import said, word
from qorgan.web.library.importing.drafts import take_row
from qorgan.web.library.importing.harvesting import Asked, Harvest, Harvester, HarvestStopped, outside
from qorgan.web.library.importing.reading import faults_of

# A list without an end would fill the disk with drafts; who knows a library to be larger says so.
MOST = 20_000


class Command(BaseCommand):
    help = "Harvests ADDRESS (OAI-PMH). New records become drafts; likely and sure duplicates are only named."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("address")
        parser.add_argument("--prefix", default="", help="format; without it library_json, else oai_dc")
        parser.add_argument("--set", default="", dest="of_set")
        parser.add_argument("--since", type=date.fromisoformat, default=None, help="YYYY-MM-DD")
        parser.add_argument("--kind", default="", help="kind of records that do not state one")
        parser.add_argument("--country", default="", help="country of records that do not state one")
        parser.add_argument(
            "--most", type=int, default=MOST, help=f"records after which it stops; {MOST} without it"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="says what would be taken in, takes nothing"
        )
        parser.add_argument("--language", default="en", choices=("en", "ru", "kk"))

    def handle(self, *args: Any, **given: Any) -> None:
        with translation.override(given["language"]):
            self._handle(given)

    def _handle(self, given: dict[str, Any]) -> None:
        asked = Asked(given["address"].strip(), given["prefix"], given["of_set"], given["since"])
        defaults = {"kind": given["kind"], "countries": [given["country"]] if given["country"] else []}
        defaults = {name: value for name, value in defaults.items() if value}
        harvester = Harvester(outside(), answers=50, seconds=600.0, patient=True)
        token, first, read = "", True, 0
        while token or first:
            first = False
            try:
                found = harvester.run(asked, defaults, token)
            except HarvestStopped as stopped:
                raise CommandError(stopped.said) from stopped
            asked = found.asked
            made = self._take(found, given["dry_run"])
            self._tell(found, made, given["language"])
            token = found.token
            told = found.reading.known + len(found.reading.seen) + len(found.reading.refused)
            read += max(told, found.answers)  # an answer may hold nothing but deletions
            if token and read >= given["most"]:
                raise CommandError(
                    f"Stopped after {read} records, and there are more over there. What was read is kept. "
                    "Ask for less with --set or --since, or for more with --most."
                )

    def _take(self, found: Harvest, dry: bool) -> int:
        new = [row for row in found.reading.rows if not row["matches"]]
        if dry:
            return len(new)
        asked = found.asked.plain()
        return sum(take_row(found.asked.base, row, None, asked) is not None for row in new)

    def _tell(self, found: Harvest, made: int, language: str) -> None:
        reading = found.reading
        for row in reading.rows:
            if row["matches"]:
                first = row["matches"][0]
                why = "; ".join(word(code, language, percent=percent) for code, percent in first["reasons"])
                sure = "sure" if first["sure"] else "likely"
                self.stdout.write(f"duplicate ({sure}) of {first['key']}: {row['key']}: {why}")
        for one in reading.refused:
            for fault in faults_of(one["faults"]):
                self.stdout.write(f"refused {one['name'] or one['line']}: {said(fault, language)}")
        for fault in faults_of(reading.notes):
            self.stdout.write(f"note: {said(fault, language)}")
        for name in found.gone:
            self.stdout.write(f"deleted over there, still here: {name}")
        same = sum(bool(row["matches"]) for row in reading.rows)
        self.stdout.write(
            f"answers {found.answers}, new {made}, duplicates {same}, before {reading.known}, "
            f"refused {len(reading.refused)}"
        )
