"""`manage.py reset_member`: a start password where no desk can give one (vault rules 3, 13)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from qorgan.web.agencies import password_reset, reset_record
from qorgan.web.agencies.models import Member
from qorgan.web.casework import new_keys


class Command(BaseCommand):
    """For an only administrator, an only supervisor, and whoever alone opens something."""

    help = "Give a member a new start password, where the pages of the desk refuse to."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--reason", choices=reset_record.REASONS, required=True)
        parser.add_argument(
            "--lose",
            action="store_true",
            help="the old password is forgotten for good: delete the keys it opened, with all only they open",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        member = Member.objects.filter(username=options["username"], is_active=True).first()
        if member is None:
            raise CommandError("There is no open account of that name. Nothing was changed.")
        last = password_reset.is_last_key_holder(member)
        alone = new_keys.alone_with(member) if member.holds_keys else 0
        start = new_keys.begin_at_the_server(member, options["reason"], options["lose"])
        self.stdout.write(f"{member.username}: start password {start}. Shown once; hand it over in person.")
        if options["lose"]:
            self.stdout.write(f"The old keys are deleted. Cases that nobody opens any more: {alone}.")
            if last:
                self.stdout.write("Nobody can admit people now: use the agency's recovery cards.")
        elif last or alone:
            self.stdout.write("Only with the old password can this member begin; else repeat with --lose.")
