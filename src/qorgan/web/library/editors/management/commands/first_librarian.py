"""Makes the first librarian, without whom nobody can make another editor."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from qorgan.web.library.editors import LIBRARIAN
from qorgan.web.library.editors.models import Editor
from qorgan.web.library.editors.roles import make_roles
from qorgan.web.library.editors.start import start_password


class Command(BaseCommand):
    help = "Makes the first librarian and prints her start password, once."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("name", help="the name she signs in with")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"].strip()
        Editor.username_validator(name)
        if Editor.objects.filter(username=name).exists():
            raise CommandError(f"There is an editor of the name {name} already.")
        librarians = Editor.objects.filter(groups__name=LIBRARIAN, is_active=True)
        if librarians.exists():
            raise CommandError(
                "There is a librarian already: she makes further editors in the library itself."
            )
        password = start_password()
        editor = Editor(username=name, must_change_password=True)
        editor.set_password(password)
        editor.save()
        editor.groups.add(make_roles()[LIBRARIAN])
        self.stdout.write(
            f"Librarian: {name}\nStart password (shown once, to be changed at sign-in): {password}"
        )
