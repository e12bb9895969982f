"""What the commands that found an agency share: its hours as they are typed, and its first two people."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandError

from qorgan.practice.hours import Hours, HoursInvalid
from qorgan.web.agencies import admission
from qorgan.web.agencies.models import Agency, Role


def hours(text: str) -> dict[str, Any]:
    """When an agency reads, from JSON. Raises CommandError with what is wrong with it."""
    try:
        value: dict[str, Any] = json.loads(text)
        Hours.from_json(value)
    except (ValueError, AttributeError, HoursInvalid) as error:
        raise CommandError(f"--hours: {error}") from error
    return value


def first_people(
    agency: Agency, fresh: admission.AgencySecrets, supervisor: str, administrator: str
) -> list[str]:
    """The first supervisor, admitted with the secrets in hand, and the administrator; two lines, shown once.

    Her keys are made now, under the start password; the first sign-in asks for the code.
    """
    boss, start = admission.create_member(None, agency, supervisor, supervisor, Role.SUPERVISOR)
    seed = admission.begin(boss, start)
    admission.admit_first(boss, fresh)
    admin, password = admission.create_member(None, agency, administrator, administrator, Role.ADMINISTRATOR)
    return [
        f"Supervisor {boss.username}: password {start}, one-time-code secret {seed}",
        f"Administrator {admin.username}: start password {password}",
    ]
