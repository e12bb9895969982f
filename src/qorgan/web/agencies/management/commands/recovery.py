"""`manage.py recovery print|use|replace`: an agency's recovery cards, as one guided command each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from qorgan.vault.names import Seed16
from qorgan.vault.recovery import recovery_key
from qorgan.web.agencies import admission, cards, directory, recovery, rehearsal, rotation
from qorgan.web.agencies.keyring import IDENTITY, Keyring, Locked, unlock
from qorgan.web.agencies.models import Agency, Member, Role

FAULTS = (
    cards.Stopped,
    OSError,
    recovery.Incomplete,
    recovery.NoCards,
    directory.NoKey,
    directory.NoDirectory,
    rotation.CannotBeRecovered,
)


class Command(BaseCommand):
    """Never prints a key; cards go to files of this user's alone."""

    help = "Recovery cards of an agency: the first set, use in need, replacement."
    stealth_options = ("stdin",)

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        about = {
            "print": "the first set of an agency that has none, by a supervisor's password",
            "use": "three cards give the keys to a new supervisor; ends with a new set and new keys",
            "replace": "a card was lost or seen: a new set, by three others or a supervisor's password",
        }
        for name, text in about.items():
            action = actions.add_parser(name, help=text)
            action.add_argument("agency", nargs="?", default="", help="the agency's short name")
            action.add_argument("--language", choices=cards.LANGUAGES, default="kk", help="of the words")
            action.add_argument("--folder", type=Path, help="where the cards are written; memory by default")
            action.add_argument("--rehearsal", action="store_true", help="on an invented office")
            if name == "use":
                action.add_argument("--member", default="", help="user name of the new supervisor")
            else:
                action.add_argument("--supervisor", default="", help="user name; asks for the password")
            if name == "replace":
                action.add_argument(
                    "--new-keys", action="store_true", help="three cards may be in wrong hands"
                )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rehearsal"]:
            self._rehearse(options)
            return
        self.table = cards.Table(self.stdout, options.get("stdin"))
        agency = self._agency(options["agency"])
        try:
            getattr(self, f"_{options['action']}")(agency, options)
        except FAULTS as error:
            raise CommandError(str(error) or "Nothing was changed.") from error

    def _rehearse(self, options: dict[str, Any]) -> None:
        action = options["action"]
        command = ["recovery", action, rehearsal.OFFICE, "--language", options["language"]]
        if action == "use":
            command += ["--member", rehearsal.NEW]
        elif action == "print" or options["supervisor"]:
            command += ["--supervisor", rehearsal.BOSS]
        if code := rehearsal.rehearse(command):
            raise CommandError(
                "The rehearsal ended early. Nothing of the installation was touched.", returncode=code
            )

    def _agency(self, code: str) -> Agency:
        known = list(Agency.objects.order_by("code"))
        found = [a for a in known if a.code == code] if code else known
        if len(found) != 1:
            raise CommandError(f"Name the agency: {', '.join(a.code for a in known) or 'there is none'}.")
        return found[0]

    def _print(self, agency: Agency, options: dict[str, Any]) -> None:
        if agency.recovery_pk is not None:
            raise CommandError(
                "This agency has a set. Cards are printed once; a lost or worn one means a new set: "
                f"recovery replace {agency.code}"
            )
        by = self._supervisor(agency, options["supervisor"])
        secrets = by.every_secret()
        with transaction.atomic():  # cards that cannot be written must not be the ones in force
            self._hand_out(agency, recovery.replace_cards(agency, secrets, by), options)

    def _use(self, agency: Agency, options: dict[str, Any]) -> None:
        member = Member.objects.filter(agency=agency, username=options["member"]).first()
        if member is None or member.role != Role.SUPERVISOR or member.must_begin or member.admitted_at:
            raise CommandError(
                "--member names a supervisor of this agency who has signed in once, chosen a password, and "
                "was not admitted. The administrator makes the account at the desk."
            )
        words = " ".join(admission.fingerprint(member, options["language"]))
        self.table.say(f"{member.display_name} reads six words from the screen. They must be:\n  {words}")
        self.table.agreed("Are they the same, face to face?")
        seed = self.table.seed(cards.of_key(recovery.expected_key(agency)))
        with transaction.atomic():
            self._hand_out(agency, rotation.recover(agency, seed, member), options)
        self.table.say(
            f"{member.display_name} is admitted and holds every key. The used cards open nothing now."
        )
        self.table.say(
            "The keys changed. A supervisor signs in: what was sealed before is sealed anew there."
        )

    def _replace(self, agency: Agency, options: dict[str, Any]) -> None:
        by: Keyring | None = None
        # People type for minutes: no transaction is open meanwhile, or nobody could report.
        if options["supervisor"]:
            by = self._supervisor(agency, options["supervisor"])
            secrets = by.every_secret()
        else:
            secrets = recovery.open_all(agency, self.table.seed(cards.of_key(recovery.expected_key(agency))))
        recovery.require_all(agency, secrets)
        with transaction.atomic():
            if options["new_keys"]:
                secrets |= rotation.change_keys(agency, secrets[IDENTITY, 1], by)
            self._hand_out(agency, recovery.replace_cards(agency, secrets, by), options)
        self.table.say("The old cards open nothing that lies here now. Collect and destroy them.")

    def _supervisor(self, agency: Agency, username: str) -> Keyring:
        member = Member.objects.filter(
            agency=agency, username=username, role=Role.SUPERVISOR, is_active=True
        ).first()
        if member is None or member.admitted_at is None:
            raise CommandError("--supervisor names an admitted supervisor of this agency.")
        try:
            return unlock(member, self.table.secret(f"Password of {username}"))
        except Locked as error:
            raise CommandError("This password opens no keys. Nothing was changed.") from error

    def _hand_out(self, agency: Agency, seed: Seed16, options: dict[str, Any]) -> None:
        mark = cards.of_key(recovery_key(seed).box_pk).mark
        of = cards.Set("recovery", mark, cards.names_of(agency))
        self.table.written(of, seed, options["language"], options["folder"])
