"""`manage.py root_ceremony make|renew|add`: what the offline root does, as one guided command.

The root's seed is on cards only. It is in this process's memory while people sit at the table, and each
ceremony ends with a manifest signed and nothing of the seed kept.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from qorgan.vault import recovery
from qorgan.vault.directory import Manifest, RootKey, new_root_seed
from qorgan.vault.names import SignPublic
from qorgan.web.agencies import admission, cards, directory, founding, rehearsal
from qorgan.web.agencies.models import Agency, AgencyKind
from qorgan.web.clock import real_now

FAULTS = (cards.Stopped, directory.NoDirectory, directory.NoKey, admission.SecondAgency, OSError)


class Command(BaseCommand):
    """People, cards, one signature. Everything is said before it is done, and asked for."""

    help = "The root of the directory: make it, renew what it signed, add an agency."
    stealth_options = ("stdin",)

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        about = {
            "make": "the first root, on cards; pins its public half",
            "renew": "signs the same agencies for another period",
            "add": "founds an agency, gives its cards out and lists it",
        }
        for name, text in about.items():
            action = actions.add_parser(name, help=text)
            action.add_argument("--rehearsal", action="store_true", help="on an invented directory")
            action.add_argument("--days", type=int, default=400, help="how long the signature holds")
            action.add_argument("--language", choices=cards.LANGUAGES, default="kk", help="of cards' words")
            action.add_argument("--folder", type=Path, help="where cards are written; memory by default")
            if name == "add":
                action.add_argument("code", nargs="?", default="", help="the agency's short name")
                action.add_argument("--kind", choices=AgencyKind.values, default=AgencyKind.CRISIS_CENTRE)
                for language in cards.LANGUAGES:
                    action.add_argument(f"--name-{language}", default="")
                action.add_argument("--supervisor", default="", metavar="USERNAME")
                action.add_argument("--administrator", default="", metavar="USERNAME")
                action.add_argument("--hours", default='{"round_the_clock": true}', help="as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rehearsal"]:
            self._rehearse(options)
            return
        if not 1 <= options["days"] <= 3660:
            raise CommandError("--days is 1 to 3660.")
        self.table = cards.Table(self.stdout, options.get("stdin"))
        try:
            getattr(self, f"_{options['action']}")(options)
        except FAULTS as error:
            raise CommandError(
                str(error) or "Several agencies need PostgreSQL. Nothing was changed."
            ) from error

    def _rehearse(self, options: dict[str, Any]) -> None:
        command = ["root_ceremony", options["action"], "--language", options["language"]]
        if options["action"] == "add":
            command += ["second", "--supervisor", "second.supervisor", "--administrator", "second.admin"]
            command += [f"--name-{language}=Rehearsal 2" for language in cards.LANGUAGES]
        if code := rehearsal.rehearse(command):
            raise CommandError(
                "The rehearsal ended early. Nothing of the installation was touched.", returncode=code
            )

    # --- the three ceremonies -----------------------------------------------------------------------------

    def _make(self, options: dict[str, Any]) -> None:
        if Path(settings.ROOT_KEY_FILE).exists() or Agency.objects.exists():
            raise CommandError(
                "There is a root or an agency already. A second root would be another directory: whoever "
                "lost the first one's cards begins a new installation. Nothing was changed."
            )
        self.table.say(
            "You need five people from outside administration, a printer that keeps no copies, and no "
            "network on this machine while the cards are printed."
        )
        self.table.agreed("Are they here?")
        seed = new_root_seed()
        root = RootKey.from_seed16(seed)
        wanted = cards.of_root(root.public)
        self.table.written(cards.Set("root", wanted.mark), seed, options["language"], options["folder"])
        self.table.say("Now one proof: three of the printed cards, typed in from paper.")
        self.table.seed(wanted)
        with transaction.atomic():
            self._publish(root, {}, options)
            Path(settings.ROOT_KEY_FILE).write_text(bytes(root.public).hex() + "\n")
        self.table.say(
            f"The root is made. Its public half, which everyone may know: {bytes(root.public).hex()}"
        )

    def _renew(self, options: dict[str, Any]) -> None:
        now = directory.manifest()
        self._show(now)
        root = self._root()
        self._publish(root, _listed(now), options)

    def _add(self, options: dict[str, Any]) -> None:
        given = {name: options[name] for name in ("code", "supervisor", "administrator")}
        given |= {f"name_{code}": options[f"name_{code}"] for code in cards.LANGUAGES}
        if missing := [name for name, value in given.items() if not value]:
            raise CommandError(f"Still missing: {', '.join(missing)}.")
        if Agency.objects.filter(code=options["code"]).exists():
            raise CommandError("There is an agency of this name. Nothing was changed.")
        hours = founding.hours(options["hours"])
        now = directory.manifest()
        self._show(now)
        self.table.agreed(f"Add {options['name_en']} ({options['code']})?")
        root = self._root()
        seed = recovery.new_recovery_seed()
        with transaction.atomic():
            agency, fresh = admission.found_agency(
                recovery.recovery_key(seed).box_pk,
                code=options["code"],
                kind=options["kind"],
                hours=hours,
                **{f"name_{code}": options[f"name_{code}"] for code in cards.LANGUAGES},
            )
            self._publish(root, _listed(now) | {agency.id: admission.identity_pk(fresh)}, options)
            first = founding.first_people(agency, fresh, given["supervisor"], given["administrator"])
            mark = cards.of_key(recovery.recovery_key(seed).box_pk).mark
            of = cards.Set("recovery", mark, cards.names_of(agency))
            self.table.written(of, seed, options["language"], options["folder"])
        for line in first:
            self.table.say(line)

    # --- what they share ----------------------------------------------------------------------------------

    def _root(self) -> RootKey:
        """The root from three cards, compared with the pinned public half. Raises Stopped."""
        return RootKey.from_seed16(self.table.seed(cards.of_root(directory.root_pk())))

    def _publish(self, root: RootKey, agencies: dict[UUID, SignPublic], options: dict[str, Any]) -> None:
        until = real_now() + timedelta(days=options["days"])
        new = directory.publish(root, agencies, int(until.timestamp()))
        self.table.say(f"Signed: serial {new.serial}, {len(agencies)} agencies, until {until:%d.%m.%Y}.")

    def _show(self, manifest: Manifest) -> None:
        listed = _listed(manifest)
        self.table.say(f"The directory now: serial {manifest.serial}, {len(listed)} agencies.")
        for agency in Agency.objects.filter(pk__in=listed).order_by("code"):
            self.table.say(f"  {agency.code}: {agency.name_en}")


def _listed(manifest: Manifest) -> dict[UUID, SignPublic]:
    return {UUID(bytes=bytes(agency)): key for agency, key in manifest.agencies}
